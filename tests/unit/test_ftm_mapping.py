"""The mapping to FollowTheMoney, held against the package `followthemoney` and against the ontology."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import followthemoney
import pytest
from followthemoney import model as theirs
from followthemoney.property import Property
from followthemoney.schema import Schema
from followthemoney.types import registry
from followthemoney.types.common import EnumType, PropertyType
from hypothesis import given
from hypothesis import strategies as st

from ontology.errors import DeclarationError
from ontology.ftm import Form, load_ftm
from ontology.ftmwords import LONGEST_ID, Values, Words, id_in, id_out, keeps_id, understood, written
from ontology.model import Class, Datatype, Kind
from ontology.time import parse
from tests.rdf import MODEL

FTM = load_ftm(MODEL)
VALUES = Values(FTM)
OWN_TYPES = {"name", "text", "date", "country", "url", "gender", "number", "address"}
NAMES = pytest.mark.parametrize(
    "form", FTM.forms, ids=lambda form: f"{form.cls and form.cls.name}-{form.schema}"
)


def schema_of(name: str) -> Schema:
    found = theirs.get(name)
    assert found is not None, name
    return found


def prop_of(schema: Schema, name: str) -> Property:
    found = schema.get(name)
    assert found is not None, name
    return found


def type_of(name: str) -> PropertyType:
    found = registry.get(name)
    assert found is not None, name
    return found


def codes_of(name: str) -> frozenset[str]:
    found = type_of(name)
    assert isinstance(found, EnumType)
    return frozenset(found.codes)


def in_range(schema: str, prop: Property) -> bool:
    assert prop.range is not None
    return schema_of(schema).is_a(prop.range)


def used(form: Form) -> set[str]:
    """Every property of theirs that a form names; of a path, the first."""
    found = {name for names in (*form.properties.values(), *form.links.values()) for name in names}
    found |= {*form.plain, *form.ends.values(), *form.terms.values(), *form.parts, *form.others}
    found |= {form.direction.property} if form.direction else set()
    single = (form.needs, form.words, form.topics, form.label_in, form.phrase_in)
    return {name.partition(".")[0] for name in (*found, *filter(None, single))}


def test_it_is_made_for_the_version_that_the_tests_have() -> None:
    assert followthemoney.__version__.startswith(FTM.version)


@NAMES
def test_every_schema_has_every_property(form: Form) -> None:
    first = schema_of(form.schema)
    assert not first.abstract
    for name in form.schemata:
        assert theirs.get(name) is not None, name
    missing = {name for name in used(form) if first.get(name) is None}
    assert missing == set()
    # What it writes must be there with a kind that we know how to fill, and not on its way out.
    kept = [names[0] for names in form.properties.values()] if form.writes else []
    assert [name for name in kept if prop_of(first, name).deprecated] == []


@NAMES
def test_every_property_is_of_the_kind_that_is_said(form: Form) -> None:
    schema = schema_of(form.schema)
    wrong = {}
    for name in {name for names in form.properties.values() for name in names if "." not in name}:
        actual = prop_of(schema, name).type.name
        wrong.update(
            {name: actual} if FTM.kind(name) != (actual if actual in OWN_TYPES else "string") else {}
        )
    assert wrong == {}


@NAMES
def test_what_they_require_is_there(form: Form) -> None:
    """Each required property is an end, or is filled."""
    if form.writes:
        assert set(schema_of(form.schema).required) <= {
            *form.ends.values(),
            *form.others,
            *filter(None, [form.needs]),
        }


@NAMES
def test_ends_and_links_may_be_what_we_write_there(form: Form) -> None:
    if form.cls is None or not form.writes:
        return
    schema = schema_of(form.schema)
    for key, names in {**form.links, **{key: (name,) for key, name in form.ends.items()}}.items():
        target = FTM.writing(MODEL.classes[form.cls.by_key[key].prop.range or ""], {})
        assert target is not None
        assert in_range(target.schema, prop_of(schema, names[0])), key


def test_sources_may_be_proof() -> None:
    document = FTM.writing(MODEL.source, {})
    assert document is not None
    for schema in ("Person", "Membership", "Note"):
        assert in_range(document.schema, prop_of(schema_of(schema), FTM.proof))


def test_countries_topics_and_lengths() -> None:
    assert {code: name for name, code in FTM.countries.items()}.keys() == codes_of("country")
    topics = codes_of("topic")
    assert {*FTM.military} <= topics
    for mark in FTM.not_military:
        assert any(topic.startswith(mark) for topic in topics), mark
    for kind, most in FTM.longest.items():
        assert type_of(kind).max_length == most


def test_every_class_is_written_but_claims() -> None:
    unwritten = [cls.name for cls in MODEL.classes.values() if FTM.writing(cls, {}) is None]
    assert [name for name in unwritten if MODEL.classes[name].kind is not Kind.RECORD] == []


# ---- ids


@given(st.text(max_size=30))
def test_ids_go_out_valid_and_come_back(id: str) -> None:
    there = id_out(id)
    assert type_of("entity").validate(there)
    assert len(there) <= LONGEST_ID
    assert keeps_id(id)
    assert id_in(there) == id


@pytest.mark.parametrize("id", ["tmw-army", "Q123", "NK-abc", "a.b", "u1"])
def test_an_id_that_fits_stays(id: str) -> None:
    assert id_out(id) == id == id_in(id)


@pytest.mark.parametrize("id", ["a_b", "https://example.org/u", "orb-x-id", "တပ်", "-a", "", "sheet:c/f.csv"])
def test_another_id_is_coded(id: str) -> None:
    assert id_out(id) != id
    assert id_in(id_out(id)) == id


def test_ids_too_long_are_told() -> None:
    assert not keeps_id("x" * 300)
    assert id_out("x" * 300) != id_out("x" * 301)
    assert type_of("entity").validate(id_out("x" * 300))


# ---- values


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("birthDate", "2021-02", "2021-02"),
        ("birthDate", "2021-02~", "2021-02"),
        ("birthDate", "2021-02-01/2021-02-07", "2021-02"),
        ("birthDate", "2021-02-27/2021-03-02", "2021"),
        ("birthDate", "2020-12-31/2021-01-01", None),
        ("birthDate", "../2021-04", None),
        ("birthDate", "198X", None),
        ("birthDate", "2021-02-30", None),
        ("country", "Myanmar", "mm"),
        ("country", "MM", "mm"),
        ("country", "Ruritania", None),
        ("gender", "female", "female"),
        ("gender", "unknown", None),
        ("latitude", "-3.50", "-3.50"),
        ("latitude", "3,5", None),
        ("sourceUrl", "https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("sourceUrl", "see the paper", None),
        ("name", "x" * 400, None),
        ("name", "  ", None),
        ("role", "x" * 1024, "x" * 1024),
        ("role", "x" * 1025, None),
    ],
)
def test_values_as_near_as_they_can_be_said(name: str, text: str, said: str | None) -> None:
    assert VALUES.said(name, text) == said


TEXTS = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?]?", fullmatch=True),
    st.from_regex(r"https?://[a-z.:-]{1,15}/[^ ]{0,8}", fullmatch=True),
    st.from_regex(r"-?[0-9.]{1,9}", fullmatch=True),
)


@pytest.mark.parametrize(
    "name", ["birthDate", "country", "sourceUrl", "gender", "latitude", "name", "role", "notes"]
)
@given(text=TEXTS)
def test_whatever_is_said_is_valid(name: str, text: str) -> None:
    said = VALUES.said(name, text)
    kind = FTM.kind(name)
    assert said is None or type_of(kind).validate(said)


@given(st.dates(date(1000, 1, 1), date(2900, 1, 1)), st.integers(0, 400))
def test_the_nearest_date_holds_the_whole(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    said = VALUES.said("birthDate", f"{first}/{last}")
    assert said is not None or first.year != last.year
    if said is not None:
        near = parse(said)
        assert near.earliest is not None
        assert near.latest is not None
        assert near.earliest <= first <= last <= near.latest


# ---- words


@pytest.mark.parametrize(
    "cls", [cls for cls in MODEL.classes.values() if cls.kind is not Kind.RECORD], ids=lambda c: c.name
)
def test_what_is_said_in_words_is_read_back(cls: Class) -> None:
    words = Words(MODEL, cls)
    samples = {
        Datatype.EDTF: "2021-02~/..",
        Datatype.INTEGER: "12",
        Datatype.DECIMAL: "0.30",
        Datatype.TEXT: "a: b\nc",
    }
    for slot in cls.slots:
        if slot.prop.datatype is Datatype.ENTITY:
            continue
        terms = list(slot.prop.scheme.concepts) if slot.prop.scheme else [samples[slot.prop.datatype]]
        for term in terms:
            assert words.read(words.write(slot, term)) == (slot.key, term)
            assert understood(slot, written(slot, term)) == term


def test_a_remark_stays_a_remark() -> None:
    words = Words(MODEL, MODEL.classes["Defection"])
    for text in (
        "Made up.",
        "Rank",
        "Count: several",
        "Date: in spring",
        "https://example.org",
        "Colour: red",
    ):
        assert words.read(text) is None
        assert words.note(text) == text
    assert words.note("Count: 3") == "Note: Count: 3"
    assert words.read("Note: Count: 3") == ("note", "Count: 3")


# ---- the file


def broken(folder: Path, text: str) -> str:
    (folder / "ftm.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError) as caught:
        load_ftm(MODEL, folder)
    return str(caught.value)


def test_a_file_of_ones_own_comes_first(tmp_path: Path) -> None:
    text = (
        '[[form]]\nclass = "Unit"\nschema = "PublicBody"\nneeds = "name"\nproperties = { name = ["name"] }\n'
    )
    (tmp_path / "ftm.toml").write_text(text, encoding="utf-8")
    form = load_ftm(MODEL, tmp_path).writing(MODEL.classes["Unit"], {})
    assert form is not None
    assert form.schema == "PublicBody"


def test_a_broken_file_names_the_culprit(tmp_path: Path) -> None:
    assert "'Tank'" in broken(tmp_path, '[[form]]\nclass = "Tank"\nschema = "Vehicle"\n')
    assert "'wheels'" in broken(
        tmp_path, '[[form]]\nclass = "Unit"\nschema = "Organization"\nends = { wheels = "x" }\n'
    )
    assert "'colour'" in broken(tmp_path, '[[form]]\nclass = "Unit"\nschema = "Organization"\ncolour = "x"\n')
    assert "no schema" in broken(tmp_path, '[[form]]\nclass = "Unit"\n')
    assert "not valid TOML" in broken(tmp_path, "[[form]\n")
