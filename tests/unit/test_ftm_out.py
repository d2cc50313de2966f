"""Facts as FollowTheMoney without a database: valid by the package, and with all that it can hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.claims import Claim
from ontology.ftm import load_ftm
from ontology.reading import load_model
from release.ftm.export import line
from release.ftm.writing import Behind, Writer, interval, link_id
from tests.ftm import EVERY_CLASS, Json, complaints
from tests.rdf import EXTRA, MODEL, claim, records

FTM = load_ftm(MODEL)


def written(claims: tuple[Claim, ...] = EVERY_CLASS, writer: Writer | None = None) -> list[Json]:
    """What the facts of these claims become, with the sources that nobody describes."""
    writer = writer or Writer(MODEL, FTM)
    found = list(records(MODEL, claims))
    about = {record.id: record.properties for record in found if record.cls is MODEL.source}
    behind = Behind({one.id: one.source for one in claims}, about)
    entities = [entity for record in found for entity in writer.entity(record, behind)]
    bare = {one.source for one in claims} - {record.id for record in found}
    return entities + [writer.source(id) for id in sorted(bare)]


def of(entities: Iterable[Json], schema: str, **said: str) -> dict[str, list[str]]:
    """The properties of the only entity of a schema that says this."""
    found = [
        entity["properties"]
        for entity in entities
        if entity["schema"] == schema and all(v in entity["properties"].get(k, ()) for k, v in said.items())
    ]
    assert len(found) == 1, found
    properties: dict[str, list[str]] = found[0]
    return properties


def test_the_package_finds_nothing_wrong() -> None:
    entities = written()
    assert complaints(entities) == []
    assert {entity["schema"] for entity in entities} == {
        "Address", "Associate", "Control", "Document", "Event", "Family", "Membership", "Note", "Organization",
        "Person", "UnknownLink",
    }  # fmt: skip


def test_the_check_finds_what_is_wrong() -> None:
    """The judge of the other tests must be able to say no."""
    wrong = [
        {"id": "a", "schema": "Person", "properties": {"name": ["A"], "birthDate": ["2021-02~"]}},
        {"id": "b", "schema": "Membership", "properties": {"member": ["a"], "organization": ["a"]}},
        {"id": "c", "schema": "Event", "properties": {"involved": ["x y"], "colour": ["red"]}},
    ]
    assert [text.split(": ", 1)[0] for text in complaints(wrong)] == ["a", "b", "c", "c", "c", "c"]


def test_a_unit() -> None:
    assert of(written(), "Organization", name="1 Division") == {
        "name": ["1 Division"],
        "alias": ["1 Div"],
        "notes": [
            "Echelon: Division", "Branch: Infantry", "Country: Myanmar", "Note: Echelon: Brigade", "Echelon: unclear",
            "Start: ../2010-12-31", "Confidence: High",
        ],
        "country": ["mm"],
        "dissolutionDate": ["2019-06"],
        "topics": ["mil"],
        "proof": ["s1", "s2"],
        "sourceUrl": ["https://example.org/news?id=1"],
        "publisher": ["The Paper"],
    }  # fmt: skip


def test_a_unit_without_a_name_has_its_id_and_police_its_own_topic() -> None:
    writer = Writer(MODEL, FTM)
    entities = written(writer=writer)
    police = next(e for e in entities if e["properties"].get("topics") == ["gov.security"])
    assert (police["id"], police["properties"]["name"]) == ("orb-cops.5f.1-id", ["orb-cops.5f.1-id"])
    assert writer.tally.left["names of things that have none: the id stands there"] >= 1


def test_a_date_as_near_as_it_can_be_said_and_whole_in_words() -> None:
    person = of(written(), "Person", name="A. Person")
    assert person["birthDate"] == ["1961"]
    assert "Born: 1961~" in person["notes"]
    assert of(written(), "Person", name="Patron Person")["birthDate"] == ["1950-05-02"]


def test_postings_are_memberships_with_the_id_of_the_fact() -> None:
    entities = written()
    posting = of(entities, "Membership", role="Commander")
    assert posting == {
        "member": ["p1"],
        "organization": ["u1"],
        "role": ["Commander"],
        "description": ["Rank: Colonel"],
        "startDate": ["2011"],
        "proof": ["s1"],
        "sourceUrl": ["https://example.org/news?id=1"],
        "publisher": ["The Paper"],
    }
    facts = {str(tie.properties["id"]) for record in records(MODEL, EVERY_CLASS) for tie in record.ties}
    assert facts <= {entity["id"] for entity in entities}


def test_subordination_is_control() -> None:
    control = of(written(), "Control")
    assert (control["controlled"], control["controller"], control["controlType"]) == (
        ["u1"],
        ["u2"],
        ["Command"],
    )
    assert (control["startDate"], control["description"]) == (["2010"], ["End: 2014-02-01/.."])


def test_patronage_by_its_basis_and_with_its_direction() -> None:
    entities = written()
    family = of(entities, "Family")
    assert (family["person"], family["relative"], family["relationship"]) == (["p1"], ["p2"], ["Patron"])
    assert "description" not in family
    associate = of(entities, "Associate")
    assert (associate["person"], associate["associate"]) == (["p1"], ["p2"])
    assert (associate["endDate"], associate["description"]) == (["2010-02"], ["Basis: Business"])


def test_events_and_figures_tell_what_they_are() -> None:
    entities = written()
    defection = of(entities, "Event", keywords="Defection")
    assert (defection["name"], defection["date"]) == (["Defection: Joined armed resistance"], ["2021-03"])
    assert (sorted(defection["involved"]), defection["addressEntity"]) == (["p1", "u1"], ["here"])
    assert {"Count: 3", "Rank: Captain", "Date: 2021-03~", "Seen twice."} <= set(defection["notes"])
    incident = of(entities, "Event", keywords="Incident")
    assert (incident["description"], sorted(incident["involved"])) == (["A village was burnt."], ["p2", "u1"])
    assert of(entities, "Note", keywords="Strength")["entity"] == ["u1"]
    assert "Best: 2000" in of(entities, "Note", keywords="Total of defectors")["description"]


def test_other_ties_and_links_have_the_phrase_of_the_ontology() -> None:
    entities = written()
    garrison = of(entities, "UnknownLink", role="garrisoned at")
    assert (garrison["subject"], garrison["object"]) == (["u1"], ["here"])
    assert garrison["description"] == ["Base: Old fort", "Start: ../2015-03-31"]
    assert of(entities, "UnknownLink", role="within")["object"] == ["there"]
    home = next(e for e in entities if e["properties"].get("role") == ["comes from"])
    assert home["id"] == link_id("p1", "home", "here")


def test_sources_are_documents() -> None:
    entities = written()
    paper = of(entities, "Document", title="A newspaper")
    assert (paper["fileName"], paper["publishedAt"]) == (["A newspaper"], ["2021-02"])
    assert paper["notes"] == ["Published: 2021-02~"]
    assert paper["proof"] == ["orb-sheet.3a.nigeria.2f.sources.2e.csv-id"]
    assert {"s2", "s3"} <= {entity["id"] for entity in entities if entity["schema"] == "Document"}


def test_what_is_kept_in_words_and_what_is_left_out_is_counted() -> None:
    writer = Writer(MODEL, FTM)
    entities = written(writer=writer)
    assert sum(writer.tally.schemata.values()) == len(entities)
    assert writer.tally.in_words["Unit: Echelon"] == 1
    assert writer.tally.in_words["Command: Rank"] == 1
    assert writer.tally.in_words["Person: Link"] == 1
    assert writer.tally.left["languages of texts"] == 1
    assert writer.tally.left["conflicts between sources"] == 1


def test_what_is_too_long() -> None:
    writer = Writer(MODEL, FTM)
    long = "x" * 70_000
    claims = (
        claim("p" * 250, "Person", "name", "n" * 500),
        claim("p1", "Person", "note", long),
        claim("p1", "Person", "name", "P"),
    )
    entities = written(claims, writer)
    assert complaints(entities) == []
    assert "".join(of(entities, "Person", name="P")["notes"]).endswith(long)
    assert writer.tally.left["ids that are too long: a hash stands for them"] == 1
    assert writer.tally.left["long texts kept whole: they stand in pieces"] == 1
    unnamed = next(e for e in entities if e["id"].startswith("orb-"))
    assert unnamed["properties"]["notes"] == [f"Name: {'n' * 500}"]


def test_a_class_of_ones_own_is_counted_and_its_ties_too(tmp_path: Path) -> None:
    (tmp_path / "radio.ttl").write_text(EXTRA, encoding="utf-8")
    model = load_model(tmp_path)
    writer = Writer(model, load_ftm(model))
    radio = replace(next(records(MODEL, (claim("u9", "Unit", "name", "R"),))), cls=model.classes["Radio"])
    assert list(writer.entity(radio, Behind())) == []
    assert writer.tally.left == {"things of the class Radio": 1}


@pytest.mark.parametrize(
    ("given_", "wanted"), [("[..2015]", "../2015"), ("[2015..]", "2015/.."), ("2015-03", "2015-03")]
)
def test_sets_become_intervals(given_: str, wanted: str) -> None:
    assert interval(given_) == wanted


def test_one_entity_a_line() -> None:
    assert line({"id": "a", "schema": "Person", "properties": {"name": ["မင်း\n"]}}) == (
        '{"id":"a","schema":"Person","properties":{"name":["မင်း\\n"]}}\n'.encode()
    )


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60).filter(
    str.strip
)
DATE = st.sampled_from(
    ["2021", "2021-02~", "2021-02-15", "../2021-04", "2019-03/2020-11", "198X", "0950", "3100-01"]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(name=TEXT, note=TEXT, country=TEXT, url=TEXT, date=DATE, role=TEXT, id=TEXT)
def test_whatever_claims_say_the_package_takes_it(
    name: str, note: str, country: str, url: str, date: str, role: str, id: str
) -> None:
    claims = (
        claim(id, "Person", "name", name),
        claim(id, "Person", "note", note),
        claim(id, "Person", "country", country),
        claim(id, "Person", "link", url),
        claim(id, "Person", "born", date),
        claim("u1", "Unit", "name", name),
        claim("u1", "Unit", "start", date),
        claim(id, "Person", "Posting", object="u1", said={"role": role, "title": name, "end": date}),
        claim("s1", "Source", "url", url, source="s2"),
    )
    entities = [entity for entity in written(claims) if id not in ("u1", "s1", "s2")]
    # The package puts the blanks and quotes of texts in order; what it takes or refuses is meant here.
    assert [text for text in complaints(entities) if " became " not in text] == []
