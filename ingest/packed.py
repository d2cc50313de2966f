"""Files that are packed with gzip or zstd, read as they are unpacked; archives that grow without end are stopped."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast

from backports import zstd

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

ENDINGS = (".gz", ".zst")
GROWN = 200
"""How many times its packed size a file may have; texts come to some 30."""
SMALL = 1 << 20
"""Bytes up to which that does not matter."""

DAMAGES = (EOFError, OSError, zlib.error, zstd.ZstdError)
"""What reading a damaged archive raises."""


class Bomb(EOFError):
    """An archive that was made to grow without end."""

    def __init__(self) -> None:
        super().__init__(f"it unpacks to more than {GROWN} times its size")


class _Measured(io.RawIOBase):
    """What comes out of an archive, as long as it is in proportion to what went in."""

    def __init__(self, packed: io.BufferedIOBase, raw: IO[bytes]) -> None:
        self._packed, self._raw, self._size = packed, raw, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, into: WriteableBuffer) -> int:
        """As many bytes as there are. Raises Bomb."""
        read = self._packed.readinto(into)
        self._size += read
        if self._size > SMALL and self._size > GROWN * self._raw.tell():
            raise Bomb
        return read


@contextmanager
def unpacked(raw: IO[bytes], file: str) -> Iterator[IO[bytes]]:
    """The content of a file, whose ending says how it is packed, if it is. Reading it raises DAMAGES."""
    if file.endswith(".gz"):
        with gzip.GzipFile(fileobj=raw) as packed:
            yield cast(IO[bytes], io.BufferedReader(_Measured(packed, raw), 1 << 16))
    elif file.endswith(".zst"):
        with zstd.ZstdFile(raw) as frames:
            yield cast(IO[bytes], io.BufferedReader(_Measured(frames, raw), 1 << 16))
    else:
        yield raw
