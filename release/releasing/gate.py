"""The gate: a release is judged as its partner would read it, and stands only if nothing speaks against it."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from graph.matching import Matcher, Secret
from ontology.alignment import Alignment
from ontology.declarations import local
from ontology.files import ontology_files
from ontology.model import Model
from ontology.rules import Rules
from release.check import CheckReport, check_store
from release.profiles.reading import HERE, Profile
from release.releasing.counting import Counts, by_whole, leaks_of, nearly
from release.releasing.figures import Figure, leaks_in
from release.releasing.keys import Key, Keyring
from release.releasing.leaving import COUNT
from release.releasing.measuring import counts_of, gives_away
from release.releasing.reading_back import (
    DATA,
    SHAPES,
    TURTLE,
    TYPE,
    ReadRelease,
    Said,
    Unreadable,
    is_pseudonym,
)
from release.releasing.shaping import allowed_keys
from release.releasing.verdict import LISTED, Audit, Breach, Verdict
from release.triples import IDENTIFIER

TERMS = HERE / "terms.ttl"


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
    before: Sequence[Sequence[Counts]] = ()
    """For each table of the profile, what earlier releases told in it."""
    figures_before: Sequence[frozenset[Figure]] = ()
    """What figures earlier releases told."""
    extra: tuple[Path, ...] = field(default=())

    def judge(self, folder: Path) -> Verdict:
        """Everything that speaks against the release in a folder."""
        read = ReadRelease(folder)
        try:
            whole = tuple(self._whole(read))
            shapes = self.shapes(read)
            limited = [] if self.profile.everything else list(self._limited(read))
            breaches = dict.fromkeys((*whole, *limited, *_of_shapes(shapes)))
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
        if not read.formats_agree():
            yield Breach("the formats agree", read.folder.name, "N-Quads and Turtle say different things")

    def shapes(self, read: ReadRelease) -> CheckReport:
        """The shapes of the ontology and of the profile on a release, as SPARQL. Raises Unreadable."""
        files = (*ontology_files(*self.extra), TERMS, read.folder / SHAPES)
        with read.store() as store:
            return check_store(store, read.survey.triples, files, self.model)

    # ---- nothing that is not allowed by name

    def _allowed(self, read: ReadRelease) -> Iterator[Breach]:
        allowed = self._predicates()
        outside = self._outside()
        known = outside | read.survey.subjects
        for graph in sorted(read.survey.graphs):
            if graph not in read.survey.subjects:
                yield Breach("only what is allowed leaves", graph, "a graph of a source that did not leave")
        for subject, said in read.things():
            if is_pseudonym(subject):
                yield from self._bare(subject, said)
            classes = [node.value for node in said.get(TYPE, ())]
            ours = [iri for iri in classes if iri in allowed]
            if not ours or any(iri not in allowed and iri not in outside for iri in classes):
                named = ", ".join(map(local, classes)) or "nothing"
                yield Breach("only what is allowed leaves", subject, f"it is {named}, which does not leave")
                continue
            may = frozenset().union(*(allowed[iri] for iri in ours))
            yield from self._statements(known, subject, said, may)

    def _statements(
        self, known: frozenset[str], subject: str, said: Said, may: frozenset[str]
    ) -> Iterator[Breach]:
        rule = "only what is allowed leaves"
        person = self._person_iri()
        for predicate, terms in said.items():
            if predicate.value not in may:
                yield Breach(rule, subject, f"{local(predicate.value)} does not leave")
            for term in terms:
                if isinstance(term, Literal):
                    continue
                if term.value not in known:
                    yield Breach(rule, subject, f"{local(predicate.value)} leads to what did not leave")
                if is_pseudonym(term.value) and predicate.value != person:
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
        for subject in strange:
            yield Breach("counts fit their tables", subject, "it fits no table, or says another number twice")
        for number, told in enumerate(tables):
            yield from self._table(told, self.before[number] if number < len(self.before) else ())
        yield from self._few_persons(read)
        yield from self._figures(read, tables)

    def _figures(self, read: ReadRelease, tables: Sequence[Counts]) -> Iterator[Breach]:
        """Strengths and totals: none small, none that gives a small one back, none of a unit that is counted."""
        figures, parts, k = read.figures(self.model), read.parts(self.model), self.profile.k
        found: dict[str, str] = {}
        for before in self.figures_before or (frozenset(),):
            for leak in leaks_in(figures, before, parts, k):
                found.setdefault(_figure(leak.figure), leak.why)
        for figure in sorted(figures):
            counts = counts_of(figure.unit, tables, self.rules.unit_key)
            if figure.group[0] in self.rules.totals and gives_away(figure, counts, k):
                found.setdefault(_figure(figure), f"it differs by fewer than {k} from what is counted")
        for record, why in sorted(found.items()):
            yield Breach("no small figure", record, why)

    def _few_persons(self, read: ReadRelease) -> Iterator[Breach]:
        """How many pseudonyms stand in a cell is a count as well."""
        person = NamedNode(self._person_iri())
        for subject, said in read.survey.counts:
            if 0 < (found := len(said.get(person, ()))) < self.profile.k:
                yield Breach("no small cell", subject, f"it names {found} persons, below {self.profile.k}")

    def _table(self, told: Counts, before: Sequence[Counts]) -> Iterator[Breach]:
        k = self.profile.k
        families = by_whole(told)
        earlier = [(then, by_whole(then)) for then in before] or [({}, {})]
        for path, count in told.items():
            if min(count) < k:
                yield Breach("no small cell", _cell(path), f"{min(count)} is below {k}")
            if path and path[:-1] not in told:
                yield Breach("no cell without its whole", _cell(path), "what it is a part of did not leave")
            if any(nearly(count, then[path], k) for then in before if path in then):
                why = f"it differs by fewer than {k} from what an earlier release told"
                yield Breach("releases cannot be subtracted", _cell(path), why)
            mine = {path: count, **families.get(path, {})}
            for then, theirs in earlier:
                known = {path: then[path], **theirs.get(path, {})} if path in then else {}
                for why in leaks_of(path, mine, known, k):
                    yield Breach("no small cell by subtraction", _cell(path), why)

    # ---- who stands out

    def audit(self, read: ReadRelease) -> Audit:
        """The audit of what was read: counts with their rests, and events one by one where such leave."""
        sizes = list(self._events_alone(read))
        if not self.profile.everything:
            tables, _ = read.counts(self.model, self.profile, self.rules)
            return _worst([_audited([*sizes, *_groups(table)]) for table in tables])
        return _audited(sizes)

    def _events_alone(self, read: ReadRelease) -> Iterable[int]:
        cls, rules = self.model.classes[self.rules.event], self.rules
        keys = (rules.unit_key, rules.date_key, rules.rank_key, rules.mode_key)
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
        found: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for subject, value in _values(read):
            for secret in self.matcher.in_value(value):
                found[secret.kind, secret.record][subject] = None
        ours = {_digest(file.read_bytes()) for file in (*ontology_files(), TERMS)}
        for name, text in read.texts():
            inside = () if _digest(text.encode()) in ours else self._inside(name, text)
            for secret in (*self.matcher.in_value(name), *inside):
                if not found[secret.kind, secret.record]:
                    found[secret.kind, secret.record][name] = None
        for (kind, record), places in found.items():
            for where in places:
                yield Breach("no protected text in the bytes", record, f"{kind} stands in {where}")

    def _inside(self, name: str, text: str) -> Iterator[Secret]:
        """What stands in a stretch of a file. Of files that hold no values, each line is looked at as one."""
        yield from self.matcher.in_text(text)
        if name not in (DATA, TURTLE):
            for line in text.splitlines():
                yield from self.matcher.in_value(line)

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
    return frozenset(map(local, read.survey.persons))


def _values(read: ReadRelease) -> Iterator[tuple[str, str]]:
    """(subject, value) of every distinct literal, and of the last part of every distinct IRI."""
    seen: set[str] = set()
    for subject, said in read.things():
        terms = (term for terms in said.values() for term in terms)
        for value in (local(subject), *(_value(term) for term in terms)):
            if value not in seen:
                seen.add(value)
                yield subject, value


def _value(term: NamedNode | Literal) -> str:
    return term.value if isinstance(term, Literal) else local(term.value)


def _groups(table: Counts) -> Iterator[int]:
    """The sizes of what a table lets a reader tell apart: its finest cells, and the rests of the others.

    The smaller of events and persons counts.
    """
    families = by_whole(table)
    for path, (events, persons) in table.items():
        parts = families.get(path, {}).values()
        rest = (events - sum(part[0] for part in parts), persons - sum(part[1] for part in parts))
        if any(rest):
            yield min(rest)


def _audited(sizes: Sequence[int]) -> Audit:
    records = sum(sizes)
    if not records:
        return Audit(0, 0, None, None)
    return Audit(records, len(sizes), min(sizes), sum(size == 1 for size in sizes) / records)


def _worst(found: Sequence[Audit]) -> Audit:
    """The audit of a release whose tables tell the same events apart in several ways: of each figure the worst."""
    told = [one for one in found if one.smallest is not None and one.risk is not None]
    if not told:
        return Audit(0, 0, None, None)
    smallest = min(one.smallest for one in told if one.smallest is not None)
    risk = max(one.risk for one in told if one.risk is not None)
    return Audit(max(one.records for one in told), max(one.cells for one in told), smallest, risk)


def _of_shapes(report: CheckReport) -> Iterator[Breach]:
    for violation in report.violations:
        yield Breach(f"the shape {violation.shape}", violation.focus, violation.message)


def _figure(figure: Figure) -> str:
    return f"{figure.unit}, {' '.join(part for part in figure.group if part)}: {figure.value:,}"


def _cell(path: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{key} {local(value) or 'not known'}" for key, value in path) or "all"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
