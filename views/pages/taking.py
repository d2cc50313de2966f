"""Taking along: the buttons that save a file, each of which stands in the log of who asked and released what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from access.log import What
from views.pages.entrance import for_later


def offer(
    words: str,
    make: Callable[[], str | bytes],
    *,
    file_name: str,
    mime: str,
    place: DeltaGenerator | None = None,
    icon: str | None = ":material/download:",
    hint: str | None = None,
    key: str | None = None,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """A button in a place of the page (the running one). The file is made, and noted, when it is asked for."""
    note = for_later(What.SAVED, file=file_name)

    def made() -> str | bytes:
        note()
        return make()

    (place or st).download_button(
        words,
        made,
        file_name=file_name,
        mime=mime,
        # The page need not run anew: nothing on it changes by a download.
        on_click="ignore",
        icon=icon,
        help=hint,
        key=key,
        width=width,
    )
