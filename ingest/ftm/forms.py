"""Which form of the mapping an entity has."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.ftm.sheet import FtmRow
from ontology.concepts import folded
from ontology.ftm import Form, Ftm
from ontology.model import Kind

TOPICS = "topics"


def thing_form(ftm: Ftm, row: FtmRow) -> Form | None:
    """The form of a thing of ours; None for ties, and for what we do not model."""
    for form in ftm.by_schema.get(row.schema, ()):
        if form.cls is not None and form.cls.kind is Kind.ENTITY and _is_one(ftm, form, row):
            return form
    return None


def tie_forms(ftm: Ftm, row: FtmRow) -> Iterator[Form]:
    """The forms of ties, links and figures that its schema may have."""
    for form in ftm.by_schema.get(row.schema, ()):
        if form.cls is None or (form.cls.kind is not Kind.ENTITY and has_label(form, row)):
            yield form


def has_label(form: Form, row: FtmRow) -> bool:
    """Whether the label of the form's class stands where such a form has it."""
    if form.label_in is None or form.cls is None:
        return True
    label = folded(form.cls.label)
    return any(folded(text) == label for text in row.properties.get(form.label_in, ()))


def _is_one(ftm: Ftm, form: Form, row: FtmRow) -> bool:
    topics = row.properties.get(TOPICS, ())
    if form.when_topics and not form.when_topics.intersection(topics):
        return False
    if form.topics is not None:
        military = ftm.is_military(row.properties.get(form.topics, ()))
        if military is False or (row.schema in form.reads_military and not military):
            return False
    return has_label(form, row)
