"""What a reader gets out of the database: no name, alias, id or text of a protected person, on any way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.catalog import load_catalog, run
from graph.connection import Database
from graph.course import read_course
from graph.errors import UnknownId
from graph.evidence import evidence
from graph.loading import Loading
from graph.neighbours import kinds_of, neighbours_of
from graph.paths import find_ways
from graph.patronage import read_bonds
from graph.period import period_chain
from graph.protected import protected_persons, telling_words
from graph.search import search
from graph.veil import HIDDEN, PREFIX, VeiledDatabase
from ingest.known import GraphKnown
from ingest.pipeline import run as load
from ingest.plan import plan_ingest
from ontology.errors import CommandError, OrbatlasError
from ontology.reading import load_model
from ontology.rules import load_rules
from tests.conftest import clear

MODEL = load_model()
DAY = date(2021, 6, 1)

TABLES = {
    "sources.csv": (
        "id,title,url\ns,A paper,\nt,How Zawtun Quillfeather got away,\nz,A pilot lands beyond the border,\n"
        "mixed,Two officers,https://example.org/quillfeather-and-ordinary\n"
    ),
    "units.csv": (
        "id,name,echelon,source,confidence,note\n"
        "u,114 Battalion,battalion,s,low,\n"
        "v,Northern Command,command,s,low,\n"
    ),
    "subordinations.csv": (
        "unit,parent,kind,first_cited,last_cited,source,confidence,note\nu,v,command,2010,2022,s,low,\n"
    ),
    "persons.csv": (
        "id,name,aliases,source,confidence,note\n"
        "zawtun,Zawtun Quillfeather,Captain Featherstone;Z.Q. of the North,s,low,\n"
        "wife,Marrowbone Daw,,s,low,\n"
        "uncle,Uncle Thistlewood,Unit,s,low,\n"
        "plain,Major Ordinary,,mixed,low,Seen with Quillfeather at the north gate in 2020.\n"
        "other,Captain Plain Marrowbone,,s,low,He is no kin of the marrowbone who was a staff officer.\n"
    ),
    "postings.csv": (
        "person,unit,role,rank,first_cited,last_cited,source,confidence,note\n"
        "zawtun,u,commander,captain,2018,2021,s,low,\n"
        "plain,v,commander,major,2018,2022,s,low,\n"
        "wife,v,staff-officer,,2018,2022,s,low,\n"
    ),
    "patronage.csv": (
        "patron,client,basis,first_cited,last_cited,source,confidence,note\n"
        "wife,zawtun,family,2010,2022,s,low,\n"
        "uncle,wife,family,2010,2022,s,low,\n"
        "plain,zawtun,former-command,2018,2020,s,low,\n"
    ),
    "defections.csv": (
        "id,unit,person,rank,date,count,motives,mode,source,confidence,note\n"
        "d,u,zawtun,captain,2021-05-01,1,violence-against-civilians,,t,low,"
        "He crossed the river at night with his brother and two rifles.\n"
        "2021-quillfeather,u,,captain,2021-05-02,1,,,s,low,\n"
        "d,u,,captain,2021-05-01,1,,,z,low,The only pilot of his class from Meiktila.\n"
    ),
}
SECRET = (
    "a pilot lands", "the only pilot", "zawtun", "quillfeather", "featherstone", "z.q.", "marrowbone daw",
    "thistlewood", "wife", "uncle",
)  # fmt: skip


@pytest.fixture(scope="module")
def veiled(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VeiledDatabase]:
    clear(database)
    folder = tmp_path_factory.mktemp("veil") / "army"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    plan = plan_ingest(MODEL, "tables", [folder], refused_to=folder.parent, recorded=date(2026, 11, 23))
    report = load(plan, Loading(database, MODEL, plan.collection, plan.recorded), GraphKnown(database, MODEL))
    assert not report.refused, report
    yield VeiledDatabase(database, MODEL)


def _stand_in(veiled: VeiledDatabase, id: str) -> str:
    found = veiled.veil().text(id)
    assert found.startswith(PREFIX)
    return found


def _words(found: Any) -> str:
    """All that an answer holds, as text."""
    return json.dumps(found, default=_plain, ensure_ascii=False).casefold()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return sorted(value, key=str) if isinstance(value, set | frozenset) else str(value)


def _reads(at: Database, zawtun: str, wife: str) -> dict[str, Callable[[], Any]]:
    catalog = load_catalog(MODEL)
    things = {"unit": "u", "person": zawtun, "event": "d", "patron": wife, "place": "x", "source": "t"}
    named = {
        f"catalog {name}": lambda query=query: run(
            at, query, {p.name: things.get(p.name, _any(p)) for p in query.parameters if p.required}
        )
        for name, query in catalog.items()
    }
    return {
        **named,
        "evidence of a person": lambda: evidence(at, MODEL, zawtun),
        "evidence of a unit": lambda: evidence(at, MODEL, "u"),
        "evidence of an event": lambda: evidence(at, MODEL, "d"),
        "evidence of a source": lambda: evidence(at, MODEL, "t"),
        "chain": lambda: period_chain(at, MODEL, ["u"], date(2015, 1, 1), date(2022, 1, 1)),
        "course": lambda: read_course(at, MODEL, zawtun),
        "course of a unit": lambda: read_course(at, MODEL, "u"),
        "paths": lambda: find_ways(at, MODEL, "plain", zawtun),
        "patronage": lambda: [read_bonds(at, MODEL).names(), read_bonds(at, MODEL)],
        "kinds": lambda: kinds_of(at, MODEL, "u", None),
        "neighbours": lambda: [
            (
                found := neighbours_of(at, MODEL, "u", {kind.key: 50 for kind in kinds_of(at, MODEL, "u")})
            ).nodes,
            found.relationships,
        ],
        "search": lambda: [search(at, MODEL, words) for words in ("battalion", "major", "north")],
        "stream": lambda: [dict(row) for row in at.stream("MATCH (p:Person) RETURN properties(p) AS p")],
        "claims": lambda: at.read("MATCH (c:Claim) RETURN properties(c) AS c"),
    }


def _any(parameter: Any) -> object:
    return {"day": "2021-06-01", "integer": 1}.get(parameter.type.value, "x")


def test_nothing_of_a_protected_person_comes_out(veiled: VeiledDatabase, database: Database) -> None:
    zawtun, wife = _stand_in(veiled, "zawtun"), _stand_in(veiled, "wife")
    seen = {}
    for name, work in _reads(veiled, zawtun, wife).items():
        try:
            seen[name] = _words(work())
        except (UnknownId, CommandError):
            seen[name] = ""
    for name, text in seen.items():
        for secret in SECRET:
            assert secret not in text, f"{secret} stands in {name}: {text[:400]}"
    assert sum(PREFIX in text for text in seen.values()) > 10
    bare = _reads(database, "zawtun", "wife")
    told = "".join(_words(bare[name]()) for name in ("claims", "course", "evidence of an event", "patronage"))
    assert all(secret in told for secret in SECRET)


def test_the_others_stay_as_they_are(veiled: VeiledDatabase) -> None:
    assert [hit.id for hit in search(veiled, MODEL, "Major Ordinary")][:1] == ["plain"]
    names = {row["n"] for row in veiled.read("MATCH (e:Person) RETURN e.name AS n")}
    assert names == {HIDDEN, "Major Ordinary", "Captain Plain Marrowbone"}


def test_terms_are_shown_however_long_they_are(veiled: VeiledDatabase) -> None:
    (row,) = veiled.read("MATCH (e:Defection {id: 'd'}) RETURN e.motives AS motives, e.note AS note")
    assert row["motives"] == ["violence-against-civilians"]
    assert set(row["note"]) == {HIDDEN}


def test_an_id_that_names_somebody_is_a_stand_in_that_leads_there(
    veiled: VeiledDatabase, database: Database
) -> None:
    rows = veiled.read("MATCH (e:Defection) RETURN e.id AS id")
    hidden = [row["id"] for row in rows if row["id"].startswith(PREFIX)]
    assert len(hidden) == 1 and len(rows) == 2
    assert evidence(veiled, MODEL, hidden[0]).facts
    with pytest.raises(UnknownId):
        evidence(veiled, MODEL, "2021-quillfeather")


def test_who_is_called_as_the_ontology_calls_things_does_not_hide_them(veiled: VeiledDatabase) -> None:
    assert [hit.cls for hit in search(veiled, MODEL, "114 Battalion")] == ["Unit"]


def test_a_word_that_only_a_protected_name_has_is_hidden_wherever_it_stands(
    veiled: VeiledDatabase, database: Database
) -> None:
    rules = load_rules()
    found = telling_words(database, MODEL, rules, protected_persons(database, MODEL, rules))
    assert found == {"zawtun", "quillfeather", "uncle", "thistlewood"}, "Marrowbone is another's name too"
    notes = {row["id"]: row["n"] for row in veiled.read("MATCH (e:Person) RETURN e.id AS id, e.note AS n")}
    assert notes["plain"] == [HIDDEN]
    assert "marrowbone" in notes["other"][0]


@pytest.mark.parametrize(
    "words", ["Zawtun Quillfeather", "zawt", "quillf", "Featherstone", "thistlew", "zawtun"]
)
def test_a_protected_person_is_not_found_by_name(veiled: VeiledDatabase, words: str) -> None:
    assert search(veiled, MODEL, words) == []


def test_the_id_itself_is_nobodys(veiled: VeiledDatabase) -> None:
    for id in ("zawtun", "wife", "uncle"):
        with pytest.raises(UnknownId):
            evidence(veiled, MODEL, id)
    assert evidence(veiled, MODEL, _stand_in(veiled, "uncle")).facts


def test_a_stand_in_leads_to_what_may_be_seen(veiled: VeiledDatabase) -> None:
    found = read_course(veiled, MODEL, _stand_in(veiled, "zawtun"))
    assert "114 battalion" in _words(found)


def test_who_becomes_protected_is_veiled_at_once(veiled: VeiledDatabase, database: Database) -> None:
    query = "MATCH (e:Person {name: $n}) RETURN e.id AS id"
    assert veiled.read(query, {"n": "Major Ordinary"}) == [{"id": "plain"}]
    row = {
        "id": "made-up", "subject": "d", "subject_class": "Defection", "predicate": "defector",
        "object": "plain", "source": "s",
    }  # fmt: skip
    database.write(lambda tx: tx.run("CREATE (c:Claim) SET c = $row", row=row).consume())
    try:
        assert "plain" not in _words(veiled.read("MATCH (e:Person) RETURN e.id AS id"))
    finally:
        database.write(lambda tx: tx.run("MATCH (c:Claim {id: 'made-up'}) DELETE c").consume())


def test_who_becomes_protected_while_an_answer_is_read_is_veiled_in_it(
    veiled: VeiledDatabase, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {
        "id": "made-up", "subject": "d", "subject_class": "Defection", "predicate": "defector",
        "object": "plain", "source": "s",
    }  # fmt: skip
    query, read = "MATCH (e:Person) RETURN e.id AS id, e.name AS name", database.read

    def read_and_write(asked: str, *given: Any, **more: Any) -> list[dict[str, Any]]:
        rows = read(asked, *given, **more)
        if asked == query:
            database.write(lambda tx: tx.run("MERGE (c:Claim {id: $row.id}) SET c = $row", row=row).consume())
        return rows

    assert "plain" in _words(veiled.read(query))
    monkeypatch.setattr(database, "read", read_and_write)
    try:
        found = _words(veiled.read(query))
    finally:
        database.write(lambda tx: tx.run("MATCH (c:Claim {id: 'made-up'}) DELETE c").consume())
    assert "plain" not in found
    assert "ordinary" not in found


def test_ids_of_claims_and_facts_about_the_protected_are_stand_ins(
    veiled: VeiledDatabase, database: Database
) -> None:
    query = "MATCH (c:Claim) WHERE c.subject = $id OR c.object = $id RETURN c.id AS id"
    known = {row["id"] for row in database.read(query, {"id": "zawtun"})}
    facts = {row["id"] for row in database.read("MATCH (:Person {id: 'zawtun'})-[r]-() RETURN r.id AS id")}
    shown = {row["id"] for row in veiled.read("MATCH (c:Claim) RETURN c.id AS id")}
    ties = {row["id"] for row in veiled.read("MATCH ()-[r]->() RETURN r.id AS id")}
    assert known
    assert facts
    assert not known & shown
    assert not facts & ties
    assert len(shown) == len(database.read("MATCH (c:Claim) RETURN c.id AS id"))
    by_guess = "MATCH (c:Claim {id: $id}) RETURN c.subject AS s"
    assert all(veiled.read(by_guess, {"id": id}) == [] for id in known)
    hidden = [id for id in shown if id.startswith(PREFIX)]
    assert len(hidden) >= len(known)
    assert all(veiled.read(by_guess, {"id": id}) for id in hidden)


def test_a_reader_does_not_write(veiled: VeiledDatabase) -> None:
    with pytest.raises(CommandError):
        veiled.write(lambda tx: tx.run("CREATE (:X)"))


def test_nodes_and_ties_are_veiled_and_what_is_neither_is_refused(veiled: VeiledDatabase) -> None:
    (row,) = veiled.read("MATCH (p:Person {id: $id})-[r]->(u:Unit) RETURN p, r, u", {"id": "plain"})
    assert (row["p"]["name"], row["u"]["id"]) == ("Major Ordinary", "v")
    assert row["r"].start_node["id"] == "plain"
    (row,) = veiled.read(
        "MATCH (p:Person {id: $id})-[r]->(:Unit) RETURN p, r", {"id": _stand_in(veiled, "zawtun")}
    )
    assert row["p"]["name"] == HIDDEN
    assert not any(secret in _words([dict(row["p"]), dict(row["r"])]) for secret in SECRET)
    with pytest.raises(OrbatlasError, match="Path"):
        veiled.read("MATCH p = (:Person)-->(:Unit) RETURN p")


def test_what_is_kept_of_one_is_not_taken_for_the_other(veiled: VeiledDatabase, database: Database) -> None:
    assert veiled.state() != database.state()


def test_files_of_the_tables_exist(tmp_path: Path) -> None:
    from ingest.tables.templates import write_templates

    write_templates(MODEL, tmp_path)
    for name, text in TABLES.items():
        heading = (tmp_path / name).read_text(encoding="utf-8").splitlines()[0].split(",")
        assert set(text.splitlines()[0].split(",")) <= set(heading), name
