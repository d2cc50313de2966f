"""FollowTheMoney beside the ontology: which schema and property holds what ours says. Read from `ftm.toml`.

A form is one way in which things or ties of a class are written, read, or both. What a schema has no property for is
said in words, `Label: value`, in one of its texts (`ontology/ftmwords.py`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ontology.concepts import folded
from ontology.errors import DeclarationError
from ontology.files import HERE
from ontology.model import Class, Kind, Model

FILE = "ftm.toml"

Names = Mapping[str, tuple[str, ...]]
"""Properties of theirs by the key of ours, the one that is written first."""


@dataclass(frozen=True, slots=True)
class Direction:
    """A property that tells what the end `end` of a tie is to the other one, word by word."""

    property: str
    end: str
    forwards: frozenset[str]
    backwards: frozenset[str]
    weak: frozenset[str]
    confidence: str | None

    def of(self, word: str, label: str) -> bool | None:
        """True where the word says that the ends stand as they are, False where the other way round, None else."""
        said = folded(word)
        if said in self.forwards or said == folded(label):
            return True
        return False if said in self.backwards else None


@dataclass(frozen=True)
class Form:
    """One way to write or read things of a class; docs/ftm.md tells what each part means.

    `cls` is None for the form of all ties and links that have none of their own.
    """

    cls: Class | None
    schema: str
    writes: bool = True
    reads: tuple[str, ...] = ()
    reads_military: tuple[str, ...] = ()
    when_topics: frozenset[str] = frozenset()
    needs: str | None = None
    words: str | None = None
    topics: str | None = None
    topic_by: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    properties: Names = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    links: Names = field(default_factory=dict)
    plain: Mapping[str, str] = field(default_factory=dict)
    ends: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    label_in: str | None = None
    phrase_in: str | None = None
    known: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    direction: Direction | None = None

    @cached_property
    def schemata(self) -> tuple[str, ...]:
        """All schemata that it reads."""
        return (self.schema, *self.reads, *self.reads_military)

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """Keys of ours by the property of theirs."""
        return {name: key for key, names in self.properties.items() for name in names}

    @cached_property
    def linked(self) -> Mapping[str, tuple[str, ...]]:
        """Keys of our links by the property of theirs; the class of the other end tells them apart."""
        found: dict[str, tuple[str, ...]] = {}
        for key, names in self.links.items():
            for name in names:
                found[name] = (*found.get(name, ()), key)
        return found


@dataclass(frozen=True)
class Ftm:
    """All forms, the kinds of properties, and the codes of countries with their names."""

    version: str
    forms: tuple[Form, ...]
    kinds: Mapping[str, str]
    longest: Mapping[str, int]
    countries: Mapping[str, str]
    proof: str
    source_properties: Mapping[str, str]
    military: tuple[str, ...]
    not_military: tuple[str, ...]

    @cached_property
    def by_schema(self) -> Mapping[str, tuple[Form, ...]]:
        """The forms that read a schema, in their order."""
        found: dict[str, tuple[Form, ...]] = {}
        for form in self.forms:
            for schema in form.schemata:
                found[schema] = (*found.get(schema, ()), form)
        return found

    @cached_property
    def looked_into(self) -> frozenset[str]:
        """The properties through which ends and values are looked for in another thing."""
        paths = [path for form in self.forms for path in _paths(form)]
        return frozenset(path.partition(".")[0] for path in paths if "." in path)

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """The codes of countries, by their names and by themselves, whatever their case."""
        return {folded(name): code for name, code in self.countries.items()} | {
            folded(code): code for code in self.countries.values()
        }

    def kind(self, name: str) -> str:
        """What the values of a property of theirs are: name, text, date, country, url, gender, number or string."""
        return self.kinds.get(name, "string")

    def writing(self, cls: Class, values: Mapping[str, Any]) -> Form | None:
        """The form in which a thing or tie of this class with these values is written; None where there is none."""
        wanted = cls.parent or cls.name
        for form in self.forms:
            held = form.cls is not None and form.cls.name == wanted
            if form.writes and held and all(values.get(key) == term for key, term in form.where.items()):
                return form
        return None if cls.kind in (Kind.ENTITY, Kind.MEASUREMENT) else self.any_tie

    @cached_property
    def any_tie(self) -> Form | None:
        """The form of ties and links that have none of their own."""
        return next((form for form in self.forms if form.cls is None), None)

    def is_military(self, topics: Sequence[str]) -> bool | None:
        """True for a topic of armed forces, False where the topics say something else, None where they say neither."""
        if any(topic in self.military for topic in topics):
            return True
        marks = self.not_military
        other = any(
            topic == mark or (mark.endswith(".") and topic.startswith(mark))
            for topic in topics
            for mark in marks
        )
        return False if other else None


def _paths(form: Form) -> Iterator[str]:
    yield from form.ends.values()
    yield from form.terms.values()
    for names in form.properties.values():
        yield from names


def load_ftm(model: Model, *extra: Path) -> Ftm:
    """The forms for one Model; those of an `ftm.toml` in a folder of `extra` come first. Raises DeclarationError."""
    own = _read(HERE / FILE)
    added = [_read(file) for path in extra if path.is_dir() for file in sorted(path.rglob(FILE))]
    forms = [_form(model, entry) for read in (*added, own) for entry in read.get("form", ())]
    kinds: dict[str, str] = {}
    for read in (own, *added):
        kinds.update({name: kind for kind, names in read.get("kinds", {}).items() for name in names})
    sources, military = own["sources"], own["military"]
    return Ftm(
        version=str(own["version"]),
        forms=tuple(forms),
        kinds=kinds,
        longest=own["longest"],
        countries={name: code for code, name in own["countries"].items()},
        proof=sources["proof"],
        source_properties=sources["properties"],
        military=tuple(military["topics"]),
        not_military=tuple(military["others"]),
    )


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeclarationError(f"{file.name} is not valid TOML: {error}.") from error
    except OSError as error:
        raise DeclarationError(f"{file} cannot be read: {error.strerror}.") from error


_PLAIN = frozenset(
    {"schema", "writes", "needs", "words", "topics", "topic_by", "plain", "ends", "terms", "label_in"}
    | {"phrase_in", "known", "where"}
)
_LISTS = frozenset({"reads", "reads_military", "parts", "others"})
_NAMES = frozenset({"properties", "links"})


def _form(model: Model, entry: Mapping[str, Any]) -> Form:
    """One form, held against the ontology."""
    wanted = entry.get("class")
    cls = model.classes.get(wanted) if wanted else None
    if wanted and cls is None:
        raise DeclarationError(f"{FILE} speaks of a class {wanted!r}, which the ontology does not have.")
    if "schema" not in entry:
        raise DeclarationError(f"{FILE}: the form of {wanted} has no schema.")
    made: dict[str, Any] = {"cls": cls}
    for name, value in entry.items():
        if name in _PLAIN:
            made[name] = value
        elif name in _LISTS:
            made[name] = tuple(value)
        elif name in _NAMES:
            made[name] = {key: tuple(names) for key, names in value.items()}
        elif name == "when_topics":
            made[name] = frozenset(value)
        elif name == "direction":
            made[name] = _direction(value)
        elif name != "class":
            raise DeclarationError(f"{FILE}: the form of {wanted} has an unknown part {name!r}.")
    form = Form(**made)
    _hold_against(form)
    return form


def _direction(value: Mapping[str, Any]) -> Direction:
    weak = {side: frozenset(map(folded, value.get(f"{side}_weak", ()))) for side in ("forwards", "backwards")}
    sides = {
        side: frozenset(map(folded, value.get(side, ()))) | weak[side] for side in ("forwards", "backwards")
    }
    return Direction(
        property=value["property"],
        end=value["end"],
        forwards=sides["forwards"],
        backwards=sides["backwards"],
        weak=weak["forwards"] | weak["backwards"],
        confidence=value.get("confidence"),
    )


def _hold_against(form: Form) -> None:
    """Every key on our side must be one of the class. Raises DeclarationError."""
    if form.cls is None:
        return
    used = [*form.properties, *form.links, *form.ends, *form.terms, *form.where, *form.topic_by]
    used += [form.known] if form.known else []
    used += [form.direction.end] if form.direction else []
    for key in used:
        if key not in form.cls.by_key:
            raise DeclarationError(f"{FILE}: {form.cls.name} has no property {key!r}.")
