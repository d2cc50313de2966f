"""The tables into a real Neo4j: loaded, loaded again, refused and mended, and a class that only Turtle knows."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.connection import Database
from graph.loading import Loading
from ingest.known import GraphKnown
from ingest.pipeline import Step, run
from ingest.plan import plan_ingest
from ingest.report import Report
from ontology.model import Model
from ontology.reading import load_model

MODEL = load_model()
DAY = date(2026, 11, 22)

TABLES = {
    "sources": "id,title,publisher,published,url,archive_url,accessed,kind\n"
    "s1,A report,Someone,2021-06,,,,report\ns2,An article,,,,,2021-09-01,news\n",
    "places": "id,name,aliases,latitude,longitude,code,within,source,confidence,note\n"
    "mm,Myanmar,Burma,,,,,s1,high,\nmyi,Myingyan,,21.46,95.39,MMR009005,mm,s1,high,\n",
    "units": "id,name,aliases,echelon,branch,country,start,end,source,confidence,note\n"
    "u1,Regional Command,,command,army,mm,,..,s1,high,\n"
    'u2,Battalion 15,15 LIB; LIB 15,battalion,army,mm,,,s1;s2,medium,"two\nlines"\n',
    "subordinations": "unit,parent,kind,first_cited,last_cited,start,end,source,confidence,note\n"
    "u2,u1,,2014,,2012,..,s1,high,\n",
    "persons": "id,name,aliases,gender,born,home,intake,source,confidence,note\n"
    "p1,Aung,,male,1990~,myi,DSA 40,s2,low,\n",
    "postings": "person,unit,role,rank,title,first_cited,last_cited,start,end,source,confidence,note\n"
    "p1,u2,commander,Major,,2021-03,,,,s2,low,\n",
    "defections": "id,date,unit,person,count_low,count,count_high,rank,mode,destination,motives,obstacles,support,"
    "place,source,confidence,note\nd1,2021-08,u2,p1,1,1,1,Major,,,,,,myi,s2,medium,\n",
    "strengths": "unit,kind,low,best,high,start,end,source,confidence,note\nu2,establishment,,857,,,,s1,high,\n",
}


def folder(path: Path, **changed: str) -> Path:
    path.mkdir(exist_ok=True)
    for name, text in {**TABLES, **changed}.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def ingest(
    database: Database, *paths: Path, model: Model = MODEL, refused_to: Path | None = None, **how: object
) -> Report:
    plan = plan_ingest(
        model,
        "tables",
        paths,
        collection=str(how.get("collection") or "") or None,
        prefix=str(how.get("prefix") or "") or None,
        recorded=DAY,
        refused_to=refused_to or (paths[0] if paths[0].is_dir() else paths[0].parent).parent / "out",
    )
    replace, dry = bool(how.get("replace")), bool(how.get("dry_run"))
    loading = Loading(database, model, plan.collection, plan.recorded, replace=replace, dry_run=dry)
    known = GraphKnown(database, model, plan.prefix, plan.collection if replace else None)
    report = run(plan, loading, known, progress=how.get("progress"), replaced=replace, dry_run=dry)  # type: ignore[arg-type]
    assert all(f.rows_read == f.rows_loaded + f.rows_unchanged + f.rows_refused for f in report.files)
    return report


def totals(report: Report) -> tuple[int, int, int]:
    files = report.files
    return (
        sum(f.rows_loaded for f in files),
        sum(f.rows_unchanged for f in files),
        sum(f.rows_refused for f in files),
    )


def test_tables_become_facts_and_the_second_time_nothing_is_new(empty: Database, tmp_path: Path) -> None:
    first = ingest(empty, folder(tmp_path / "t"))
    assert totals(first) == (11, 0, 0), first.as_text()
    assert first.refused_file is None
    assert not (tmp_path / "out").exists()
    assert dict(first.entities) == {"Defection": 1, "Person": 1, "Place": 2, "Source": 3, "Unit": 2}
    (tie,) = empty.read(
        "MATCH (:Person)-[:COMMANDS]->(u:Unit)-[s:SUBORDINATE_TO]->(p) RETURN u.name AS u, s, p.name AS p"
    )
    assert (tie["u"], tie["p"]) == ("Battalion 15", "Regional Command")
    (day,) = empty.read("MATCH (:Unit)-[s:SUBORDINATE_TO]->() RETURN toString(s.end_earliest) AS day")
    assert day["day"] == "2021-06-01"
    second = ingest(empty, folder(tmp_path / "t"))
    assert totals(second) == (0, 11, 0)
    assert second.claims_new == 0
    assert second.claims_known == first.claims_new
    assert second.entities == first.entities


def test_bad_rows_are_refused_and_the_mended_ones_load(empty: Database, tmp_path: Path) -> None:
    units = (
        TABLES["units"]
        + 'u3,Third,,batallion,army,mm,2015,2014,s1,high,"a, b"\nu4,Fourth,,battalion,army,mm,,,s1,high,\n'
    )
    report = ingest(empty, folder(tmp_path / "t", units=units))
    assert totals(report) == (12, 0, 1)
    (refusal,) = report.refused
    assert (refusal.file, refusal.line, refusal.column, refusal.value) == (
        "units.csv",
        5,
        "echelon",
        "batallion",
    )
    assert "battalion" in refusal.hint
    kept = Path(str(report.refused_file))
    assert kept.name == "units.refused.csv"
    text = kept.read_text(encoding="utf-8")
    again = ingest(empty, kept)
    assert totals(again) == (0, 0, 1)
    assert again.refused_file == str(kept)
    kept.write_text(
        text.replace("u3,Third,,batallion,army,mm,2015,2014", "u3,Third,,battalion,army,mm,2014,2015")
    )
    mended = ingest(empty, kept)
    assert totals(mended) == (1, 0, 0)
    (row,) = empty.read("MATCH (u:Unit {id: 'u3'}) RETURN u.echelon AS echelon, u.note AS note")
    assert row == {"echelon": "battalion", "note": ["a, b"]}


def test_a_row_refused_in_several_files_goes_into_a_folder_that_loads(
    empty: Database, tmp_path: Path
) -> None:
    changed = {
        "units": TABLES["units"] + "u3,Third,,batallion,army,mm,,,s1,high,\n",
        "postings": TABLES["postings"] + "p9,u2,commander,,,,,,,s1,high,\np1,u2\n",
    }
    report = ingest(empty, folder(tmp_path / "t", **changed))
    assert totals(report) == (11, 0, 3)
    kept = Path(str(report.refused_file))
    assert sorted(path.name for path in kept.iterdir()) == ["postings.refused.csv", "units.refused.csv"]
    units = kept / "units.refused.csv"
    units.write_text(units.read_text().replace("batallion,army", "battalion,army"))
    postings = kept / "postings.refused.csv"
    postings.write_text(postings.read_text().replace("p9,u2", "p1,u2"))
    assert totals(ingest(empty, kept)) == (2, 0, 1)


def test_references_to_what_the_graph_holds_are_no_mistake(empty: Database, tmp_path: Path) -> None:
    ingest(empty, folder(tmp_path / "t"))
    alone = tmp_path / "subordinations.csv"
    alone.write_text("unit,parent,end,source\nu1,u2,..,s2\nu1,u7,,s2\n")
    report = ingest(empty, alone)
    assert totals(report) == (1, 0, 1)
    assert report.refused[0].rule == "no unit has this id"
    (row,) = empty.read(
        "MATCH (:Unit {id: 'u1'})-[s:SUBORDINATE_TO]->() RETURN toString(s.end_earliest) AS day"
    )
    assert row["day"] == "2021-09-01"


# One row that breaks each rule, and what the report says of it: (table, row, column, rule, part of the hint).
RULES = {
    "a circle in command": ("subordinations", "u1,u2,,,,2013,2014,s1,high,", "parent", "On 2013-12-31: u2 answers"),
    "a thing tied to itself": ("subordinations", "u1,u1,,,,2013,2014,s1,high,", "parent", "two things"),
    "an end before its start": ("units", "u3,Third,,,,,2015,2014,s1,high,", "end", "2015"),
    "count_low is more than count": (
        "defections", "d2,2021-08,u2,,3,2,4,,,,,,,,s2,medium,", "count_low", "count (2)"),
    "count is more than count_high": (
        "defections", "d2,2021-08,u2,,,5,4,,,,,,,,s2,medium,", "count", "count_high (4)"),
    "low is more than high": ("strengths", "u2,real,9,,8,,,s1,high,", "low", "high (8)"),
    "a date that cannot be: the calendar has no such day": (
        "defections", "d2,2021-02-29,u2,,,,,,,,,,,,s2,medium,", "date", "2021-02"),
    "a date that cannot be: it is not written in EDTF": (
        "units", "u3,Third,,,,,4 March 2015,,s1,high,", "start", "2021-02-15"),
    "no unit has this id": ("postings", "p1,u22,commander,,,,,,,s2,low,", "unit", "Did you mean u2"),
    "no person has this id": ("postings", "p11,u2,commander,,,,,,,s2,low,", "person", "p1"),
    "no source has this id": ("units", "u3,Third,,,,,,,s9,high,", "source", "s1"),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_its_name_in_the_report(empty: Database, tmp_path: Path, rule: str) -> None:
    table, row, column, hint = RULES[rule]
    report = ingest(empty, folder(tmp_path / "t", **{table: f"{TABLES[table]}{row}\n"}))
    assert totals(report) == (11, 0, 1), report.as_text()
    (told,) = report.as_json()["refused"]
    assert (told["file"], told["column"], told["rule"]) == (f"{table}.csv", column, rule)
    assert told["line"] == TABLES[table].count("\n") + 1
    assert told["value"] in row and hint in told["hint"]


TURNED = "unit,parent,start,end,source\nu1,u2,2013,2014,s1\n"


def test_a_refused_circle_that_comes_back_alone_is_refused_again(empty: Database, tmp_path: Path) -> None:
    ties = TABLES["subordinations"] + "u1,u2,,,,2013,2014,s1,high,\n"
    kept = Path(str(ingest(empty, folder(tmp_path / "t", subordinations=ties)).refused_file))
    again = ingest(empty, kept)
    assert [refusal.rule for refusal in again.refused] == ["a circle in command"]
    kept.write_text(kept.read_text().replace("2013,2014", "2007,2009"))
    assert totals(ingest(empty, kept)) == (1, 0, 0)


def test_a_circle_with_ties_of_the_graph_is_found_under_a_prefix_too(empty: Database, tmp_path: Path) -> None:
    ingest(empty, folder(tmp_path / "t"), prefix="B")
    alone = tmp_path / "subordinations.csv"
    alone.write_text(TURNED)
    (refusal,) = ingest(empty, alone, prefix="B").refused
    assert refusal.hint.startswith("On 2013-12-31: u2 answers to u1, and by this row u1 to u2.")


def test_a_newer_version_may_turn_a_tie_round(empty: Database, tmp_path: Path) -> None:
    ingest(empty, folder(tmp_path / "t"), collection="c")
    turned = folder(tmp_path / "new", subordinations=TURNED)
    (refusal,) = ingest(empty, turned, collection="c", dry_run=True).refused
    assert refusal.rule == "a circle in command"
    report = ingest(empty, turned, collection="c", replace=True)
    assert not report.refused
    assert empty.read("MATCH (a)-[:SUBORDINATE_TO]->(b) RETURN a.id AS a, b.id AS b") == [
        {"a": "u1", "b": "u2"}
    ]


def test_a_newer_version_may_not_turn_round_what_another_collection_says(
    empty: Database, tmp_path: Path
) -> None:
    ingest(empty, folder(tmp_path / "t"), collection="c")
    ingest(empty, folder(tmp_path / "t"), collection="other")
    turned = folder(tmp_path / "new", subordinations=TURNED)
    report = ingest(empty, turned, collection="c", replace=True)
    assert [refusal.rule for refusal in report.refused] == ["a circle in command"]


def test_an_id_of_another_class_is_refused(empty: Database, tmp_path: Path) -> None:
    ingest(empty, folder(tmp_path / "t"))
    persons = tmp_path / "persons.csv"
    persons.write_text("id,name\nu1,Someone\np5,Other\n")
    report = ingest(empty, persons)
    assert totals(report) == (1, 0, 1)
    assert (report.refused[0].column, report.refused[0].rule) == ("id", "an id that is something else")


def test_a_prefix_keeps_two_collections_apart(empty: Database, tmp_path: Path) -> None:
    ingest(empty, folder(tmp_path / "t"))
    report = ingest(empty, folder(tmp_path / "t"), prefix="B", collection="b")
    assert totals(report) == (11, 0, 0)
    ids = [row["id"] for row in empty.read("MATCH (u:Unit) RETURN u.id AS id ORDER BY id")]
    assert ids == ["B:u1", "B:u2", "u1", "u2"]
    (row,) = empty.read("MATCH (c:Claim {subject: 'B:u1', predicate: 'name'}) RETURN c.source AS source")
    assert row["source"] == "B:s1"


def test_under_a_prefix_the_same_ids_are_other_things(empty: Database, tmp_path: Path) -> None:
    """Other values under the same ids contradict nothing, and no tie or source leads from one side to the other."""
    ingest(empty, folder(tmp_path / "t"), prefix="A", collection="a")
    other = {
        "units": TABLES["units"].replace("Regional Command", "Another Command"),
        "defections": TABLES["defections"].replace(",1,1,1,", ",7,8,9,"),
    }
    report = ingest(empty, folder(tmp_path / "o", **other), prefix="B", collection="b")
    assert totals(report) == (11, 0, 0)
    names = empty.read(
        "MATCH (u:Unit) WHERE u.id ENDS WITH ':u1' RETURN u.id AS id, u.name AS name ORDER BY id"
    )
    assert names == [{"id": "A:u1", "name": "Regional Command"}, {"id": "B:u1", "name": "Another Command"}]
    assert empty.read("MATCH (n) WHERE n.conflicts IS NOT NULL RETURN n.id AS id") == []
    ends = empty.read(
        "MATCH (a:Entity)-[r]->(b:Entity) RETURN DISTINCT split(a.id, ':')[0] AS a, split(b.id, ':')[0] AS b ORDER BY a"
    )
    assert ends == [{"a": "A", "b": "A"}, {"a": "B", "b": "B"}]
    cited = empty.read(
        "MATCH (c:Claim) "
        "RETURN DISTINCT split(c.subject, ':')[0] AS about, split(c.source, ':')[0] AS source ORDER BY about"
    )
    assert cited == [{"about": "A", "source": "A"}, {"about": "B", "source": "B"}]
    counts = empty.read("MATCH (d:Defection) RETURN d.count AS n ORDER BY n")
    assert [row["n"] for row in counts] == [1, 8]


def test_a_dry_run_tells_what_would_be_and_writes_nothing(empty: Database, tmp_path: Path) -> None:
    report = ingest(empty, folder(tmp_path / "t"), dry_run=True)
    assert totals(report) == (11, 0, 0)
    assert empty.read("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]


def test_a_newer_version_tells_what_came_went_and_changed(empty: Database, tmp_path: Path) -> None:
    ingest(empty, folder(tmp_path / "t"), collection="c")
    units = TABLES["units"].replace("Regional Command", "Northern Command")
    report = ingest(empty, folder(tmp_path / "t", units=units), collection="c", replace=True)
    found = report.as_json()["changes"]
    assert [(c["subject"], c["predicate"]) for c in found["changed"]] == [("u1", "name")]
    assert not found["came"] and not found["went"]


def test_progress_reaches_the_end(empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.pipeline.BATCH", 2_000)
    steps: list[Step] = []
    many = "id,name\n" + "".join(f"x{n},Name {n}\n" for n in range(5_000))
    persons = tmp_path / "persons.csv"
    persons.write_text(many)
    report = ingest(empty, persons, progress=steps.append)
    assert totals(report) == (5_000, 0, 0)
    read = [step.bytes_done for step in steps if step.deriving is None]
    assert read == sorted(read) and len(read) >= 2
    assert steps[-1].bytes_done == steps[-1].bytes == persons.stat().st_size


MADE_UP = """
@prefix orb: <https://w3id.org/orbatlas/ns#> .
@prefix meta: <https://w3id.org/orbatlas/meta#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

orb:Depot a owl:Class, meta:Entity ; rdfs:label "Depot"@en ; meta:plural "Depots"@en ;
    meta:table "depots" ;
    skos:definition "A store of arms."@en ; meta:caption orb:name .
orb:tonnes a owl:DatatypeProperty ; rdfs:label "Tonnes"@en ; rdfs:range xsd:decimal ;
    skos:definition "What it holds."@en .
orb:DepotShape a sh:NodeShape ; sh:targetClass orb:Depot ;
    sh:property [ sh:path orb:name ; sh:order 1 ; sh:name "name" ; sh:datatype xsd:string ; sh:maxCount 1 ] ;
    sh:property [ sh:path orb:tonnes ; sh:order 2 ; sh:name "tonnes" ; sh:datatype xsd:decimal ; sh:maxCount 1 ;
        sh:minInclusive 0 ] .

orb:Guarding a owl:Class, meta:Relation ; rdfs:label "Guarding"@en ; meta:plural "Guardings"@en ;
    meta:table "guardings" ;
    skos:definition "A unit that guards a depot."@en ; meta:edge "GUARDS" ; meta:from orb:guard ; meta:to orb:guarded .
orb:guard a owl:ObjectProperty ; rdfs:label "Guard"@en ; rdfs:range orb:Unit ; skos:definition "The unit."@en .
orb:guarded a owl:ObjectProperty ; rdfs:label "Guarded"@en ; rdfs:range orb:Depot ; skos:definition "The depot."@en .
orb:GuardingShape a sh:NodeShape ; sh:targetClass orb:Guarding ;
    sh:property [ sh:path orb:guard ; sh:order 1 ; sh:name "unit" ; sh:class orb:Unit ; sh:maxCount 1 ;
        sh:minCount 1 ] ;
    sh:property [ sh:path orb:guarded ; sh:order 2 ; sh:name "depot" ; sh:class orb:Depot ; sh:maxCount 1 ;
        sh:minCount 1 ] ;
    sh:property [ sh:path orb:start ; sh:order 3 ; sh:name "start" ; sh:maxCount 1 ] .
"""


def test_a_class_and_a_relation_that_only_turtle_knows_load(empty: Database, tmp_path: Path) -> None:
    (tmp_path / "more.ttl").write_text(MADE_UP)
    model = load_model(tmp_path / "more.ttl")
    tables = folder(
        tmp_path / "t",
        depots="id,name,tonnes,source,confidence,note\nx1,Old Fort,12.50,s1,high,\nx2,Bad,-1,s1,high,\n",
        guardings="unit,depot,start,source,confidence,note\nu2,x1,2020,s1,high,\nu2,x9,,s1,high,\n",
    )
    report = ingest(empty, tables, model=model)
    assert totals(report) == (13, 0, 2)
    assert {refusal.rule for refusal in report.refused} == {"less than 0", "no depot has this id"}
    (row,) = empty.read(
        "MATCH (u:Unit)-[g:GUARDS]->(d:Depot) RETURN u.id AS u, d.name AS d, toString(g.start_earliest) AS day"
    )
    assert row == {"u": "u2", "d": "Old Fort", "day": "2020-01-01"}


LINES = st.lists(
    st.one_of(
        st.sampled_from(["u1,A", "u2", 'u3,"open', "u4,=1+1", ",", "", "u5,a,b", "u\0,x", '"u6","b"']),
        st.text(st.characters(exclude_characters="\n"), max_size=10),
    ),
    max_size=8,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(LINES)
def test_whatever_the_lines_are_the_rows_add_up_and_the_refused_ones_stay_refused(
    database: Database, tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tmp_path_factory.mktemp("any") / "units.csv"
    path.write_bytes("\n".join(["id,name", *lines]).encode("utf-8", "surrogatepass"))
    out = path.parent / "out"
    report = ingest(database, path, dry_run=True, refused_to=out)
    if report.refused_file is None:
        assert report.rows_refused == 0
        return
    with Path(report.refused_file).open(newline="", encoding="utf-8") as handle:
        assert len(list(csv.reader(handle))) - 1 == report.rows_refused
    again = ingest(database, Path(report.refused_file), dry_run=True, refused_to=out)
    assert totals(again) == (0, 0, report.rows_refused)
    shutil.rmtree(out)
