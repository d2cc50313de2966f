"""A small made-up collection for the tests and the benchmark of faults, and what an export of it must be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def write_tables(folder: Path, units: int = 60, persons: int = 800, sources: Sequence[str] = ()) -> None:
    """Units in a tree, and persons posted to them. `sources` are cited beside the 40 others."""
    folder.mkdir()
    names = [f"s{n}" for n in range(40)]
    tables = {
        "sources": ["id,title", *(f"{name},Source {name}" for name in (*sources, *names))],
        **_units(units, names),
        **_persons(units, persons, [*sources, *names]),
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _units(units: int, names: Sequence[str]) -> dict[str, list[str]]:
    above = [f"u{n},u{n // 3},command,2010,2020,s{n % 7};s{n % 11 + 20},medium," for n in range(1, units)]
    return {
        "units": [
            "id,name,echelon,source,confidence,note",
            *(f"u{n},Unit {n},battalion,{names[n % 40]},low," for n in range(units)),
        ],
        "subordinations": ["unit,parent,kind,first_cited,last_cited,source,confidence,note", *above],
    }


def _persons(units: int, persons: int, cited: Sequence[str]) -> dict[str, list[str]]:
    postings = [
        f"p{n},u{n % units},commander,major,{2000 + n % 15},{2005 + n % 15},s{n % 40};s{n % 13},low,"
        for n in range(persons)
    ]
    events = [f"d{n},2021-0{n % 9 + 1},u{n % units},p{n},1,s{n % 13},low," for n in range(0, persons, 5)]
    return {
        "persons": [
            "id,name,source,confidence,note",
            *(f"p{n},Person {n},{cited[n % len(cited)]},low," for n in range(persons)),
        ],
        "postings": ["person,unit,role,rank,first_cited,last_cited,source,confidence,note", *postings],
        "defections": ["id,date,unit,person,count,source,confidence,note", *events],
    }
