"""A claim of an export, read back. The id that it had must be the id of what it states."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from graph.claims import Claim
from graph.storing import object_class
from ingest.formats import nearest
from ingest.rdf.naming import id_in, local, thing_id
from ingest.rdf.parsing import Term
from ingest.rdf.rows import RdfRow
from ingest.rdf.sheet import not_understood
from ingest.rdf.vocabulary import Vocabulary
from ingest.rows import Warnings
from ontology.model import Class, Kind, Slot


class ClaimReader:
    """Reads claims in the terms of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, warnings: Warnings) -> None:
        self._vocabulary = vocabulary
        self._model = vocabulary.model
        self._warnings = warnings
        self._fields = {slot.key: slot for slot in self._model.claim.slots}
        self._beside = vocabulary.known - {
            prop.iri for prop in self._model.properties.values()
        } | {self._fields["subject_class"].prop.iri}  # fmt: skip

    def claim(self, row: RdfRow) -> Claim:
        """The claim of a row. Raises RowRefused."""
        cls = self._class(row)
        stated = self._stated(row, cls)
        made = self._made(row, cls, stated)
        self._count(row, stated)
        self._check_id(row, made)
        return made

    def _made(self, row: RdfRow, cls: Class, stated: Class) -> Claim:
        predicate = stated.name if stated is not cls else self._property(row, cls).key
        value = self._term(row, "value", required=False)
        language = self._text(row, "language")
        if language is None and isinstance(value, Literal):
            language = value.language
        target = self._target(cls, predicate)
        object = self._thing(row, "object", target) if target else None
        if (value is None) == (object is None) and stated.kind is not Kind.MEASUREMENT:
            raise row.refuse(
                "value", "", "a claim states one value or one object", "Give the one that it states."
            )
        return Claim(
            subject=self._thing(row, "subject", cls) or "",
            subject_class=cls.name,
            predicate=predicate,
            source=self._thing(row, "source", self._model.source) or "",
            value=value.value if isinstance(value, Literal) else None,
            object=object,
            language=language,
            qualifiers=tuple(sorted(self._qualifiers(row, stated))),
            confidence=self._value(row, self._fields["confidence"]),
            raw=self._text(row, "raw"),
            recorded=self._day(row),
            collections=self._texts(row, "collections"),
            places=self._texts(row, "places"),
            history=self._texts(row, "history"),
        )

    # ---- what it states

    def _class(self, row: RdfRow) -> Class:
        iri = self._iri(row, "subject_class")
        cls = self._vocabulary.classes.get(iri)
        if cls is None or cls.kind is not Kind.ENTITY:
            known = {one.iri: one.name for one in self._model.entities}
            near = nearest(iri, known)
            raise row.refuse("subject_class", iri, "no class of things", f"The nearest is {near}.")
        return cls

    def _stated(self, row: RdfRow, cls: Class) -> Class:
        """The relation or measurement that is claimed; for a property the subject's own class."""
        iri = self._iri(row, "predicate")
        tie = self._vocabulary.classes.get(iri)
        if tie is not None and tie in self._model.ties:
            return tie
        self._property(row, cls)
        return cls

    def _property(self, row: RdfRow, cls: Class) -> Slot:
        iri = self._iri(row, "predicate")
        slots = self._vocabulary.slots[cls.name]
        if iri not in slots:
            hint = f"The nearest property of {cls.name} is {nearest(iri, slots)}."
            raise row.refuse(
                "predicate", iri, f"{cls.name} has no such property, and it is no relation", hint
            )
        return slots[iri]

    def _target(self, cls: Class, predicate: str) -> Class | None:
        """The class of what the claim may point at."""
        tie = self._model.classes.get(predicate)
        if tie is not None and tie.target is None:
            return None
        if tie is None and cls.by_key[predicate].prop.edge is None:
            return None
        return self._model.classes.get(
            object_class(self._model, Claim("", cls.name, predicate, "", object=""))
        )

    def _qualifiers(self, row: RdfRow, stated: Class) -> Iterable[tuple[str, str]]:
        fields = {slot.prop.iri for slot in self._fields.values()}
        for iri, slot in self._vocabulary.slots[stated.name].items():
            if iri not in fields:
                for term in _all(row, iri):
                    yield slot.key, self._worded(row, slot, term)

    # ---- terms

    def _worded(self, row: RdfRow, slot: Slot, term: Term) -> str:
        """The text of a value: the notation of a concept, or the literal as it stands."""
        if isinstance(term, Literal):
            return term.value
        scheme = slot.prop.scheme
        found = self._vocabulary.concepts.get(term.value) if isinstance(term, NamedNode) else None
        if found is None or scheme is None or found[0] != scheme.iri:
            rule = f"no term of {scheme.name}" if scheme else "a node where a value is wanted"
            shown = term.value if isinstance(term, NamedNode) else str(term)
            raise row.refuse(slot.key, shown, rule, "Give a text, or a term of the right scheme.")
        return found[1]

    def _term(self, row: RdfRow, key: str, *, required: bool = True) -> Term | None:
        found = _all(row, self._fields[key].prop.iri)
        if len(found) > 1:
            raise row.refuse(
                key, str(found[1]), "more than one value", "A claim has one: make it two claims."
            )
        if not found and required:
            raise row.refuse(key, "", "a value is required", f"Say the claim's {key.replace('_', ' ')}.")
        return found[0] if found else None

    def _iri(self, row: RdfRow, key: str) -> str:
        term = self._term(row, key)
        if not isinstance(term, NamedNode):
            raise row.refuse(key, str(term), "no IRI", "Give the IRI of what is meant.")
        return term.value

    def _thing(self, row: RdfRow, key: str, cls: Class) -> str | None:
        if key == "object" and self._term(row, key, required=False) is None:
            return None
        return thing_id(self._iri(row, key), cls)

    def _text(self, row: RdfRow, key: str) -> str | None:
        term = self._term(row, key, required=False)
        return None if term is None else self._worded(row, self._fields[key], term)

    def _value(self, row: RdfRow, slot: Slot) -> str | None:
        return self._text(row, slot.key)

    def _texts(self, row: RdfRow, key: str) -> tuple[str, ...]:
        return tuple(
            self._worded(row, self._fields[key], term) for term in _all(row, self._fields[key].prop.iri)
        )

    def _day(self, row: RdfRow) -> date | None:
        text = self._text(row, "recorded")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            hint = "Write a day of the calendar, such as 2021-02-15."
            raise row.refuse("recorded", str(text), "a date that cannot be", hint) from None

    # ---- checks

    def _count(self, row: RdfRow, stated: Class) -> None:
        """What is said of the claim beyond what claims have."""
        assert row.group is not None
        held = {slot.prop.iri for slot in self._fields.values()} | self._vocabulary.slots[stated.name].keys()
        for said in row.group.said:
            if said.predicate not in held and said.predicate not in self._beside:
                self._warnings.add(not_understood(said.predicate))
        if self._term(row, "retired", required=False) is not None:
            raise row.refuse("retired", "", "a claim that was taken back", "Leave it out: it stands no more.")

    def _check_id(self, row: RdfRow, claim: Claim) -> None:
        assert row.group is not None
        held = id_in(row.group.subject, self._model.claim)
        if held != claim.id:
            rule = f"the claim {held or local(row.group.subject)} does not state what its id stands for"
            hint = f"What it states has the id {claim.id}: mend what was changed, or give it that id."
            raise row.refuse("", row.group.subject, rule, hint)


def _all(row: RdfRow, iri: str) -> list[Term]:
    assert row.group is not None
    return [term for term in row.group.all(iri) if not isinstance(term, Triple)]
