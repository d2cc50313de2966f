"""The format `ftm`: FollowTheMoney as JSON lines."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.context import Context
from ingest.formats import RowReader
from ingest.ftm.lines import ENDINGS, is_ours
from ingest.ftm.reader import FtmReader
from ingest.ftm.sheet import FtmSheet
from ingest.sheets import Candidate, Sheet, UnknownFile
from ontology.ftm import Ftm


class FollowTheMoney:
    """One entity a line, plain or compressed."""

    name = "ftm"
    delimiters = ","

    def __init__(self, ftm: Ftm) -> None:
        self._ftm = ftm

    def expects(self, file: str) -> bool:
        """Whether the ending is one of those that are read."""
        return is_ours(file)

    def open(self, candidate: Candidate) -> FtmSheet:
        """The file as a sheet. Raises UnknownFile, naming the endings that are read."""
        if not is_ours(candidate.file):
            hint = f"The endings: {', '.join(ENDINGS)}, each alone or with .gz or .zst behind it."
            raise UnknownFile(
                f"{candidate.file}: its ending is none of FollowTheMoney's JSON lines.", hint=hint
            )
        size = candidate.path.stat().st_size
        return FtmSheet(candidate.path, candidate.file, (), ",", "ftm", size)

    def recognise(self, file: str, heading: Sequence[str]) -> str:
        """Always `ftm`: `open` has looked at the name."""
        return "ftm"

    def order(self, kind: str) -> int:
        """All files alike."""
        return 0

    def reader(self, sheets: Sequence[Sheet], context: Context) -> RowReader:
        """A reader for these files. It looks through them first."""
        return FtmReader(self._ftm, [sheet for sheet in sheets if isinstance(sheet, FtmSheet)], context)
