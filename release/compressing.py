"""Compression by a file's ending: the same content gives the same bytes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from graph.keeping.packing import packed

ENDINGS = (".gz", ".zst")

_GZIP_LEVEL = 6


def plain_name(file: Path) -> Path:
    """The name without the ending of a compression."""
    return file.with_suffix("") if file.suffix in ENDINGS else file


@contextmanager
def compressed(raw: IO[bytes], file: Path) -> Iterator[IO[bytes]]:
    """What is written goes into `raw`, compressed as the name of `file` asks."""
    if file.suffix == ".gz":
        # Without a name or a time in it.
        with gzip.GzipFile(
            filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=raw, mtime=0
        ) as smaller:
            yield cast(IO[bytes], smaller)
    elif file.suffix == ".zst":
        with packed(raw) as smaller:
            yield cast(IO[bytes], smaller)
    else:
        yield raw
