"""The CSV tables of the design, their columns read from the ontology."""

from __future__ import annotations

from ingest.formats import Format
from ingest.tables.format import Tables
from ontology.model import Model


def make(model: Model) -> Format:
    """The format for one ontology."""
    return Tables(model)
