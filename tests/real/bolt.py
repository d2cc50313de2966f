"""Messages of Bolt, the protocol between a driver and Neo4j, as bytes on a wire."""

from __future__ import annotations

import struct
from io import BufferedIOBase
from typing import Any

from neo4j._codec.packstream._common import UnpackableBuffer
from neo4j._codec.packstream.v1 import Packer, Unpacker

# What a driver says.
GOODBYE, RESET, ROUTE = b"\x02", b"\x0f", b"\x66"
RUN, BEGIN, COMMIT, ROLLBACK = b"\x10", b"\x11", b"\x12", b"\x13"
# What a server answers.
SUCCESS, RECORD, IGNORED, FAILURE = b"\x70", b"\x71", b"\x7e", b"\x7f"


def carry(source: BufferedIOBase, to: BufferedIOBase, size: int) -> bytes:
    """Carry so many bytes over, and give them."""
    data = _exactly(source, size)
    to.write(data)
    to.flush()
    return data


def read(source: BufferedIOBase) -> bytes:
    """One message, put together from its chunks. Empty ones before it only keep the connection alive."""
    message = b""
    while (size := struct.unpack(">H", _exactly(source, 2))[0]) or not message:
        message += _exactly(source, size)
    return message


def send(to: BufferedIOBase, message: bytes) -> None:
    """Send one message, in chunks."""
    for at in range(0, len(message), 0xFFFF):
        chunk = message[at : at + 0xFFFF]
        to.write(struct.pack(">H", len(chunk)) + chunk)
    to.write(b"\0\0")
    to.flush()


def packed(tag: bytes, *fields: object) -> bytes:
    """A message of these fields."""
    packer = Packer(Packer.new_packable_buffer())  # type: ignore[no-untyped-call]
    packer.pack_struct(tag, fields)  # type: ignore[no-untyped-call]
    return bytes(packer.stream.data)


def unpacked(message: bytes) -> list[Any]:
    """The fields of a message."""
    fields: list[Any] = Unpacker(UnpackableBuffer(message)).unpack().fields  # type: ignore[no-untyped-call]
    return fields


def _exactly(source: BufferedIOBase, size: int) -> bytes:
    if len(data := source.read(size)) < size:
        raise EOFError
    return data
