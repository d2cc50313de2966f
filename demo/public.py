"""The public part of the demonstration: the Tatmadaw's formations as pages on the web tell of them.

Made from the files in demo/facts. Nothing is added to them but the codes of the ontology; the few histories below
stand in the notes of formations.csv and cite the same pages.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from demo.tables import Row, Rows
from ontology.model import Model

COUNTRY = "Myanmar"
GENERAL = "general-knowledge"
UNVERIFIED = "general knowledge, unverified"
PLACES = "myanmar-places"

OWN_SOURCES: tuple[Row, ...] = (
    {
        "id": GENERAL,
        "title": "General knowledge, unverified",
        "publisher": "Orbatlas",
        "published": "2026-11",
        "kind": "unverified",
    },
    {
        "id": PLACES,
        "title": "Towns of Myanmar with P-codes and coordinates (open data set, P-codes by MIMU)",
        "publisher": "kyawthura-gg/myanmar-geography-json",
        "kind": "data set",
    },
)

ARMY_FIGURES = frozenset({"tot-02", "tot-04", "tot-06", "tot-07", "tot-08", "tot-09", "tot-10"})
"""Totals that the statement gives for the army alone."""

DEFECTORS = "defectors"
"""What the quantities of totals.csv begin with that count who left."""
COUNTED_FROM = {"tot-24": "2021-02-01"}
"""From when a total counts, where its statement says so: nine months after the coup."""

NAMED_BATTALION = "Light Infantry Battalion"
OWN_STANDARD = {"bat-13": "lib-114"}
"""A standard that a source gives in its report on one battalion: a claim about what that one should have."""

ARMY = "tmw-army"
OF_THE_ARMY = frozenset(
    {"light infantry division", "military operations command", "regional operations command"}
)
"""Formations that are the army's own, whoever commands them."""

BRANCHES = {"tmw": "joint", "tmw-army": "army"}
BRANCH_BY_ECHELON = {"light infantry division": "infantry"}
GENERAL_BRANCH = "army"
"""Of bureaus, regional and operations commands; no page was seen that says so."""

# Seats that changed or fell, and a tie for operations only, from the notes of formations.csv.
SEATS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("rmc-western", "Sittwe", "", "2000", "dmg-2024-12", "medium"),
    ("rmc-western", "Ann", "2000", "", "dmg-2024-12", "medium"),
    ("rmc-western", "Ann", "", "2024-12-20", "bkkpost-2024-12", "medium"),
    ("rmc-northeastern", "Lashio", "", "2024-08-03", "irr-nec-fall;ap-2024-08", "high"),
    ("roc-laukkai", "Laukkaing", "", "2024-01-04", "irr-laukkai", "medium"),
    ("moc-15", "Buthidaung", "", "2024-05-02", "narinjara-2024-05a", "medium"),
    ("roc-tanai", "Bhamo", "", "2001", "kachinland", "medium"),
    ("roc-tanai", "Tanai", "2001", "", "kachinland", "medium"),
)
OPERATIONAL: tuple[Row, ...] = (
    {
        "unit": "lid-22",
        "parent": "rmc-southeastern",
        "kind": "operational",
        "first_cited": "2023-11-15",
        "last_cited": "2023-11-15",
        "source": "thanlwin-2023-11",
        "confidence": "medium",
        "note": "Soldiers of the division are reported under the command.",
    },
)


@dataclass(frozen=True)
class Facts:
    """The files that the public part is made from, as rows."""

    formations: list[Row]
    overlay: list[Row]
    totals: list[Row]
    battalions: list[Row]
    sources: list[Row]
    towns: list[Row]
    regions: list[Row]


def read_facts(data: Path) -> Facts:
    """Reads the files in the folder `data`. Raises FileNotFoundError where one is missing."""
    return Facts(
        formations=_read(data / "formations.csv"),
        overlay=_read(data / "formations_gk.csv"),
        totals=_read(data / "totals.csv"),
        battalions=_read(data / "battalion_strength.csv"),
        sources=_read(data / "sources.csv"),
        towns=_read(data / "towns.csv"),
        regions=_read(data / "regions.csv"),
    )


def _read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def public_rows(model: Model, facts: Facts) -> Rows:
    """All tables of the public part."""
    seats = list(_seats(facts))
    ids = _place_ids(facts, seats)
    return {
        "sources": [*OWN_SOURCES, *facts.sources],
        "places": _places(facts, seats, ids),
        "units": [*_units(model, facts), *_overlay_units(facts)],
        "strengths": list(_strengths(facts)),
        "defection_totals": list(_defection_totals(model, facts)),
        "garrisons": [_garrison(seat, ids) for seat in seats],
        "subordinations": [*_subordinations(facts), *OPERATIONAL],
    }


# ---- units


def _units(model: Model, facts: Facts) -> Iterator[Row]:
    for row in facts.formations:
        branch = BRANCHES.get(row["id"]) or BRANCH_BY_ECHELON.get(row["echelon"], "")
        yield {
            **{key: row[key] for key in ("id", "name", "aliases")},
            **_cited(row),
            "echelon": _notation(model, "echelon", row["echelon"]),
            "branch": branch,
            "country": COUNTRY,
            "start": edtf(row["formed"]),
            "end": edtf(row["end"]),
        }
    yield from (_named_battalion(row) for row in facts.battalions if _is_named(row))


def _notation(model: Model, scheme: str, text: str) -> str:
    concept = model.schemes[scheme].find(text)
    if concept is None:
        raise ValueError(f"{text!r} is no term of the scheme {scheme}")
    return concept.notation


def edtf(text: str) -> str:
    """A list or set of years as an interval, which is what our dates read: [1975..1979] is 1975/1979."""
    inner = text.removeprefix("[").removesuffix("]")
    return inner.replace("..", "/").replace(",", "/") if inner != text else text


def _overlay_units(facts: Facts) -> Iterator[Row]:
    """What is held without a page, each field a row of its own so that only that field is so marked."""
    for row in facts.overlay:
        if row["field"] == "formed":
            yield {"id": row["id"], "start": edtf(row["value"]), **_cited(row, "formed: ")}
    for row in facts.formations:
        if row["id"].partition("-")[0] in {"bso", "rmc", "moc", "roc"}:
            cited = {"source": GENERAL, "confidence": "low", "note": f"branch: {UNVERIFIED}."}
            yield {"id": row["id"], "branch": GENERAL_BRANCH, **cited}


def _cited(row: Row, what: str = "") -> dict[str, str]:
    """The source of a row; where no page was seen, the note says so."""
    note = row["note"]
    if row["source"] == GENERAL:
        note = f"{what}{UNVERIFIED}{f'; {note}' if note else ''}".removesuffix(".") + "."
    return {"source": row["source"], "confidence": row["confidence"], "note": note}


# ---- totals of defectors


def _defection_totals(model: Model, facts: Facts) -> Iterator[Row]:
    """Figures of all defectors, each the claim of its sources. Not events: those would count people twice."""
    for row in facts.totals:
        quantity, _, who = row["quantity"].partition("_")
        if quantity == DEFECTORS:
            yield {
                "unit": "tmw",
                "kind": _notation(model, "counted", who),
                **{key: row[key] for key in ("low", "best", "high", "source", "confidence")},
                "start": COUNTED_FROM.get(row["id"], ""),
                "end": row["as_of"],
                "note": row["statement_short_in_own_words"],
            }


# ---- strengths


def _is_named(row: Row) -> bool:
    """Whether a claim of strength names one unit, not a kind of unit."""
    return row["unit"].startswith(NAMED_BATTALION) and row["unit"][-1].isdigit()


def _named_battalion(row: Row) -> Row:
    number = row["unit"].rsplit(" ", 1)[1]
    return {
        "id": f"lib-{number}",
        "name": row["unit"],
        "aliases": f"LIB {number}",
        "echelon": "battalion",
        "branch": "infantry",
        "country": COUNTRY,
        "source": row["source"],
        "confidence": row["confidence"],
    }


def _strengths(facts: Facts) -> Iterator[Row]:
    """A figure stands for the time that it was given for: it starts and ends there."""
    for row in facts.totals:
        if row["quantity"] == "strength":
            unit = "tmw-army" if row["id"] in ARMY_FIGURES else "tmw"
            yield _strength(row, unit, "estimate")
    for row in facts.battalions:
        if _is_named(row):
            yield _strength(row, f"lib-{row['unit'].rsplit(' ', 1)[1]}", row["measure"])
        elif row["id"] in OWN_STANDARD:
            yield _strength(row, OWN_STANDARD[row["id"]], row["measure"])


def _strength(row: Row, unit: str, kind: str) -> Row:
    return {
        "unit": unit,
        "kind": kind,
        **{key: row[key] for key in ("low", "best", "high", "source", "confidence")},
        "start": row["as_of"],
        "end": row["as_of"],
        "note": row["statement_short_in_own_words"],
    }


# ---- who is under whom


def _subordinations(facts: Facts) -> Iterator[Row]:
    for row in facts.formations:
        if row["parent"]:
            yield {"unit": row["id"], "parent": row["parent"], "kind": "command", **_cited(row)}
    for row in facts.overlay:
        if row["field"] == "parent":
            yield {"unit": row["id"], "parent": row["value"], "kind": "command", **_cited(row)}
    yield from _of_the_army(facts)


def _of_the_army(facts: Facts) -> Iterator[Row]:
    """Divisions and operations commands whose superior no page tells: they are the army's, and that is all we know."""
    told = {row["id"] for row in facts.overlay if row["field"] == "parent"}
    for row in facts.formations:
        if row["echelon"] in OF_THE_ARMY and not row["parent"] and row["id"] not in told:
            note = f"{UNVERIFIED}: under the army; which bureau or command it answers to is not known here."
            cited = {"source": GENERAL, "confidence": "low", "note": note}
            yield {"unit": row["id"], "parent": ARMY, "kind": "command", **cited}


# ---- seats and places


@dataclass(frozen=True)
class Seat:
    """A unit's seat in a town, or in a state or region where no town is known."""

    unit: str
    town: str
    region: str
    start: str
    end: str
    cited: Mapping[str, str]


def _seats(facts: Facts) -> Iterator[Seat]:
    regions = {row["id"]: row["state_or_region"] for row in facts.formations}
    regions |= {row["id"]: row["value"] for row in facts.overlay if row["field"] == "state_or_region"}
    for row in facts.formations:
        if row["headquarters_town"] or row["state_or_region"]:
            cited = _cited({**row, "note": ""})
            yield Seat(row["id"], row["headquarters_town"], row["state_or_region"], "", "", cited)
    for row in facts.overlay:
        if row["field"] == "headquarters_town":
            yield Seat(row["id"], row["value"], regions[row["id"]], "", "", _cited(row))
    for unit, town, start, end, source, confidence in SEATS:
        cited = {"source": source, "confidence": confidence, "note": ""}
        yield Seat(unit, town, regions[unit], start, end, cited)


def _garrison(seat: Seat, ids: Mapping[tuple[str, str], str]) -> Row:
    place = ids[seat.town, seat.region]
    return {"unit": seat.unit, "place": place, "start": seat.start, "end": seat.end, **seat.cited}


def _town(facts: Facts, town: str, region: str) -> Row | None:
    """The town of this name, in the region if it is known; none where the data set has it not."""
    found = [row for row in facts.towns if row["Town_Name_Eng"] in {town, f"{town} Town"}]
    here = [row for row in found if row["SR_Name_Eng"] == region]
    return next(iter(here or found), None)


def _place_ids(facts: Facts, seats: list[Seat]) -> dict[tuple[str, str], str]:
    """(town, region) → id of the place: its P-code, or a word where it has none."""
    codes = {row["SR_Name_Eng"]: row["SR_Pcode"] for row in facts.towns}
    ids = {}
    for seat in seats:
        found = _town(facts, seat.town, seat.region) if seat.town else None
        region = codes.get(seat.region, f"region-{_word(seat.region)}")
        bare = f"town-{_word(seat.town)}" if seat.town else region
        ids[seat.town, seat.region] = found["Town_Pcode"] if found else bare
    return ids


def _word(name: str) -> str:
    return "-".join(name.lower().split())


def _places(facts: Facts, seats: list[Seat], ids: Mapping[tuple[str, str], str]) -> list[Row]:
    found: dict[str, Row] = {"MMR": _country()}
    for seat in seats:
        place = ids[seat.town, seat.region]
        town = _town(facts, seat.town, seat.region) if seat.town else None
        if town:
            found.setdefault(town["SR_Pcode"], _region(facts, town["SR_Pcode"], town["SR_Name_Eng"]))
            found.setdefault(place, _known_town(town))
        elif place not in found:
            found[place] = _unknown_place(facts, seat, place)
            within = found[place].get("within", "")
            if within and within != "MMR":
                whole = replace(seat, town="")
                found.setdefault(within, _unknown_place(facts, whole, within))
    return [found[key] for key in sorted(found)]


def _country() -> Row:
    return {"id": "MMR", "name": COUNTRY, "code": "MMR", "source": PLACES, "confidence": "high"}


def _region(facts: Facts, code: str, name: str) -> Row:
    burmese = {row["SR_Pcode"]: row["SR_Name_MMR"] for row in facts.regions if row["SR_Name_Eng"] == name}
    return {
        "id": code,
        "name": name,
        "aliases": burmese.get(code, ""),
        "code": code,
        "within": "MMR",
        "source": PLACES,
        "confidence": "high",
    }


def _known_town(row: Row) -> Row:
    return {
        "id": row["Town_Pcode"],
        "name": row["Town_Name_Eng"].removesuffix(" Town"),
        "aliases": row["Town_Name_MMR"],
        "latitude": row["Latitude"],
        "longitude": row["Longitude"],
        "code": row["Town_Pcode"],
        "within": row["SR_Pcode"],
        "source": PLACES,
        "confidence": "high",
    }


def _unknown_place(facts: Facts, seat: Seat, place: str) -> Row:
    """A seat that the data set of towns does not have: named by the unit's own sources, without coordinates."""
    codes = {row["SR_Name_Eng"]: row["SR_Pcode"] for row in facts.towns}
    if place in codes.values():
        return _region(facts, place, seat.region)
    note = "Not in the data set of towns: no coordinates." if seat.town else "East or west is not said."
    # A region that the data set divides has a place of its own here; of a town without any we know the country alone.
    region = codes.get(seat.region, f"region-{_word(seat.region)}") if seat.region else "MMR"
    within = region if seat.town else "MMR"
    return {"id": place, "name": seat.town or seat.region, "within": within, **seat.cited, "note": note}
