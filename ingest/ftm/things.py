"""Persons, organisations, places, documents and events as claims."""

from __future__ import annotations

from collections.abc import Iterator

from graph.claims import Claim
from ingest.ftm.forms import TOPICS
from ingest.ftm.said import Desk, Sources, Value, not_understood
from ingest.ftm.sheet import FtmRow
from ontology.concepts import folded
from ontology.ftm import Form
from ontology.ftmwords import id_in, id_out
from ontology.model import Class


def thing_claims(desk: Desk, row: FtmRow, form: Form) -> Iterator[Claim]:
    """All claims about a thing. Raises RowRefused."""
    assert form.cls is not None
    sources = desk.sources(row, frozenset(form.keys))
    return desk.spread(row, sources, _Thing(desk, row, form, form.cls, sources).claims())


class _Thing:
    """One thing while it is read."""

    def __init__(self, desk: Desk, row: FtmRow, form: Form, cls: Class, sources: Sources) -> None:
        self._desk, self._row, self._form, self._cls, self._sources = desk, row, form, cls, sources
        self._confidence: str | None = None

    def claims(self) -> Iterator[Claim]:
        """Values, then links, then ties without a time."""
        self._check_topics()
        values, self._confidence = self._desk.read(self._row, self._form, self._cls)
        parts, used = self._from_parts(values)
        for value in self._one_each([*values, *parts]):
            yield from self._claim(value.key, value.name, value=value.text, raw=value.raw)
        for name, keys in self._form.linked.items():
            for id in self._row.properties.get(name, ()):
                yield from self._link(name, keys, id_in(id))
        for name, tie in self._form.plain.items():
            for id in self._row.properties.get(name, ()):
                yield from self._plain(name, self._desk.model.classes[tie], id_in(id))
        filled = {self._form.needs} if self._form.label_in and self._is_filled() else set()
        more = {*self._form.linked, *self._form.plain, *used, *filter(None, filled), TOPICS}
        self._desk.unread(self._row, self._form, frozenset(more))

    # ---- values

    def _one_each(self, values: list[Value]) -> Iterator[Value]:
        """Of a value that a thing has once, those of the best property; further names are aliases."""
        best: dict[str, str] = {}
        seen: dict[str, set[str]] = {}
        for value in self._preferred(values):
            slot = self._cls.by_key[value.key]
            if value.key == self._cls.caption and self._is_id(value):
                self._desk.warn(f"name that is only the id: {self._row.schema}")
            elif slot.many:
                yield value
            elif value.key == "name" and best.setdefault("name", value.raw) != value.raw:
                if "aliases" in self._cls.by_key:
                    yield Value("aliases", value.text, value.raw, value.name)
            elif best.setdefault(value.key, value.name) in (value.name, value.raw):
                seen.setdefault(value.key, set()).add(value.text)
                yield value
            elif value.text not in seen.get(value.key, ()):
                self._desk.warn(not_understood(self._row.schema, value.name, "said by another property too"))

    def _preferred(self, values: list[Value]) -> list[Value]:
        """The name that its maker prefers before the others."""
        named = self._row.named
        return sorted(values, key=lambda value: not (named and value.key == "name" and value.text == named))

    def _is_id(self, value: Value) -> bool:
        return value.name == self._form.needs and value.raw in (self._row.id, id_out(self._row.id))

    def _from_parts(self, values: list[Value]) -> tuple[list[Value], set[str]]:
        """A name put together, where the whole is not given; and the properties that it was made of."""
        form = self._form
        if not form.parts or any(value.key == "name" and not self._is_id(value) for value in values):
            return [], set()
        parts = [(name, texts[0]) for name in form.parts if (texts := self._row.properties.get(name))]
        if not parts:
            return [], set()
        whole = " ".join(text for _, text in parts)
        return [Value("name", whole, whole, parts[0][0])], {name for name, _ in parts}

    def _is_filled(self) -> bool:
        """Whether a name only says again what it is."""
        assert self._form.needs is not None
        label = folded(self._cls.label)
        names = [folded(text) for text in self._row.properties.get(self._form.needs, ())]
        return all(name == label or name.startswith(f"{label}: ") for name in names)

    def _check_topics(self) -> None:
        """Topics that only tell what it is are understood; of an organisation without any, a word."""
        form, topics = self._form, self._row.properties.get(TOPICS, ())
        understood = {*form.when_topics, *(self._desk.ftm.military if form.topics else ())}
        for topic in topics:
            if topic not in understood:
                self._desk.warn(not_understood(self._row.schema, TOPICS, topic))
        if form.topics and not self._desk.ftm.is_military(topics):
            self._desk.warn(f"{self._row.schema} without a military topic: taken for a unit")

    # ---- links and ties

    def _link(self, name: str, keys: tuple[str, ...], id: str) -> Iterator[Claim]:
        """A link; the class of the other end tells which."""
        held = self._desk.index.class_of(id)
        slots = [self._cls.by_key[key] for key in keys]
        slot = next((slot for slot in slots if slot.prop.range == held), None)
        if slot is not None:
            yield from self._claim(slot.key, name, object=id, raw=id)
        else:
            self._other_end(name, id, held)

    def _plain(self, name: str, tie: Class, id: str) -> Iterator[Claim]:
        held = self._desk.index.class_of(id)
        if held == tie.end_class(tie.target):
            yield from self._claim(tie.name, name, object=id)
        else:
            self._other_end(name, id, held)

    def _other_end(self, name: str, id: str, held: str | None) -> None:
        """Count an end of another class; refuse one that nobody describes."""
        schema = self._desk.index.schema_of(id)
        if held is None and schema is None:
            hint = "Describe it in the same file, or load it first."
            raise self._row.refuse(name, id, "nothing has this id", hint)
        self._desk.warn(not_understood(self._row.schema, name, f"to {schema or held}"))

    def _claim(self, predicate: str, name: str, **stated: str) -> Iterator[Claim]:
        place = self._desk.context.place(self._row, name)
        for source in self._sources.ids:
            yield Claim(
                self._row.id, self._cls.name, predicate, source,
                confidence=self._confidence, places=(place,), **stated,  # type: ignore[arg-type]
            )  # fmt: skip
