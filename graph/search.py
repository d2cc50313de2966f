"""Finding things by any of their names, or by their id."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.connection import Database
from graph.layout import ENTITY, SEARCH_INDEX
from ontology.model import Model

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found. Echelon and superior tell namesakes apart; `superior` is one of several where there are more."""

    id: str
    cls: str
    name: str
    aliases: tuple[str, ...]
    echelon: str | None
    superior: str | None
    score: float


def search(
    database: Database, model: Model, text: str, *, classes: Sequence[str] | None = None, limit: int = 20
) -> list[Hit]:
    """The things that go by a name like `text`, the likeliest first; a thing with this very id before all.

    Every word must be there: whole, as a beginning, or (from four letters on) with a letter or two wrong.
    `classes` are the names of the classes to look among; all if None.
    """
    wanted = [cls.name for cls in model.entities if classes is None or cls.name in classes]
    rows = database.read(_by_id(model), {"id": text.strip(), "classes": wanted})
    query = lucene(text)
    if query:
        values = {"index": SEARCH_INDEX, "query": query, "classes": wanted, "limit": limit}
        rows.extend(database.read(_by_name(model), values))
    hits = {row["id"]: _hit(model, row) for row in reversed(rows)}
    exact = text.strip().casefold()
    ranked = sorted(hits.values(), key=lambda hit: (hit.id != text.strip(), exact not in _names(hit), -hit.score, hit.name, hit.id))
    return ranked[:limit]


def lucene(text: str) -> str:
    """A full-text query for the words of `text`; nothing in it is read as an operator."""
    words = [word.lower() for word in _WORD.findall(text)][:12]
    return " AND ".join(f"({_word(word)})" for word in words)


def _word(word: str) -> str:
    parts = [f"{word}^4", f"{word}*^2"]
    # A wrong digit is another unit, not a misspelling.
    if len(word) >= 4 and not any(letter.isdigit() for letter in word):
        parts.append(f"{word}~{1 if len(word) < 7 else 2}")
    return " OR ".join(parts)


def _names(hit: Hit) -> set[str]:
    return {name.casefold() for name in (hit.name, *hit.aliases)}


def _by_id(model: Model) -> str:
    return f"MATCH (e:{ENTITY} {{id: $id}}) WITH e, 1000.0 AS score {_shown(model)}"


def _by_name(model: Model) -> str:
    return f"""
        CALL db.index.fulltext.queryNodes($index, $query) YIELD node, score
        WITH node AS e, score WHERE any(label IN labels(e) WHERE label IN $classes)
        WITH e, score ORDER BY score DESC, e.id LIMIT $limit
        {_shown(model)}
    """


def _shown(model: Model) -> str:
    chain = model.serving("chain").edge
    return f"""
        WITH e, score, [label IN labels(e) WHERE label IN $classes][0] AS class WHERE class IS NOT NULL
        RETURN e.id AS id, class, properties(e) AS properties, score,
            head([(e)-[:{chain}]->(s) | coalesce(s.name, s.id)]) AS superior
    """


def _hit(model: Model, row: dict[str, Any]) -> Hit:
    cls, node = model.classes[row["class"]], row["properties"]
    scheme = cls.by_key["echelon"].prop.scheme if "echelon" in cls.by_key else None
    echelon = node.get("echelon")
    return Hit(
        id=row["id"],
        cls=cls.name,
        name=str((node.get(cls.caption) if cls.caption else None) or row["id"]),
        aliases=tuple(node.get("aliases") or ()),
        echelon=scheme.label_of(echelon) if scheme and echelon else None,
        superior=row["superior"],
        score=row["score"],
    )
