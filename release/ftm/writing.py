"""Facts as entities of FollowTheMoney. Pure: the same records give the same entities in the same order.

What has no property there is said in words; what cannot be said at all is counted.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ontology.ftm import Form, Ftm
from ontology.ftmwords import Values, Words, id_out, keeps_id, understood, written
from ontology.model import Class, Model, Slot
from release.edtf import start_and_end
from release.records import EntityRecord, LinkRecord, Properties, TieRecord, Wording
from release.triples import bounds_of

Said = dict[str, list[str]]
Json = dict[str, Any]


@dataclass
class Tally:
    """What was written, by schema; what is in words, by our property; and what was left out, by kind."""

    schemata: Counter[str] = field(default_factory=Counter)
    in_words: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Behind:
    """The sources of claims, and what sources say of themselves, for one page of records."""

    sources: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, claims: Iterable[str]) -> list[str]:
        """The sources of these claims, sorted."""
        return sorted({self.sources[id] for id in claims if id in self.sources})


class Writer:
    """Writes records under one Model and mapping; `tally` is the account."""

    def __init__(self, model: Model, ftm: Ftm) -> None:
        self._model = model
        self._ftm = ftm
        self._values = Values(ftm)
        self._words: dict[str, Words] = {}
        self._confidence = model.claim.by_key["confidence"]
        self.tally = Tally()

    def entity(self, record: EntityRecord, behind: Behind) -> Iterator[Json]:
        """A thing, then the ties that start from it. Things of a class without a form are counted alone."""
        form = self._ftm.writing(record.cls, record.properties)
        if form is None:
            self.tally.left[f"things of the class {record.cls.label}"] += 1
            return
        said = self._stated(form, record.cls, record.properties, record.wording)
        loose: list[LinkRecord] = []
        for link in record.links:
            names = form.links.get(link.slot.key)
            if names:
                said.setdefault(names[0], []).append(id_out(link.target))
            else:
                loose.append(link)
        if form.topics:
            said[form.topics] = [self._topic(form, record.properties)]
        claims = [
            *_claims(record.properties),
            *(id for link in record.links for id in _claims(link.properties)),
        ]
        self._prove(form, said, [source for source in behind.of(claims) if source != record.id], behind)
        self._fill(form, record, said)
        yield self._made(record.id, form.schema, said)
        for link in loose:
            yield from self._link(record, link, behind)
        for tie in record.ties:
            yield from self._tie(tie, behind)

    def source(self, id: str) -> Json:
        """A source of which only the id is known."""
        return next(self.entity(EntityRecord(id, self._model.source, {}), Behind()))

    # ---- ties

    def _tie(self, record: TieRecord, behind: Behind) -> Iterator[Json]:
        cls = record.cls
        form = self._ftm.writing(cls, record.properties)
        if form is None or not self._reaches(cls):
            self.tally.left[f"ties of the class {cls.label}"] += 1
            return
        ends = {cls.source: record.source, cls.target: record.target}
        names = form.ends or dict(zip([str(cls.source), str(cls.target)], form.others, strict=True))
        said: Said = {name: [id_out(str(ends[key]))] for key, name in names.items()}
        if form.phrase_in:
            said[form.phrase_in] = [cls.phrase or cls.label]
        if form.direction:
            said[form.direction.property] = [cls.by_key[form.direction.end].prop.label]
        for name, texts in self._stated(form, cls, record.properties, record.wording).items():
            said.setdefault(name, []).extend(texts)
        self._prove(form, said, behind.of(_claims(record.properties)), behind)
        if form.needs:
            said[form.needs] = [cls.label]
        yield self._made(str(record.properties["id"]), form.schema, said)

    def _link(self, record: EntityRecord, link: LinkRecord, behind: Behind) -> Iterator[Json]:
        """A link that its thing has no property for: a tie of its own, with an id made of its two ends."""
        form, prop = self._ftm.any_tie, link.slot.prop
        if form is None or form.phrase_in is None or self._ftm.writing(self._target(link.slot), {}) is None:
            self.tally.left[f"links: {prop.label}"] += 1
            return
        said: Said = {
            form.others[0]: [id_out(record.id)],
            form.others[1]: [id_out(link.target)],
            form.phrase_in: [prop.phrase or prop.label],
        }
        self._prove(form, said, behind.of(_claims(link.properties)), behind)
        yield self._made(link_id(record.id, link.slot.key, link.target), form.schema, said)

    def _reaches(self, cls: Class) -> bool:
        """Whether both ends are of classes that are written."""
        ends = [cls.end_class(key) for key in (cls.source, cls.target) if key]
        return all(self._ftm.writing(self._model.classes[end], {}) is not None for end in ends)

    def _target(self, slot: Slot) -> Class:
        return self._model.classes[str(slot.prop.range)]

    # ---- values

    def _stated(self, form: Form, cls: Class, properties: Properties, wording: Wording) -> Said:
        """All values of a thing or tie, in the order of its class."""
        said: Said = {name: [cls.label] for name in (form.label_in,) if name}
        dates = {key: interval(text) for key, text in start_and_end(bounds_of(properties)).items()}
        for slot in (*cls.attributes, *cls.bounds):
            held = dates.get(slot.key) if slot.prop.bound else properties.get(slot.key)
            if held is None or slot.key in form.where:
                continue
            for value in held if isinstance(held, list) else [held]:
                key = (slot.key, str(value))
                if key in wording.languages:
                    self.tally.left["languages of texts"] += 1
                self._say(form, cls, slot, wording.written.get(key, str(value)), said)
        confidence = properties.get(self._confidence.key)
        if confidence:
            self._say(form, cls, self._confidence, str(confidence), said)
        if properties.get("conflicts"):
            self.tally.left["conflicts between sources"] += 1
        return said

    def _say(self, form: Form, cls: Class, slot: Slot, text: str, said: Said) -> None:
        """A value in its property, as near as that can hold it; in words where that is not the whole."""
        if not text.strip():
            self.tally.left["texts of blanks alone"] += 1
            return
        words = self._words_of(cls)
        names = form.properties.get(slot.key, ())
        if names:
            near = self._near(names[0], slot, words.note(text) if slot.key == "note" else text)
            if near is not None and near not in said.setdefault(names[0], []):
                said[names[0]].append(near)
            if near is not None and (slot.key == "note" or understood(slot, near) == text):
                return
        if form.words is None:
            self.tally.left[f"{cls.label}: {slot.prop.label}"] += 1
            return
        self.tally.in_words[f"{cls.label}: {slot.prop.label}"] += 1
        pieces = self._values.pieces(words.write(slot, text))
        if len(pieces) > 1:
            self.tally.left["long texts kept whole: they stand in pieces"] += 1
        said.setdefault(form.words, []).extend(pieces)

    def _near(self, name: str, slot: Slot, text: str) -> str | None:
        """The value as their property takes it; a term by its label, but where they have codes of their own."""
        coded = self._ftm.kind(name) == "gender"
        return self._values.said(name, text if coded else written(slot, text))

    def _words_of(self, cls: Class) -> Words:
        found = self._words.get(cls.name)
        if found is None:
            found = self._words[cls.name] = Words(self._model, cls)
        return found

    def _topic(self, form: Form, properties: Properties) -> str:
        for key, topics in form.topic_by.items():
            if (topic := topics.get(str(properties.get(key)))) is not None:
                return topic
        return self._ftm.military[0]

    # ---- what every entity needs

    def _fill(self, form: Form, record: EntityRecord, said: Said) -> None:
        """The property that they ask for: the caption, with its class where that is not the schema; else the id."""
        if form.needs is None or said.get(form.needs):
            return
        cls = record.cls
        slot = cls.by_key.get(cls.caption or "")
        held = record.properties.get(slot.key) if slot else None
        caption = written(slot, str(held)) if slot and held and not isinstance(held, list) else ""
        if form.label_in:
            caption = f"{cls.label}: {caption}" if caption else cls.label
        name = self._values.said(form.needs, caption)
        if name is None:
            self.tally.left["names of things that have none: the id stands there"] += 1
        said[form.needs] = [name or id_out(record.id)]

    def _prove(self, form: Form, said: Said, sources: list[str], behind: Behind) -> None:
        """The sources as documents, and their addresses and publishers where the thing has none of its own."""
        if not sources:
            return
        said[self._ftm.proof] = [id_out(source) for source in sources]
        for key, name in self._ftm.source_properties.items():
            if name in form.keys:
                continue
            found = (behind.about.get(source, {}).get(key) for source in sources)
            texts = [text for value in found if value and (text := self._values.said(name, value))]
            if texts:
                said[name] = list(dict.fromkeys(texts))

    def _made(self, id: str, schema: str, said: Said) -> Json:
        self.tally.schemata[schema] += 1
        if not keeps_id(id):
            self.tally.left["ids that are too long: a hash stands for them"] += 1
        return {"id": id_out(id), "schema": schema, "properties": said}


def interval(text: str) -> str:
    """A set of level 2, `[..2015-03-31]`, as an interval of level 1, which every reader of ours takes for a date.

    >>> interval("[..2015-03-31]"), interval("[2015-03-01..2015-04-02]"), interval("2015")
    ('../2015-03-31', '2015-03-01/2015-04-02', '2015')
    """
    if not text.startswith("["):
        return text
    first, _, last = text[1:-1].partition("..")
    return f"{first or '..'}/{last or '..'}"


def link_id(source: str, key: str, target: str) -> str:
    """The id of a link, which has none of its own in the graph."""
    text = "\x1f".join((source, key, target))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _claims(properties: Properties) -> list[str]:
    return list(properties.get("claims") or ())
