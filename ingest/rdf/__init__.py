"""RDF: what `orbatlas export` writes, back to the same claims; and RDF of others as far as it says what we model."""

from __future__ import annotations

from ingest.formats import Format
from ingest.rdf.format import Rdf
from ingest.rdf.vocabulary import Vocabulary
from ontology.files import extra_files
from ontology.model import Model


def make(model: Model) -> Format:
    """The format for one ontology."""
    return Rdf(Vocabulary.of(model, *extra_files()))
