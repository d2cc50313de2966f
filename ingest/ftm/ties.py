"""Memberships, occupancies, family and other ties, and figures, as claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from graph.claims import Claim
from ingest.amount import MOST_CLAIMS, too_much
from ingest.ftm.said import Desk, Value, not_understood
from ingest.ftm.sheet import FtmRow
from ontology.concepts import folded
from ontology.ftm import Form
from ontology.ftmwords import id_in, understood
from ontology.model import Class, Kind

Ends = dict[str, str]
"""The ids at the ends of a tie, by the keys of its class."""


@dataclass(frozen=True)
class _Way:
    """One reading of a tie: its class, its ends, and what the form itself says. `link`: a link's key, no tie."""

    form: Form
    cls: Class
    ends: Ends
    said: tuple[tuple[str, str], ...] = ()
    raw: str | None = None
    confidence: str | None = None
    link: str | None = None


def tie_claims(desk: Desk, row: FtmRow, forms: Sequence[Form]) -> Iterator[Claim]:
    """All claims of a tie, by the first form that fits. Raises RowRefused."""
    tie = _Tie(desk, row)
    for form in forms:
        ways = list(tie.ways(form))
        if ways:
            sources = desk.sources(row)
            return desk.spread(row, sources, tie.claims(ways, sources.ids))
    tie.explain(forms)
    return iter(())


class _Tie:
    """One tie while it is read."""

    def __init__(self, desk: Desk, row: FtmRow) -> None:
        self._desk, self._row = desk, row
        self._model, self._index = desk.model, desk.index
        self._why = ""

    # ---- which tie it is

    def ways(self, form: Form) -> Iterator[_Way]:
        """The readings by a form; none where it does not fit."""
        if form.cls is None:
            yield from self._by_phrase(form)
            return
        if form.known and not self._has_known(form):
            return
        for ids in self._pairs(*form.ends.values()):
            ends = dict(zip(form.ends, ids, strict=True))
            if all(self._index.class_of(id) == form.cls.by_key[key].prop.range for key, id in ends.items()):
                yield from self._directed(form, form.cls, ends)

    def _directed(self, form: Form, cls: Class, ends: Ends) -> Iterator[_Way]:
        """The tie as its words turn it. Without a word that tells, there is none."""
        said = tuple(form.where.items())
        told = form.direction
        if told is None:
            yield _Way(form, cls, ends, said)
            return
        label = cls.by_key[told.end].prop.label
        words = self._row.properties.get(told.property, ())
        for word in words:
            forwards = told.of(word, label)
            if forwards is None:
                continue
            source, target = ends[str(cls.source)], ends[str(cls.target)]
            turned = ends if forwards else {str(cls.source): target, str(cls.target): source}
            weak = folded(word) in told.weak
            yield _Way(form, cls, turned, said, word, told.confidence if weak else None)
            return
        self._why = f"{told.property}: {', '.join(words) or 'none'}"

    def _by_phrase(self, form: Form) -> Iterator[_Way]:
        """The tie or link of the ontology whose phrase stands there and whose ends these are."""
        phrases = {folded(text) for text in self._row.properties.get(form.phrase_in or "", ())}
        for one, other in self._pairs(*form.others):
            held = self._index.class_of(one), self._index.class_of(other)
            for cls in self._model.of_kind(Kind.RELATION):
                ends = cls.end_class(cls.source), cls.end_class(cls.target)
                if cls.parent is None and folded(cls.phrase or cls.label) in phrases and held == ends:
                    yield _Way(form, cls, {str(cls.source): one, str(cls.target): other})
                    return
            for key in self._links(held[0], held[1], phrases):
                yield _Way(form, self._model.classes[str(held[0])], {"": one, key: other}, link=key)
                return

    def _links(self, held: str | None, other: str | None, phrases: set[str]) -> Iterator[str]:
        cls = self._model.classes.get(held or "")
        for slot in cls.links if cls else ():
            if slot.prop.range == other and folded(slot.prop.phrase or slot.prop.label) in phrases:
                yield slot.key

    def _pairs(self, *paths: str) -> Iterator[tuple[str, ...]]:
        """Every one of the ids at one end with every one at the other. Raises RowRefused where they are too many."""
        ids = [self._ids(path) for path in paths]
        if prod(map(len, ids)) > MOST_CLAIMS:
            raise too_much(self._row)
        return product(*ids)

    def _ids(self, path: str) -> list[str]:
        return [id_in(value) for value in self._index.values(self._row, path)]

    def _has_known(self, form: Form) -> bool:
        """Whether the property on which the form stands holds a term of its scheme."""
        assert form.cls is not None and form.known is not None
        scheme = form.cls.by_key[form.known].prop.scheme
        names = form.properties.get(form.known, ())
        return scheme is not None and any(scheme.find(text) for text in self._row.all(*names))

    # ---- claims

    def claims(self, ways: Sequence[_Way], sources: Sequence[str]) -> Iterator[Claim]:
        """The claims of all readings, which have one form; of a second value of what is had once, one of its own."""
        form, cls = ways[0].form, ways[0].cls
        if ways[0].link is not None:
            self._unread_of_link(form)
            for way in ways:
                yield from self._link_claims(way, ways[0].link, sources)
            return
        values, confidence = self._desk.read(self._row, form, cls)
        values += list(self._terms(form, cls))
        self._unread(form)
        for way in ways:
            for said in self._alternatives(cls, values):
                yield from self._tie_claims(way, {*said, *way.said}, way.confidence or confidence, sources)

    def _tie_claims(
        self, way: _Way, said: set[tuple[str, str]], confidence: str | None, sources: Sequence[str]
    ) -> Iterator[Claim]:
        cls, ends = way.cls, way.ends
        place = self._desk.context.place(self._row, str(next(iter(way.form.ends.values()), way.form.schema)))
        for source in sources:
            yield Claim(
                ends[str(cls.source)], cls.end_class(cls.source), cls.name, source,
                object=ends[cls.target] if cls.target else None,
                qualifiers=tuple(sorted(said)),
                confidence=confidence, raw=way.raw, places=(place,),
            )  # fmt: skip

    def _link_claims(self, way: _Way, key: str, sources: Sequence[str]) -> Iterator[Claim]:
        place = self._desk.context.place(self._row, way.form.others[1])
        for source in sources:
            yield Claim(way.ends[""], way.cls.name, key, source, object=way.ends[key], places=(place,))

    def _unread_of_link(self, form: Form) -> None:
        """A link has no values: what else stands there is counted."""
        used = {
            *form.others,
            form.phrase_in,
            self._desk.ftm.proof,
            *self._desk.ftm.source_properties.values(),
        }
        for name, texts in self._row.properties.items():
            if name not in used:
                self._desk.warn(not_understood(self._row.schema, name), len(texts))

    def _terms(self, form: Form, cls: Class) -> Iterator[Value]:
        """Terms that are looked for in a text which is kept elsewhere too; one that is none says nothing more."""
        for key, path in form.terms.items():
            for text in self._index.values(self._row, path):
                scheme = cls.by_key[key].prop.scheme
                if scheme is not None and scheme.find(text):
                    yield Value(key, understood(cls.by_key[key], text), text, path)

    def _alternatives(self, cls: Class, values: Sequence[Value]) -> Iterator[set[tuple[str, str]]]:
        """The qualifiers; then, for each further value of a property that is had once, the same with that one."""
        first: dict[str, str] = {}
        many: set[tuple[str, str]] = set()
        more: list[tuple[str, str]] = []
        for value in values:
            pair = (value.key, value.text)
            if cls.by_key[value.key].many:
                many.add(pair)
            elif first.setdefault(value.key, value.text) != value.text:
                more.append(pair)
        yield {*first.items(), *many}
        for key, text in dict.fromkeys(more):
            yield {*(first | {key: text}).items(), *many}

    def _unread(self, form: Form) -> None:
        ends = [path.partition(".")[0] for path in (*form.ends.values(), *form.terms.values())]
        used = {*ends, *form.others, *filter(None, (form.phrase_in, form.needs))}
        used |= {name.partition(".")[0] for names in form.properties.values() for name in names}
        used |= {form.direction.property} if form.direction else set()
        self._desk.unread(self._row, form, frozenset(used))

    # ---- what is none

    def explain(self, forms: Sequence[Form]) -> None:
        """Refuse a tie of which an end is missing or nobody knows one; count any other as not understood."""
        if self._why:
            self._desk.warn(not_understood(self._row.schema, "", self._why))
            return
        named: Mapping[str, list[str]] = {
            name: [id_in(text) for text in self._row.properties.get(name, ())]
            for form in forms
            for name in self._named(form)
        }
        for name, ids in named.items():
            if not ids:
                hint = "A tie names both of its ends."
                raise self._row.refuse(name, "", "a value is required", hint)
            for id in ids:
                if self._index.class_of(id) is None and self._index.schema_of(id) is None:
                    hint = "Describe it in the same file, or load it first."
                    raise self._row.refuse(name, id, "nothing has this id", hint)
        ends = " to ".join(self._kind(ids[0]) for ids in named.values())
        self._desk.warn(not_understood(self._row.schema, "", ends))

    def _named(self, form: Form) -> Iterator[str]:
        paths = form.ends.values() if form.cls is not None else form.others
        yield from (path.partition(".")[0] for path in paths)

    def _kind(self, id: str) -> str:
        return self._index.schema_of(id) or self._index.class_of(id) or "nothing"
