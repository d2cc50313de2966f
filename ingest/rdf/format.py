"""The format `rdf`: the ending of a file's name decides how it is written."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.context import Context
from ingest.formats import RowReader
from ingest.rdf.parsing import ENDINGS, form_of
from ingest.rdf.reader import RdfReader
from ingest.rdf.sheet import RdfSheet
from ingest.rdf.vocabulary import Vocabulary
from ingest.sheets import Candidate, Sheet, UnknownFile


class Rdf:
    """Turtle, N-Triples, N-Quads, TriG, JSON-LD, JSON lines and RDF/XML, plain or compressed."""

    name = "rdf"
    delimiters = ","

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def expects(self, file: str) -> bool:
        """Whether the ending is one of RDF."""
        return form_of(file) is not None

    def open(self, candidate: Candidate) -> RdfSheet:
        """The file as a sheet. Raises UnknownFile, naming the endings that are read."""
        if form_of(candidate.file) is None:
            hint = f"The endings: {', '.join(ENDINGS)}, each alone or with .gz or .zst behind it."
            raise UnknownFile(f"{candidate.file}: its ending is none of RDF.", hint=hint)
        size = candidate.path.stat().st_size
        return RdfSheet(candidate.path, candidate.file, (), ",", "rdf", size, self._vocabulary)

    def recognise(self, file: str, heading: Sequence[str]) -> str:
        """Always `rdf`: `open` has looked at the name."""
        return "rdf"

    def order(self, kind: str) -> int:
        """All files alike."""
        return 0

    def reader(self, sheets: Sequence[Sheet], context: Context) -> RowReader:
        """A reader for these files."""
        return RdfReader(self._vocabulary, sheets, context)
