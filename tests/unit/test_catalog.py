"""The catalog as it is written: its heads, its words, the values it takes, and its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graph.catalog import Draw, NamedQuery, load_catalog
from graph.catalog.docs import catalog_page
from graph.catalog.running import bound
from ontology.errors import CommandError, DeclarationError
from ontology.model import Class, Datatype, Kind
from ontology.reading import load_model
from ontology.time import Bounds

MODEL = load_model()
CATALOG = load_catalog(MODEL)
PAGE = Path(__file__).parents[2] / "docs" / "queries.md"

# What every fact has beside the values of its class (design, "Claims and facts").
KEPT = {"id", "claims", "sources", "confidence", "conflicts"} | set(Bounds().as_dict())
# Labels that Orbatlas puts on nodes itself.
OWN_LABELS = {Kind.ENTITY.value, "Pending"}

GOOD = """\
// question: Who is there?
// draw: table
// parameter unit: id Unit -- The unit.
// parameter on: day = none -- The day.
// column id -- The id.
MATCH (u:Unit {id: $unit}) WHERE $on IS NULL RETURN u.id AS id
"""


# ---- what is there


def test_what_was_asked_for_is_there() -> None:
    assert set(CATALOG) >= {
        "commander-on-day",
        "commanders-over-time",
        "chain-up",
        "chain-down",
        "several-superiors",
        "served-under",
        "commanders-in-succession",
        "conflicts",
        "one-weak-source",
        "patrons",
        "no-superior",
        "garrisons-by-place",
        "postings-on-day",
        "defections-by-unit",
        "defections-by-month",
        "defections-by-motive",
        "units-in-area",
        "strengths-that-disagree",
        "sources",
        "changes-since",
        "placeholders",
        "persons-of-rank",
    }


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == catalog_page(CATALOG.values())


# ---- nothing drifts from the ontology


@pytest.mark.parametrize("query", CATALOG.values(), ids=lambda query: query.name)
def test_every_word_is_the_ontology_s(query: NamedQuery) -> None:
    assert list(strangers(query.text)) == []


def test_a_strange_word_is_found() -> None:
    """The test above can fail: on a label, a type, a key of another class, and a key of none."""
    text = "MATCH (a:Squadron)-[r:OBEYS]->(u:Unit {code: 1}) WITH u AS v RETURN u.latitude, r.kind, v.colour"
    assert set(strangers(text)) == {"Squadron", "OBEYS", "u.latitude", "u.code", "r.kind", "v.colour"}


def strangers(text: str) -> Iterator[str]:
    """The labels, relationship types and property keys of a query that the Model does not have."""
    text = re.sub(r"'[^']*'", "''", text)
    nodes = re.findall(r"\((\w*):(\w+)(?:\s*\{(\w+):)?", text)
    ties = re.findall(r"\[(\w*):([A-Z_|]+)", text)
    yield from ({label for _, label, _ in nodes} - set(MODEL.classes) - OWN_LABELS)
    yield from ({edge for _, edges in ties for edge in edges.split("|")} - set(MODEL.edge_types()))
    known = {name: keys_of_label(label) for name, label, _ in nodes if name}
    known |= {name: keys_of_edges(edges.split("|")) for name, edges in ties if name}
    used = {(name, key) for name, key in re.findall(r"\b([a-z]\w*)\.([a-z]\w*)\b(?!\()", text)}
    used |= {(name, key) for name, label, key in nodes if name and key and label in MODEL.classes}
    mapped = set(re.findall(r"[{,]\s*(\w+): \w+(?=[,}])", text))
    for name, key in used:
        if key not in known.get(name, ALL_KEYS | mapped):
            yield f"{name}.{key}"


def keys(cls: Class) -> set[str]:
    """The property keys that a node or edge of a class may have in Neo4j."""
    if cls.kind is Kind.RECORD:
        return {"id", *cls.by_key}
    spans = {
        f"{slot.key}{end}"
        for slot in cls.attributes
        if slot.prop.datatype is Datatype.EDTF
        for end in ("_earliest", "_latest")
    }
    return KEPT | {slot.key for slot in cls.attributes} | spans


def keys_of_label(label: str) -> set[str]:
    return keys(MODEL.classes[label]) if label in MODEL.classes else ALL_KEYS


def keys_of_edges(edges: list[str]) -> set[str]:
    found = [keys(cls) for cls in MODEL.classes.values() if cls.edge in edges]
    return set.union(KEPT, *found)


ALL_KEYS = set.union(*(keys(cls) for cls in MODEL.classes.values()))


def test_the_columns_of_time_have_the_model_s_names() -> None:
    for query in CATALOG.values():
        names = [column.name for column in query.columns]
        assert len(names) == len(set(names)), query.name
        bounds = {name for name in names if re.fullmatch(r"(start|end)_\w+", name)}
        assert bounds in (set(), set(Bounds().as_dict())), query.name


def test_an_answer_about_a_day_says_how_sure_it_is() -> None:
    """Every list of ties that takes a day tells certain from possible; `patrons` counts both."""
    for query in CATALOG.values():
        names = {column.name for column in query.columns}
        if "on" in {one.name for one in query.parameters} and "fact" in names:
            assert "holds" in names, query.name


# ---- heads


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("// question: Who is there?\n", "", "question"),
        ("// draw: table", "// draw: pie", "draw is 'pie'"),
        ("// draw: table\n", "", "draw"),
        ("unit: id Unit", "unit: id Squadron", "Squadron"),
        ("on: day = none", "on: concept colours = none", "colours"),
        ("on: day = none", "on: moment = none", "NAME: TYPE"),
        ("-- The unit.", "", "NAME: TYPE"),
        ("// column id -- The id.", "// column id", "NAME -- WORDS"),
        ("// column id -- The id.\n", "", "no column"),
        ("// parameter on: day = none -- The day.\n", "", "on is used and not declared"),
        ("WHERE $on IS NULL ", "", "on is declared and not used"),
        ("// draw: table", "// draw: table\n// draws: table", "draws"),
        ("// draw: table", "// draw: table\n// column id -- Again.", "twice"),
        ("on: day = none", "on: day = someday", "someday"),
    ],
)
def test_a_bad_head_is_refused_and_named(tmp_path: Path, old: str, new: str, rule: str) -> None:
    assert old in GOOD
    (tmp_path / "bad.cypher").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(DeclarationError) as caught:
        load_catalog(MODEL, tmp_path)
    assert "bad.cypher" in caught.value.message and rule in caught.value.message


def test_a_good_head_is_read(tmp_path: Path) -> None:
    (tmp_path / "who.cypher").write_text(GOOD, encoding="utf-8")
    query = load_catalog(MODEL, tmp_path)["who"]
    assert (query.question, query.draw) == ("Who is there?", Draw.TABLE)
    unit, on = query.parameters
    assert (unit.name, unit.required, unit.cls) == ("unit", True, "Unit")
    assert (on.name, on.required, on.default) == ("on", False, None)
    assert query.text.startswith("MATCH") and "//" not in query.text


# ---- values


def test_texts_become_what_the_parameters_are() -> None:
    given = {"on": "2015-03-04", "basis": "Academy intake", "limit": " 7 "}
    expected = {"on": date(2015, 3, 4), "basis": "academy-intake", "limit": 7}
    assert bound(CATALOG["patrons"], given) == expected


def test_defaults_stand_in_for_what_is_not_given() -> None:
    assert bound(CATALOG["patrons"], {"on": ""}) == {"on": None, "basis": None, "limit": 100}


def test_values_that_are_no_text_are_checked_too() -> None:
    assert bound(CATALOG["patrons"], {"on": date(2015, 3, 4), "limit": 7})["on"] == date(2015, 3, 4)


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("commander-on-day", {"on": "2015-01-01"}, ["unit"]),
        ("commander-on-day", {"unit": "u", "on": "2015-01"}, ["on", "2015-01"]),
        ("commander-on-day", {"unit": "u", "on": "the day"}, ["on", "the day"]),
        ("commander-on-day", {"unit": "u", "on": "2015-02-30"}, ["on", "2015-02-30"]),
        ("commander-on-day", {"unit": "u", "on": 2015}, ["on", "2015"]),
        ("commander-on-day", {"unit": "u", "on": datetime(2015, 3, 4, tzinfo=UTC)}, ["on"]),
        ("commander-on-day", {"unit": 3, "on": "2015-01-01"}, ["unit", "3"]),
        ("sources", {"limit": "many"}, ["limit", "many"]),
        ("sources", {"limit": "-1"}, ["limit", "-1"]),
        ("sources", {"limit": -1}, ["limit", "-1"]),
        ("sources", {"limit": True}, ["limit", "True"]),
        ("sources", {"limit": "9" * 30}, ["limit"]),
        ("sources", {"limits": "5"}, ["limits", "limit"]),
    ],
)
def test_a_bad_value_is_refused_and_named(name: str, values: dict[str, object], said: list[str]) -> None:
    with pytest.raises(CommandError) as caught:
        bound(CATALOG[name], values)
    told = f"{caught.value.message} {caught.value.hint}"
    assert all(word in told for word in said), told


def test_an_open_scheme_takes_a_text_that_is_no_term_of_it() -> None:
    """A claim may hold a rank as it was found; then that rank can be asked for."""
    assert MODEL.schemes["rank"].open
    assert bound(CATALOG["persons-of-rank"], {"rank": "Sub-Major of Horse"})["rank"] == "Sub-Major of Horse"
    assert bound(CATALOG["persons-of-rank"], {"rank": "Brigadier General"})["rank"] == "brigadier-general"


def test_a_closed_scheme_does_not(tmp_path: Path) -> None:
    head = GOOD.replace("on: day = none", "on: concept confidence = none")
    (tmp_path / "how.cypher").write_text(head, encoding="utf-8")
    query = load_catalog(MODEL, tmp_path)["how"]
    assert bound(query, {"unit": "u", "on": "Low"})["on"] == "low"
    with pytest.raises(CommandError) as caught:
        bound(query, {"unit": "u", "on": "sure"})
    assert "high, medium, low" in str(caught.value.hint)
