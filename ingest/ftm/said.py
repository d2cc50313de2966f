"""What things and ties have in common when they are read: their sources, their values, and what is said in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from graph.claims import Claim
from graph.seen import SeenIds
from ingest.amount import bounded
from ingest.concepts import term as concept_term
from ingest.context import Context
from ingest.ftm.index import Index
from ingest.ftm.sheet import FtmRow
from ontology.ftm import Form, Ftm
from ontology.ftmwords import Values, Words, id_in, written
from ontology.model import Class, Datatype, Model, Slot

# A moment, of which the day is what we model.
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ].*")


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it was understood, the text as found, and the property in which it stood."""

    key: str
    text: str
    raw: str
    name: str


@dataclass(frozen=True)
class Sources:
    """Where claims come from, and what is said of a source that has no line of its own (id → values)."""

    ids: tuple[str, ...]
    about: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def not_understood(schema: str, name: str = "", why: str = "") -> str:
    """How the report names what nothing was made of."""
    what = f"{schema}.{name}" if name else schema
    return f"not understood: {what}{f' ({why})' if why else ''}"


class Desk:
    """What one ingest has at hand."""

    def __init__(self, ftm: Ftm, context: Context, index: Index) -> None:
        self.ftm, self.context, self.index = ftm, context, index
        self.values = Values(ftm)
        self._words: dict[str, Words] = {}
        self._described = SeenIds()

    @property
    def model(self) -> Model:
        """The ontology."""
        return self.context.model

    def warn(self, kind: str, times: int = 1) -> None:
        """Count a warning."""
        self.context.warnings.add(kind, times)

    def words(self, cls: Class) -> Words:
        """What may be said of a class in words."""
        if cls.name not in self._words:
            self._words[cls.name] = Words(self.model, cls)
        return self._words[cls.name]

    # ---- sources

    def sources(self, row: FtmRow, own: frozenset[str] = frozenset()) -> Sources:
        """The documents that it names; else addresses, else publishers, else data sets, else the sheet itself.

        Properties in `own` say something of the thing itself.
        """
        if documents := row.all(self.ftm.proof):
            return Sources(tuple(dict.fromkeys(map(id_in, documents))))
        caption = self.model.source.caption or "title"
        slots = {key: name for key, name in self.ftm.source_properties.items() if name not in own}
        for key, name in slots.items():
            if texts := row.all(name):
                # A second property says more of a source only where it is one and the same for all of them.
                more = {k: found[0] for k, n in slots.items() if k != key and len(found := row.all(n)) == 1}
                return Sources(tuple(texts), {text: {caption: text, key: text, **more} for text in texts})
        if row.datasets:
            return Sources(row.datasets, {name: {caption: name, "kind": "data set"} for name in row.datasets})
        return Sources((self.context.sheet(row),))

    def spread(self, row: FtmRow, sources: Sources, claims: Iterator[Claim]) -> Iterator[Claim]:
        """The claims, and what is said of their sources when they are met for the first time."""
        found = bounded(row, claims)
        yield from found
        if not found:
            return
        place = self.context.place(row, self.ftm.proof)
        for id, said in sources.about.items():
            if self._described.add(id):
                cls = self.model.source.name
                for key, value in said.items():
                    yield Claim(id, cls, key, id, value=value, raw=value, places=(place,))

    # ---- values

    def read(self, row: FtmRow, form: Form, cls: Class) -> tuple[list[Value], str | None]:
        """The values of a thing or tie by its form, words before what stands for them, and its confidence."""
        said, notes = self._in_words(row, form, cls)
        confidence = next((value.text for value in said if value.key == "confidence"), None)
        found = [value for value in said if value.key != "confidence"]
        nearest = self._nearest(said, cls)
        found += [one for one in self._stated(row, form, cls) if one.raw not in nearest(one.key, one.name)]
        return [*found, *notes], confidence

    def _in_words(self, row: FtmRow, form: Form, cls: Class) -> tuple[list[Value], list[Value]]:
        """What is said in words, and remarks."""
        words, said, notes = self.words(cls), list[Value](), list[Value]()
        names = dict.fromkeys((*form.properties.get("note", ()), *filter(None, (form.words,))))
        for name in names:
            for text in row.properties.get(name, ()):
                found = words.read(text) if name == form.words else None
                if found is None:
                    if name in form.properties.get("note", ()):
                        notes.append(Value("note", text, text, name))
                elif found[0] == "note":
                    notes.append(Value("note", found[1], text, name))
                else:
                    said.append(Value(*found, text, name))
        return said, notes

    def _stated(self, row: FtmRow, form: Form, cls: Class) -> Iterator[Value]:
        for key, names in form.properties.items():
            if key == "note":
                continue
            slot = cls.by_key[key]
            for name in names:
                if name != form.words:
                    yield from (
                        Value(key, self._understood(slot, text), text, name)
                        for text in self.index.values(row, name)
                    )

    def _understood(self, slot: Slot, text: str) -> str:
        if slot.prop.datatype in (Datatype.EDTF, Datatype.DATE) and (moment := _MOMENT.fullmatch(text)):
            return moment[1]
        if slot.prop.scheme is not None:
            return concept_term(slot.prop.scheme, text, self.context.warnings)
        return text

    def _nearest(self, said: list[Value], cls: Class) -> Callable[[str, str], frozenset[str | None]]:
        """What only is the nearest that a property (of a key of ours) could say of what stands in words."""
        wholes: dict[str, list[str]] = {}
        for whole in said:
            wholes.setdefault(whole.key, []).append(whole.text)

        @cache
        def found(key: str, name: str) -> frozenset[str | None]:
            slot = cls.by_key[key]
            return frozenset(self.values.said(name, written(slot, text)) for text in wholes.get(key, ()))

        return found

    def unread(self, row: FtmRow, form: Form, used: frozenset[str]) -> None:
        """Count the properties of which nothing is made."""
        known = {
            *form.keys,
            form.words,
            form.label_in,
            self.ftm.proof,
            *self.ftm.source_properties.values(),
            *used,
        }
        for name, values in row.properties.items():
            if name not in known:
                self.warn(not_understood(row.schema, name), len(values))
