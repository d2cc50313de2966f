"""Text on its way into a file: whole where the format can hold it, and never taken for anything but text."""

from __future__ import annotations

import re

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\r\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FORMULA = re.compile(r"\s*[=+\-@]|[\t\r]")

MADE_UP = "Part of this is made up for a demonstration; its names and sources say so."


def for_xml(text: str) -> str:
    """Text that XML 1.0 can hold: control characters by the signs that picture them, what is no character by U+FFFD."""
    return _NOT_XML.sub(_pictured, text)


def _pictured(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def for_cell(text: str) -> str:
    """Text of a CSV cell. A spreadsheet takes what begins like a formula for one: an apostrophe before it says no."""
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\u2400")
    return f"'{text}" if _FORMULA.match(text) else text
