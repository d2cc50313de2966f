"""`orbatlas release`: builds a release beside its folder, has the gate judge it, and only then gives it its name."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from graph.connection import Database
from graph.matching import Matcher
from graph.merging import Redirects
from graph.records import claim_from
from graph.synthetic import SYNTHETIC, any_synthetic
from ontology.alignment import load_alignment
from ontology.errors import CommandError
from ontology.files import ontology_files
from ontology.model import Model
from ontology.rules import load_rules
from ontology.whole import folder_becoming
from release.iris import DEFAULT_BASE, Iris
from release.profiles.reading import Profile
from release.quads import Stream, quads_of
from release.reading import Reader
from release.records import EntityRecord
from release.releasing.counting import Cell, Counts, Event, Table
from release.releasing.describing import About, changes, dataset, page, shacl_report
from release.releasing.figures import FIGURES, Figure, from_notes, noted
from release.releasing.gate import TERMS, Gate
from release.releasing.keys import Key, Keyring, Tables
from release.releasing.leaving import Leaving
from release.releasing.policy import Policy, decide
from release.releasing.previewing import Preview, everything, preview_of
from release.releasing.protecting import Protected, find_protected, secrets_of
from release.releasing.reading_back import DATA, SHAPES, TURTLE, ReadRelease
from release.releasing.shaping import shapes_of
from release.releasing.transforming import Transformer
from release.releasing.verdict import Audit, NotReleased
from release.triples import Description
from release.watching import Watch

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
    notes: tuple[str, ...] = ()
    """What the one who makes the release should know, and its reader should not."""


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
            with folder_becoming(folder) as part:
                report = self.build(part, key, keyring)
                keyring.remember(key, self._pseudonyms(key), self._told(part))
        except BaseException:
            keyring.forget(key)
            raise
        return ReleaseReport(folder, *report, notes=self._notes())

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
        persons = str(Iris(self.model, self.order.base).thing(load_rules().person, "").value)
        (part / "changes.csv").write_text(changes(read, before, persons), encoding="utf-8")
        text = page(about, removed, verdict.audit)
        (part / "README.md").write_text(text, encoding="utf-8")
        (part / "SHA256SUMS").write_text(checksums(part), encoding="utf-8")
        leaks = () if self.order.profile.everything else tuple(gate.leaks(ReadRelease(part)))
        if leaks:
            raise NotReleased(leaks)
        size = read.survey.triples
        return key.name, size, len(read.survey.subjects), verdict.shapes.rules, removed, verdict.audit

    def draft(self, part: Path, key: Key, keyring: Keyring) -> tuple[Gate, dict[str, int]]:
        """The data and its rules, not judged yet; the gate for it, and what was removed."""
        self.say("Reading")
        reader = Reader(self.database, self.model)
        watch = Watch(self.database, self.model)
        if self.order.profile.everything:
            self.say("Writing")
            stream = Stream(self.database, self.model, self.order.base, extra=self.order.extra)
            self._write(part, stream.descriptions())
            return self._gate(key, keyring, Matcher(()), Protected(frozenset(), (), frozenset())), {}
        records = list(reader.entities())
        found = find_protected(self.database, self.model, load_rules(), records)
        matcher = Matcher(secrets_of(self.model, load_rules(), records, found))
        self.say("Writing")
        transformer = self._transformer(reader, watch.by_source, records, found, matcher, key)
        cells = self._cells(transformer, records, key)
        self._hold_back(transformer, records, cells, key)
        self._write(part, self._leaving(transformer, records, key).descriptions(records, cells))
        watch.check()
        return self._gate(key, keyring, matcher, found), dict(transformer.removed)

    def preview(self) -> Preview:
        """What would leave and what would stay; nothing is written and no key is made."""
        reader = Reader(self.database, self.model)
        by_source = Watch(self.database, self.model).by_source
        records = list(reader.entities())
        if self.order.profile.everything:
            bare = sum(1 for _ in reader.bare_sources(list(by_source)))
            return everything(self.model, records, bare, sum(by_source.values()))
        found = find_protected(self.database, self.model, load_rules(), records)
        matcher = Matcher(secrets_of(self.model, load_rules(), records, found))
        key = Key("preview", Path(), b"preview")
        transformer = self._transformer(reader, by_source, records, found, matcher, key)
        cells = self._cells(transformer, records, key)
        self._hold_back(transformer, records, cells, key)
        left = list(transformer.entities(records))
        claims = (sum(by_source.values()), len(transformer.used))
        return preview_of(transformer.policy, records, left, claims, cells, transformer.removed)

    # ---- parts

    def _transformer(
        self, reader: Reader, by_source: Mapping[str, int], records: list[EntityRecord], found: Protected,
        matcher: Matcher, key: Key,
    ) -> Transformer:  # fmt: skip
        policy = decide(self.model, self.order.profile, load_rules(), records, found.persons, self.order.day)
        classes = {record.id: record.cls.name for record in records}
        titled = frozenset(
            r.id for r in records if r.cls is self.model.source and r.properties.get(r.cls.caption or "")
        )
        redirects = Redirects({redirect.id: redirect.target for redirect in reader.redirects()})
        transformer = Transformer(policy, key, matcher, titled - found.sources, classes, redirects=redirects)
        transformer.refuse_names_of_protected(records)
        transformer.take(map(claim_from, reader.claims(by_source)))
        return transformer

    def _leaving(self, transformer: Transformer, records: Iterable[EntityRecord], key: Key) -> Leaving:
        iris = Iris(self.model, self.order.base)
        events = [record.id for record in records if record.cls.name == load_rules().event]
        made_up = any_synthetic(self.database, self.model, events)
        return Leaving(transformer, iris, load_alignment(*self.order.extra), key, made_up)

    def _hold_back(
        self, transformer: Transformer, records: list[EntityRecord], cells: list[Cell], key: Key
    ) -> None:
        """Refuse the figures that tell of a few; the counts are said already, and weigh on them."""
        told = [
            {c.path: (c.events, c.persons) for c in cells if _is_of(c, keys)}
            for keys in self.order.profile.tables
        ]
        transformer.hold_back(records, self._figures_before(key), told)

    def _figures_before(self, key: Key) -> list[frozenset[Figure]]:
        """The figures of every release of this user, and of the one that is named."""
        found = [from_notes(notes) for notes in Keyring(self.order.home).told(key, FIGURES)]
        if self.order.previous is not None:
            found.append(ReadRelease(self.order.previous).figures(self.model))
        return found

    def _cells(self, transformer: Transformer, records: Iterable[EntityRecord], key: Key) -> list[Cell]:
        policy, profile = transformer.policy, self.order.profile
        events = [_placed(policy, transformer, r) for r in records if r.cls.name == policy.rules.event]
        before = self._before(key)
        cells: dict[object, Cell] = {}
        for keys, told in zip(profile.tables, before, strict=True):
            # The persons stand in the first table; in two they could be looked for in both.
            for cell in Table(keys, profile.k, told).cells(events):
                cells.setdefault(
                    cell.path, cell if not cells or keys == profile.tables[0] else _of_nobody(cell)
                )
        return list(cells.values())

    def _before(self, key: Key) -> list[list[Counts]]:
        """For each table what was told before: by every release of this user, and by the one that is named."""
        profile, ring = self.order.profile, Keyring(self.order.home)
        found = [list(ring.told(key, keys)) for keys in profile.tables]
        if self.order.previous is not None:
            tables, _ = ReadRelease(self.order.previous).counts(self.model, profile, load_rules())
            for told, table in zip(found, tables, strict=True):
                told.append(table)
        return found

    def _write(self, part: Path, descriptions: Iterable[Description]) -> None:
        """Both formats, piece by piece: the second is read from the first."""
        prefixes = Iris(self.model, self.order.base).prefixes()
        with (part / DATA).open("wb") as target:
            serialize(quads_of(descriptions), target, RdfFormat.N_QUADS)
        triples = (quad.triple for quad in ReadRelease(part).quads())
        with (part / TURTLE).open("wb") as target:
            serialize(triples, target, RdfFormat.TURTLE, prefixes=prefixes)
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
            key, keyring, matcher, found.persons, self._before(key), self._figures_before(key), self.order.extra,
        )  # fmt: skip

    def _pseudonyms(self, key: Key) -> frozenset[str]:
        if self.order.profile.protected != "pseudonym":
            return frozenset()
        return frozenset(key.pseudonym(id) for id in self._made)

    def _notes(self) -> tuple[str, ...]:
        """For who makes the release alone: whom the release before named and who is protected now."""
        if self.order.previous is None or self.order.profile.everything:
            return ()
        iris = Iris(self.model, self.order.base)
        before = ReadRelease(self.order.previous).survey.subjects
        person = load_rules().person
        gone = [id for id in self._made if iris.thing(person, id).value in before]
        if not gone:
            return ()
        return (
            f"{len(gone):,} who are protected now were named in the release before: {', '.join(sorted(gone)[:20])}. "
            "Whoever has both can see that they are gone. Think of their safety before you send this one.",
        )

    def _told(self, part: Path) -> Tables:
        profile = self.order.profile
        read = ReadRelease(part)
        tables, _ = read.counts(self.model, profile, load_rules())
        figures = noted(read.figures(self.model)) if not profile.everything else {}
        return [*zip(profile.tables, tables, strict=True), (FIGURES, figures)]

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


def _is_of(cell: Cell, keys: Sequence[str]) -> bool:
    return [side for side, _ in cell.path] == list(keys[: len(cell.path)])


def _of_nobody(cell: Cell) -> Cell:
    return replace(cell, who=frozenset())


def checksums(folder: Path) -> str:
    """The SHA-256 of every file of a folder, as `sha256sum -c` reads them."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != "SHA256SUMS")
    return "".join(f"{_sha256(file)}  {file.relative_to(folder).as_posix()}\n" for file in files)


def _sha256(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
