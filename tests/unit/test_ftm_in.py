"""FollowTheMoney in without a database: what is read, what is refused with its reason, and what is counted."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from backports import zstd
from followthemoney import model as theirs

from graph.claims import Claim
from graph.loading import Outcome, RowOutcome, RowState
from ingest.pipeline import run
from ingest.plan import plan_ingest
from ingest.report import Report
from ingest.sheets import UnknownFile
from ontology.ftm import load_ftm
from release.ftm.export import line
from release.ftm.writing import Behind, Writer
from tests.ftm import EVERY_CLASS
from tests.rdf import MODEL, records

DAY = date(2026, 11, 23)


@dataclass
class Kept:
    """Takes claims as graph.loading.Loading does, and keeps them."""

    claims: dict[str, Claim] = field(default_factory=dict)

    def add(self, rows: list[list[Claim]]) -> list[RowOutcome]:
        fresh = [any(claim.id not in self.claims for claim in row) for row in rows]
        self.claims.update((claim.id, claim) for row in rows for claim in row)
        return [RowOutcome(RowState.LOADED if new else RowState.UNCHANGED) for new in fresh]

    def note_withdrawn(self, classes: object) -> None:
        assert not classes

    def finish(self, progress: object = None) -> Outcome:
        return Outcome(len(self.claims), 0, 0, {}, 0)


def entity(id: str, schema: str, **said: str | list[str]) -> dict[str, Any]:
    """One entity, which the package itself takes as it is."""
    properties = {name: [values] if isinstance(values, str) else values for name, values in said.items()}
    made = {"id": id, "schema": schema, "properties": properties}
    known = theirs.get(schema)
    assert known is not None
    assert [name for name in properties if known.get(name) is None] == []
    return made


def read(
    folder: Path, *entities: dict[str, Any] | str, name: str = "theirs.ftm.json"
) -> tuple[Report, list[Claim]]:
    file = folder / name
    lines = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in entities)
    content = "".join(f"{one}\n" for one in lines).encode()
    if file.suffix == ".gz":
        content = gzip.compress(content)
    elif file.suffix == ".zst":
        content = zstd.compress(content)
    file.write_bytes(content)
    return ingest(folder, file)


def ingest(folder: Path, *files: Path) -> tuple[Report, list[Claim]]:
    kept = Kept()
    plan = plan_ingest(MODEL, "ftm", list(files), collection="partner", recorded=DAY, refused_to=folder)
    report = run(plan, kept, dry_run=True)  # type: ignore[arg-type]
    for one in report.files:
        assert one.rows_read == one.rows_loaded + one.rows_unchanged + one.rows_refused
    return report, [claim for claim in kept.claims.values() if claim.subject_class != "Source"]


def said(claims: list[Claim]) -> set[tuple[str, str, str | None]]:
    return {(one.subject, one.predicate, one.object or one.value) for one in claims}


def only(claims: list[Claim], predicate: str) -> Claim:
    found = [claim for claim in claims if claim.predicate == predicate]
    assert len(found) == 1, found
    return found[0]


ARMY = entity("army", "Organization", name="The Army", topics="mil")
GENERAL = entity("general", "Person", name="A. General")


# ---- things


def test_a_person(tmp_path: Path) -> None:
    person = entity(
        "q1", "Person", name=["Min Example", "မင်း"], alias="M. E.", weakAlias="Boss", birthDate="1956-07-03",
        gender="male", nationality="mm", notes="Made up.", website="https://example.org/p",
        deathDate="2021-02-16T21:48", passportNumber=["A1", "A2"], topics=["role.pep", "sanction"],
    )  # fmt: skip
    report, claims = read(tmp_path, {**person, "caption": "မင်း", "first_seen": "2021-01-01", "referents": []})
    assert said(claims) == {
        ("q1", "name", "မင်း"),
        ("q1", "aliases", "Min Example"),
        ("q1", "aliases", "M. E."),
        ("q1", "aliases", "Boss"),
        ("q1", "born", "1956-07-03"),
        ("q1", "died", "2021-02-16"),
        ("q1", "gender", "male"),
        ("q1", "country", "mm"),
        ("q1", "note", "Made up."),
        ("q1", "link", "https://example.org/p"),
    }
    assert only(claims, "died").raw == "2021-02-16T21:48"
    assert only(claims, "born").places == ("partner/theirs.ftm.json:1:birthDate",)
    assert {claim.source for claim in claims} == {"sheet:partner/theirs.ftm.json"}
    assert report.warnings == {
        "not understood: Person.passportNumber": 2,
        "not understood: Person.topics (role.pep)": 1,
        "not understood: Person.topics (sanction)": 1,
        "not understood: first_seen (beside the properties)": 1,
        "not understood: referents (beside the properties)": 1,
    }


def test_fragments_of_one_thing(tmp_path: Path) -> None:
    """Tools write an entity in pieces; a piece of a wider schema does not hide what it is."""
    first = entity("q1", "LegalEntity", name="A", country="mm")
    report, claims = read(
        tmp_path, first, entity("q1", "Person", name="A"), entity("q1", "Person", gender="male")
    )
    assert said(claims) == {("q1", "name", "A"), ("q1", "gender", "male")}
    assert report.warnings == {"not understood: LegalEntity": 1, "row that says nothing": 1}


def test_a_name_in_parts(tmp_path: Path) -> None:
    report, claims = read(tmp_path, entity("q1", "Person", firstName="Aung", lastName="Example"))
    assert said(claims) == {("q1", "name", "Aung Example")}
    assert report.warnings == {}


@pytest.mark.parametrize(
    ("schema", "topics", "taken"),
    [
        ("Organization", ["mil"], True),
        ("PublicBody", ["gov.security", "sanction"], True),
        ("Organization", [], True),
        ("Organization", ["sanction"], True),
        ("Organization", ["pol.party"], False),
        ("Organization", ["pol.party", "mil"], True),
        ("Company", ["mil"], True),
        ("Company", ["corp.shell"], False),
        ("Company", [], False),
        ("LegalEntity", ["mil"], True),
        ("LegalEntity", [], False),
        ("Vessel", ["mil"], False),
    ],
)
def test_which_organisations_are_units(tmp_path: Path, schema: str, topics: list[str], taken: bool) -> None:
    report, claims = read(tmp_path, entity("o", schema, name="O", topics=topics))
    assert said(claims) == ({("o", "name", "O")} if taken else set())
    assert (f"not understood: {schema}" in report.warnings) is not taken
    loose = taken and not {"mil", "gov.security"} & {*topics}
    assert (f"{schema} without a military topic: taken for a unit" in report.warnings) is loose


def test_a_unit_with_its_parent_and_its_address(tmp_path: Path) -> None:
    unit = entity(
        "u",
        "Organization",
        name="U",
        topics="mil",
        parent="army",
        addressEntity="a1",
        incorporationDate="1989",
    )
    place = entity("a1", "Address", full="Fort One, Upper Town", latitude="19.75", country="mm")
    _, claims = read(tmp_path, unit, ARMY, place)
    assert {
        ("u", "Subordination", "army"),
        ("u", "Garrison", "a1"),
        ("u", "start", "1989"),
        ("a1", "name", "Fort One, Upper Town"),
        ("a1", "latitude", "19.75"),
    } <= said(claims)


def test_events_of_others(tmp_path: Path) -> None:
    war = entity(
        "e1", "Event", name="Shelling of a town", topics="crime.war", date="2021-05", involved="army"
    )
    party = entity("e2", "Event", name="A summit", involved="army")
    report, claims = read(tmp_path, war, party, ARMY)
    assert {("e1", "description", "Shelling of a town"), ("e1", "date", "2021-05")} <= said(claims)
    assert not [claim for claim in claims if claim.predicate.startswith("attributed")]
    assert report.warnings == {
        "not understood: Event": 1,
        "not understood: Event.involved": 1,
        "row that says nothing": 1,
    }


# ---- ties


def posting(tmp_path: Path, *entities: dict[str, Any]) -> tuple[Report, Claim]:
    report, claims = read(tmp_path, *entities, ARMY, GENERAL)
    found = only(claims, "Posting")
    assert (found.subject, found.subject_class, found.object) == ("general", "Person", "army")
    return report, found


def test_a_membership(tmp_path: Path) -> None:
    tie = entity(
        "m", "Membership", member="general", organization="army", role="Commander", startDate="2020-01", endDate="2021",
        description=["Rank: Major General", "Seen once."], status="ended",
    )  # fmt: skip
    report, claim = posting(tmp_path, tie)
    assert claim.qualifiers == (
        ("end", "2021"), ("note", "Seen once."), ("rank", "major-general"), ("role", "commander"), ("start", "2020-01"),
    )  # fmt: skip
    assert report.warnings == {"not understood: Membership.status": 1}


def test_an_employment_and_a_directorship(tmp_path: Path) -> None:
    _, claim = posting(
        tmp_path, entity("e", "Employment", employee="general", employer="army", role="Spokesman")
    )
    assert claim.qualifiers == (("role", "spokesperson"),)
    report, claim = posting(
        tmp_path, entity("d", "Directorship", director="general", organization="army", role="Chief")
    )
    assert claim.qualifiers == (("role", "Chief"),)
    assert report.warnings == {"unknown term in role": 1}


def test_an_occupancy_of_a_position(tmp_path: Path) -> None:
    post = entity("p", "Position", name="Commanding officer", organization="army", country="mm")
    held = entity(
        "o", "Occupancy", holder="general", post="p", startDate="2019-03-01", date="2020-05", status="current"
    )
    report, claim = posting(tmp_path, held, post)
    assert claim.qualifiers == (
        ("in_force", "2020-05"), ("role", "commander"), ("start", "2019-03-01"), ("title", "Commanding officer"),
    )  # fmt: skip
    assert report.warnings == {
        "not understood: Occupancy.status": 1,
        "not understood: Position.country": 1,
        "row that says nothing": 1,
    }


def test_a_position_that_names_no_organisation(tmp_path: Path) -> None:
    held = entity("o", "Occupancy", holder="general", post="p")
    report, claims = read(tmp_path, GENERAL, held, entity("p", "Position", name="Member of the Parliament"))
    assert said(claims) == {("general", "name", "A. General")}
    assert report.warnings["not understood: Occupancy (Person to Position)"] == 1


def test_an_unknown_link_is_read_where_its_role_is_known(tmp_path: Path) -> None:
    _, claim = posting(
        tmp_path, entity("l", "UnknownLink", subject="general", object="army", role="deputy commander")
    )
    assert claim.qualifiers == (("role", "deputy-commander"),)
    report, claims = read(
        tmp_path,
        ARMY,
        GENERAL,
        entity("l", "UnknownLink", subject="general", object="army", role="friend of"),
    )
    assert "Posting" not in {claim.predicate for claim in claims}
    assert report.warnings["not understood: UnknownLink (Person to Organization)"] == 1


def test_control_between_units(tmp_path: Path) -> None:
    lower = entity("u", "PublicBody", name="U", topics="mil")
    tie = entity(
        "c", "Control", controller="army", controlled="u", controlType="operational", startDate="2015"
    )
    _, claims = read(tmp_path, lower, tie, ARMY)
    found = only(claims, "Subordination")
    assert (found.subject, found.object) == ("u", "army")
    assert found.qualifiers == (("kind", "operational"), ("start", "2015"))


def test_two_members_and_two_roles_are_four_claims(tmp_path: Path) -> None:
    other = entity("colonel", "Person", name="A. Colonel")
    tie = entity(
        "m", "Membership", member=["general", "colonel"], organization="army", role=["commander", "member"]
    )
    report, claims = read(tmp_path, ARMY, GENERAL, other, tie)
    found = {(c.subject, c.qualifiers) for c in claims if c.predicate == "Posting"}
    roles = [(("role", "commander"),), (("role", "member"),)]
    assert found == {(person, role) for person in ("general", "colonel") for role in roles}
    assert report.warnings == {}


@pytest.mark.parametrize(
    ("schema", "word", "client", "confidence"),
    [
        ("Associate", "patron", "young", None),
        ("Associate", "Protégé", "old", None),
        ("Associate", "business partner", None, None),
        ("Family", "father", "young", "low"),
        ("Family", "Son-in-law", "old", "low"),
        ("Family", "brother", None, None),
        ("Family", "patron", "young", None),
    ],
)
def test_patrons_and_clients(
    tmp_path: Path, schema: str, word: str, client: str | None, confidence: str | None
) -> None:
    old, young = entity("old", "Person", name="Old"), entity("young", "Person", name="Young")
    end = "associate" if schema == "Associate" else "relative"
    tie = entity("t", schema, person="young", **{end: "old"}, relationship=word)
    report, claims = read(tmp_path, old, young, tie)
    if client is None:
        assert "Patronage" not in {claim.predicate for claim in claims}
        assert report.warnings[f"not understood: {schema} (relationship: {word})"] == 1
        return
    found = only(claims, "Patronage")
    assert (found.subject, found.confidence, found.raw) == (client, confidence, word)
    assert found.qualifiers == ((("basis", "family"),) if schema == "Family" else ())


def test_a_tie_to_what_is_not_ours_is_counted(tmp_path: Path) -> None:
    tie = entity("m", "Membership", member="general", organization="party")
    report, claims = read(
        tmp_path, tie, GENERAL, entity("party", "Organization", name="P", topics="pol.party")
    )
    assert {claim.predicate for claim in claims} == {"name"}
    assert report.refused == ()
    assert report.warnings == {
        "not understood: Membership (Person to Organization)": 1,
        "not understood: Organization": 1,
        "row that says nothing": 2,
    }


def test_what_is_not_ours_at_all_is_counted_by_its_schema(tmp_path: Path) -> None:
    report, claims = read(
        tmp_path, entity("s", "Sanction", entity="x"), entity("v", "Vessel", name="V"), entity("w", "Vessel", name="W"),
        entity("n", "Note", entity="x", description="A thought."),
    )  # fmt: skip
    assert claims == []
    assert report.warnings == {
        "not understood: Note": 1,
        "not understood: Sanction": 1,
        "not understood: Vessel": 2,
        "row that says nothing": 4,
    }
    assert (report.files[0].rows_read, report.files[0].rows_unchanged) == (4, 4)


# ---- sources


def sources(tmp_path: Path, *more: dict[str, Any], **extra: Any) -> set[str]:
    one = {**entity("q1", "Person", name="P", **extra.pop("said", {})), **extra}
    _, claims = read(tmp_path, one, *more)
    return {claim.source for claim in claims}


def test_the_nearest_source_is_taken(tmp_path: Path) -> None:
    urls = {"sourceUrl": ["https://example.org/1", "https://example.org/2"], "publisher": "The Paper"}
    document = entity("doc", "Article", title="News", fileName="news.html")
    assert sources(tmp_path, document, said={"proof": "doc", **urls}, datasets=["list"]) == {"doc"}
    assert sources(tmp_path, said=urls, datasets=["list"]) == {
        "https://example.org/1",
        "https://example.org/2",
    }
    assert sources(tmp_path, said={"publisher": "The Paper"}, datasets=["list"]) == {"The Paper"}
    assert sources(tmp_path, datasets=["list"]) == {"list"}
    assert sources(tmp_path) == {"sheet:partner/theirs.ftm.json"}


def test_what_is_said_of_a_source(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    one = entity("q1", "Person", name="P", sourceUrl="https://example.org/1", publisher="The Paper")
    document = entity(
        "doc", "Article", title="News", fileName="news.html", author="R.", publishedAt="2021-03-04"
    )
    file.write_bytes(line(one) + line({**one, "id": "q2"}) + line(document))
    kept = Kept()
    report = run(plan_ingest(MODEL, "ftm", [file], recorded=DAY, refused_to=tmp_path), kept)  # type: ignore[arg-type]
    about = [(c.subject, c.predicate, c.value) for c in kept.claims.values() if c.subject_class == "Source"]
    assert sorted(about) == [
        ("doc", "author", "R."),
        ("doc", "published", "2021-03-04"),
        ("doc", "title", "News"),
        ("https://example.org/1", "publisher", "The Paper"),
        ("https://example.org/1", "title", "https://example.org/1"),
        ("https://example.org/1", "url", "https://example.org/1"),
        ("sheet:a.json/a.json", "kind", "sheet"),
        ("sheet:a.json/a.json", "title", "a.json"),
    ]
    assert report.warnings == {"not understood: Article.fileName (said by another property too)": 1}


# ---- files and faults


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.ftm.json.gz", "a.ftm.zst", "a.ndjson", "a.ijson"])
def test_the_endings(tmp_path: Path, name: str) -> None:
    _, claims = read(tmp_path, ARMY, name=name)
    assert said(claims) == {("army", "name", "The Army")}


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownFile, match="none of FollowTheMoney"):
        read(tmp_path, ARMY, name="a.csv")


@pytest.mark.parametrize(
    ("broken", "rule", "hint"),
    [
        ('{"id": "a", "schema": "Person"', "broken JSON", "One entity a line"),
        ('{"id": "a", "schema": "Person", "properties": {"name": ["\\ud800"]}}', "no text in UTF-8", "UTF-8"),
        ("[]", "no entity", "An entity is"),
        ('{"schema": "Person"}', "without an id", "its id"),
        ('{"id": "a"}', "without a schema", "its schema"),
        ('{"id": "x", "canonical_id": "a", "prop": "name", "value": "A"}', "without a schema", "Statements"),
        ('{"id": "a", "schema": "Person", "properties": []}', "no object", "list of texts"),
        (
            '{"id": "a", "schema": "Person", "properties": {"x": [{"id": "b"}]}}',
            "inside another, under x",
            "file of entities",
        ),
        (json.dumps(entity("a", "Person", birthDate="2021-02-30")), "a date that cannot be", "Write 2021"),
        (
            json.dumps(entity("m", "Membership", member="nobody", organization="army")),
            "nothing has this id",
            "Describe it",
        ),
        (
            json.dumps(entity("m", "Membership", organization="army")),
            "a value is required",
            "both of its ends",
        ),
        (
            json.dumps(entity("u", "Organization", topics="mil", parent="gone")),
            "nothing has this id",
            "Describe it",
        ),
    ],
)
def test_a_broken_line_costs_itself_alone(tmp_path: Path, broken: str, rule: str, hint: str) -> None:
    report, claims = read(tmp_path, ARMY, broken, GENERAL)
    assert said(claims) == {("army", "name", "The Army"), ("general", "name", "A. General")}
    refusal = report.refused[0]
    assert (len(report.refused), refusal.line) == (1, 2)
    assert rule in refusal.rule
    assert hint in refusal.hint
    assert report.refused_file is not None
    kept = Path(report.refused_file)
    assert kept.name == "theirs.refused.jsonl"
    assert broken in kept.read_text(encoding="utf-8").splitlines()
    again, _ = ingest(tmp_path, kept)
    assert (again.files[0].rows_read, again.files[0].rows_refused) == (1, 1)


def test_what_is_mended_loads(tmp_path: Path) -> None:
    report, _ = read(tmp_path, entity("a", "Person", name="A", birthDate="2021-02-30"))
    kept = Path(str(report.refused_file))
    kept.write_text(kept.read_text(encoding="utf-8").replace("2021-02-30", "2021-02-03"), encoding="utf-8")
    again, claims = ingest(tmp_path, kept)
    assert (again.refused, said(claims)) == ((), {("a", "name", "A"), ("a", "born", "2021-02-03")})


def test_a_damaged_file(tmp_path: Path) -> None:
    packed = gzip.compress(line(ARMY) * 1000)
    (tmp_path / "a.json.gz").write_bytes(packed[:-20])
    report, _ = ingest(tmp_path, tmp_path / "a.json.gz")
    assert "damaged" in report.refused[-1].rule


def test_texts_that_are_no_lists_and_numbers_keep_their_writing(tmp_path: Path) -> None:
    said_there = '{"full": "Fort", "latitude": [0.30], "longitude": [null, " "]}'
    _, claims = read(tmp_path, f'{{"id": "a", "schema": "Address", "properties": {said_there}}}')
    assert said(claims) == {("a", "name", "Fort"), ("a", "latitude", "0.30")}


def test_things_of_several_files_know_one_another(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_bytes(line(entity("m", "Membership", member="general", organization="army")))
    (tmp_path / "2.json").write_bytes(line(ARMY) + line(GENERAL))
    report, claims = ingest(tmp_path, tmp_path / "1.json", tmp_path / "2.json")
    assert report.refused == ()
    assert only(claims, "Posting").object == "army"


# ---- our own


def test_our_own_export_is_understood_whole(tmp_path: Path) -> None:
    found = list(records(MODEL, EVERY_CLASS))
    writer = Writer(MODEL, load_ftm(MODEL))
    behind = Behind({one.id: one.source for one in EVERY_CLASS})
    made = [entity for record in found for entity in writer.entity(record, behind)]
    made += [writer.source(id) for id in ("s2", "s3", "sheet:nigeria/sources.csv")]
    report, claims = read(tmp_path, *made)
    assert report.refused == ()
    assert report.warnings == {
        "name that is only the id: Document": 3,
        "name that is only the id: Organization": 1,
        "row that says nothing": 3,
    }
    about = {(one.subject, one.predicate, one.object or one.value, one.qualifiers) for one in claims}
    for one in EVERY_CLASS:
        if (
            one.value is not None
            and one.subject_class != "Source"
            and one.value != "First Division"
            and one.predicate != "first_cited"
        ):
            assert (one.subject, one.predicate, one.value, ()) in about
        elif one.predicate == "Posting":
            assert any(
                (one.subject, one.object) == (who, what) and set(one.qualifiers) <= set(more)
                for who, _, what, more in about
            )
        elif one.object is not None:
            assert (one.subject, one.predicate, one.object) in {key[:3] for key in about}
