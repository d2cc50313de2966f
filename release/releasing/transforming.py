"""Records as they leave: new ones, made of what the profile lets through, and of nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from graph.claims import Claim
from graph.matching import Matcher
from graph.merging import Redirects, as_kept, is_redirect
from graph.storing import object_class
from ontology.model import Class, Datatype, Kind, Property, Slot
from release.records import EntityRecord, LinkRecord, TieRecord
from release.releasing.counting import Counts
from release.releasing.figures import Figure, held_back
from release.releasing.keys import Key
from release.releasing.measuring import counts_of, gives_away, is_measured, of_claim, of_tie, parts_in
from release.releasing.policy import Policy
from release.triples import bounds_of

CONFIDENCE = ("confidence",)
"""What stands behind a fact and leaves with it; its claims are another matter."""

SOURCES = "sources"
"""How many sources say a fact: counted anew."""


@dataclass
class Transformer:
    """Lets records through under one policy; `removed` counts what stayed, by kind."""

    policy: Policy
    key: Key
    matcher: Matcher
    open_sources: frozenset[str]
    """The sources that may be named: they tell nothing of what is protected, and are more than the name of a file."""
    classes: Mapping[str, str]
    """The class of every entity."""
    claims: dict[str, Claim] = field(default_factory=dict)
    """The claims that leave, by the id that they have in the graph."""
    removed: Counter[str] = field(default_factory=Counter)
    used: dict[str, Claim] = field(default_factory=dict)
    """The claims behind facts that leave, by the id under which they leave."""
    redirects: Redirects = field(default_factory=lambda: Redirects({}))
    """Where replaced ids lead: they never leave, and what is claimed of them is claimed of what they lead to."""
    refused: frozenset[Figure] = frozenset()
    """The figures that stay, since they tell of a few."""

    # ---- things

    def leaves(self, id: str) -> bool:
        """Whether a thing leaves under its own id."""
        policy, cls = self.policy, self.classes.get(id)
        if cls is None or cls not in policy.profile.leaves or id in self._given_away:
            return False
        if cls == policy.rules.person:
            return id in policy.named
        if cls == policy.rules.place:
            return policy.places.get(id) == id
        return cls != policy.model.source.name or id in self.open_sources

    _given_away: set[str] = field(default_factory=set)

    def refuse_names_of_protected(self, records: Iterable[EntityRecord]) -> None:
        """Somebody, or a thing, whose id holds a protected text stays; so does who bears a protected name."""
        for record in records:
            if self.leaves(record.id) and (
                any(self.matcher.in_value(record.id))
                or (record.cls.name == self.policy.rules.person and self._named_alike(record))
            ):
                self._given_away.add(record.id)
                self.removed["things that share an id or a name with what is protected"] += 1

    def _named_alike(self, record: EntityRecord) -> bool:
        keys = self.policy.rules.person_names
        return any(self._tells(text) for key in keys for text in _listed(record.properties.get(key)))

    def entities(self, records: Iterable[EntityRecord]) -> Iterator[EntityRecord]:
        """What leaves of the entities, with their ties; then the sources of what leaves."""
        sources: list[EntityRecord] = []
        for record in records:
            if not self.leaves(record.id):
                self.removed[_kind_of_thing(self.policy, record)] += 1
            elif record.cls is self.policy.model.source:
                sources.append(record)
            else:
                yield self._entity(record)
        used = {claim.source for claim in self.used.values()}
        yield from (self._entity(record) for record in sources if record.id in used)

    def _entity(self, record: EntityRecord) -> EntityRecord:
        allowed = self.policy.profile.leaves[record.cls.name]
        properties = self._properties(record.cls, record.properties, allowed)
        ties = (self._tie(tie) for tie in record.ties)
        links = (self._link(link, allowed) for link in record.links)
        return replace(
            record,
            properties=properties,
            links=tuple(link for link in links if link is not None),
            ties=tuple(
                sorted(
                    (tie for tie in ties if tie is not None),
                    key=lambda tie: str(tie.properties["id"]),
                )
            ),
        )

    def _link(self, link: LinkRecord, allowed: frozenset[str]) -> LinkRecord | None:
        target = self._end(link.target)
        if link.slot.key not in allowed or target is None:
            return None
        return LinkRecord(link.slot, target, self._support(link.properties))

    def _end(self, id: str) -> str | None:
        """What stands for a thing as the end of a tie: a place may be said by a larger one."""
        id = self.policy.places.get(id, id) or ""
        return id if self.leaves(id) else None

    # ---- ties

    def _tie(self, tie: TieRecord) -> TieRecord | None:
        cls = tie.cls
        allowed = self.policy.profile.leaves.get(cls.parent or cls.name)
        target = None if tie.target is None else self._end(tie.target)
        if allowed is None or (tie.target is not None and target is None) or not self._told(tie):
            self.removed[f"{cls.plural.lower()}"] += 1
            return None
        properties = self._properties(cls, tie.properties, allowed)
        told = replace(tie, target=target, properties=properties)
        if cls.kind is Kind.MEASUREMENT:
            for key, figure in [*of_tie(told)]:
                if figure in self.refused:
                    del properties[key]
            if not any(slot.key in properties for slot in cls.figures):
                self.removed[f"{cls.plural.lower()}"] += 1
                return None
        properties["id"] = self.key.fact(str(tie.properties["id"]))
        return told

    def _told(self, tie: TieRecord) -> bool:
        """Whether a posting, or a total, is one that leaves."""
        policy = self.policy
        posting = policy.model.serving("posting").name
        if tie.cls.name in policy.rules.totals:
            return policy.is_at(tie.source, policy.profile.level, above=True)
        if policy.profile.postings == "qualifying" and posting in (tie.cls.name, tie.cls.parent):
            return str(tie.properties["id"]) in policy.named.get(tie.source, frozenset())
        return True

    # ---- values

    def _properties(
        self, cls: Class, properties: Mapping[str, Any], allowed: frozenset[str]
    ) -> dict[str, Any]:
        known: dict[str, Any] = {
            slot.key: value
            for slot in cls.attributes
            if slot.key in allowed and (value := self._value(cls, slot, properties.get(slot.key))) is not None
        }
        bounds = self.policy.calendar.bounds(bounds_of(properties).as_dict())
        known.update({key: day for key, day in bounds.items() if day is not None})
        return known | self._support(properties)

    def _support(self, properties: Mapping[str, Any]) -> dict[str, Any]:
        known = {key: properties[key] for key in CONFIDENCE if properties.get(key)}
        claims = {
            self.claims[id].id: self.claims[id] for id in properties.get("claims") or () if id in self.claims
        }
        self.used.update(claims)
        # Of the sources those alone are counted that leave: a difference would tell that others speak of it.
        named = len({claim.source for claim in claims.values()})
        return known | ({SOURCES: named} if named else {}) | {"claims": sorted(claims)}

    def _value(self, cls: Class, slot: Slot, value: Any) -> Any:
        if isinstance(value, list):
            kept = [one for one in value if self._single(cls, slot.prop, one) is not None]
            return [self._single(cls, slot.prop, one) for one in kept] or None
        return self._single(cls, slot.prop, value)

    def _single(self, cls: Class, prop: Property, value: Any) -> Any:
        if value is None:
            return None
        if prop.datatype is Datatype.EDTF:
            return self.policy.calendar.coarse(str(value))
        if prop.datatype is Datatype.DATE:
            return self.policy.calendar.last(date.fromisoformat(str(value)))
        if cls.kind is Kind.MEASUREMENT and prop.datatype in (Datatype.INTEGER, Datatype.DECIMAL):
            return value if float(value) >= self.policy.profile.k else None
        if prop.scheme is not None and str(value) not in prop.scheme.concepts:
            return None
        if isinstance(value, str) and self._tells(value):
            self.removed["texts that hold a protected text"] += 1
            return None
        return value

    def _tells(self, text: str) -> bool:
        told = self._asked.get(text)
        if told is None:
            told = self._asked[text] = any(True for _ in self.matcher.in_value(text))
        return told

    _asked: dict[str, bool] = field(default_factory=dict)

    # ---- claims

    def take(self, claims: Iterable[Claim]) -> None:
        """Make of the graph's claims those that may leave, or may at least name their source."""
        for claim in claims:
            told = self._claim(claim)
            if told is None:
                self.removed["claims"] += 1
            else:
                self.claims[claim.id] = told

    def hold_back(
        self, records: Sequence[EntityRecord], before: Sequence[frozenset[Figure]], counts: Sequence[Counts]
    ) -> None:
        """Refuse the figures that tell of a few: by themselves, by subtraction, by what was told or is counted."""
        k, rules = self.policy.profile.k, self.policy.rules
        left = self._measured(records)
        found = {
            f for r in left for tie in r.ties if tie.cls.kind is Kind.MEASUREMENT for _, f in of_tie(tie)
        }
        for claim in self.claims.values() if self.policy.profile.claims else ():
            if cls := is_measured(self.policy.model, claim.predicate):
                found.update(figure for _, figure in of_claim(cls, claim))
        near = {
            figure
            for figure in found
            if figure.group[0] in rules.totals
            and gives_away(figure, counts_of(figure.unit, counts, rules.unit_key), k)
        }
        parts = parts_in(self.policy.model, left)
        self.refused = frozenset(near) | held_back(found - near, before, parts, k)
        for id, claim in list(self.claims.items()):
            if cls := is_measured(self.policy.model, claim.predicate):
                self._hold_back_claim(id, claim, cls)

    def _measured(self, records: Sequence[EntityRecord]) -> list[EntityRecord]:
        """What leaves of measurements and of the chain of command, without taking note of it."""
        removed, used, chain = Counter(self.removed), dict(self.used), self.policy.model.serving("chain").name
        found = []
        for record in records if self.policy.profile.leaves else ():
            asked = [t for t in record.ties if t.cls.figures or chain in (t.cls.name, t.cls.parent)]
            if asked and self.leaves(record.id):
                found.append(replace(record, ties=tuple(told for t in asked if (told := self._tie(t)))))
        self.removed, self.used = removed, used
        return found

    def _hold_back_claim(self, id: str, claim: Claim, cls: Class) -> None:
        out = {key for key, figure in of_claim(cls, claim) if figure in self.refused}
        said = tuple((key, value) for key, value in claim.qualifiers if key not in out)
        if not {key for key, _ in said} & {slot.key for slot in cls.figures}:
            del self.claims[id]
            self.removed["claims"] += 1
        elif out:
            self.claims[id] = replace(claim, qualifiers=said)

    def _claim(self, stated: Claim) -> Claim | None:
        claim = next(iter(as_kept(self.policy.model, self.redirects, [stated])), None)
        if claim is None or is_redirect(self.policy.model, claim):
            return None
        model, leaves = self.policy.model, self.policy.profile.leaves
        if not self.leaves(claim.source) or not self.leaves(claim.subject):
            return None
        if (
            claim.subject_class == model.source.name
        ):  # said by the sheet that it stands in, whose name is a locator
            return None
        cls = model.classes.get(claim.predicate)
        object = None if claim.object is None else self._end(claim.object)
        if claim.object is not None and (object is None or not object_class(model, claim)):
            return None
        if cls is not None:
            return self._of_tie(claim, cls, object) if cls.name in leaves else None
        allowed = leaves.get(claim.subject_class, frozenset())
        slot = model.classes[claim.subject_class].by_key.get(claim.predicate)
        if slot is None or (claim.predicate not in allowed and slot.prop.bound is None):
            return None
        return self._of_property(claim, slot, object)

    def _of_property(self, claim: Claim, slot: Slot, object: str | None) -> Claim | None:
        value = None if claim.value is None else self._lexical(slot, claim.value)
        if (value is None) == (object is None) or slot.prop.bound == "spell":
            return None
        return self._anew(claim, value, object, ())

    def _of_tie(self, claim: Claim, cls: Class, object: str | None) -> Claim | None:
        if cls.name in self.policy.rules.totals and not self.policy.is_at(
            claim.subject, self.policy.profile.level, above=True
        ):
            return None
        allowed = self.policy.profile.leaves[cls.name]
        said = []
        for key, value in claim.qualifiers:
            slot = cls.by_key.get(key)
            if slot is None or slot.prop.bound == "spell" or (key not in allowed and slot.prop.bound is None):
                continue
            told = self._lexical(slot, value, cls)
            if told is not None:
                said.append((key, told))
        if cls.kind is Kind.MEASUREMENT and not {key for key, _ in said} & {s.key for s in cls.figures}:
            return None
        return self._anew(claim, None, object, tuple(said))

    def _lexical(self, slot: Slot, text: str, cls: Class | None = None) -> str | None:
        if cls is not None and cls.kind is Kind.MEASUREMENT and slot in cls.figures:
            return text if _number(text) >= self.policy.profile.k else None
        if slot.prop.datatype in (Datatype.EDTF, Datatype.DATE):
            return self.policy.calendar.coarse(text)
        scheme = slot.prop.scheme
        if scheme is not None and text not in scheme.concepts:
            return None
        return None if self._tells(text) else text

    def _anew(
        self, claim: Claim, value: str | None, object: str | None, said: tuple[tuple[str, str], ...]
    ) -> Claim:
        """A claim of what leaves alone. Its id is a hash of that, and tells nothing of what stayed."""
        recorded = claim.recorded and self.policy.calendar.last(claim.recorded)
        return Claim(
            claim.subject, claim.subject_class, claim.predicate, claim.source, value, object,
            claim.language, said, claim.confidence, recorded=recorded,
        )  # fmt: skip


def _kind_of_thing(policy: Policy, record: EntityRecord) -> str:
    if record.id in policy.protected:
        return "protected persons"
    return record.cls.plural.lower()


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _listed(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]
