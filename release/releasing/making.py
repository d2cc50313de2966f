"""`orbatlas release`: builds a release beside its folder, has the gate judge it, and only then gives it its name."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from pyoxigraph import RdfFormat, serialize

from graph.connection import Database
from graph.deriving import count_waiting
from graph.records import claim_from
from graph.synthetic import SYNTHETIC
from ontology.alignment import load_alignment
from ontology.declarations import local
from ontology.errors import CommandError
from ontology.files import ontology_files
from ontology.model import Model
from release.iris import DEFAULT_BASE, Iris
from release.profiles.reading import Profile, load_rules
from release.quads import Stream, quads_of, triples_of
from release.reading import Reader
from release.records import EntityRecord, FactsPending, GraphChanged
from release.releasing.counting import Cell, Counts, Event, Table
from release.releasing.describing import About, changes, dataset, page, shacl_report
from release.releasing.gate import TERMS, Audit, Gate, NotReleased
from release.releasing.keys import Key, Keyring
from release.releasing.leaving import Leaving
from release.releasing.matching import Matcher
from release.releasing.policy import Policy, decide
from release.releasing.protecting import Protected, find_protected, secrets_of
from release.releasing.reading_back import DATA, SHAPES, TURTLE, ReadRelease
from release.releasing.shaping import shapes_of
from release.releasing.transforming import Transformer
from release.triples import Description

Said = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """What was released; `removed` counts what stayed, by kind."""

    folder: Path
    number: str
    triples: int
    things: int
    rules: int
    removed: dict[str, int]
    audit: Audit


@dataclass(frozen=True)
class Order:
    """What is wanted: which profile, for whom, on which day, compared with which release before."""

    profile: Profile
    partner: str
    home: Path
    day: date
    base: str = DEFAULT_BASE
    licence: str | None = None
    previous: Path | None = None
    extra: tuple[Path, ...] = ()


@dataclass
class Releaser:
    """Makes one release of one graph."""

    database: Database
    model: Model
    order: Order
    say: Said = field(default=lambda words: None)

    def release(self, folder: Path) -> ReleaseReport:
        """Build, judge, and name the release. Raises NotReleased, CommandError, FactsPending, GraphChanged."""
        self._check(folder)
        keyring = Keyring(self.order.home)
        key = keyring.new(self.order.partner)
        try:
            with _beside(folder) as part:
                report = self.build(part, key, keyring)
                keyring.remember(key, self._pseudonyms(key))
                part.replace(folder)
        except BaseException:
            keyring.forget(key)
            raise
        return ReleaseReport(folder, *report)

    def build(
        self, part: Path, key: Key, keyring: Keyring
    ) -> tuple[str, int, int, int, dict[str, int], Audit]:
        """All files of the release in a folder of its own, judged. Raises NotReleased."""
        gate, removed = self.draft(part, key, keyring)
        self.say("Judging")
        verdict = gate.judge(part)
        if verdict.breaches:
            raise NotReleased(verdict.breaches)
        read = ReadRelease(part)
        about = self._about(key)
        before = ReadRelease(self.order.previous) if self.order.previous else None
        (part / "report.ttl").write_bytes(shacl_report(verdict))
        (part / "dataset.ttl").write_bytes(dataset(about, self.model, read))
        (part / "changes.csv").write_text(changes(read, before), encoding="utf-8")
        text = page(about, removed, verdict.audit, before is not None)
        (part / "README.md").write_text(text, encoding="utf-8")
        (part / "SHA256SUMS").write_text(checksums(part), encoding="utf-8")
        leaks = () if self.order.profile.everything else tuple(gate.leaks(ReadRelease(part)))
        if leaks:
            raise NotReleased(leaks)
        size = len(read.triples_of_turtle)
        return key.name, size, len(read.said), verdict.shapes.rules, removed, verdict.audit

    def draft(self, part: Path, key: Key, keyring: Keyring) -> tuple[Gate, dict[str, int]]:
        """The data and its rules, not judged yet; the gate for it, and what was removed."""
        self.say("Reading")
        reader = Reader(self.database, self.model)
        self._refuse_waiting()
        by_source = reader.claims_by_source()
        records = list(reader.entities())
        found = find_protected(self.database, self.model, load_rules(), records)
        matcher = Matcher(secrets_of(self.model, load_rules(), records, found))
        self.say("Writing")
        removed: dict[str, int] = {}
        if self.order.profile.everything:
            stream = Stream(self.database, self.model, self.order.base, extra=self.order.extra)
            self._write(part, list(stream.descriptions()))
        else:
            transformer = self._transformer(reader, by_source, records, found, matcher, key)
            self._write(
                part,
                list(
                    self._leaving(transformer, key).descriptions(records, self._cells(transformer, records))
                ),
            )
            removed = dict(transformer.removed)
        if reader.claims_by_source() != by_source:
            raise GraphChanged
        self._refuse_waiting()
        return self._gate(key, keyring, matcher, found), removed

    def preview(self) -> tuple[dict[str, int], dict[str, int]]:
        """How many things of each class would leave, and what would stay; nothing is written and no key is made."""
        reader = Reader(self.database, self.model)
        records = list(reader.entities())
        if self.order.profile.everything:
            return dict(Counter(record.cls.plural for record in records)), {}
        found = find_protected(self.database, self.model, load_rules(), records)
        matcher = Matcher(secrets_of(self.model, load_rules(), records, found))
        key = Key("preview", Path(), b"preview")
        transformer = self._transformer(reader, reader.claims_by_source(), records, found, matcher, key)
        leaving = dict(Counter(record.cls.plural for record in transformer.entities(records)))
        return leaving, dict(transformer.removed)

    # ---- parts

    def _transformer(
        self, reader: Reader, by_source: dict[str, int], records: list[EntityRecord], found: Protected,
        matcher: Matcher, key: Key,
    ) -> Transformer:  # fmt: skip
        policy = decide(self.model, self.order.profile, load_rules(), records, found.persons, self.order.day)
        classes = {record.id: record.cls.name for record in records}
        titled = frozenset(
            r.id for r in records if r.cls is self.model.source and r.properties.get(r.cls.caption or "")
        )
        transformer = Transformer(policy, key, matcher, titled - found.sources, classes)
        transformer.refuse_names_of_protected(records)
        transformer.take(map(claim_from, reader.claims(by_source)))
        return transformer

    def _leaving(self, transformer: Transformer, key: Key) -> Leaving:
        iris = Iris(self.model, self.order.base)
        return Leaving(transformer, iris, load_alignment(*self.order.extra), key)

    def _cells(self, transformer: Transformer, records: Iterable[EntityRecord]) -> list[Cell]:
        policy, profile = transformer.policy, self.order.profile
        events = [_placed(policy, transformer, r) for r in records if r.cls.name == policy.rules.event]
        before = self._before()
        cells: dict[object, Cell] = {}
        for number, keys in enumerate(profile.tables):
            told = before[number] if number < len(before) else {}
            for cell in Table(keys, profile.k, told).cells(events):
                cells.setdefault(cell.path, cell)
        return list(cells.values())

    def _before(self) -> list[Counts]:
        if self.order.previous is None:
            return []
        tables, _ = ReadRelease(self.order.previous).counts(self.model, self.order.profile, load_rules())
        return [
            {
                tuple((key, unquote(local(value))) for key, value in path): count
                for path, count in table.items()
            }
            for table in tables
        ]

    def _write(self, part: Path, descriptions: list[Description]) -> None:
        prefixes = Iris(self.model, self.order.base).prefixes()
        with (part / DATA).open("wb") as target:
            serialize(quads_of(descriptions), target, RdfFormat.N_QUADS)
        with (part / TURTLE).open("wb") as target:
            serialize(triples_of(descriptions), target, RdfFormat.TURTLE, prefixes=prefixes)
        alignment = load_alignment(*self.order.extra)
        shapes = shapes_of(self.model, self.order.profile, load_rules(), alignment)
        (part / SHAPES).write_text(shapes, encoding="utf-8")
        (part / "ontology").mkdir()
        for file in (*ontology_files(*self.order.extra), TERMS):
            shutil.copyfile(file, part / "ontology" / file.name)

    def _gate(self, key: Key, keyring: Keyring, matcher: Matcher, found: Protected) -> Gate:
        self._made = found.persons
        return Gate(
            self.model, self.order.profile, load_rules(), load_alignment(*self.order.extra), self.order.base,
            key, keyring, matcher, found.persons, self.order.previous, self.order.extra,
        )  # fmt: skip

    def _pseudonyms(self, key: Key) -> frozenset[str]:
        if self.order.profile.protected != "pseudonym":
            return frozenset()
        return frozenset(key.pseudonym(id) for id in self._made)

    def _about(self, key: Key) -> About:
        order = self.order
        return About(
            order.base,
            key.name,
            order.partner,
            order.day,
            order.profile,
            order.licence or order.profile.licence,
            any(
                source.startswith(SYNTHETIC)
                for source in Reader(self.database, self.model).claims_by_source()
            ),
        )

    def _refuse_waiting(self) -> None:
        if waiting := count_waiting(self.database):
            raise FactsPending(waiting)

    def _check(self, folder: Path) -> None:
        if folder.exists():
            raise CommandError(f"{folder} is there already.", hint="Give the name of a folder that is not.")
        if not folder.parent.is_dir() or not os.access(folder.parent, os.W_OK):
            raise CommandError(f"{folder} cannot be written.", hint="Check that its folder exists.")
        previous = self.order.previous
        if previous is not None and not (previous / DATA).is_file():
            raise CommandError(f"{previous} is no release: it has no {DATA}.")


def _placed(policy: Policy, transformer: Transformer, record: EntityRecord) -> Event:
    """An event as it is counted; a unit that does not leave is none."""
    event = policy.event(record)
    unit = event.values.get(policy.rules.unit_key, "")
    if unit and not transformer.leaves(unit):
        return replace(event, values={**event.values, policy.rules.unit_key: ""})
    return event


def checksums(folder: Path) -> str:
    """The SHA-256 of every file of a folder, as `sha256sum -c` reads them."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != "SHA256SUMS")
    return "".join(
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}\n"
        for file in files
    )


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder beside the one that is wanted, for its owner alone; broken off, nothing of it is left."""
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        part.mkdir(mode=0o700)
        yield part
    except OSError as problem:
        raise CommandError(f"{folder} cannot be written: {problem.strerror or problem}.") from problem
    finally:
        shutil.rmtree(part, ignore_errors=True)
