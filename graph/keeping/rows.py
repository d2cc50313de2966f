"""What the rows of a backup are, so that a file of another hand is refused before anything is changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from graph.records import DAYS, FIELDS, LISTS

CLAIM, ASIDE, WITHDRAWN, WAITING, ONTOLOGY = "claim", "aside", "withdrawn", "waiting", "ontology"
PARTS = (ONTOLOGY, CLAIM, ASIDE, WITHDRAWN, WAITING)
DAY = "day"

_NEEDED = ("id", "subject", "subject_class", "predicate", "source")

Row = Mapping[str, Any]


def typed(row: Row) -> dict[str, Any]:
    """The row with its days as days. Raises ValueError for what is neither a value nor a day."""
    return {key: _typed(value) for key, value in row.items()}


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) != {DAY} or not isinstance(value[DAY], str):
            raise ValueError("neither a value nor a day")
        return date.fromisoformat(value[DAY])
    return [_typed(one) for one in value] if isinstance(value, list) else value


def strange(part: str, row: Row) -> str | None:
    """The key of the first value in a row that nothing of this part can have; None where all may stand."""
    try:
        return next(_strange(part, typed(row)), None)
    except ValueError:
        return "a day"


def _strange(part: str, row: Row) -> Iterator[str]:
    if part == ONTOLOGY:
        yield from _strange_file(row)
    elif part == CLAIM or (part == ASIDE and "predicate" in row):
        yield from _strange_claim(row)
    else:
        yield from (key for key in ("id", "class") if not isinstance(row.get(key), str))
        yield from (() if row.get("id") else ("id",))
        yield from (("unsettled",) if part == WAITING and not isinstance(row.get("unsettled"), bool) else ())


def _strange_claim(row: Row) -> Iterator[str]:
    yield from (key for key in _NEEDED if not row.get(key) or not isinstance(row[key], str))
    for key, value in row.items():
        if key in DAYS:
            right = isinstance(value, date)
        elif key in LISTS:
            right = _are_texts(value)
        else:
            # A qualifier that comes several times in one statement is a list.
            right = isinstance(value, str) or (key not in FIELDS and _are_texts(value))
            right = right and key != "" and "\0" not in key
        if not right:
            yield key


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _strange_file(row: Row) -> Iterator[str]:
    """A file of the user's own, or under an empty name the words under which the database was filled."""
    yield from (key for key in ("name", "text") if not isinstance(row.get(key), str))
    path = PurePosixPath(row["name"])
    if path.is_absolute() or ".." in path.parts or "\\" in row["name"]:
        yield "name"
    if not row["name"] and row["text"] and not _are_words(row["text"]):
        yield "text"


def _are_words(text: str) -> bool:
    try:
        told = json.loads(text)
        return all(
            isinstance(one[within], dict | list) for kind, within in (("classes", "slots"), ("schemes", "concepts"))
            for one in told[kind].values()
        )  # fmt: skip
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False
