"""From the claims about a thing to its facts: the one rule, in one place.

- A property with one value takes the best supported one: by confidence, then by the number of sources, then by
  the latest record, then by the text itself so that the outcome never depends on an order of loading. The losers are
  conflicts. A property with many values has them all.
- Claims of a relation on the same pair, of the same type and identifying values (role, kind, basis), are one fact
  where their known spans overlap or meet, else facts of their own. Claims of one spell are read together first.
- The bounds of a fact come from all its claims; where they contradict one another, the fact says so.

Pure: no clock, no database. What is derived depends on the claims given and the Model, and on nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from graph.claims import Claim
from graph.facts import EntityFact, Facts, TieFact, Value
from graph.support import Agreed, agree, support
from ontology.errors import UnknownTerm
from ontology.model import Class, Datatype, Kind, Model, Slot
from ontology.time import Bounds, bounds_of, combine, parse

BOUND_KEYS = frozenset({"start", "end", "first_cited", "last_cited", "in_force"})
SPELL = "spell"


def resolve(model: Model, claims: Sequence[Claim]) -> Facts:
    """The facts that the current claims about one subject add up to. Retired claims must not be among them.

    Raises UnknownTerm for a class or a predicate that the ontology does not declare.
    """
    if not claims:
        return Facts(None, ())
    cls = _known(model.classes, claims[0].subject_class)
    relations = {tie.name: tie for tie in model.ties}
    by_predicate: dict[str, list[Claim]] = defaultdict(list)
    distinct = {claim.id: claim for claim in claims}
    for claim in sorted(distinct.values(), key=lambda claim: claim.id):
        by_predicate[claim.predicate].append(claim)
    ties: list[TieFact] = []
    own: dict[str, list[Claim]] = {}
    for predicate, stated in by_predicate.items():
        if predicate in relations:
            ties.extend(_relation_facts(model, cls, relations[predicate], stated))
        elif _known(cls.by_key, predicate).prop.edge:
            ties.extend(_link_facts(model, cls, cls.by_key[predicate], stated))
        else:
            own[predicate] = stated
    entity = (
        _entity_fact(model, cls, claims[0].subject, own)
        if own
        else _bare(model, cls, list(distinct.values()))
    )
    return Facts(entity, tuple(sorted(ties, key=lambda tie: tie.id)))


T = TypeVar("T")


def _known(terms: Mapping[str, T], name: str) -> T:
    if name not in terms:
        raise UnknownTerm(f"claims on {name}")
    return terms[name]


# ---- the entity itself


def _entity_fact(model: Model, cls: Class, subject: str, own: Mapping[str, list[Claim]]) -> EntityFact:
    values: dict[str, Value] = {}
    conflicts: list[str] = []
    for key, stated in own.items():
        slot = cls.by_key[key]
        if slot.prop.bound is None:
            agreed = _agreed(model, slot, [(claim.value or "", claim) for claim in stated])
            values.update(typed(slot, agreed))
            conflicts.extend([key] if agreed.disputed else [])
    dated = [
        claim for key, stated in own.items() if cls.by_key[key].prop.bound in BOUND_KEYS for claim in stated
    ]
    combined = combine(
        bounds_of({cls.by_key[claim.predicate].prop.bound or "": claim.value or ""}) for claim in dated
    )
    behind = [claim for stated in own.values() for claim in stated]
    conflicts.extend(combined.contradictions)
    return EntityFact(subject, cls.name, values, combined.bounds, support(model, behind, conflicts))


def _bare(model: Model, cls: Class, claims: Sequence[Claim]) -> EntityFact:
    """A thing of which only its ties are known: it is there by what is said of them."""
    return EntityFact(claims[0].subject, cls.name, {}, Bounds(), support(model, claims, ()))


def _agreed(model: Model, slot: Slot, stated: Sequence[tuple[str, Claim]]) -> Agreed:
    if slot.many:
        return Agreed(tuple(sorted({value for value, _ in stated})), disputed=False)
    return agree(model, stated)


def typed(slot: Slot, agreed: Agreed) -> dict[str, Value]:
    """Values as they are stored; an imprecise date brings its earliest and latest day along."""
    if slot.many:
        return {slot.key: agreed.values}
    text = agreed.values[0]
    match slot.prop.datatype:
        case Datatype.INTEGER:
            return {slot.key: int(text)}
        case Datatype.DECIMAL:
            return {slot.key: float(text)}
        case Datatype.EDTF:
            span = parse(text)
            days = {f"{slot.key}_earliest": span.earliest, f"{slot.key}_latest": span.latest}
            return {slot.key: text, **{key: day for key, day in days.items() if day}}
        case _:
            return {slot.key: text}


# ---- links: undated ties that are properties of an entity


def _link_facts(model: Model, cls: Class, slot: Slot, stated: Sequence[Claim]) -> list[TieFact]:
    named = [(claim.object or "", claim) for claim in stated]
    agreed = _agreed(model, slot, named)
    return [_link_fact(model, cls, slot, target, named, agreed) for target in agreed.values]


def _link_fact(
    model: Model, cls: Class, slot: Slot, target: str, named: Sequence[tuple[str, Claim]], agreed: Agreed
) -> TieFact:
    behind = [claim for value, claim in named if value == target or agreed.disputed]
    conflicts = [slot.key] if agreed.disputed else []
    return TieFact(
        id=_fact_id(behind, slot.key),
        cls=slot.key,
        link=True,
        source=behind[0].subject,
        source_class=cls.name,
        target=target,
        target_class=slot.prop.range or cls.name,
        values={},
        bounds=Bounds(),
        support=support(model, behind, conflicts),
    )


# ---- relations and measurements


@dataclass(frozen=True, slots=True)
class _Record:
    """Claims that are read together: one claim, or all claims of one spell."""

    claims: tuple[Claim, ...]
    identity: tuple[str | None, ...]
    span: tuple[date, date] | None


def _relation_facts(model: Model, cls: Class, tie: Class, stated: Sequence[Claim]) -> list[TieFact]:
    groups: dict[tuple[str | None, ...], list[_Record]] = defaultdict(list)
    for record in _records(model, tie, stated):
        groups[(record.claims[0].object, *record.identity)].append(record)
    return [
        _tie_fact(model, cls, tie, [claim for record in merged for claim in record.claims])
        for records in groups.values()
        for merged in _merged(records)
    ]


def _records(model: Model, tie: Class, stated: Sequence[Claim]) -> list[_Record]:
    """One record a spell of a pair and its identifying values; one a claim that belongs to no spell.

    A claim of a spell that does not state an identifying value (a source cited for the unit, not for the role)
    goes with the records of its spell that do.
    """
    found: list[_Record] = []
    spells: dict[tuple[str | None, str], list[Claim]] = defaultdict(list)
    for claim in stated:
        spell = claim.said.get(SPELL)
        if spell is None:
            found.append(_record(tie, [claim], _identity(tie, claim)))
        else:
            spells[(claim.object, spell)].append(claim)
    for claims in spells.values():
        found.extend(_spell_records(tie, claims))
    return found


def _spell_records(tie: Class, claims: Sequence[Claim]) -> list[_Record]:
    blank = tuple(None for _ in tie.identifying)
    by_identity: dict[tuple[str | None, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        by_identity[_identity(tie, claim)].append(claim)
    silent = by_identity.pop(blank, [])
    if not by_identity:
        return [_record(tie, silent, blank)]
    return [_record(tie, [*silent, *stated], identity) for identity, stated in by_identity.items()]


def _identity(tie: Class, claim: Claim) -> tuple[str | None, ...]:
    said = claim.said
    return tuple(said.get(key) for key in tie.identifying)


def _record(tie: Class, claims: Sequence[Claim], identity: tuple[str | None, ...]) -> _Record:
    return _Record(tuple(claims), identity, combine(_bounds(claims)).bounds.known_span())


def _bounds(claims: Iterable[Claim]) -> list[Bounds]:
    return [
        bounds_of({key: value for key, value in claim.qualifiers if key in BOUND_KEYS}) for claim in claims
    ]


def _merged(records: Sequence[_Record]) -> list[list[_Record]]:
    """Records of one key, joined where their known spans overlap or meet; undated ones are one of their own."""
    undated = [record for record in records if record.span is None]
    dated = sorted(
        (r for r in records if r.span), key=lambda r: (r.span or (date.min, date.min), r.claims[0].id)
    )
    joined: list[list[_Record]] = [undated] if undated else []
    reach: date | None = None
    for record in dated:
        assert record.span is not None
        first, last = record.span
        if reach is not None and first <= _next_day(reach):
            joined[-1].append(record)
            reach = max(reach, last)
        else:
            joined.append([record])
            reach = last
    return joined


def _next_day(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _tie_fact(model: Model, cls: Class, tie: Class, claims: Sequence[Claim]) -> TieFact:
    behind = sorted({claim.id: claim for claim in claims}.values(), key=lambda claim: claim.id)
    values, conflicts = _tie_values(model, tie, behind)
    combined = combine(_bounds(behind))
    special = model.specialised(tie, values)
    return TieFact(
        id=_fact_id(behind, tie.name, *(str(values.get(key, "")) for key in tie.identifying)),
        cls=special.name,
        link=False,
        source=behind[0].subject,
        source_class=cls.name,
        target=behind[0].object,
        target_class=tie.end_class(tie.target) if tie.target else None,
        values=values,
        bounds=combined.bounds,
        support=support(model, behind, [*conflicts, *combined.contradictions]),
    )


def _tie_values(model: Model, tie: Class, behind: Sequence[Claim]) -> tuple[dict[str, Value], list[str]]:
    """The values of a tie and the keys on which its claims disagree.

    The figures of a measurement belong together: a lowest figure of one source and a best one of another would be
    a statement that nobody made. So they come from the best supported set of figures.
    """
    values: dict[str, Value] = {}
    conflicts: list[str] = []
    together = tie.figures if tie.kind is Kind.MEASUREMENT else ()
    best = _best_figures(model, tie, behind)
    for slot in tie.attributes:
        stated = [(value, claim) for claim in behind for key, value in claim.qualifiers if key == slot.key]
        if not stated:
            continue
        agreed = _agreed(model, slot, stated)
        conflicts.extend([slot.key] if agreed.disputed else [])
        if slot not in together:
            values.update(typed(slot, agreed))
        elif slot.key in best:
            values.update(typed(slot, Agreed((best[slot.key],), disputed=agreed.disputed)))
    return values, conflicts


def _best_figures(model: Model, tie: Class, behind: Sequence[Claim]) -> dict[str, str]:
    """The figures that the best supported claims of a measurement state, by key."""
    keys = [slot.key for slot in tie.figures]
    stated = [
        (json.dumps({k: v for k, v in claim.qualifiers if k in keys}, sort_keys=True), claim)
        for claim in behind
    ]
    told = [(text, claim) for text, claim in stated if text != "{}"]
    found: dict[str, str] = json.loads(agree(model, told).values[0]) if told and keys else {}
    return found


def _fact_id(behind: Sequence[Claim], *identity: str) -> str:
    """A fact is named after its oldest claim, so what is added later leaves its id alone.

    The identifying values are part of it, since a claim of a spell may stand behind two facts of that spell.
    """
    oldest = min(behind, key=lambda claim: (claim.recorded or date.max, claim.id))
    text = "|".join((*identity, oldest.id))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
