"""What a release would hold and what would fall away, by class, with the reason in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ontology.model import Class, Model
from ontology.rules import Rules
from release.profiles.reading import Profile
from release.records import EntityRecord, TieRecord
from release.releasing.counting import Cell
from release.releasing.policy import Policy


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of the things of one kind: how many the graph holds, how many leave, and why the others do not."""

    kind: str
    read: int
    leave: int
    why: str

    @property
    def stay(self) -> int:
        """How many stay."""
        return self.read - self.leave


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave. `protected` persons are nowhere in it by name; `named` are; `cells` are counts of events."""

    fates: tuple[Fate, ...]
    protected: int
    named: int
    cells: int
    smallest: int | None
    withheld: int
    """Texts that would be allowed and hold a protected text."""


def everything(model: Model, records: Iterable[EntityRecord], bare: int, claims: int) -> Preview:
    """The preview of a release from which nothing falls away; `bare` sources are only named by claims."""
    held = kinds_of(model, records)
    held[model.source.name] += bare
    held[model.claim.name] = claims
    fates = [Fate(cls.plural, held[cls.name], held[cls.name], "") for cls in _classes(model)]
    return Preview(tuple(fate for fate in fates if fate.read), 0, 0, 0, None, 0)


def preview_of(
    policy: Policy,
    records: Sequence[EntityRecord],
    left: Sequence[EntityRecord],
    claims: tuple[int, int],
    cells: Sequence[Cell],
    removed: Counter[str],
) -> Preview:
    """The preview of a release: `records` is what the graph holds, `claims` are those read and leaving."""
    model = policy.model
    read = kinds_of(model, records)
    leave = kinds_of(model, left)
    leave[model.claim.name] = claims[1] if policy.profile.claims else 0
    read[model.claim.name] = claims[0]
    fates = [
        Fate(cls.plural, read[cls.name], leave[cls.name], _why(policy.profile, policy.rules, model, cls))
        for cls in _classes(model)
        if read[cls.name]
    ]
    protected = sum(record.id in policy.protected for record in records)
    smallest = min((min(cell.events, cell.persons) for cell in cells), default=None)
    return Preview(
        tuple(fates), protected, len(policy.named), len(cells), smallest,
        removed["texts that hold a protected text"],
    )  # fmt: skip


def kinds_of(model: Model, records: Iterable[EntityRecord]) -> Counter[str]:
    """How many things and ties of each class there are."""
    return Counter(name for record in records for name in _kinds(model, record))


def _kinds(model: Model, record: EntityRecord) -> list[str]:
    return [record.cls.name, *(_name(tie) for tie in record.ties)]


def _name(tie: TieRecord) -> str:
    return tie.cls.parent or tie.cls.name


def _classes(model: Model) -> list[Class]:
    return [*model.entities, *model.ties, model.claim]


def _why(profile: Profile, rules: Rules, model: Model, cls: Class) -> str:
    posting = model.serving("posting").name
    if cls.name == rules.event:
        return "They leave as counts alone, and only where a count is large enough."
    if cls.name == model.claim.name:
        return (
            "They are about what stays, or their source tells of protected persons or has no title."
            if profile.claims
            else "The profile lets no claims leave: facts name their sources instead."
        )
    if cls.name not in profile.leaves:
        return "The profile does not let them leave."
    if cls.name == rules.person:
        return "They are protected, or did not certainly hold an office on the day that gives a name."
    if cls.name == rules.place:
        return "They are too exact, and are said by a larger place; or it is not known what they lie in."
    if cls.name == model.source.name:
        return "They tell of protected persons, have no title, or nothing that leaves rests on them."
    if cls.name == posting and profile.postings == "qualifying":
        return "Only the offices leave that a person is named for."
    if cls.source is not None:
        figures = (
            f", or the figure tells of fewer than {profile.k}, by itself or by subtraction"
            if cls.figures
            else ""
        )
        return f"What they belong to, or lead to, does not leave{figures}."
    return "Their id or name is that of something protected."
