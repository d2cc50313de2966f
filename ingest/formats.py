"""The formats by name. A format is a folder here, and has the same verbs as every other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Protocol, runtime_checkable

from graph.claims import Claim
from ingest.context import Context
from ingest.rows import Row
from ingest.sheets import Candidate, Sheet
from ontology.errors import CommandError
from ontology.model import Model

# A new format is a folder with `make(model) -> Format` in its __init__.py, and its name here.
NAMES = ("ftm", "rdf", "sfm", "tables")
COMPARED = 200
"""Characters of a text that are compared with known names: the time for it grows with their square."""


class RowReader(Protocol):
    """Turns rows into claims. It is made once an ingest, and may remember what it has read."""

    def claims(self, row: Row, sheet: Sheet) -> Sequence[Claim]:
        """All claims of a row, with places but without prefix. Raises RowRefused; never half a row."""


class Format(Protocol):
    """A format of files. `delimiters` are those it may have, the usual one first."""

    name: str
    delimiters: str

    def expects(self, file: str) -> bool:
        """Whether a file of this name must be of this format, so that a broken one cannot be left aside."""

    def recognise(self, file: str, heading: Sequence[str]) -> str:
        """What kind of sheet this is, by its heading (or name). Raises UnknownFile, naming the nearest known kind,
        or FileRefused for a known kind with a wrong column.
        """

    def order(self, kind: str) -> int:
        """The place of a kind of sheet among the others; lower ones are read first."""

    def reader(self, sheets: Sequence[Sheet], context: Context) -> RowReader:
        """A reader for these sheets, in the order in which they will be read. It may look through them first."""


@runtime_checkable
class OpensItself(Protocol):
    """A format whose files are no sheets with a heading: it opens them in its own way."""

    def open(self, candidate: Candidate) -> Sheet:
        """The file, ready to be read. Raises UnknownFile or FileRefused."""


def format_named(name: str, model: Model) -> Format:
    """The format of this name. Raises CommandError, naming the nearest."""
    if name not in NAMES:
        hint = f"Did you mean {nearest(name, NAMES)}? Formats: {', '.join(NAMES)}."
        raise CommandError(f"There is no format {name!r}.", hint=hint)
    made: Format = import_module(f"ingest.{name}").make(model)
    return made


def nearest(text: str, names: Iterable[str]) -> str:
    """The known name that is most like `text`, whatever its case; the first of them if none is."""
    known, text = list(names), text[:COMPARED]
    folded: Mapping[str, str] = {name.casefold(): name for name in reversed(known)}
    close = get_close_matches(text.casefold(), folded, n=1, cutoff=0.0)
    return folded[close[0]] if close else known[0]
