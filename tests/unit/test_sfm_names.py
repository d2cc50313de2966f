"""Cells, names and ids of the format sfm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from ingest.context import Context, NothingKnown
from ingest.sfm.cells import sources_of, tagged, values_of
from ingest.sfm.names import NameBook, Resolver, is_placeholder, named_id, slug
from tests.data.sfm.reading import DAY, MODEL

A, B = "7aa9fc1b-0000-4000-8000-000000000001", "7aa9fc1b-0000-4000-8000-000000000002"


def test_many_values_and_sources_in_a_cell() -> None:
    assert values_of("1 Division;1st Division ; One  Division;;1 Division") == (
        "1 Division",
        "1st Division",
        "One Division",
    )
    assert sources_of(f"{A};{B} ; {A}") == ((A, B), 0)
    assert sources_of(f"{A}, {B}\n{A}") == ((A, B), 0)
    assert sources_of(f"nan;{A}; NaN") == ((A,), 2)
    assert sources_of("Leadership, 20 July 2017") == (("Leadership, 20 July 2017",), 0)
    assert sources_of("") == ((), 0)


def test_the_trailing_uuid_of_a_location_is_its_id() -> None:
    assert tagged(f"Ciudad Juárez (osm, point) {A}") == ("Ciudad Juárez", A)
    assert tagged(f"Zone (north) (osm, poly) {A}") == ("Zone (north)", A)
    assert tagged("Ciudad Juárez") == ("Ciudad Juárez", "")
    assert tagged(A) == ("", A)


def test_ids_of_names_keep_every_script() -> None:
    assert named_id("ng", "Person", "Ibrahim  Attahiru") == "sfm:ng/person/ibrahim-attahiru"
    assert named_id("", "Unit", "O'Neil's (2) Bn.") == "sfm:zz/unit/o-neil-s-2-bn"
    assert slug("တပ်ရင်း ၁") == "တပ်ရင်း-၁"
    assert slug("Ejército") != slug("Ejercito")


@pytest.mark.parametrize("name", ["Unknown Brigade of 82 Division", "unnamed battalion"])
def test_placeholders_are_known_by_their_name(name: str) -> None:
    assert is_placeholder(name) and not is_placeholder("The Unknown Soldiers")


class Loaded(NothingKnown):
    """A graph that holds some units."""

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        self.held = names

    def names(self, cls: str, country: str | None = None) -> Mapping[str, tuple[str, ...]]:
        return self.held if country in (None, "ng") else {}


def resolver(units: Iterable[tuple[str, str, tuple[str, ...]]], **loaded: tuple[str, ...]) -> Resolver:
    book = NameBook("Unit")
    for id, name, aliases in units:
        book.learn(id, name, aliases)
    held = {name.replace("_", " "): ids for name, ids in loaded.items()}
    return Resolver({"Unit": book}, Context(MODEL, "c", DAY, known=Loaded(held)))


UNITS = [("u1", "1 Division", ("First Div",)), ("u2", "2 Division", ("Div",)), ("u3", "3 Division", ("Div",))]


def found(names: Resolver, name: str, country: str = "ng") -> tuple[str, bool, str]:
    one = names.find("Unit", name, country)
    return one.id, one.described, one.odd


def test_a_name_is_found_in_the_files_first() -> None:
    names = resolver(UNITS, **{"1_Division": ("other",), "9_Division": ("u9",)})
    assert found(names, "1 Division") == ("u1", True, "")
    assert found(names, "1 DIVISION") == ("u1", True, "")
    assert found(names, "9 Division") == ("u9", True, "found by name among what is loaded")
    assert found(names, "9 Division", "mm") == (
        "sfm:mm/unit/9-division",
        False,
        "named, but not in the files",
    )
    assert found(names, "First Div") == ("u1", True, "found by an alias")
    assert found(names, "Div") == ("sfm:ng/unit/div", False, "alias of two things")


def test_a_name_of_two_ids_gets_an_id_of_its_own() -> None:
    names = resolver([*UNITS, ("u4", "1 Division", ())])
    assert found(names, "1 Division") == ("sfm:ng/unit/1-division", False, "name of two things")


def test_what_an_earlier_run_made_of_a_name_does_not_stand_in_the_way() -> None:
    own = "sfm:ng/unit/9-division"
    assert found(resolver(UNITS, **{"9_Division": (own,)}), "9 Division")[0] == own
    assert found(resolver(UNITS, **{"9_Division": ("u9", own)}), "9 Division")[0] == "u9"
