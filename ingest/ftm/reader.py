"""Entities of FollowTheMoney into claims: things with their values and links, and the ties between them."""

from __future__ import annotations

from collections.abc import Sequence

from graph.claims import Claim
from ingest.amount import bounded
from ingest.context import Context
from ingest.ftm.forms import thing_form, tie_forms
from ingest.ftm.index import Index
from ingest.ftm.said import Desk, not_understood
from ingest.ftm.sheet import FtmRow, FtmSheet
from ingest.ftm.things import thing_claims
from ingest.ftm.ties import tie_claims
from ingest.rows import Row
from ingest.sheets import Sheet
from ontology.ftm import Ftm


class FtmReader:
    """Reads the rows of FollowTheMoney files, which it has looked through once before."""

    def __init__(self, ftm: Ftm, sheets: Sequence[FtmSheet], context: Context) -> None:
        index = Index(ftm, context.known)
        index.fill(sheets)
        self._desk = Desk(ftm, context, index)

    def claims(self, row: Row, sheet: Sheet) -> Sequence[Claim]:
        """All claims of an entity; what is not understood of it is counted. Raises RowRefused."""
        assert isinstance(row, FtmRow)
        for key in row.beside:
            self._desk.warn(not_understood(key, why="beside the properties"))
        form = thing_form(self._desk.ftm, row)
        if form is not None:
            found = thing_claims(self._desk, row, form)
        elif forms := list(tie_forms(self._desk.ftm, row)):
            found = tie_claims(self._desk, row, forms)
        else:
            found = iter(())
            self._count(row)
        return list({claim.id: claim for claim in bounded(row, found)}.values())

    def _count(self, row: FtmRow) -> None:
        """A whole entity that is not ours; of one that others lead through, what is not looked at."""
        desk = self._desk
        if not desk.index.leads_through(row.id):
            desk.warn(not_understood(row.schema))
            return
        for name, values in row.properties.items():
            if name not in desk.index.further:
                desk.warn(not_understood(row.schema, name), len(values))
