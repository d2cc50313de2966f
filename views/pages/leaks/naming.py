"""Names of the files that are saved."""

from __future__ import annotations

import re

from views.pages.leaks.controls import View


def file_name(view: View, what: str) -> str:
    """The name without an ending: what it is, of which echelon and region, and when."""
    parts = ("leaks", what, view.echelon, view.region.id, view.window.first, view.window.last)
    return re.sub(r"[^A-Za-z0-9]+", "-", "-".join(str(part) for part in parts if part)).strip("-")
