"""Broken input: what a case is, how it is read, and what must hold of every one of them, whatever lies in it."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import FrameType

from graph.claims import Claim
from graph.loading import Outcome, RowOutcome, RowState
from ingest.pipeline import run
from ingest.plan import plan_ingest
from ingest.report import Report
from ingest.rows import SHOWN
from ontology.errors import OrbatlasError
from ontology.reading import load_model

MODEL = load_model()
DAY = date(2026, 11, 23)
LIMIT = 30.0
"""Seconds that a case may take, on a machine that has much else to do. Most take a hundredth of one."""

Content = bytes | Callable[[Path], None]
"""What a file holds; or what makes it, where it is no ordinary file."""


@dataclass(frozen=True)
class Case:
    """One broken input.

    `rules` are what must be said of it, each a part of a rule that a refusal names, or of the error that refuses the
    file; where there are none it loads whole. `good` are the ids of things that must be loaded, `refused` the number
    of refused rows; `warned` is a part of a warning. `whole`: nothing of it is read.
    """

    name: str
    format: str
    kind: str
    files: Mapping[str, Content]
    rules: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    refused: int | None = None
    warned: str = ""
    whole: bool = False
    paths: tuple[str, ...] = ()
    """What the command names; the folder itself where this is empty."""

    @property
    def title(self) -> str:
        """Its name among all cases."""
        return f"{self.format}: {self.kind}: {self.name}"

    @property
    def outcome(self) -> str:
        """What becomes of it: the file or the row is refused, it loads with a warning, or it loads."""
        if self.whole:
            return "file refused"
        if self.rules:
            return "rows refused"
        return "loads, with a warning" if self.warned else "loads"


@dataclass
class Kept:
    """Takes claims as graph.loading.Loading does. What Neo4j's driver could not send is an error here too."""

    claims: dict[str, Claim] = field(default_factory=dict)
    withdrawn: Mapping[str, str] = field(default_factory=dict)

    def add(self, rows: list[list[Claim]]) -> list[RowOutcome]:
        outcomes = []
        for row in rows:
            fresh = [claim for claim in row if claim.id not in self.claims]
            for claim in fresh:
                for text in _texts(claim):
                    text.encode("utf-8")
            self.claims.update((claim.id, claim) for claim in fresh)
            outcomes.append(RowOutcome(RowState.LOADED if fresh else RowState.UNCHANGED))
        return outcomes

    def note_withdrawn(self, classes: Mapping[str, str]) -> None:
        self.withdrawn = dict(classes)

    def finish(self, progress: object = None) -> Outcome:
        return Outcome(len(self.claims), 0, 0, {}, 0)


def _texts(claim: Claim) -> Iterator[str]:
    found = (
        claim.subject,
        claim.object,
        claim.value,
        claim.source,
        claim.raw,
        claim.language,
        claim.confidence,
    )
    yield from filter(None, (*found, *claim.places, *claim.collections, *claim.history))
    for key, value in claim.qualifiers:
        yield key
        yield value


@dataclass(frozen=True)
class Looked:
    """What became of some files: a report with the claims that were loaded, or the error that refused them."""

    seconds: float
    report: Report | None = None
    claims: tuple[Claim, ...] = ()
    error: OrbatlasError | None = None

    @property
    def rules(self) -> list[str]:
        """All rules that were named."""
        if self.report is None:
            return [str(self.error)]
        return [refusal.rule for refusal in self.report.refused]

    @property
    def subjects(self) -> set[str]:
        """The ids of the things of which something was loaded."""
        return {claim.subject for claim in self.claims}

    @property
    def refused(self) -> int:
        """The number of refused rows."""
        return self.report.rows_refused if self.report else 0


class Hangs(AssertionError):
    """A case that takes too long."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Ends what takes longer, with Hangs; 0 is for ever. In the main thread only."""
    if not seconds:
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise Hangs(f"it takes more than {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def lay(case: Case, folder: Path) -> list[Path]:
    """Write the files of a case; the paths that a command names."""
    for name, content in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
    return [folder / name for name in case.paths] or [folder]


def look(format_name: str, paths: list[Path], refused_to: Path, *, limit: float = LIMIT) -> Looked:
    """Read files as the command does, as far as their claims. Only our own errors may come out of it."""
    kept, began = Kept(), time.monotonic()
    with time_limit(limit):
        try:
            plan = plan_ingest(MODEL, format_name, paths, collection="c", recorded=DAY, refused_to=refused_to)
            report = run(plan, kept, dry_run=True)  # type: ignore[arg-type]
        except OrbatlasError as error:
            return Looked(time.monotonic() - began, error=error)
    return Looked(time.monotonic() - began, report, tuple(kept.claims.values()))


def check_always(looked: Looked) -> None:
    """What must hold of any input at all."""
    if looked.error is not None:
        assert len(str(looked.error)) > 20, "an error says what is wrong and what to do"
        assert looked.error.hint, f"an error without a way out: {looked.error}"
        return
    report = looked.report
    assert report is not None
    files = {file.file: file for file in report.files}
    for file in report.files:
        assert file.rows_read == file.rows_loaded + file.rows_unchanged + file.rows_refused
    for refusal in report.refused:
        assert refusal.file in files
        assert refusal.line >= 0
        assert refusal.rule and refusal.hint, refusal
        assert len(refusal.value) <= SHOWN + 60, "a refused value is shortened for showing"
        assert len(refusal.rule) <= 1_000 and len(refusal.hint) <= 3_000
    assert bool(report.refused) == bool(report.rows_refused)
    assert (report.refused_file is not None) == bool(report.rows_refused)
    if report.refused_file is not None:
        _check_kept(Path(report.refused_file), report)
    report.as_text()


def _check_kept(place: Path, report: Report) -> None:
    """The refused rows lie in a file each, with the reasons."""
    files = sorted(place.iterdir()) if place.is_dir() else [place]
    assert len(files) == sum(file.rows_refused > 0 for file in report.files)
    for file in files:
        text = file.read_bytes().decode("utf-8")
        assert "refused" in text.split("\n", 1)[0]
    assert place.name.count(".refused") == 1


def check(case: Case, looked: Looked) -> None:
    """What must hold of a case."""
    check_always(looked)
    assert (looked.error is not None) == case.whole, looked.error or looked.rules
    for rule in case.rules:
        assert any(rule in told for told in looked.rules), (rule, looked.rules[:5])
    if looked.report is None:
        return
    assert bool(case.rules) == bool(looked.refused), looked.report.refused[:5]
    assert case.refused is None or looked.refused == case.refused, looked.report.refused[:5]
    assert set(case.good) <= looked.subjects, looked.report.refused[:5]
    assert case.warned in "\n".join(looked.report.warnings), looked.report.warnings
