"""Why the private server did not start, in words for people."""

from __future__ import annotations

import re

from graph.errors import PortTaken, ServerError
from graph.server.layout import Layout

# What Java and Neo4j write, and what it means for the one who reads it.
_KNOWN = (
    ("Too small maximum heap|OutOfMemoryError", "Give it more memory: make ORBATLAS_SERVER_HEAP larger."),
    ("Invalid maximum heap size|Could not reserve enough space|Cannot allocate memory|insufficient memory",
     "There is not enough memory for it: make ORBATLAS_SERVER_HEAP smaller."),
    ("No space left on device", "The disk is full: make room and start again."),
    ("Invalid memory configuration",
     "There is not enough memory for it: make ORBATLAS_SERVER_PAGECACHE smaller."),
    ("UnsupportedClassVersionError", "The Java in ORBATLAS_JAVA_HOME is too old for it."),
)  # fmt: skip
_PORT = re.compile("Address already in use|BindException|PortBindException")
_TELLING = re.compile(r"\b(ERROR|Error|Exception|Caused by|FATAL|Invalid)\b")
_TIME = re.compile(r"^\d{4}-\d\d-\d\d \S+ \w+\s+")
_GIST = 240


def failure(layout: Layout, port: int, *, ended: bool) -> ServerError:
    """The error for a server that died while starting, or (`ended` False) never answered."""
    text = _tail(layout)
    if _PORT.search(text):
        hint = "Set ORBATLAS_SERVER_PORT to a free port, or end the other program."
        return PortTaken(
            f"Port {port} was taken by another program while the private Neo4j started.", hint=hint
        )
    what = "ended while it was starting" if ended else "did not answer in time and was stopped"
    known = [words for pattern, words in _KNOWN if re.search(pattern, text)]
    hint = " ".join([*known[:1], f"Its log is {layout.console}."])
    return ServerError(f"The private Neo4j {what}. Its last words: {_gist(text)}.", hint=hint)


def _tail(layout: Layout) -> str:
    try:
        return layout.console.read_bytes()[-20_000:].decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


def _gist(text: str) -> str:
    """The last line that tells of an error and what follows it, without times and without Java's stack."""
    lines = [_TIME.sub("", line).strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith(("at ", "WARNING: ", "..."))]
    telling = [number for number, line in enumerate(lines) if _TELLING.search(line)]
    gist = "; ".join(lines[telling[-1] if telling else -1 :]) or "(it wrote nothing)"
    return gist if len(gist) <= _GIST else gist[:_GIST] + "…"
