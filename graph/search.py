"""Finding things by any of their names, or by their id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from graph.chain import bounds_from
from graph.connection import Database
from graph.errors import UnknownId
from graph.layout import ENTITY, SEARCH_INDEX, searched
from graph.likeness import Likeness, Likest, likest
from graph.spelling import (
    JOINING,
    folded,
    in_all_digits,
    in_word,
    initials,
    is_abbreviation,
    is_number,
    name_words,
    parts,
    runs,
    typed_words,
    unspaced,
)
from graph.wording import caption_of
from ontology.model import Model
from ontology.time import Bounds

LONGEST_WORD = 100
MOST_WORDS = 12
# In a longer text no initials of neighbouring words are looked for.
_FEW_WORDS = 6
ABOVE = 3
"""So many superiors are told of a thing that is found."""

# So many things the index hands over to be ranked: first, and where too few of them are of the wanted classes.
_TAKEN, _TAKEN_MORE = 300, 20_000


@dataclass(frozen=True, slots=True)
class Above:
    """One step above a thing: its superior, the unit of a person, the place around a place; when, by four bounds."""

    id: str
    name: str
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found. `by` is the name that what was typed is nearest to.

    Echelon and the chain above it tell namesakes apart: at most three steps, each the latest known where there
    are more; `superior` is the name of the first. `bounds` say when the thing existed.
    """

    id: str
    cls: str
    name: str
    aliases: tuple[str, ...]
    echelon: str | None
    superior: str | None
    score: float
    likeness: Likeness = Likeness.NEAR
    by: str = ""
    chain: tuple[Above, ...] = ()
    bounds: Bounds = field(default_factory=Bounds)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the index gives: an id, its class, how well the index likes it, and its nearest name."""

    id: str
    cls: str
    score: float
    nearest: Likest


def search(
    database: Database, model: Model, text: str, *, classes: Sequence[str] | None = None, limit: int = 20
) -> list[Hit]:
    """The things that go by a name like `text`, the likeliest first; a thing with this very id before all.

    Every word must be there: whole, as a beginning, abbreviated to its initials or as the initials of others, or
    (from four letters on) with a letter or two wrong. Accents do not matter, nor in which digits a number is
    written, nor whether it is an ordinal. `classes` are the names of the classes to look among; all if None.
    """
    wanted = [cls.name for cls in model.entities if classes is None or cls.name in classes]
    text = text.strip()
    found = {row.id: row for row in _loosely(database, model, text, wanted)}
    found |= {row.id: row for row in _indexed(database, model, lucene(text, model), text, wanted, limit)}
    found |= {row.id: row for row in _with_id(database, model, text, wanted)}
    best = sorted(found.values(), key=lambda one: (one.id != text, *_rank(one)))[:limit]
    return _told(database, model, best)


def _rank(found: _Found) -> tuple[int, float, str, str]:
    return (int(found.nearest.likeness), -round(found.score, 3), found.nearest.name, found.id)


def name_of(database: Database, id: str) -> str:
    """What a thing is called, by its id; the id where it has no name. Raises UnknownId."""
    rows = database.read(f"MATCH (e:{ENTITY} {{id: $id}}) RETURN coalesce(e.name, e.id) AS name", {"id": id})
    if not rows:
        raise UnknownId(id)
    return str(rows[0]["name"])


# ---- what is asked of the index


def lucene(text: str, model: Model | None = None) -> str:
    """A full-text query for the words of `text`; nothing in it is read as an operator.

    With a model, an abbreviation of a concept's label (an echelon's, a branch's) is known as such.
    """
    words = typed_words(text)[:MOST_WORDS]
    labels = _abbreviated(model) if model else {}
    groups = [f"({_word(word, labels)})" for word in words]
    ways = [" AND ".join(groups)]
    if len(words) <= _FEW_WORDS:
        ways.extend(_written_shorter([folded(word) for word in words], groups))
    return " OR ".join(f"({way})" for way in ways if way)


def _written_shorter(words: Sequence[str], groups: Sequence[str]) -> Iterator[str]:
    """Queries for names that say some of the words by their initials, or write a word and a number in one."""
    short = [run for run in runs(words) if is_abbreviation(run[2])]
    single = [(place, place + 1, word) for place, word in enumerate(words) if word.isalpha()]
    for first, last, text in short:
        yield " AND ".join([*groups[:first], f"{_term(text)}^3", *groups[last:]])
    for first, last, text in (*short, *single):
        for number in (
            place for place, word in enumerate(words) if parts(word) and is_number(parts(word)[0])
        ):
            rest = [
                group for place, group in enumerate(groups) if not first <= place < last and place != number
            ]
            yield " AND ".join([*rest, f"{_term(text + parts(words[number])[0])}^4"])


def _initials_query(text: str) -> str:
    """A query in which short words may be initials of the words of a name, in any order; empty without such words."""
    words = [folded(word) for word in typed_words(text)[:MOST_WORDS]]
    if not any(is_abbreviation(word) and not unspaced(word) for word in words):
        return ""
    return " AND ".join(f"({_maybe_initials(word)})" for word in words)


def _maybe_initials(word: str) -> str:
    said = _word(word, {})
    if not is_abbreviation(word) or unspaced(word):
        return said
    letters = " AND ".join(f"{letter}*" for letter in dict.fromkeys(word))
    return f"{said} OR ({letters})"


def _word(word: str, labels: Mapping[str, tuple[str, ...]]) -> str:
    # A longer word is looked for by its beginning: the index of an older server takes no longer one.
    if len(word) > LONGEST_WORD:
        return f"{_term(word[:LONGEST_WORD])}*"
    plain = folded(word)
    ways = [f"{_term(word)}^4", *([f"{_term(plain)}^4"] if plain != word else []), f"{_term(plain)}*^2"]
    if is_number(plain):
        return " OR ".join([*ways, *_number(plain)])
    # A wrong digit is another unit, not a misspelling.
    if len(plain) >= 4 and not any(letter.isdigit() for letter in plain):
        ways.append(f"{_term(plain)}~{1 if len(plain) < 7 else 2}")
    if unspaced(plain) and len(plain) >= 2:
        ways.append(f"*{_term(word)}*")
    ways.extend(f'"{label}"^3' for label in labels.get(plain, ()))
    ways.extend(_pieces(plain, labels))
    return " OR ".join(ways)


def _number(number: str) -> list[str]:
    """A number in the digits of any script, and as an ordinal: 114, ၁၁၄, 114th."""
    digits = "".join(f"[{''.join(forms)}]" for forms in zip(*in_all_digits(number), strict=True))
    return [f"/{digits}([^0-9]{{2,3}})?/^4"]


def _pieces(plain: str, labels: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The parts of a word that a dot, an apostrophe or a change from letters to digits divides, all of them there."""
    pieces = [piece for piece in re.split(f"[{JOINING}]", plain) if piece]
    cut = [part for piece in pieces for part in parts(piece)]
    ways = []
    if len(pieces) > 1:
        ways.append(" AND ".join(f"{_term(piece)}*" for piece in pieces))
    if cut != pieces and cut:
        ways.append(" AND ".join(f"({_word(part, labels)})" for part in cut))
    return [f"({way})" for way in ways]


def _term(word: str) -> str:
    """A word that the index takes as it is: letters, marks and digits alone, joined as its analyzer joins them."""
    kept = "".join(char for char in word if char in JOINING or in_word(char)).strip(JOINING)
    return kept if kept else "_"


@lru_cache(maxsize=8)
def _labels_of(labels: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for label in labels:
        words = name_words(label)
        if is_abbreviation(initials(words)) and " ".join(words) not in found.get(initials(words), ()):
            found.setdefault(initials(words), []).append(" ".join(words))
    return {short: tuple(sorted(full)) for short, full in found.items()}


def _abbreviated(model: Model) -> Mapping[str, tuple[str, ...]]:
    """The labels of all concepts of two words or more, by their initials."""
    return _labels_of(
        tuple(
            label
            for scheme in model.schemes.values()
            for concept in scheme.concepts.values()
            for label in (*concept.labels.values(), *concept.alternatives)
        )
    )


# ---- asking it


def _indexed(
    database: Database, model: Model, query: str, text: str, wanted: Sequence[str], limit: int
) -> list[_Found]:
    if not query:
        return []
    rows = _asked(database, model, query, wanted, _TAKEN)
    if len(rows) == _TAKEN and sum(row["class"] is not None for row in rows) < limit:
        rows = _asked(database, model, query, wanted, _TAKEN_MORE)
    return [_found(model, row, text) for row in rows if row["class"] is not None]


def _loosely(database: Database, model: Model, text: str, wanted: Sequence[str]) -> list[_Found]:
    """What has words whose initials were typed; the index cannot tell their order, so it is looked at here."""
    query = _initials_query(text)
    rows = _asked(database, model, query, wanted, _TAKEN) if query else []
    found = [_found(model, row, text) for row in rows if row["class"] is not None]
    return [one for one in found if one.nearest.likeness <= Likeness.WHOLE]


def _asked(
    database: Database, model: Model, query: str, wanted: Sequence[str], most: int
) -> list[dict[str, Any]]:
    cypher = f"""
        CALL db.index.fulltext.queryNodes($index, $query, {{limit: $most}}) YIELD node AS e, score
        RETURN {_named(model)}, score
    """
    values = {"index": SEARCH_INDEX, "query": query, "classes": list(wanted), "most": most}
    return [row for row in database.read(cypher, values) if not database.hides(row["id"], row["names"])]


def _named(model: Model) -> str:
    fields = ", ".join(f"e.{key}" for key in searched(model))
    return f"e.id AS id, [label IN labels(e) WHERE label IN $classes][0] AS class, [{fields}] AS names"


def _with_id(database: Database, model: Model, text: str, wanted: Sequence[str]) -> list[_Found]:
    query = f"MATCH (e:{ENTITY} {{id: $id}}) RETURN {_named(model)}, 1000.0 AS score"
    rows = database.read(query, {"id": text, "classes": list(wanted)})
    return [_found(model, row, text) for row in rows if row["class"] is not None]


def _found(model: Model, row: Mapping[str, Any], text: str) -> _Found:
    names = [
        name for value in row["names"] if value for name in (value if isinstance(value, list) else [value])
    ]
    return _Found(row["id"], row["class"], row["score"], likest(text, names))


# ---- what is told of what was found


def _told(database: Database, model: Model, found: Sequence[_Found]) -> list[Hit]:
    rows = database.read(_telling(model), {"ids": [one.id for one in found], "steps": ABOVE}) if found else []
    by_id = {row["id"]: row for row in rows}
    return [_hit(model, one, by_id[one.id]) for one in found if one.id in by_id]


def _telling(model: Model) -> str:
    """Up to three steps above each thing, by the latest tie of each; a person's first step is their unit."""
    steps = ["e", *(f"s{number}" for number in range(1, ABOVE + 1))]
    calls = [_step(model, lower, upper) for lower, upper in pairwise(steps)]
    above = ", ".join(
        f"{{id: {step}.id, name: coalesce({step}.name, {step}.id), tie: properties(r{step})}}"
        for step in steps[1:]
    )
    return f"""
        UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}})
        {" ".join(calls)}
        RETURN e.id AS id, properties(e) AS properties, [{above}] AS above
    """


def _step(model: Model, lower: str, upper: str) -> str:
    latest = "coalesce(r.end_earliest, r.start_latest, date('0001-01-01'))"
    return f"""
        CALL ({lower}) {{
            OPTIONAL MATCH ({lower})-[r:{"|".join(_rising(model))}]->(s:{ENTITY})
            RETURN s AS {upper}, r AS r{upper} ORDER BY {latest} DESC, s.id LIMIT 1
        }}
    """


def _rising(model: Model) -> list[str]:
    """What leads from a thing to what it is part of: superiors, postings, and the links of what has neither."""
    chain, postings = model.serving("chain"), model.family(model.serving("posting"))
    dated = {chain.end_class(chain.source), postings[0].end_class(postings[0].source)}
    links = {
        slot.prop.edge
        for cls in model.entities
        if cls.name not in dated
        for slot in cls.links
        if slot.prop.edge
    }
    return sorted({str(chain.edge), *(str(cls.edge) for cls in postings), *links})


def _hit(model: Model, found: _Found, row: Mapping[str, Any]) -> Hit:
    cls, node = model.classes[found.cls], row["properties"]
    scheme = cls.by_key["echelon"].prop.scheme if "echelon" in cls.by_key else None
    echelon = node.get("echelon")
    above = tuple(
        Above(step["id"], step["name"], bounds_from(step["tie"])) for step in row["above"] if step["id"]
    )
    return Hit(
        id=found.id,
        cls=cls.name,
        name=caption_of(cls, node),
        aliases=tuple(node.get("aliases") or ()),
        echelon=scheme.label_of(echelon) if scheme and echelon else None,
        superior=above[0].name if above else None,
        score=found.score,
        likeness=found.nearest.likeness,
        by=found.nearest.name,
        chain=above,
        bounds=bounds_from(node),
    )
