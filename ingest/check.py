"""The rules of the ontology on the claims of one row, before they are loaded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from graph.claims import Claim
from ingest.concepts import hint_for
from ontology.model import Class, Datatype, Model, Slot
from ontology.time import DateError, Span, parse

LONGEST_ID = 500
LONGEST_TEXT = 1_000_000
"""Characters of a value, as many as a cell of a table may have."""
# Control characters, and those that turn the direction of what follows.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# No date is longer; a text that is none is not worth remembering.
_LONGEST_DATE = 100
# What a 64-bit integer holds; Neo4j has no other.
_MOST = 2**63 - 1
_INTEGER = re.compile(r"-?[0-9]{1,19}")
_DECIMAL = re.compile(r"-?[0-9]{1,28}(\.[0-9]{1,28})?")


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that a value breaks; `key` is the key of the property."""

    key: str
    value: str
    rule: str
    hint: str


@dataclass(frozen=True, slots=True)
class Found:
    """A problem, and the claim that it was found in."""

    claim: Claim
    problem: Problem


def check_claims(model: Model, claims: Sequence[Claim]) -> list[Found]:
    """All rules that the claims of one row break, alone or together."""
    found = [
        *_bad_ids(claims),
        *(Found(claim, problem) for claim in claims for problem in check_claim(model, claim)),
    ]
    if found:
        return found
    return [
        Found(first, bad)
        for first, cls, values in _things(model, claims)
        for bad in check_values(cls, values)
    ]


def _bad_ids(claims: Iterable[Claim]) -> list[Found]:
    """Each id of a row is looked at once, though many claims name it."""
    seen: set[str | None] = {None}
    found: list[Found] = []
    for claim in claims:
        for key, id in (("id", claim.subject), ("source", claim.source), (claim.predicate, claim.object)):
            if id not in seen:
                seen.add(id)
                problem = check_id(key, str(id))
                if problem is not None:
                    found.append(Found(claim, problem))
    return found


def check_claim(model: Model, claim: Claim) -> list[Problem]:
    """The rules that one claim's values break by themselves."""
    problems = [_check(cls, key, value) for cls, key, value in _said(model, claim)]
    if claim.confidence is not None:
        problems.append(check_value(model.claim.by_key["confidence"], claim.confidence))
    return [problem for problem in problems if problem is not None]


def _said(model: Model, claim: Claim) -> Iterable[tuple[Class, str, str]]:
    tie = model.classes.get(claim.predicate)
    cls = tie or model.classes[claim.subject_class]
    if tie is None and claim.value is not None:
        yield cls, claim.predicate, claim.value
    for key, value in claim.qualifiers:
        yield cls, key, value


def _check(cls: Class, key: str, value: str) -> Problem | None:
    slot = cls.by_key.get(key)
    if slot is None:
        return Problem(
            key,
            value,
            f"{cls.name} has no property {key}",
            "The format and the ontology do not fit together.",
        )
    return check_value(slot, value)


def check_id(key: str, id: str) -> Problem | None:
    """An id is one short line of text."""
    if not id.strip():
        return Problem(key, id, "an empty id", "Give every thing an id.")
    if len(id) > LONGEST_ID or "\n" in id or "\r" in id:
        return Problem(
            key, id, f"an id of more than one line or {LONGEST_ID} characters", "Give a shorter id."
        )
    if not id.isprintable() and (unseen := _UNSEEN.search(id)):
        rule = f"an id with a character that nobody sees (U+{ord(unseen[0]):04X})"
        return Problem(key, id, rule, "Two ids would look the same: take it out.")
    return None


def check_value(slot: Slot, value: str) -> Problem | None:
    """The rule that a value breaks by itself: its kind, its range, its scheme."""
    if len(value) > LONGEST_TEXT:
        return Problem(slot.key, value, f"a text of more than {LONGEST_TEXT:,} characters", "Shorten it.")
    check = _CHECKS.get(slot.prop.datatype.value)
    why = check(slot, value) if check is not None else None
    return Problem(slot.key, value, *why) if why else None


Why = tuple[str, str]


def _integer(slot: Slot, value: str) -> Why | None:
    if not _INTEGER.fullmatch(value) or abs(int(value)) > _MOST:
        return "not a whole number", "Write digits alone, such as 857."
    return _in_range(slot, Decimal(value))


def _decimal(slot: Slot, value: str) -> Why | None:
    if not _DECIMAL.fullmatch(value):
        return "not a decimal number", "Write digits and a point, such as 19.75."
    return _in_range(slot, Decimal(value))


def _in_range(slot: Slot, number: Decimal) -> Why | None:
    if slot.minimum is not None and number < Decimal(str(slot.minimum)):
        return f"less than {slot.minimum:g}", f"{slot.prop.label}: {slot.minimum:g} or more."
    if slot.maximum is not None and number > Decimal(str(slot.maximum)):
        return f"more than {slot.maximum:g}", f"{slot.prop.label}: {slot.maximum:g} or less."
    return None


def _date(slot: Slot, value: str) -> Why | None:
    return _no_date(value) if len(value) <= _LONGEST_DATE else _no_date.__wrapped__(value)


@lru_cache(maxsize=8_192)
def _no_date(value: str) -> Why | None:
    """A sheet has few dates, and many rows of each."""
    try:
        parse(value)
    except DateError as error:
        return f"a date that cannot be: {error.why}", error.hint or ""
    return None


def _concept(slot: Slot, value: str) -> Why | None:
    scheme = slot.prop.scheme
    if scheme is None or scheme.open or value in scheme.concepts:
        return None
    return f"no term of {scheme.name}", hint_for(scheme, value)


_CHECKS: Mapping[str, Callable[[Slot, str], Why | None]] = {
    Datatype.INTEGER.value: _integer,
    Datatype.DECIMAL.value: _decimal,
    Datatype.EDTF.value: _date,
    Datatype.DATE.value: _date,
    Datatype.CONCEPT.value: _concept,
}


# ---- rules between values


def _things(model: Model, claims: Iterable[Claim]) -> Iterable[tuple[Claim, Class, Mapping[str, str]]]:
    """What a row says of each thing or tie, put together: (its first claim, its class, its values by key).

    Claims of one tie with different sources are put together by their spell, as the rule for facts does.
    """
    found: dict[tuple[str, ...], tuple[Claim, Class, dict[str, str]]] = {}
    for claim in claims:
        tie = model.classes.get(claim.predicate)
        if tie is None:
            key: tuple[str, ...] = (claim.subject_class, claim.subject)
            cls = model.classes[claim.subject_class]
            said = {claim.predicate: claim.value or claim.object or "", **claim.said}
        else:
            cls, said = tie, _with_ends(tie, claim)
            key = (
                tie.name,
                claim.subject,
                claim.object or "",
                *(said.get(k, "") for k in (*tie.identifying, "spell")),
            )
        found.setdefault(key, (claim, cls, {}))[2].update(said)
    return found.values()


def _with_ends(tie: Class, claim: Claim) -> dict[str, str]:
    ends = ((tie.source, claim.subject), (tie.target, claim.object))
    return {**claim.said, **{key: id for key, id in ends if key and id}}


def check_values(cls: Class, values: Mapping[str, str]) -> list[Problem]:
    """The rules that values of one thing break together: low ≤ best ≤ high, ends that differ, order in time."""
    return [*_unordered(cls, values), *_the_same(cls, values), *_backwards(cls, values)]


def _unordered(cls: Class, values: Mapping[str, str]) -> Iterable[Problem]:
    for slot in cls.slots:
        for other in slot.at_most:
            if slot.key in values and other in values and Decimal(values[slot.key]) > Decimal(values[other]):
                low, high = slot.column or slot.key, cls.by_key[other].column or other
                hint = f"{low} must be {high} ({values[other]}) or less."
                yield Problem(slot.key, values[slot.key], f"{low} is more than {high}", hint)


def _the_same(cls: Class, values: Mapping[str, str]) -> Iterable[Problem]:
    for slot in cls.slots:
        for other in slot.differs_from:
            if slot.key in values and values[slot.key] == values.get(other):
                column = cls.by_key[other].column or other
                hint = f"{slot.column or slot.key} and {column} must be two things."
                yield Problem(slot.key, values[slot.key], "a thing tied to itself", hint)


def _backwards(cls: Class, values: Mapping[str, str]) -> Iterable[Problem]:
    spans = {
        slot.prop.bound: (slot, _span(values.get(slot.key)))
        for slot in cls.bounds
        if slot.prop.bound != "spell"
    }
    for first, last, rule in (
        ("start", "end", "an end before its start"),
        ("first_cited", "last_cited", "last cited before it was first cited"),
        ("start", "last_cited", "last cited before its start"),
        ("first_cited", "end", "an end before it was first cited"),
        ("start", "in_force", "in force before its start"),
    ):
        if first in spans and last in spans:
            (_, begin), (slot, end) = spans[first], spans[last]
            if begin and end and begin.earliest and end.latest and end.latest < begin.earliest:
                yield Problem(
                    slot.key, values[slot.key], rule, f"The other date is {values[spans[first][0].key]}."
                )


def _span(text: str | None) -> Span | None:
    return _parsed(text) if text else None


_parsed = lru_cache(maxsize=8_192)(parse)
