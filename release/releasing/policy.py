"""What a profile decides about one graph: who is named, which place is said by which, where an event counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ontology.concepts import Scheme
from ontology.model import Class, Model
from ontology.rules import Rules
from ontology.time import DateError, Holds, middle, parse
from release.profiles.reading import Office, Profile
from release.records import EntityRecord, TieRecord
from release.releasing.coarsening import Calendar
from release.releasing.counting import Event
from release.triples import bounds_of


@dataclass(frozen=True)
class Policy:
    """The decisions of one profile on one graph and one day."""

    model: Model
    profile: Profile
    rules: Rules
    day: date
    protected: frozenset[str]
    echelons: Mapping[str, str]
    above: Mapping[str, tuple[TieRecord, ...]]
    named: Mapping[str, frozenset[str]]
    """The persons who are named, with the ids of the offices for which."""
    places: Mapping[str, str | None]
    """For each place the one that stands for it; None where none may."""
    calendar: Calendar = field(default_factory=lambda: Calendar("month"))

    # ---- counting

    def event(self, record: EntityRecord) -> Event:
        """An event as it is counted."""
        rules, properties = self.rules, record.properties
        links = {link.slot.key: link.target for link in record.links}
        who = [link.target for link in record.links if link.slot.key == rules.person_key]
        values = {
            slot.key: str(properties[slot.key])
            for slot in record.cls.attributes
            # Text that is no term of its scheme could say anything.
            if slot.prop.scheme and not slot.many and properties.get(slot.key) in slot.prop.scheme.concepts
        }
        values[rules.unit_key] = self._counted_under(
            links.get(rules.unit_key), properties.get(rules.date_key)
        )
        values[rules.date_key] = self.calendar.of_event(properties.get(rules.date_key)) or ""
        values[rules.rank_key] = self._group(record.cls, properties.get(rules.rank_key))
        known = [properties[key] for key in rules.persons_keys if properties.get(key) is not None]
        persons = max(1, int(known[0])) if known else 1
        return Event(record.id, values, persons, tuple(sorted(who)))

    def _group(self, cls: Class, rank: object) -> str:
        scheme = cls.by_key[self.rules.rank_key].prop.scheme
        concept = scheme.concepts.get(str(rank)) if scheme else None
        if concept is None:
            return ""
        return concept.broader[0] if concept.broader else concept.notation

    def _counted_under(self, unit: str | None, when: object) -> str:
        """The first unit of the level, or above it, on the way up on the day of the event."""
        day = _middle(when) or self.day
        seen: set[str] = set()
        while unit is not None and unit not in seen:
            if self.is_at(unit, self.profile.level):
                return unit
            seen.add(unit)
            unit = self._superior(unit, day)
        return ""

    def _superior(self, unit: str, day: date) -> str | None:
        ties = self.above.get(unit, ())
        for wanted in (Holds.CERTAIN, Holds.POSSIBLE):
            found = sorted(str(t.target) for t in ties if bounds_of(t.properties).holds_on(day) is wanted)
            if found:
                return found[0]
        return None

    def is_at(self, unit: str, level: str, *, above: bool = False) -> bool:
        """Whether a unit is of an echelon or a higher one; with `above`, of a higher one."""
        echelons = self.rules.echelons(self.model)
        place, limit = _position(echelons, self.echelons.get(unit)), _position(echelons, level)
        return place is not None and limit is not None and (place < limit if above else place <= limit)


def _middle(when: object) -> date | None:
    try:
        return middle(parse(str(when))) if when else None
    except DateError:
        return None


def _position(scheme: Scheme, notation: object) -> int | None:
    concept = scheme.concepts.get(str(notation))
    return concept.position if concept else None


# ---- making it


def decide(
    model: Model,
    profile: Profile,
    rules: Rules,
    records: Iterable[EntityRecord],
    protected: frozenset[str],
    day: date,
) -> Policy:
    """All decisions that concern more than one record."""
    held = list(records)
    key = rules.echelon_key
    echelons = {r.id: str(r.properties[key]) for r in held if r.properties.get(key)}
    chain = model.serving("chain")
    above = {
        r.id: tuple(tie for tie in r.ties if tie.cls.name == chain.name and tie.target)
        for r in held
        if r.ties
    }
    policy = Policy(
        model, profile, rules, day, protected, echelons, above, {}, _standing(profile, rules, held),
        Calendar(profile.dates),
    )  # fmt: skip
    named = {
        r.id: offices
        for r in held
        if r.cls.name == rules.person and r.id not in protected
        if (offices := frozenset(_offices(policy, r)))
    }
    return Policy(
        model, profile, rules, day, protected, echelons, above, named, policy.places, policy.calendar
    )


def _offices(policy: Policy, record: EntityRecord) -> Iterable[str]:
    """The postings of a person that hold for certain on the day and give a name."""
    for tie in record.ties:
        if bounds_of(tie.properties).holds_on(policy.day) is Holds.CERTAIN and any(
            _gives_name(policy, office, tie) for office in policy.profile.offices
        ):
            yield str(tie.properties["id"])


def _gives_name(policy: Policy, office: Office, tie: TieRecord) -> bool:
    if tie.cls.name != policy.model.serving(office.purpose).name:
        return False
    if office.rank is not None:
        ranks = policy.rules.ranks(policy.model)
        rank = tie.properties.get(policy.rules.office_rank_key)
        held, wanted = _position(ranks, rank), _position(ranks, office.rank)
        if held is None or wanted is None or held > wanted:
            return False
    return office.echelon is None or policy.is_at(str(tie.target), office.echelon)


def _standing(profile: Profile, rules: Rules, records: Iterable[EntityRecord]) -> dict[str, str | None]:
    """For each place the first place, itself or above it, that is no deeper than the profile allows.

    Levels are counted from the top. A top that nothing lies in may be a barracks that was never placed: it stays.
    """
    up = {
        r.id: next((link.target for link in r.links if link.slot.key == rules.within), None)
        for r in records
        if r.cls.name == rules.place
    }
    tops = {above for above in up.values() if above is not None}
    found: dict[str, str | None] = {}
    for id in up:
        line = _line(id, up)
        usable = line is not None and (len(line) > 1 or id in tops)
        found[id] = _first(profile, line, tops) if line is not None and usable else None
    return found


def _first(profile: Profile, line: list[str], tops: set[str]) -> str | None:
    allowed = line[max(0, len(line) - 1 - profile.depth) :]
    return next((place for place in allowed if not profile.containing or place in tops), None)


def _line(id: str, up: Mapping[str, str | None]) -> list[str] | None:
    """A place and what it lies in, to the top; None for a circle or an end that is no place of the graph."""
    line = [id]
    while (above := up.get(line[-1])) is not None:
        if above in line or above not in up:
            return None
        line.append(above)
    return line
