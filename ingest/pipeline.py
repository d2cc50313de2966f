"""The verbs of every format, in this order: read → claims → check → load → report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Protocol

from graph.claims import Claim
from graph.loading import Outcome, RowOutcome, RowState
from graph.storing import Clash
from ingest.amount import weight
from ingest.check import Found, check_claims
from ingest.context import Context, Known, NothingKnown, sheet_id
from ingest.formats import RowReader
from ingest.plan import Plan
from ingest.refused import RefusedRows
from ingest.report import FileReport, Report
from ingest.rows import Refusal, Row, RowRefused, Warnings
from ingest.sheets import Sheet
from ontology.model import Model

BATCH = 5_000
"""Claims in one transaction, about."""
HEAVY = 4_000
"""Characters of a row that make its claims count once more: long texts fill a transaction sooner."""
LISTED = 10_000
"""Refusals that a report lists; the file of refused rows has them all."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far an ingest is. While facts are derived, `deriving` is the number of things done."""

    file: str
    files_done: int
    files: int
    rows: int
    bytes_done: int
    bytes: int
    deriving: int | None = None


Progress = Callable[[Step], None]


class Loader(Protocol):
    """What graph.loading.Loading does for an ingest."""

    def add(self, rows: Sequence[Sequence[Claim]]) -> list[RowOutcome]:
        """Store the claims of some rows."""

    def note_withdrawn(self, classes: Mapping[str, str]) -> None:
        """Note ids (id → class) of things that were withdrawn."""

    def finish(self, progress: Callable[[int], None] | None = None) -> Outcome:
        """Derive the facts and give the account."""


@dataclass
class _Counts:
    read: int = 0
    loaded: int = 0
    unchanged: int = 0
    refused: int = 0


Waiting = Sequence[tuple[Sheet, Row, Sequence[Claim]]]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows on their way into the graph; `outcomes` begin with those of `sheets` rows about the sheets themselves."""

    rows: Waiting
    sheets: int
    outcomes: Future[list[RowOutcome]]


@dataclass
class _Run:
    """One ingest while it goes on. While one batch is stored by the thread of `pool`, the next is read."""

    plan: Plan
    loading: Loader
    context: Context
    kept: RefusedRows
    progress: Progress
    pool: ThreadPoolExecutor
    under_way: _Batch | None = None
    counts: dict[str, _Counts] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    waiting: list[tuple[Sheet, Row, Sequence[Claim]]] = field(default_factory=list)
    size: int = 0
    described: set[str] = field(default_factory=set)


def run(
    plan: Plan,
    loading: Loader,
    known: Known | None = None,
    *,
    progress: Progress | None = None,
    replaced: bool = False,
    dry_run: bool = False,
) -> Report:
    """Read the sheets of a plan, load their claims, and give the account.

    A row that breaks a rule is refused and kept aside; the others are loaded. `loading` must be of the plan's
    collection and day; `replaced` and `dry_run` say how it was made.
    """
    context = Context(plan.model, plan.collection, plan.recorded, Warnings(), known or NothingKnown())
    kept = RefusedRows(plan.refused_to, plan.collection)
    # Leaving the pool waits for the batch that is being stored, whatever has gone wrong here.
    pool = ThreadPoolExecutor(1, "storing")
    state = _Run(plan, loading, context, kept, progress or (lambda step: None), pool)
    try:
        with pool:
            _read_all(state)
        loading.note_withdrawn(_with_prefix(context.withdrawn, plan.prefix))
        step = _step(state, len(plan.sheets), plan.size, "")
        outcome = loading.finish(lambda done: state.progress(replace(step, deriving=done)))
        refused_file = kept.finish()
    except BaseException:
        kept.abandon()
        raise
    return Report(
        files=tuple(_file_report(name, counts) for name, counts in state.counts.items()),
        claims_new=outcome.claims_new,
        claims_known=outcome.claims_known,
        entities=outcome.entities,
        warnings=context.warnings.as_dict(),
        refused=tuple(state.refusals),
        refused_file=str(refused_file) if refused_file else None,
        changes=outcome.changes if replaced else None,
        dry_run=dry_run,
    )


def _with_prefix(classes: Mapping[str, str], prefix: str | None) -> dict[str, str]:
    return {f"{prefix}:{id}" if prefix else id: cls for id, cls in classes.items()}


def _file_report(name: str, counts: _Counts) -> FileReport:
    return FileReport(name, counts.read, counts.loaded, counts.unchanged, counts.refused)


def _read_all(state: _Run) -> None:
    for reason in state.plan.left:
        state.context.warnings.add(f"file left aside: {reason}")
    state.counts.update((sheet.file, _Counts()) for sheet in state.plan.sheets)
    reader = state.plan.format.reader(state.plan.sheets, state.context)
    done = 0
    for number, sheet in enumerate(state.plan.sheets):
        for row, at in sheet.rows_with_bytes(state.context.warnings):
            _take(state, reader, sheet, row)
            if state.size >= BATCH:
                _load(state)
                state.progress(_step(state, number, done + at, sheet.file))
        done += sheet.size
    _load(state)
    _account(state)


def _step(state: _Run, files_done: int, bytes_done: int, file: str) -> Step:
    rows = sum(counts.read for counts in state.counts.values())
    return Step(file, files_done, len(state.plan.sheets), rows, bytes_done, state.plan.size)


def _take(state: _Run, reader: RowReader, sheet: Sheet, row: Row) -> None:
    """Read → claims → check: the row waits to be loaded, or it is refused."""
    state.counts[sheet.file].read += 1
    try:
        claims = _claims(state, reader, sheet, row)
    except RowRefused as refused:
        _refuse(state, sheet, row, refused.refusals)
        return
    if not claims and not row.only_notes:
        state.context.warnings.add("row that says nothing")
    state.waiting.append((sheet, row, claims))
    text = sum(map(len, row.raw)) or sum(map(weight, claims))
    state.size += max(1, len(claims)) * (1 + text // HEAVY)


def _claims(state: _Run, reader: RowReader, sheet: Sheet, row: Row) -> Sequence[Claim]:
    if row.fault is not None:
        raise RowRefused([row.fault])
    claims = reader.claims(row, sheet)
    found = check_claims(state.plan.model, claims)
    if found:
        # Of several sources of one cell, each makes a claim with the same fault.
        raise RowRefused(dict.fromkeys(_refusal(state, row, one) for one in found))
    return claims


def _refusal(state: _Run, row: Row, found: Found) -> Refusal:
    problem = found.problem
    column = _column(state, row, found.claim, problem.key)
    return row.refusal(column, problem.value, problem.rule, problem.hint)


def _column(state: _Run, row: Row, claim: Claim, key: str) -> str:
    """The column that a value was read from: the one that the tables call so, else the claim's own place."""
    cls = state.plan.model.classes.get(claim.predicate, state.plan.model.classes[claim.subject_class])
    slot = cls.by_key.get(key)
    for name in (slot.column if slot else None, key):
        if name and name in row.cells:
            return name
    start = state.context.place(row, "")
    return next((place.removeprefix(start) for place in claim.places if place.startswith(start)), "")


def _refuse(state: _Run, sheet: Sheet, row: Row, refusals: tuple[Refusal, ...]) -> None:
    state.counts[sheet.file].refused += 1
    space = max(0, LISTED - len(state.refusals))
    state.refusals.extend(refusals[:space])
    if len(refusals) > space:
        state.context.warnings.add("refusal not listed here", len(refusals) - space)
    state.kept.add(sheet, row, refusals)


def _load(state: _Run) -> None:
    """Load: what waits is handed on, to be stored in one transaction, once the batch before it is in."""
    _account(state)
    if not state.waiting:
        return
    sheets = list(_sheet_claims(state))
    rows = [[_prefixed(claim, state.plan.prefix) for claim in claims] for _, _, claims in state.waiting]
    outcomes = state.pool.submit(state.loading.add, [*sheets, *rows])
    state.under_way = _Batch(state.waiting, len(sheets), outcomes)
    state.waiting, state.size = [], 0


def _account(state: _Run) -> None:
    """Wait for the batch that is under way; each row's outcome is counted for its file."""
    batch, state.under_way = state.under_way, None
    if batch is None:
        return
    outcomes = batch.outcomes.result()[batch.sheets :]
    for (sheet, row, claims), outcome in zip(batch.rows, outcomes, strict=True):
        counts = state.counts[sheet.file]
        if outcome.clash is not None:
            _refuse(state, sheet, row, (_clash(state, row, claims, outcome.clash),))
        elif outcome.state is RowState.LOADED:
            counts.loaded += 1
        else:
            counts.unchanged += 1


def _sheet_claims(state: _Run) -> Iterator[list[Claim]]:
    """What is said of the sheets that the waiting claims name as their source for the first time."""
    cited = {claim.source for _, _, claims in state.waiting for claim in claims}
    for sheet in state.plan.sheets:
        id = sheet_id(state.plan.collection, sheet.file)
        if id in cited and id not in state.described:
            state.described.add(id)
            place = f"{state.plan.collection}/{sheet.file}:1:"
            claims = _about_sheet(state.plan.model, id, sheet.file, place)
            yield [_prefixed(claim, state.plan.prefix) for claim in claims]


def _about_sheet(model: Model, id: str, file: str, place: str) -> list[Claim]:
    source = model.classes[str(model.claim.by_key["source"].prop.range)]
    said = {source.caption or "title": file, "kind": "sheet"}
    return [
        Claim(id, source.name, key, id, value=value, raw=value, places=(place,))
        for key, value in said.items()
    ]


def _prefixed(claim: Claim, prefix: str | None) -> Claim:
    if prefix is None:
        return claim
    object = None if claim.object is None else f"{prefix}:{claim.object}"
    return replace(
        claim, subject=f"{prefix}:{claim.subject}", object=object, source=f"{prefix}:{claim.source}"
    )


def _clash(state: _Run, row: Row, claims: Sequence[Claim], clash: Clash) -> Refusal:
    prefix = f"{state.plan.prefix}:" if state.plan.prefix else ""
    id = clash.id.removeprefix(prefix)
    claim = next((claim for claim in claims if id in (claim.subject, claim.object)), claims[0])
    labels = state.plan.model.classes
    held, wanted = labels[clash.held].label, labels[clash.wanted].label
    hint = f"{id} is a {held} already and cannot be a {wanted} too; --prefix keeps two collections apart."
    return row.refusal(_column(state, row, claim, "id"), id, "an id that is something else", hint)
