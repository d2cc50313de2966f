"""Rows of the Security Force Monitor's sheets as claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from graph.claims import Claim
from ingest.amount import bounded
from ingest.context import Context
from ingest.rows import Row, RowRefused
from ingest.sfm.cells import neat, values_of
from ingest.sfm.claimrows import CITATIONS, CLAIMS, CLUSTERS, MODELLED, NOT_MODELLED, TYPE
from ingest.sfm.declare import Cell, Chain, Link, SheetKind, Tie, Value
from ingest.sfm.headings import KINDS, columns_of, plain, unknown_columns
from ingest.sfm.names import NameBook, Resolver, is_placeholder, named_id
from ingest.sfm.ties import link_claims, tie_claims
from ingest.sfm.values import chain_claims, date_claims, name_claim, value_claims
from ingest.sfm.view import View
from ingest.sheets import Sheet

SHOWN = 6


class SfmReader:
    """Makes claims of rows. It has looked through the sheets once for ids and names, so that order does not matter."""

    def __init__(self, sheets: Sequence[Sheet], context: Context) -> None:
        self._context = context
        classes = [cls.name for cls in context.model.entities]
        self._books = {cls: NameBook(cls) for cls in classes}
        self._resolver = Resolver(self._books, context)
        self._columns: dict[str, dict[str, str]] = {}
        for sheet in sheets:
            self._prepare(sheet)
        self._tell()

    # ---- the first look

    def _prepare(self, sheet: Sheet) -> None:
        kind = KINDS[sheet.kind]
        self._columns[sheet.file] = columns_of(kind, sheet.heading)
        unknown = unknown_columns(kind, sheet.heading)
        if unknown:
            more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
            self._context.warnings.add(
                f"{sheet.file}: columns not known, left: {', '.join(unknown[:SHOWN])}{more}", len(unknown)
            )
        for row in sheet.rows():
            if row.fault is None:
                self._learn(row, kind, sheet)

    def _learn(self, row: Row, kind: SheetKind, sheet: Sheet) -> None:
        if kind is CLAIMS:
            try:
                kind = self._cluster(row, sheet)
            except RowRefused:
                return
            if kind.cls == "Incident" or kind.ids != ("about_entity:ref:claim",):
                return
        view = self._view(row, kind, sheet)
        if not _ready(view) and kind.status and kind.status.refuse:
            return
        called = "name:annotation" if "name:annotation" in self._columns[sheet.file] else kind.called
        name = neat(view.get(called)) if called else ""
        ids = self._ids(view)
        for id in ids:
            self._books[kind.cls].learn(id, name, values_of(view.get(kind.aliases)) if kind.aliases else ())
        if not ids and name:
            self._books[kind.cls].learn_nameless(named_id(view.country, kind.cls, name), name)

    def _tell(self) -> None:
        """Count what the first look found odd."""
        for book in self._books.values():
            names = {name for name in book.exact if is_placeholder(name)}
            for count, odd in (
                (len(names), "placeholder (Unknown …, Unnamed …)"),
                (book.shared_aliases(), "alias of two things"),
                (book.shared_names(), "name of two ids"),
            ):
                if count:
                    self._context.warnings.add(f"{book.cls.lower()}: {odd}", count)

    # ---- rows

    def claims(self, row: Row, sheet: Sheet) -> list[Claim]:
        """All claims of a row, each once. Raises RowRefused; never half a row."""
        kind = KINDS[sheet.kind]
        view = self._view(row, self._cluster(row, sheet) if kind is CLAIMS else kind, sheet)
        _check_status(view)
        found: dict[str, Claim] = {}
        made = (claim for subject in self._subjects(view) for claim in _all_claims(view, subject))
        for claim in bounded(row, made):
            found.setdefault(claim.id, claim)
        return list(found.values())

    def _view(self, row: Row, kind: SheetKind, sheet: Sheet) -> View:
        view = View(row, kind, self._columns[sheet.file], self._context, self._resolver)
        view.country = view.get(kind.country) if kind.country else ""
        return view

    def _cluster(self, row: Row, sheet: Sheet) -> SheetKind:
        """The declaration for a row of claims: by its type, else by the columns that it fills."""
        view = self._view(row, CLAIMS, sheet)
        told = view.get(TYPE).casefold()
        cluster = told or _filled(row)
        if cluster in CLUSTERS:
            return CLUSTERS[cluster]
        if cluster in NOT_MODELLED:
            rule = f"{cluster} claims are not modelled"
            raise view.refuse(
                TYPE, rule, "The row is kept in the file of refused rows; nothing else needs it.", cluster
            )
        hint = f"The types of claims: {', '.join((*MODELLED, *NOT_MODELLED))}."
        raise view.refuse(TYPE, "a type of claim that is not known", hint)

    def _ids(self, view: View) -> tuple[str, ...]:
        for column in view.kind.ids:
            if ids := values_of(view.get(column)):
                return ids
        return ()

    def _subjects(self, view: View) -> tuple[str, ...]:
        """The ids of what the row is about: its own, or that of its name."""
        if ids := self._ids(view):
            return ids
        kind = view.kind
        name = neat(view.get(kind.called)) if kind.called else ""
        if not name:
            column = kind.ids[0] if kind.ids else kind.called
            raise view.refuse(column, f"a {kind.cls.lower()} without an id", "Give its id or its name.")
        if not kind.ids:
            view.warn(f"{kind.cls.lower()} without an id: known by the name alone")
            return (named_id(view.country, kind.cls, name),)
        found = self._resolver.find(kind.cls, name, view.country)
        view.warn(
            f"{kind.cls.lower()} without an id: {'taken for the one of that name' if not found.made else 'given one'}"
        )
        return (found.id,)


def _all_claims(view: View, subject: str) -> Iterator[Claim]:
    kind = view.kind
    if kind.called and kind.name in CLUSTERS:
        yield from name_claim(view, subject, Cell(kind.called, CITATIONS))
    if kind.dates:
        yield from date_claims(view, subject)
    for group in kind.groups:
        yield from _group_claims(view, subject, group)


def _group_claims(view: View, subject: str, group: Value | Tie | Link | Chain) -> Iterable[Claim]:
    match group:
        case Value():
            return value_claims(view, subject, group)
        case Tie():
            return tie_claims(view, subject, group)
        case Link():
            return link_claims(view, subject, group)
        case Chain():
            return chain_claims(view, subject, group)


def _check_status(view: View) -> None:
    status = view.kind.status
    if status is None or _ready(view):
        return
    text = view.get(status.column)
    ready = " or ".join(sorted(status.ready - {""}))
    if not status.refuse:
        view.warn(f"status is not {ready}")
        return
    hint = "Its publisher does not call this row ready. Leave it, or mend it and set the status."
    raise view.refuse(status.column, f"status {text[:60]} is not {ready}", hint)


def _ready(view: View) -> bool:
    status = view.kind.status
    return status is None or view.get(status.column).casefold() in status.ready


def _filled(row: Row) -> str:
    """The one cluster whose own columns a row fills; empty where there is none or more than one."""
    found = set()
    for column, text in row.cells.items():
        if text.strip():
            head = plain(column).removeprefix("assertion/").partition(":")[0]
            found.update({head} & {*MODELLED, *NOT_MODELLED})
    return found.pop() if len(found) == 1 else ""
