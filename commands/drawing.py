"""What `orbatlas draw` draws of the things it is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from graph.chain import Chain, chain
from graph.connection import Database
from graph.names import known_ids
from graph.neighbours import neighbours
from graph.synthetic import any_synthetic
from ontology.model import Model
from views.network import Drawing
from views.pictures import chain_drawing, found_drawing, things_drawn, together


def picture(database: Database, model: Model, ids: Sequence[str], on: date | None) -> Drawing:
    """The chains of units and persons, and what is tied to anything else, as one drawing. Raises UnknownId."""
    chained = _chained(database, model, ids)
    chains = [chain(database, model, id, on) for id in chained]
    # A person without a posting, or a unit that stands alone, is drawn with what else is known of it.
    alone = [one.subject for one in chains if not one.links and not one.commanders]
    others = [*alone, *(id for id in ids if id not in chained)]
    drawings = list(
        _drawings(database, model, [one for one in chains if one.subject not in alone], others, on)
    )
    title = drawings[0].title if len(drawings) == 1 else f"Chains and ties: {', '.join(ids)}"
    return together(title, drawings)


def _chained(database: Database, model: Model, ids: Sequence[str]) -> list[str]:
    """Those of the ids that are of classes which stand in chains of command."""
    ties = (model.serving("chain"), model.serving("posting"))
    classes = {tie.end_class(tie.source) for tie in ties}
    known = known_ids(database, model, list(ids))
    return [id for id in ids if known.get(id) in classes]


def _drawings(
    database: Database, model: Model, chains: Sequence[Chain], others: Sequence[str], on: date | None
) -> Iterator[Drawing]:
    if chains:
        yield chain_drawing(chains, model, synthetic=any_synthetic(database, model, things_drawn(chains)))
    if others:
        found = neighbours(database, model, others, on)
        synthetic = any_synthetic(database, model, found.nodes)
        title = f"What is tied to {', '.join(others)}"
        nodes, ties = found.nodes.values(), found.relationships.values()
        yield found_drawing(title, nodes, ties, model, on=on, synthetic=synthetic)
