"""Ties of a row: one claim a source, with the pair always and only the qualifiers for which that source is cited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graph.claims import Claim
from ingest.sfm.cells import neat
from ingest.sfm.declare import Cell, Kinds, Link, Tie
from ingest.sfm.ends import Other, others_of
from ingest.sfm.view import Cite, View
from ingest.sfm.whens import Bound, bounds_of_row, spell_of

NOTE = "note"
SPELL = "spell"
UNDATED = "../.."


@dataclass
class _Said:
    """What each source is cited for: qualifiers, and the texts as found."""

    view: View
    qualifiers: dict[Cite, list[tuple[str, str]]] = field(default_factory=dict)
    found: dict[Cite, list[str]] = field(default_factory=dict)

    def add(self, cell: Cell, key: str | None = None, value: str = "") -> None:
        """A cell is cited: for the pair alone, or for a qualifier as well."""
        text = f"{self.view.actual(cell.value)}: {self.view.get(cell.value)}"
        for cite in self.view.cited(cell):
            said = self.qualifiers.setdefault(cite, [])
            if key is not None and (key, value) not in said:
                said.append((key, value))
            self.found.setdefault(cite, []).append(text)


def tie_claims(view: View, subject: str, tie: Tie) -> Iterator[Claim]:
    """The claims of a tie, those about the other end included. Raises RowRefused."""
    others = others_of(view, tie.end)
    if not others:
        _warn_if_headless(view, tie)
        return
    relation, implied = _relation(view, tie)
    bounds = bounds_of_row(view, tie.dates)
    spell = spell_of(tie.dates, bounds)
    for other in others:
        yield from other.claims
        said = _said(view, tie, relation, other, implied, bounds)
        yield from _claims(view, subject, relation, other, said, spell)


def link_claims(view: View, subject: str, link: Link) -> Iterator[Claim]:
    """The claims of an undated tie. Raises RowRefused."""
    for other in others_of(view, link.end):
        key, cls = link.key, other.cls
        if link.other and _is_a(view, other.id, link.other[0]):
            cls, key = link.other
        claims = other.claims if cls == other.cls else ()
        yield from claims
        yield from view.linked(other.cell, subject, view.kind.cls, key, other.id)


def _is_a(view: View, id: str, cls: str) -> bool:
    return view.resolver.knows(cls, id) or view.context.known.classes([id]).get(id) == cls


def _warn_if_headless(view: View, tie: Tie) -> None:
    if any(view.get(cell.value) for _, cell in tie.values):
        view.warn("values of a tie that names no other end")


def _relation(view: View, tie: Tie) -> tuple[str, str | None]:
    """The relation that a tie is, and a kind of it that its type's own text names."""
    if isinstance(tie.relation, str):
        return tie.relation, None
    text = view.get(tie.relation.column)
    if not text and tie.relation.missing:
        return tie.relation.missing, None
    relation = tie.relation.relations.get("-".join(text.casefold().replace("_", " ").split()))
    if relation is None:
        known = ", ".join(tie.relation.relations)
        raise view.refuse(tie.relation.column, "a type of tie that is not known", f"The types: {known}.")
    return relation, _kind_in(view, relation, text)


def _kind_in(view: View, relation: str, text: str) -> str | None:
    slot = view.context.model.classes[relation].by_key.get("kind")
    concept = slot.prop.scheme.find(text) if slot and slot.prop.scheme else None
    return concept.notation if concept else None


def _said(
    view: View, tie: Tie, relation: str, other: Other, implied: str | None, bounds: Iterable[Bound]
) -> _Said:
    said = _Said(view)
    said.add(other.cell)
    if implied and isinstance(tie.relation, Kinds):
        said.add(Cell(tie.relation.column, other.cell.source, other.cell.confidence), "kind", implied)
    for key, cell in tie.values:
        if text := neat(view.get(cell.value)):
            said.add(cell, *_qualifier(view, relation, key, text))
    for prefix, cell in tie.notes:
        if text := neat(view.get(cell.value)):
            said.add(cell, NOTE, f"{prefix}: {text}" if prefix else text)
    for bound in bounds:
        said.add(bound.cell, bound.bound, bound.edtf)
    return said


def _qualifier(view: View, relation: str, key: str, text: str) -> tuple[str, str]:
    """A value under its key, or as a remark where the relation has no such property (the base of an area)."""
    slot = view.context.model.classes[relation].by_key.get(key)
    return (key, view.term(slot, text)) if slot else (NOTE, f"{key}: {text}")


def _claims(
    view: View, subject: str, relation: str, other: Other, said: _Said, spell: str | None
) -> Iterator[Claim]:
    if spell == UNDATED and len(said.qualifiers) == 1:
        spell = None
    place = view.context.place(view.row, view.actual(other.cell.value))
    for (source, confidence), qualifiers in said.qualifiers.items():
        yield Claim(
            subject,
            view.kind.cls,
            relation,
            source,
            object=other.id,
            qualifiers=(*qualifiers, *(((SPELL, spell),) if spell else ())),
            confidence=confidence,
            raw=" | ".join(dict.fromkeys(said.found[(source, confidence)])),
            places=(place,),
        )
