"""Rows of RDF into claims: our own as they were, those of others as far as they say what we model."""

from __future__ import annotations

from collections.abc import Sequence

from graph.claims import Claim
from ingest.context import Context
from ingest.rdf.claims import ClaimReader
from ingest.rdf.naming import id_in
from ingest.rdf.others import ThingReader
from ingest.rdf.rows import RdfRow, Sort
from ingest.rdf.sheet import RdfSheet
from ingest.rdf.vocabulary import Vocabulary
from ingest.rows import Row
from ingest.sheets import Sheet


class RdfReader:
    """Reads the rows of RDF files."""

    def __init__(self, vocabulary: Vocabulary, sheets: Sequence[Sheet], context: Context) -> None:
        self._claims = ClaimReader(vocabulary, context.warnings)
        self._things = ThingReader(vocabulary, context)
        self._model, self._context = vocabulary.model, context

    def claims(self, row: Row, sheet: Sheet) -> Sequence[Claim]:
        """All claims of a row. Raises RowRefused."""
        assert isinstance(row, RdfRow) and isinstance(sheet, RdfSheet)
        if row.sort is Sort.GONE:
            self._withdrawn(row)
            return ()
        return [self._claims.claim(row)] if row.sort is Sort.CLAIM else self._things.claims(row, sheet)

    def _withdrawn(self, row: RdfRow) -> None:
        """Take note of an id of ours; that of others is no thing of ours, and there is nothing to note."""
        assert row.group is not None
        for cls in self._model.entities:
            if (id := id_in(row.group.subject, cls)) is not None:
                self._context.withdrawn[id] = cls.name
