"""The headings of the CSV tables: the columns of a class, with the id in front and who says so behind."""

from __future__ import annotations

from ontology.model import Class, Kind, Model

ID = "id"
NOTE = "note"


def tail(model: Model, cls: Class) -> tuple[str, ...]:
    """The columns that say who says so: source, confidence and note; none for the sources themselves."""
    if cls is model.source:
        return ()
    return (model.claim.by_key["source"].key, model.claim.by_key["confidence"].key, NOTE)


def heading(model: Model, cls: Class) -> tuple[str, ...]:
    """All columns of a class's table in their order."""
    ids = (ID,) if cls.kind is Kind.ENTITY else ()
    return (*ids, *cls.columns, *tail(model, cls))
