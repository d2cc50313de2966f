"""Properties of the row's subject: each value, from each of its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.claims import Claim
from ingest.sfm.cells import neat, values_of
from ingest.sfm.declare import Cell, Chain, How, Value
from ingest.sfm.ends import level_place, nested
from ingest.sfm.view import View
from ingest.sfm.whens import bounds_of_row

# The publisher's words for whole services: a unit that is of two of them at once is joint.
SERVICES = ("Army", "Navy", "Air Force", "Police")


def value_claims(view: View, subject: str, value: Value) -> Iterator[Claim]:
    """The claims of one declared property. Raises RowRefused."""
    if value.how is How.DATE:
        day = view.day(value.cell.value, value.parts)
        yield from _each(view, subject, value, value.key, [day] if day else [])
        return
    text = view.get(value.cell.value)
    if not text:
        return
    match value.how:
        case How.CLASSES:
            yield from _classes(view, subject, value, values_of(text))
        case How.NAMES:
            yield from _names(view, subject, value, values_of(text))
        case How.LIST:
            yield from _each(view, subject, value, value.key, values_of(text))
        case _:
            yield from _each(view, subject, value, value.key, [_whole(view, value, text)])


def _whole(view: View, value: Value, text: str) -> str:
    """One text with what stands in front of it."""
    text = text if "\n" in text else neat(text)
    if value.how is How.NOTE:
        return f"{value.prefix}: {text}" if value.prefix else text
    beside = view.get(value.beside) if value.beside else ""
    text = f"{beside}:{text}" if beside else text
    return f"{value.prefix} {text}" if value.prefix else text


def _each(view: View, subject: str, value: Value, key: str, texts: Iterable[str]) -> Iterator[Claim]:
    slot = view.slot(view.kind.cls, key)
    raw = None if value.how is not How.LIST else ""
    for text in texts:
        yield from view.stated(
            value.cell, subject, view.kind.cls, key, view.term(slot, text), text if raw is not None else None
        )


def _names(view: View, subject: str, value: Value, names: tuple[str, ...]) -> Iterator[Claim]:
    """Asserted names: that of the annotation is the name in use, the others are aliases; without one, the first."""
    in_use = neat(view.get(value.in_use)) or next(iter(names), "")
    for name in names:
        key = value.key if name == in_use else "aliases"
        yield from view.stated(value.cell, subject, view.kind.cls, key, name, name)


def _classes(view: View, subject: str, value: Value, texts: tuple[str, ...]) -> Iterator[Claim]:
    for text in texts:
        yield from view.stated(value.cell, subject, view.kind.cls, value.key, text, text)
    for key, found in (("echelon", _echelon(view, texts)), ("branch", _branch(view, texts))):
        if found:
            yield from view.stated(value.cell, subject, view.kind.cls, key, found)


def _echelon(view: View, texts: tuple[str, ...]) -> str | None:
    scheme = view.slot(view.kind.cls, "echelon").prop.scheme
    found = [concept for text in texts if scheme and (concept := scheme.find(text))]
    return found[0].notation if found else None


def _branch(view: View, texts: tuple[str, ...]) -> str | None:
    """The one branch that several words give: an arm before its service, a service before "Military", joint for two."""
    scheme = view.slot(view.kind.cls, "branch").prop.scheme
    if scheme is None:
        return None
    joint = scheme.find("Joint")
    services = {concept.notation for word in SERVICES if (concept := scheme.find(word))}
    found = dict.fromkeys(concept.notation for text in texts if (concept := scheme.find(text)))
    whole = [notation for notation in found if notation in services]
    arms = [
        notation
        for notation in found
        if notation not in services and (joint is None or notation != joint.notation)
    ]
    if len(whole) > 1:
        return joint.notation if joint else None
    return next(iter((*arms, *whole, *found)), None)


def date_claims(view: View, subject: str) -> Iterator[Claim]:
    """The dates of the subject itself: since when and until when it is known. Raises RowRefused."""
    keys = view.kind.dates_as
    said: set[tuple[str, str]] = set()
    for bound in bounds_of_row(view, view.kind.dates):
        key = keys[bound.bound] if keys else bound.bound
        if keys and any(edtf == bound.edtf for _, edtf in said):
            continue
        said.add((key, bound.edtf))
        yield from view.stated(bound.cell, subject, view.kind.cls, key, bound.edtf)


def chain_claims(view: View, subject: str, chain: Chain) -> Iterator[Claim]:
    """The places that hold the subject: each within the next, with their names where no row of theirs tells it."""
    found = [place for level in chain.levels if (place := level_place(view, level, view.country))]
    larger = list({place.id: place for place in found if place.id != subject}.values())
    for place in larger:
        if place.name and not view.resolver.knows(view.kind.cls, place.id):
            yield from view.stated(place.cell, place.id, view.kind.cls, "name", place.name)
    if larger:
        yield from view.linked(larger[0].cell, subject, view.kind.cls, "within", larger[0].id)
        yield from nested(view, larger)


def name_claim(view: View, subject: str, cell: Cell) -> Iterator[Claim]:
    """What a claim's row calls its subject, where no file of the run describes that subject."""
    name = neat(view.get(cell.value))
    if name and not view.resolver.knows(view.kind.cls, subject):
        yield from view.stated(cell, subject, view.kind.cls, "name", name)
