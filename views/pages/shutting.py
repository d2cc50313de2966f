"""What Streamlit does for whoever reaches the address, signed in or not, and no setting of it ends."""

from __future__ import annotations

from streamlit import net_util
from streamlit.runtime.app_session import AppSession


def shut() -> None:
    """End it, for this process: one visitor cannot empty what all keep, and nobody is asked for our own address."""
    AppSession._handle_clear_cache_request = _nothing  # type: ignore[method-assign]
    net_util.get_external_ip = _unknown


def _nothing(self: AppSession) -> None:
    """A message of the browser that would empty the caches of everybody, the open database among them."""


def _unknown() -> None:
    """A connection from another site's page would make Streamlit ask a service of the web for our address."""
