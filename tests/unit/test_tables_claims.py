"""Rows of the tables as claims; no database is asked, as nothing but the files is known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.claims import Claim
from ingest.check import check_claims
from ingest.context import Context
from ingest.plan import plan_ingest
from ingest.rows import Refusal, RowRefused
from ontology.reading import load_model

MODEL = load_model()
DAY = date(2026, 1, 2)
SOURCES = "id,title,published,accessed\ns1,One,2021-03-04,\ns2,Two,,2022\ns3,Three,,\n"
UNITS = "id,name\nu1,First\nu2,Second\n"


def read(folder: Path, **tables: str) -> tuple[list[Claim], list[Refusal], Context]:
    """The claims and refusals of some tables, in the order of reading."""
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    plan = plan_ingest(MODEL, "tables", [folder], collection="c", recorded=DAY)
    context = Context(MODEL, "c", DAY)
    reader = plan.format.reader(plan.sheets, context)
    claims: list[Claim] = []
    refusals: list[Refusal] = []
    for sheet in plan.sheets:
        for row in sheet.rows():
            try:
                claims.extend(reader.claims(row, sheet))
            except RowRefused as refused:
                refusals.extend(refused.refusals)
    return claims, refusals, context


def of(claims: list[Claim], predicate: str) -> list[Claim]:
    return [claim for claim in claims if claim.predicate == predicate]


def test_each_value_from_each_source_is_a_claim(tmp_path: Path) -> None:
    units = "id,name,aliases,echelon,source,confidence\nu1,First,1 Div; 1st Div ;1 Div,Division,s1;s2,High\n"
    claims, refusals, _ = read(tmp_path / "t", sources=SOURCES, units=units)
    assert not refusals
    mine = [claim for claim in claims if claim.subject == "u1"]
    assert sorted((c.predicate, c.value, c.source, c.confidence) for c in mine) == sorted(
        (key, value, source, "high")
        for source in ("s1", "s2")
        for key, value in (
            ("name", "First"),
            ("aliases", "1 Div"),
            ("aliases", "1st Div"),
            ("echelon", "division"),
        )
    )
    assert of(mine, "echelon")[0].raw == "Division"
    assert of(mine, "echelon")[0].places == ("c/units.csv:2:echelon",)


def test_a_row_without_a_source_is_a_claim_of_the_sheet(tmp_path: Path) -> None:
    claims, _, _ = read(tmp_path / "t", units=UNITS)
    assert {claim.source for claim in claims} == {"sheet:c/units.csv"}
    assert {claim.confidence for claim in claims} == {None}


def test_a_tie_is_one_claim_with_its_dates_as_qualifiers(tmp_path: Path) -> None:
    ties = (
        "unit,parent,kind,first_cited,start,end,source,note\nu2,u1,,2014-05,2013,2015,s1,from a photograph\n"
    )
    claims, _, _ = read(tmp_path / "t", sources=SOURCES, units=UNITS, subordinations=ties)
    (claim,) = of(claims, "Subordination")
    assert (claim.subject, claim.subject_class, claim.object, claim.value) == ("u2", "Unit", "u1", None)
    assert claim.said == {
        "first_cited": "2014-05",
        "start": "2013",
        "end": "2015",
        "note": "from a photograph",
    }


@pytest.mark.parametrize(
    ("source", "day"), [("s1", "2021-03-04"), ("s2", "2022"), ("s3", "2026-01-02"), ("", "2026-01-02")]
)
def test_an_open_end_held_when_the_source_spoke(tmp_path: Path, source: str, day: str) -> None:
    ties = f"unit,parent,end,source\nu2,u1,..,{source}\n"
    claims, _, _ = read(tmp_path / "t", sources=SOURCES, units=UNITS, subordinations=ties)
    assert of(claims, "Subordination")[0].said == {"in_force": day}


def test_an_open_end_of_a_unit_is_in_force_too_and_an_empty_one_is_unknown(tmp_path: Path) -> None:
    units = "id,start,end,source\nu1,2001,..,s1\nu2,2002,,s1\n"
    claims, _, _ = read(tmp_path / "t", sources=SOURCES, units=units)
    said = [(c.subject, c.predicate, c.value) for c in claims if c.subject.startswith("u")]
    assert said == [("u1", "start", "2001"), ("u1", "in_force", "2021-03-04"), ("u2", "start", "2002")]


def test_links_and_figures(tmp_path: Path) -> None:
    places = "id,name,within\na,A,\nb,B,a\n"
    strengths = "unit,kind,low,best,high\nu1,establishment,,0857,900\n"
    claims, _, _ = read(tmp_path / "t", places=places, units=UNITS, strengths=strengths)
    (within,) = of(claims, "within")
    assert (within.subject, within.object, within.value) == ("b", "a", None)
    (strength,) = of(claims, "Strength")
    assert strength.object is None
    assert strength.said == {"kind": "establishment", "best": "857", "high": "900"}


@pytest.mark.parametrize(
    ("tables", "column", "rule", "hint"),
    [
        (
            {"units": UNITS, "subordinations": "unit,parent\nu1,u3\n"},
            "parent",
            "no unit has this id",
            "u2 or u1",
        ),
        ({"units": "id,name,source\nu1,a,s9\n", "sources": SOURCES}, "source", "no source has this id", "s1"),
        ({"units": "id,name\n,a\n"}, "id", "a value is required", "id"),
        ({"units": UNITS, "subordinations": "unit,parent\nu1,\n"}, "parent", "a value is required", "parent"),
        (
            {"units": UNITS, "strengths": "unit,kind\nu1,real\n"},
            "low",
            "a measurement without a figure",
            "best",
        ),
        ({"units": "id,name,confidence\nu1,a,sure\n"}, "confidence", "no term of confidence", "high"),
    ],
)
def test_what_the_tables_alone_can_tell_is_refused(
    tmp_path: Path, tables: dict[str, str], column: str, rule: str, hint: str
) -> None:
    _, refusals, _ = read(tmp_path / "t", **tables)
    assert [(r.line, r.column, r.rule) for r in refusals] == [(2, column, rule)]
    assert hint in refusals[0].hint


def test_an_unknown_term_of_an_open_scheme_stands_with_a_warning(tmp_path: Path) -> None:
    postings = "person,unit,role\np1,u1,Chief Baker\n"
    claims, refusals, context = read(
        tmp_path / "t", units=UNITS, persons="id,name\np1,A\n", postings=postings
    )
    assert not refusals
    assert of(claims, "Posting")[0].said == {"role": "Chief Baker"}
    assert context.warnings.as_dict() == {"unknown term in role": 1}


CELL = st.one_of(
    st.sampled_from(
        ["", "u1", "u9", "..", "2021", "2021-02-30", "../..", "5", "-1", "1e9", "battalion", "s1", ";", "=x("]
    ),
    st.text(max_size=12),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(sorted(MODEL.tables)), st.data())
def test_any_cells_give_claims_or_refusals_and_never_another_error(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    from ingest.tables.columns import tables_of

    columns = tables_of(MODEL)[name].columns
    cells = data.draw(st.lists(CELL, min_size=len(columns), max_size=len(columns)))
    folder = tmp_path_factory.mktemp("any")
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    text = ",".join(columns) + "\n" + quoted + "\n"
    text = text.encode("utf-8", "replace").decode()
    claims, _, _ = read(folder, **{name: text})
    check_claims(MODEL, claims)
