"""Which kind of sheet a heading is, and under which names it has its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from ingest.formats import nearest
from ingest.sfm import claimrows, sheets21, sheets2018
from ingest.sfm.declare import SheetKind
from ingest.sheets import UnknownFile

KINDS: Mapping[str, SheetKind] = {
    kind.name: kind for kind in (*sheets2018.KINDS, *sheets21.KINDS, *claimrows.KINDS)
}


def plain(column: str) -> str:
    """A column's name as names are compared: without case, ticks, and the colons and question marks around it."""
    return " ".join(column.split()).casefold().strip("` ").lstrip(":").rstrip("?").strip()


@cache
def _index(name: str) -> Mapping[str, str]:
    """The canonical columns of a kind of sheet by all their spellings; a column's own name wins."""
    kind = KINDS[name]
    found = {
        plain(spelling): column
        for column, spellings in (kind.spellings or {}).items()
        for spelling in spellings
    }
    found.update((plain(column), column) for column in kind.columns())
    return found


def columns_of(kind: SheetKind, heading: Iterable[str]) -> dict[str, str]:
    """The columns of a heading by their canonical names; those that the kind does not know are left out."""
    index = _index(kind.name)
    found: dict[str, str] = {}
    for column in heading:
        if (name := index.get(plain(column))) is not None:
            found.setdefault(name, column)
    return found


def unknown_columns(kind: SheetKind, heading: Iterable[str]) -> list[str]:
    """The columns of a heading that the kind of sheet does not know, those of clusters not modelled left out."""
    index = _index(kind.name)
    prefixes = tuple(f"{cluster}:" for cluster in claimrows.NOT_MODELLED)
    return [
        column
        for column in heading
        if column
        and plain(column) not in index
        and not (kind is claimrows.CLAIMS and plain(column).startswith(prefixes))
    ]


def recognised(file: str, heading: Sequence[str]) -> str:
    """The name of the kind of sheet that has most of these columns. Raises UnknownFile, naming the nearest."""
    best: tuple[int, str] = (0, "")
    for kind in KINDS.values():
        found = columns_of(kind, heading)
        if (
            len(found) >= kind.least
            and any(column in found for column in kind.needs)
            and len(found) > best[0]
        ):
            best = (len(found), kind.name)
    if not best[1]:
        near, column = _nearest(heading)
        hint = f"The nearest known kind is {near.title}, which has the column {column!r}."
        raise UnknownFile(f"{file}: its heading is of no sheet of the Security Force Monitor.", hint=hint)
    return best[1]


def _nearest(heading: Sequence[str]) -> tuple[SheetKind, str]:
    """The kind that shares most columns with a heading; without any, the one with the most similar column."""
    shared = max(KINDS.values(), key=lambda kind: len(columns_of(kind, heading)))
    if columns_of(shared, heading):
        return shared, next(iter(columns_of(shared, shared.needs)))
    owners = {column: kind for kind in KINDS.values() for column in sorted(kind.columns())}
    column = nearest(next((name for name in heading if name), ""), owners)
    return owners[column], column
