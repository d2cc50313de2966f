"""The Security Force Monitor's formats: the sheets of 2018 and 2019, those of version 2.1, and one claim a row."""

from __future__ import annotations

from ingest.formats import Format
from ingest.sfm.format import Sfm
from ontology.model import Model


def make(model: Model) -> Format:
    """The format for one ontology."""
    return Sfm()
