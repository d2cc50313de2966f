"""FollowTheMoney: entities as JSON lines, read as far as they say what we model."""

from __future__ import annotations

from ingest.formats import Format
from ingest.ftm.format import FollowTheMoney
from ontology.files import extra_files
from ontology.ftm import load_ftm
from ontology.model import Model


def make(model: Model) -> Format:
    """The format for one ontology."""
    return FollowTheMoney(load_ftm(model, *extra_files()))
