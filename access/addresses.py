"""Which addresses only this machine reaches, and the switch that turns sign-in off."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"

SWITCH, OFF = "ORBATLAS_SIGN_IN", "off"
"""The variable that `orbatlas app --no-sign-in` alone sets, and what it sets it to."""


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches the address. Raises ValueError for what is no address."""
    return address == "localhost" or ip_address(address).is_loopback


def is_foreign(host: str) -> bool:
    """Whether a request's Host is a name that somebody else may point at this machine, and not its address.

    A page of such a name counts as of the same origin as what answers here, so its scripts may read it.
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return True
    if name == "localhost" or name.endswith(".localhost"):
        return False
    try:
        ip_address(name)
    except ValueError:
        return True
    return False
