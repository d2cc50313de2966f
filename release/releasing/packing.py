"""A release folder as one zip file, the same bytes for the same folder."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_DAY = (1980, 1, 1, 0, 0, 0)


def packed(folder: Path) -> bytes:
    """All files of a folder, under its name, in a zip without the days on which they were written."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            entry = ZipInfo(f"{folder.name}/{file.relative_to(folder).as_posix()}", _DAY)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            with file.open("rb") as source, archive.open(entry, "w", force_zip64=True) as inside:
                while block := source.read(1 << 20):
                    inside.write(block)
    return target.getvalue()
