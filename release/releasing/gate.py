"""The gate: a release is judged as its partner would read it, and stands only if nothing speaks against it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from ontology.alignment import Alignment
from ontology.declarations import local
from ontology.errors import OrbatlasError
from ontology.files import ontology_files
from ontology.model import Model
from release.check import CheckReport, check_store
from release.profiles.reading import HERE, Profile, Rules
from release.releasing.counting import Counts, leaks_of, parts_of
from release.releasing.keys import PSEUDONYM, Key, Keyring
from release.releasing.leaving import COUNT
from release.releasing.matching import Matcher
from release.releasing.reading_back import SHAPES, TYPE, ReadRelease, Said, Unreadable
from release.releasing.shaping import allowed_keys
from release.triples import IDENTIFIER

TERMS = HERE / "terms.ttl"
LISTED = 20


@dataclass(frozen=True, slots=True)
class Breach:
    """One reason why a release may not stand: the rule, and the record that breaks it."""

    rule: str
    record: str
    why: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.record}: {self.why}"


class NotReleased(OrbatlasError):
    """The gate refused a release; nothing was written."""

    def __init__(self, breaches: tuple[Breach, ...]) -> None:
        listed = "\n".join(f"  {breach}" for breach in breaches[:LISTED])
        more = f"\n  … and {len(breaches) - LISTED:,} more" if len(breaches) > LISTED else ""
        super().__init__(
            f"The gate refused the release, and nothing was written. {len(breaches):,} findings:\n{listed}{more}\n",
            hint="These lines name what is protected: keep them to yourself.",
        )
        self.breaches = breaches


@dataclass(frozen=True, slots=True)
class Audit:
    """How far single records stand out: records, those that stand alone, and the smallest cell.

    A cell is what a reader can tell apart by group of ranks, command, period and mode, rests of totals included.
    `risk` is the share of records that stand alone. All are None where nothing is counted.
    """

    records: int
    cells: int
    smallest: int | None
    risk: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate found."""

    breaches: tuple[Breach, ...]
    audit: Audit
    shapes: CheckReport


@dataclass(frozen=True)
class Gate:
    """Judges releases of one profile on one Model."""

    model: Model
    profile: Profile
    rules: Rules
    alignment: Alignment
    base: str
    key: Key
    keyring: Keyring
    matcher: Matcher
    protected: frozenset[str]
    previous: Path | None = None
    extra: tuple[Path, ...] = field(default=())

    def judge(self, folder: Path) -> Verdict:
        """Everything that speaks against the release in a folder."""
        read = ReadRelease(folder)
        try:
            shapes = self._shapes(read)
            limited = [] if self.profile.everything else list(self._limited(read))
            breaches = (*self._whole(read), *_of_shapes(shapes), *limited)
            return Verdict(tuple(breaches), self.audit(read), shapes)
        except Unreadable as problem:
            none = Audit(0, 0, None, None)
            breach = Breach("can be read", folder.name, problem.message)
            return Verdict((breach,), none, CheckReport(0, 0, 0, ()))

    def _limited(self, read: ReadRelease) -> Iterator[Breach]:
        yield from self._allowed(read)
        yield from self._counted(read)
        yield from self._risk(self.audit(read))
        yield from self.leaks(read)
        yield from self._pseudonyms(read)

    # ---- whole and right

    def _whole(self, read: ReadRelease) -> Iterator[Breach]:
        if {quad.triple for quad in read.quads} != read.triples_of_turtle:
            yield Breach("the formats agree", read.folder.name, "N-Quads and Turtle say different things")

    def _shapes(self, read: ReadRelease) -> CheckReport:
        store = Store()
        store.bulk_extend(Quad(q.subject, q.predicate, q.object) for q in read.quads)
        files = (*ontology_files(*self.extra), TERMS, read.folder / SHAPES)
        return check_store(store, len(read.quads), files, self.model)

    # ---- nothing that is not allowed by name

    def _allowed(self, read: ReadRelease) -> Iterator[Breach]:
        allowed = self._predicates()
        known = self._outside()
        for graph in {q.graph_name.value for q in read.quads if isinstance(q.graph_name, NamedNode)}:
            if graph not in read.said:
                yield Breach("only what is allowed leaves", graph, "a graph of a source that did not leave")
        for subject, said in read.said.items():
            classes = [node.value for node in said.get(TYPE, ())]
            ours = [iri for iri in classes if iri in allowed]
            if not ours or any(iri not in allowed and iri not in known for iri in classes):
                named = ", ".join(map(local, classes)) or "nothing"
                yield Breach("only what is allowed leaves", subject, f"it is {named}, which does not leave")
                continue
            may = frozenset().union(*(allowed[iri] for iri in ours))
            yield from self._statements(read, subject, said, may, known)
            if _is_pseudonym(subject):
                yield from self._bare(subject, said)

    def _statements(
        self, read: ReadRelease, subject: str, said: Said, may: frozenset[str], known: frozenset[str]
    ) -> Iterator[Breach]:
        rule = "only what is allowed leaves"
        person = self._person_iri()
        for predicate, terms in said.items():
            if predicate.value not in may:
                yield Breach(rule, subject, f"{local(predicate.value)} does not leave")
            for term in terms:
                if isinstance(term, Literal):
                    continue
                if term.value not in read.said and term.value not in known:
                    yield Breach(rule, subject, f"{local(predicate.value)} leads to what did not leave")
                if _is_pseudonym(term.value) and predicate.value != person:
                    yield Breach("protected persons stand alone", subject, "it is tied to a protected person")

    def _bare(self, subject: str, said: Said) -> Iterator[Breach]:
        for predicate in said:
            if predicate not in (TYPE, IDENTIFIER):
                why = f"{local(predicate.value)} is said of a protected person"
                yield Breach("protected persons stand alone", subject, why)

    def _predicates(self) -> dict[str, frozenset[str]]:
        """For the IRI of each class that may leave, the IRIs of what may be said of its things."""
        always = frozenset({TYPE.value, IDENTIFIER.value})
        found = {}
        for name, names in allowed_keys(self.model, self.profile, self.rules).items():
            iris = {self.model.namespace + local_name for local_name in names}
            beside = {also.iri for iri in iris for also in self.alignment.of(iri)}
            cls = self.model.classes.get(name)
            found[cls.iri if cls else self.model.namespace + name] = frozenset({*iris, *beside, *always})
        return found

    def _outside(self) -> frozenset[str]:
        """Terms that may be named without being described: of the ontology, and beside it."""
        model = self.model
        ours = {cls.iri for cls in model.classes.values()} | {p.iri for p in model.properties.values()}
        concepts = {c.iri for scheme in model.schemes.values() for c in scheme.concepts.values()}
        beside = {also.iri for iri in ours for also in self.alignment.of(iri)}
        return frozenset(ours | concepts | beside | {model.namespace + COUNT})

    def _person_iri(self) -> str:
        return self.model.classes[self.rules.event].by_key[self.rules.person_key].prop.iri

    # ---- counts

    def _counted(self, read: ReadRelease) -> Iterator[Breach]:
        tables, strange = read.counts(self.model, self.profile, self.rules)
        before = self._before()
        for subject in strange:
            yield Breach("counts fit their tables", subject, "it fits no table, or says another number twice")
        for number, told in enumerate(tables):
            then = before[number] if number < len(before) else {}
            yield from self._table(told, then)

    def _table(self, told: Counts, before: Counts) -> Iterator[Breach]:
        k = self.profile.k
        for path, count in told.items():
            if min(count) < k:
                yield Breach("no small cell", _cell(path), f"{min(count)} is below {k}")
            if path and path[:-1] not in told:
                yield Breach("no cell without its whole", _cell(path), "what it is a part of did not leave")
            if path in before and any(0 < abs(a - b) < k for a, b in zip(count, before[path], strict=True)):
                why = f"it differs by fewer than {k} from the release before"
                yield Breach("releases cannot be subtracted", _cell(path), why)
            for why in leaks_of(path, told, before, k):
                yield Breach("no small cell by subtraction", _cell(path), why)

    def _before(self) -> list[Counts]:
        if self.previous is None:
            return []
        return ReadRelease(self.previous).counts(self.model, self.profile, self.rules)[0]

    # ---- who stands out

    def audit(self, read: ReadRelease) -> Audit:
        """The audit of what was read: counts with their rests, and events one by one where such leave."""
        sizes = list(self._events_alone(read))
        if not self.profile.everything:
            tables, _ = read.counts(self.model, self.profile, self.rules)
            sizes += [size for table in tables[:1] for size in _groups(table)]
        records = sum(sizes)
        if not records:
            return Audit(0, 0, None, None)
        return Audit(records, len(sizes), min(sizes), sum(size == 1 for size in sizes) / records)

    def _events_alone(self, read: ReadRelease) -> Iterable[int]:
        cls, rules = self.model.classes[self.rules.event], self.rules
        keys = (rules.unit_key, rules.date_key, rules.rank_key, "mode")
        sides = [NamedNode(cls.by_key[key].prop.iri) for key in keys if key in cls.by_key]
        found = Counter(
            tuple(str(said.get(side, "")) for side in sides) for _, said in read.of_class(cls.iri)
        )
        return found.values()

    def _risk(self, audit: Audit) -> Iterator[Breach]:
        if audit.smallest is not None and audit.smallest < self.profile.k:
            why = f"the smallest cell has {audit.smallest}, and {self.profile.k} is the least"
            yield Breach("nobody stands out", "the audit", why)
        if audit.risk is not None and audit.risk >= self.profile.risk:
            why = f"{audit.risk:.1%} of the records stand alone; the limit is {self.profile.risk:.1%}"
            yield Breach("nobody stands out", "the audit", why)

    # ---- what may not be found

    def leaks(self, read: ReadRelease) -> Iterator[Breach]:
        """Every value by itself, and every file as a whole: an unheard-of place for a name is a place too."""
        found: dict[tuple[str, str], str] = {}
        for subject, value in _values(read):
            for secret in self.matcher.in_value(value):
                found.setdefault((secret.kind, secret.record), subject)
        ours = {_digest(file.read_bytes()) for file in (*ontology_files(), TERMS)}
        for name, text in read.texts():
            inside = () if _digest(text.encode()) in ours else self.matcher.in_text(text)
            for secret in (*self.matcher.in_value(name), *inside):
                found.setdefault((secret.kind, secret.record), name)
        for (kind, record), where in found.items():
            yield Breach("no protected text in the bytes", record, f"{kind} stands in {where}")

    def _pseudonyms(self, read: ReadRelease) -> Iterator[Breach]:
        made = pseudonyms_in(read)
        mine = {self.key.pseudonym(id) for id in self.protected}
        for name in sorted(made - mine):
            yield Breach(
                "pseudonyms are of this release", name, "it was not made with the key of this release"
            )
        for other, secret, theirs in self.keyring.others(self.key):
            if secret == self.key.secret:
                yield Breach("no key serves twice", self.key.name, f"it is the key of {other}")
            for name in islice(sorted(made & theirs), LISTED):
                yield Breach("no pseudonym is shared", name, f"the release {other} has it too")


def pseudonyms_in(read: ReadRelease) -> frozenset[str]:
    """The pseudonyms that a release names."""
    found = (term.value for said in read.said.values() for terms in said.values() for term in terms)
    return frozenset(local(iri) for iri in (*read.said, *found) if _is_pseudonym(iri))


def _is_pseudonym(iri: str) -> bool:
    last = local(iri)
    return last.startswith(PSEUDONYM) and len(last) == len(PSEUDONYM) + 32


def _values(read: ReadRelease) -> Iterator[tuple[str, str]]:
    """(subject, value) of every distinct literal, and of the last part of every distinct IRI."""
    seen: set[str] = set()
    for subject, said in read.said.items():
        terms = (term for terms in said.values() for term in terms)
        for value in (local(subject), *(_value(term) for term in terms)):
            if value not in seen:
                seen.add(value)
                yield subject, value


def _value(term: NamedNode | Literal) -> str:
    return term.value if isinstance(term, Literal) else local(term.value)


def _groups(table: Mapping[tuple[tuple[str, str], ...], tuple[int, int]]) -> Iterator[int]:
    """The sizes, in events, of what a table lets a reader tell apart: its finest cells, and the rests of the others."""
    for path, (events, _) in table.items():
        rest = events - sum(part[0] for part in parts_of(path, table).values())
        if rest:
            yield rest


def _of_shapes(report: CheckReport) -> Iterator[Breach]:
    for violation in report.violations:
        yield Breach(f"the shape {violation.shape}", violation.focus, violation.message)


def _cell(path: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{key} {local(value) or 'not known'}" for key, value in path) or "all"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
