"""The catalog: questions that are ready to ask, each a `.cypher` file with a head that declares it."""

from graph.catalog.reading import load_catalog
from graph.catalog.running import columns_together, run, run_together
from graph.catalog.types import Column, Draw, NamedQuery, Parameter

__all__ = [
    "Column",
    "Draw",
    "NamedQuery",
    "Parameter",
    "columns_together",
    "load_catalog",
    "run",
    "run_together",
]
