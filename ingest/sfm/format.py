"""The format `sfm`: the heading decides what a file is, never its name."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.context import Context
from ingest.formats import RowReader
from ingest.sfm.headings import KINDS, recognised
from ingest.sfm.reader import SfmReader
from ingest.sheets import Sheet


class Sfm:
    """CSV or TSV files of any of the three generations, alone or together."""

    name = "sfm"
    delimiters = ",\t"

    def expects(self, file: str) -> bool:
        """Never: what a file is called says nothing."""
        return False

    def recognise(self, file: str, heading: Sequence[str]) -> str:
        """The kind of sheet. Raises UnknownFile, naming the nearest known kind."""
        return recognised(file, heading)

    def order(self, kind: str) -> int:
        """Sources, places, units, persons, then what ties them."""
        return KINDS[kind].order

    def reader(self, sheets: Sequence[Sheet], context: Context) -> RowReader:
        """A reader that has looked through the sheets for ids and names."""
        return SfmReader(sheets, context)
