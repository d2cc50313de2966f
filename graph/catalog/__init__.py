"""The catalog: questions that are ready to ask, each a `.cypher` file with a head that declares it."""

from graph.catalog.reading import load_catalog
from graph.catalog.running import run, run_together
from graph.catalog.types import Column, Draw, NamedQuery, Parameter

__all__ = ["Column", "Draw", "NamedQuery", "Parameter", "load_catalog", "run", "run_together"]
