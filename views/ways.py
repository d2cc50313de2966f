"""Ways between two things in words, and as a drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.paths import Ways
from graph.surroundings import Fact, Thing, Tie, person_class, unit_class
from graph.ways import Step, Way
from ontology.model import Class, Model
from ontology.time import Holds
from ontology.timewords import in_words
from views.network import Drawing, Edge, Node, Spell, looks, make_drawing
from views.pictures import found_drawing

AT_ONCE = {
    Holds.CERTAIN: "certainly all at one time",
    Holds.POSSIBLE: "possibly all at one time",
    Holds.NO: "not all at one time",
    None: "with an intake, which has no time",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A step in words. `evidence` are the ids that open what is behind it: facts, or persons where it is a property."""

    words: str
    kind: Tie
    evidence: tuple[str, ...]


def told_steps(way: Way, found: Ways, model: Model) -> list[Told]:
    """Each step of a way, in its order."""
    return [_told(step, found.things, model, found) for step in way.steps]


def headline(way: Way, found: Ways) -> str:
    """The way in one line: how long it is, whom it passes, whether all can have been at one time."""
    steps = len(way.steps)
    passed = ", ".join(found.things[id].name for id in way.things[1:-1])
    over = f"over {passed}" if passed else "directly"
    return f"{steps} step{'' if steps == 1 else 's'} {over} · {AT_ONCE[way.together]}"


def _told(step: Step, things: Mapping[str, Thing], model: Model, found: Ways) -> Told:
    one, other = things[step.source].name, things[step.target].name
    if step.kind is Tie.INTAKE:
        label = _slot_label(model, "intake").lower()
        words = f"{one} and {other} are of the same {label}: {step.via}, {step.size:,} persons on record"
        return Told(words, step.kind, (step.source, step.target))
    if step.via:
        unit = things[step.via].name
        sure = "certainly" if step.holds is Holds.CERTAIN else "possibly"
        when = in_words(step.bounds)
        words = f"{one} and {other} served in {unit} (known there: {step.size:,}), {sure} at the same time: {when}"
        return Told(words, step.kind, tuple(fact.id for fact in step.facts))
    phrase = looks(model)[step.type].phrase
    spells = "; ".join(_spell(fact, model) for fact in step.facts)
    sure = "" if step.holds is None or step.holds is Holds.CERTAIN else f" (only possible on {found.on})"
    return Told(f"{one} {phrase} {other}: {spells}{sure}", step.kind, tuple(fact.id for fact in step.facts))


def _spell(fact: Fact, model: Model) -> str:
    """What tells the fact from others of the pair, and when it was."""
    cls = next(cls for cls in model.classes.values() if cls.edge == fact.type)
    said = [_value(cls, key, fact.values[key]) for key in cls.identifying if fact.values.get(key)]
    return ", ".join([*said, in_words(fact.bounds)])


def _value(cls: Class, key: str, value: Any) -> str:
    scheme = cls.by_key[key].prop.scheme
    return scheme.label_of(str(value)) if scheme else str(value)


def _slot_label(model: Model, key: str) -> str:
    return model.classes[person_class(model)].by_key[key].prop.label


# ---- drawn


def ways_drawing(found: Ways, model: Model, *, synthetic: bool = False) -> Drawing:
    """All the ways in one drawing, each tie with its facts; both ends are what it is about."""
    names = [found.things[id].name for id in (found.first, found.second)]
    steps = [step for way in found.ways for step in way.steps]
    ties = {fact.id: _as_tie(fact) for step in steps for fact in step.facts}
    title = f"How {names[0]} and {names[1]} hang together"
    drawn = found_drawing(
        title,
        [_as_node(thing, model) for thing in found.things.values()],
        ties.values(),
        model,
        on=found.on,
        synthetic=synthetic,
    )
    nodes = [_focused(node, found) for node in drawn.nodes]
    edges = [*drawn.edges, *_intake_edges(steps, model)]
    return make_drawing(title, nodes, edges, on=found.on, synthetic=synthetic)


def _focused(node: Node, found: Ways) -> Node:
    return replace(node, focus=node.id in (found.first, found.second))


def _as_node(thing: Thing, model: Model) -> dict[str, Any]:
    cls = person_class(model) if thing.person else unit_class(model)
    return {"id": thing.id, "labels": [cls], "properties": thing.values}


def _as_tie(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "type": fact.type,
        "source": fact.source,
        "target": fact.target,
        "properties": fact.values,
    }


def _intake_edges(steps: list[Step], model: Model) -> Iterator[Edge]:
    """An intake is a property of both: its evidence is that of the persons."""
    for step in steps:
        if step.kind is Tie.INTAKE:
            words = f"{_slot_label(model, 'intake')}: {step.via}"
            ends = (step.source, step.target)
            spells = tuple(Spell(id, words=words) for id in ends)
            yield Edge(*ends, _slot_label(model, "intake").upper(), (words,), spells=spells)
