"""Finding things by any of their names, or by their id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from graph.connection import Database
from graph.layout import ENTITY, SEARCH_INDEX
from graph.wording import caption_of
from ontology.model import Model

LONGEST_WORD = 100

# A word as Lucene's standard analyzer cuts it: marks belong to their letters (Burmese has many), and an apostrophe
# or a dot between letters joins them.
_INSIDE = "'’."


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found. Echelon and superior tell namesakes apart; `superior` is the latest known where there are more."""

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
    return sorted(hits.values(), key=partial(_rank, text.strip()))[:limit]


def _rank(text: str, hit: Hit) -> tuple[bool, bool, float, str, str]:
    return (hit.id != text, text.casefold() not in _names(hit), -hit.score, hit.name, hit.id)


def lucene(text: str) -> str:
    """A full-text query for the words of `text`; nothing in it is read as an operator."""
    words = [word.strip(_INSIDE) for word in _spaced(text).lower().split()]
    return " AND ".join(f"({_word(word)})" for word in [word for word in words if word][:12])


def _spaced(text: str) -> str:
    """The text with a space for all that is neither in a word nor joins two parts of one."""
    return "".join(char if char in _INSIDE or _in_word(char) else " " for char in text)


def _in_word(char: str) -> bool:
    return char == "_" or unicodedata.category(char)[0] in "LMN"


def _word(word: str) -> str:
    # A longer word is looked for by its beginning: the index of an older server takes no longer one.
    if len(word) > LONGEST_WORD:
        return f"{word[:LONGEST_WORD].rstrip(_INSIDE)}*"
    parts = [f"{word}^4", f"{word}*^2"]
    # A wrong digit is another unit, not a misspelling.
    if len(word) >= 4 and not any(letter.isdigit() for letter in word):
        parts.append(f"{word}~{1 if len(word) < 7 else 2}")
    pieces = [piece for piece in re.split(f"[{_INSIDE}]", word) if piece]
    if len(pieces) > 1:
        parts.append(f"({' AND '.join(f'{piece}*' for piece in pieces)})")
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
            head(COLLECT {{
                MATCH (e)-[r:{chain}]->(s) RETURN coalesce(s.name, s.id)
                ORDER BY coalesce(r.end_earliest, r.start_latest) DESC, s.id LIMIT 1
            }}) AS superior
    """


def _hit(model: Model, row: dict[str, Any]) -> Hit:
    cls, node = model.classes[row["class"]], row["properties"]
    scheme = cls.by_key["echelon"].prop.scheme if "echelon" in cls.by_key else None
    echelon = node.get("echelon")
    return Hit(
        id=row["id"],
        cls=cls.name,
        name=caption_of(cls, node),
        aliases=tuple(node.get("aliases") or ()),
        echelon=scheme.label_of(echelon) if scheme and echelon else None,
        superior=row["superior"],
        score=row["score"],
    )
