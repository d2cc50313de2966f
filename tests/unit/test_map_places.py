"""Where places lie: their own degrees, outlines, codes and what holds them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import shape  # type: ignore[import-untyped]  # it brings no types of its own

from graph.places import Place
from ontology.errors import CommandError
from views.map.codes import read, schemes
from views.map.placing import How, Places, Spot
from views.map.settings import MapSettings
from views.map.shapes import COUNTRY, REGION, Outline, countries, cut, outlines_of, rings

KNOWN = schemes()


def place(
    id: str, code: str | None = None, at: tuple[float, float] | None = None, within: tuple[str, ...] = ()
) -> Place:
    north, east = at or (None, None)
    return Place(id, id.title(), None, code, north, east, within, ())


def placed(*some: Place, outlines: list[Outline] | None = None) -> Places:
    return Places({one.id: one for one in some}, KNOWN, outlines or [])


def spot(places: Places, id: str) -> Spot:
    found = places.spot(id)
    assert found is not None
    return found


# ---- codes


@pytest.mark.parametrize(
    ("code", "level", "larger"),
    [
        ("MMR017024", "township", ("MMR017", "MMR")),
        (" mmr017024701 ", "town or village tract", ("MMR017024", "MMR017", "MMR")),
        ("MMR017D006", "district", ("MMR017", "MMR")),
        ("MMR", "country", ()),
        ("MM-07", "subdivision", ("MM",)),
        ("NG001002", "second level", ("NG001", "NG00", "NG")),
    ],
)
def test_a_code_tells_the_larger_places(code: str, level: str, larger: tuple[str, ...]) -> None:
    found = read(code, KNOWN)
    assert found is not None
    assert (found.level, found.larger) == (level, larger)


@pytest.mark.parametrize("code", ["", None, "12", "town-mandalay", "MMR01", "MMR17024701X"])
def test_what_no_scheme_knows_nests_in_nothing(code: str | None) -> None:
    found = read(code, KNOWN)
    assert found is None or found.scheme.startswith("P-codes: a country")


def test_schemes_are_data(tmp_path: Path) -> None:
    own = tmp_path / "codes.toml"
    own.write_text(
        '[[scheme]]\nname = "Ours"\nlevels = ['
        '{ name = "army", pattern = "A" }, { name = "camp", pattern = "A-[0-9]" }]\n'
    )
    found = read("A-7", schemes(own))
    assert found is not None
    assert (found.scheme, found.level, found.larger) == ("Ours", "camp", ("A",))


@pytest.mark.parametrize("text", ["scheme = 3", "[[scheme]]\nname = 'x'", "[[scheme", "\xff"])
def test_a_file_that_holds_no_schemes_is_named(tmp_path: Path, text: str) -> None:
    own = tmp_path / "codes.toml"
    own.write_bytes(text.encode("latin-1"))
    with pytest.raises(CommandError, match=r"codes\.toml.*ORBATLAS_CODES"):
        schemes(own)


# ---- spots


def test_its_own_degrees_come_first() -> None:
    found = spot(
        placed(place("town", "MMR001001", (1.5, 2.5), ("region",)), place("region", "MMR001")), "town"
    )
    assert found == Spot(1.5, 2.5, How.OWN)
    assert not found.coarse


def test_a_region_lies_amid_its_parts_and_is_coarse() -> None:
    towns = [place("a", "MMR001001701", (10.0, 20.0)), place("b", None, (12.0, 24.0), ("r",))]
    found = spot(placed(place("r", "MMR001"), *towns, place("far", "MMR002001701", (50.0, 50.0))), "r")
    assert (found.latitude, found.longitude, found.how, found.inside) == (11.0, 22.0, How.PARTS, "R")
    assert found.coarse


def test_a_place_with_a_code_alone_is_placed_in_the_region_that_its_code_names() -> None:
    some = placed(place("town", "MMR001001701"), place("kachin", "MMR001", (25.0, 97.0)))
    found = spot(some, "town")
    assert (found.latitude, found.longitude, found.how, found.inside) == (25.0, 97.0, How.LARGER, "Kachin")


def test_the_nearest_larger_place_wins() -> None:
    some = placed(
        place("ward", "MMR001001701501"),
        place("town", "MMR001001701", (1.0, 1.0)),
        place("region", "MMR001", (9.0, 9.0)),
    )
    assert spot(some, "ward").inside == "Town"


def test_within_works_without_codes_and_over_several_steps() -> None:
    some = placed(
        place("camp", within=("hill",)), place("hill", within=("land",)), place("land", at=(3.0, 4.0))
    )
    assert spot(some, "camp") == Spot(3.0, 4.0, How.LARGER, "Land")


def test_a_circle_of_places_ends() -> None:
    some = placed(place("a", within=("b",)), place("b", within=("a",)))
    assert some.spot("a") is None
    assert some.larger("a") == ["b"]


def test_what_nothing_places_has_no_spot() -> None:
    some = placed(
        place("lost"), place("other", "MMR001", (1.0, 1.0)), place("odd", "1"), place("far", at=(89.9, 0.0))
    )
    assert some.spot("lost") is None
    assert some.spot("odd") is None
    assert some.spot("far") is None
    assert some.spot("nobody") is None


def test_an_outline_with_the_code_holds_a_region_and_what_lies_in_it() -> None:
    square = outline("MMR005", [[94, 20], [96, 20], [96, 24], [94, 24], [94, 20]])
    some = placed(
        place("sagaing", "MMR005"), place("camp", "MMR006002"), place("town", "MMR005001"), outlines=[square]
    )
    region = spot(some, "sagaing")
    assert region.how is How.OUTLINE
    assert 94 < region.longitude < 96
    assert 20 < region.latitude < 24
    assert spot(some, "town").inside == "Sagaing"
    assert some.spot("camp") is None
    alone = placed(place("town", "MMR005001"), outlines=[square])
    assert spot(alone, "town").inside == "A region"


def outline(code: str, ring: list[list[float]]) -> Outline:
    return Outline("A region", (code,), REGION, shape({"type": "Polygon", "coordinates": [ring]}))


# ---- outlines


def test_the_package_brings_countries() -> None:
    found = {one.codes[0]: one for one in countries((92.0, 10.0, 101.0, 28.0))}
    assert {"MMR", "THA", "CHN", "IND", "BGD", "LAO"} <= set(found)
    assert found["MMR"].kind == COUNTRY
    west, south, east, north = found["MMR"].geometry.bounds
    assert (west, south, east, north) == pytest.approx((92.2, 10.0, 101.0, 28.0), abs=0.1)
    fine = sum(len(ring) for ring in rings(found["MMR"], 0.001))
    rough = sum(len(ring) for ring in rings(found["MMR"], 0.1))
    assert rough < fine / 4


def feature(properties: Mapping[str, Any], ring: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


RING = [[94, 20], [96, 20], [96, 24], [94, 24], [94, 20]]


def written(folder: Path, document: Any) -> Path:
    file = folder / "regions.geojson"
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return file


def test_regions_of_the_user_have_their_names_and_codes(tmp_path: Path) -> None:
    told = {"ADM0_EN": "Myanmar", "ADM1_EN": "စစ်ကိုင်း", "ADM1_PCODE": "MMR005", "ADM0_PCODE": "MM", "area": 3}
    document = {
        "type": "FeatureCollection",
        "features": [
            feature(told, RING),
            feature({"name": "<b>Plain</b>", "note": "MMR001"}, RING),
            feature({}, RING),
            {"type": "Feature", "properties": None, "geometry": {"type": "Point", "coordinates": [1, 2]}},
            {"type": "Feature", "properties": None, "geometry": None},
        ],
    }
    found = outlines_of(written(tmp_path, document), KNOWN)
    assert [(one.name, one.codes) for one in found] == [
        ("စစ်ကိုင်း", ("MMR005",)),
        ("<b>Plain</b>", ()),
        ("region 3", ()),
    ]
    assert list(cut(found, (0.0, 0.0, 1.0, 1.0))) == []
    (part, *_) = cut(found, (95.0, 21.0, 120.0, 22.0))
    assert part.geometry.bounds == (95.0, 21.0, 96.0, 22.0)


def test_a_polygon_that_crosses_itself_is_mended(tmp_path: Path) -> None:
    bow = [[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]
    (found,) = outlines_of(written(tmp_path, feature({"name": "Bow"}, bow)), KNOWN)
    assert found.geometry.is_valid


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ("not json", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ({"type": "Topology", "objects": {}}, "it is TopoJSON"),
        ({"type": "FeatureCollection", "features": 3}, "it is no FeatureCollection"),
        ([1, 2], "it is no FeatureCollection"),
        ({"type": "FeatureCollection", "features": []}, "it holds no polygon"),
        (
            feature({}, [[500000, 2000000], [500001, 2000000], [500001, 2000009], [500000, 2000000]]),
            "no degrees",
        ),
        (feature({}, "x"), "feature 1 cannot be read"),
        (feature({}, [[1, 2]]), "feature 1 cannot be read"),
    ],
)
def test_a_bad_file_is_named_with_what_is_wrong(tmp_path: Path, document: Any, why: str) -> None:
    with pytest.raises(CommandError, match=why) as caught:
        outlines_of(written(tmp_path, document), KNOWN)
    assert "regions.geojson" in caught.value.message
    assert caught.value.hint


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"missing\.json"):
        outlines_of(tmp_path / "missing.json", KNOWN)


# ---- settings


def test_nothing_is_asked_for_unless_somebody_says_so() -> None:
    assert MapSettings.from_environment({}) == MapSettings()


def test_the_variables_are_read(tmp_path: Path) -> None:
    found = MapSettings.from_environment(
        {
            "ORBATLAS_OUTLINES": os.pathsep.join([str(tmp_path / "a"), str(tmp_path / "b")]),
            "ORBATLAS_CODES": str(tmp_path / "c"),
            "ORBATLAS_TILES": "https://tiles.example/{z}/{x}/{y}.png",
        }
    )
    assert found.outlines == (tmp_path / "a", tmp_path / "b")
    assert found.codes == tmp_path / "c"
    assert found.tiles is not None
    assert (found.tiles.host, found.tiles.credit) == ("tiles.example", "tiles.example")


@pytest.mark.parametrize(
    "address", ["tiles.example", "https://tiles.example/{z}/{x}", "ftp://a/{z}/{x}/{y}", "{z}{x}{y}"]
)
def test_an_address_that_gives_no_tiles_is_refused(address: str) -> None:
    with pytest.raises(CommandError, match="ORBATLAS_TILES"):
        MapSettings.from_environment({"ORBATLAS_TILES": address})
