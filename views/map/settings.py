"""What the map takes from its surroundings: outlines, schemes of codes and, only where asked for, tiles."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ontology.errors import CommandError

OUTLINES, CODES = "ORBATLAS_OUTLINES", "ORBATLAS_CODES"
TILES, CREDIT = "ORBATLAS_TILES", "ORBATLAS_TILES_CREDIT"
_FIELDS = ("{z}", "{x}", "{y}")


@dataclass(frozen=True, slots=True)
class Tiles:
    """Where pictures of the ground come from: an address with {z}, {x} and {y}, and whom to name for them."""

    address: str
    credit: str

    @property
    def host(self) -> str:
        """The machine that is asked."""
        return urlsplit(self.address).netloc


@dataclass(frozen=True, slots=True)
class MapSettings:
    """`outlines` are GeoJSON files, `codes` a file of schemes of codes, `tiles` None unless somebody asked for them."""

    outlines: tuple[Path, ...] = ()
    codes: Path | None = None
    tiles: Tiles | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> MapSettings:
        """The settings that these variables ask for; an empty variable counts as unset. Raises CommandError."""
        outlines = environ.get(OUTLINES, "")
        codes = environ.get(CODES, "")
        return cls(
            outlines=tuple(_path(part) for part in outlines.split(os.pathsep) if part),
            codes=_path(codes) if codes else None,
            tiles=_tiles(environ.get(TILES, ""), environ.get(CREDIT, "")),
        )


def _path(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _tiles(address: str, credit: str) -> Tiles | None:
    if not address:
        return None
    parts = urlsplit(address)
    if (
        parts.scheme not in ("https", "http")
        or not parts.netloc
        or any(one not in address for one in _FIELDS)
    ):
        rule = "an address of the web with {z}, {x} and {y} in it"
        raise CommandError(f"{TILES} is {address!r}, but it must be {rule}.", hint="Change it, or unset it.")
    return Tiles(address, credit or parts.netloc)
