"""Text for where Markdown is read."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def as_text(text: str) -> str:
    """The text, in one line, so that nothing in it is markup."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
