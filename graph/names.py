"""Names that the graph knows, so that what a file names can be told from what is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from graph.connection import Database
from graph.layout import ENTITY
from ontology.model import Model
from ontology.time import Bounds


def known_names(
    database: Database, model: Model, cls: str, country: str | None = None
) -> dict[str, tuple[str, ...]]:
    """The ids of a class's entities by their name in use. Two things of one name give two ids, sorted."""
    query = f"""
        MATCH (e:{model.classes[cls].name}) WHERE e.name IS NOT NULL AND ($country IS NULL OR e.country = $country)
        RETURN e.name AS name, e.id AS id
    """
    found: dict[str, set[str]] = defaultdict(set)
    for row in database.stream(query, {"country": country}):
        found[row["name"]].add(row["id"])
    return {name: tuple(sorted(ids)) for name, ids in found.items()}


def known_ids(database: Database, model: Model, ids: list[str]) -> dict[str, str]:
    """Those of these ids that the graph holds, with the label of their class."""
    query = f"""
        MATCH (e:{ENTITY}) WHERE e.id IN $ids
        RETURN e.id AS id, [label IN labels(e) WHERE label IN $classes][0] AS class
    """
    values = {"ids": ids, "classes": [cls.name for cls in model.entities]}
    return {row["id"]: row["class"] for row in database.read(query, values)}


def source_days(database: Database, ids: list[str], keys: tuple[str, ...]) -> dict[str, str]:
    """The first date (EDTF) that each of these sources has under one of `keys`; those without are left out."""
    query = f"""
        MATCH (e:{ENTITY}) WHERE e.id IN $ids
        WITH e.id AS id, [key IN $keys WHERE e[key] IS NOT NULL | e[key]] AS days WHERE size(days) > 0
        RETURN id, days[0] AS day
    """
    return {row["id"]: row["day"] for row in database.read(query, {"ids": ids, "keys": list(keys)})}


def known_ties(
    database: Database, model: Model, cls: str, ids: list[str], without: str | None = None
) -> Iterator[tuple[str, str, Bounds]]:
    """The ties of a relation that begin at these ids: where each begins and ends, and its bounds.

    Those that stand on claims of the collection `without` alone are left out.
    """
    edges = "|".join(sorted({str(one.edge) for one in model.family(model.classes[cls])}))
    query = f"""
        MATCH (a:{ENTITY})-[r:{edges}]->(b:{ENTITY}) WHERE a.id IN $ids AND ($without IS NULL OR EXISTS {{
            MATCH (c:{model.claim.name}) WHERE c.id IN r.claims AND c.collections <> [$without] }})
        RETURN a.id AS source, b.id AS target, r.start_earliest AS start_earliest, r.start_latest AS start_latest,
            r.end_earliest AS end_earliest, r.end_latest AS end_latest
    """
    for row in database.read(query, {"ids": ids, "without": without}):
        days = {key: row[key] and row[key].to_native() for key in Bounds().as_dict()}
        yield row["source"], row["target"], Bounds(**days)
