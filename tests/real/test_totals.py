"""Totals of defectors that sources give: kept, shown and exported as their claims, and never counted as events."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graph.army import read_army
from graph.connection import Database
from ontology.reading import load_model
from tests.real.commanding import orbatlas

TABLES = {
    "units": "id,name,source,confidence,note\nu1,The Forces,,low,\n",
    "defections": "id,date,unit,count,source,confidence,note\nd1,2021-08-01,u1,3,,low,\n",
    "sources": "id,title,published\ns1,A report,2021-11\ns2,An article,2021-12\n",
    "defection_totals": "unit,kind,low,best,high,start,end,source,confidence,note\n"
    "u1,soldiers,,2000,,2021-02-01,2021-11,s1,medium,\n"
    "u1,soldiers,,2400,,2021-02-01,2021-11,s2,low,\n"
    "u1,soldiers,,3000,,2021-02-01,2023,s2,low,\n"
    "u1,police,6000,,,,2021-12,s2,low,At least.\n",
}


def test_totals_stand_beside_the_events(
    empty: Database, environment: Mapping[str, str], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for name, text in TABLES.items():
        (data / f"{name}.csv").write_text(text, encoding="utf-8")
    orbatlas("ingest", "tables", "data", environment=environment, cwd=tmp_path)

    army = read_army(empty, load_model())
    assert (list(army.events.ids), army.events.count.tolist(), len(army.strengths.unit)) == (["d1"], [3], 0)

    totals = empty.read(
        "MATCH (t:DefectionTotal)-[:DEFECTION_TOTAL_OF]->(:Unit {id: 'u1'}) "
        "RETURN t.kind AS kind, t.low AS low, t.best AS best, t.conflicts AS conflicts ORDER BY t.best"
    )
    assert totals == [
        {"kind": "soldiers", "low": None, "best": 2000, "conflicts": ["best"]},
        {"kind": "soldiers", "low": None, "best": 3000, "conflicts": None},
        {"kind": "police", "low": 6000, "best": None, "conflicts": None},
    ]

    found = orbatlas("evidence", "u1", "--format", "json", environment=environment, cwd=tmp_path).json()
    told = [fact for fact in found["facts"] if fact["label"] == "Total of defectors"]
    assert sorted(len(fact["claims"]) for fact in told) == [1, 1, 2]

    orbatlas("export", "totals.ttl", environment=environment, cwd=tmp_path)
    turtle = (tmp_path / "totals.ttl").read_text(encoding="utf-8")
    assert turtle.count("a orb:DefectionTotal") == 3 and turtle.count("a orb:Defection ") == 1
    orbatlas("check", environment=environment, cwd=tmp_path)
