"""The empty tables, and their description as a Frictionless Data Package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ingest.reading import MAX_CELL
from ingest.tables.columns import Table, tables_of
from ingest.tables.references import MANY
from ontology.errors import CommandError
from ontology.model import Datatype, Model, Slot
from ontology.tables import ID, NOTE

DESCRIPTOR = "datapackage.json"

# Dates are EDTF, which Table Schema does not know: they are text there, with a format that says so.
_TYPES = {Datatype.INTEGER: "integer", Datatype.DECIMAL: "number"}


def write_templates(model: Model, directory: Path) -> list[Path]:
    """Write an empty CSV file for each table, and `datapackage.json`, into a folder, which is made if need be.

    The same ontology gives the same bytes. Raises CommandError where a file of that name is there already.
    """
    tables = tables_of(model)
    texts = {f"{name}.csv": ",".join(table.columns) + "\n" for name, table in tables.items()}
    texts[DESCRIPTOR] = json.dumps(descriptor(model), ensure_ascii=False, indent=2) + "\n"
    there = sorted(name for name in texts if (directory / name).exists())
    if there:
        raise CommandError(f"{directory} holds {', '.join(there)} already.", hint="Name an empty folder.")
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (directory / name).write_text(text, encoding="utf-8", newline="\n")
    return [directory / name for name in texts]


def descriptor(model: Model) -> dict[str, Any]:
    """The tables as a Data Package: columns, types, ranges, terms, and which column names rows of which table."""
    tables = tables_of(model)
    by_class = {table.cls.name: table.name for table in tables.values()}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "orbatlas-tables",
        "title": model.texts["label"],
        "description": model.texts["definition"],
        "version": model.version,
        "resources": [_resource(model, table, by_class) for table in tables.values()],
    }


def _resource(model: Model, table: Table, by_class: dict[str, str]) -> dict[str, Any]:
    fields = [*([_id_field()] if table.is_entity else []), *map(_field_of, table.slots.items())]
    fields.extend(_tail(model, column) for column in table.tail)
    keys = [
        {"fields": [column], "reference": {"resource": by_class[str(slot.prop.range)], "fields": [ID]}}
        for column, slot in table.slots.items()
        if slot.prop.range in by_class and not slot.many
    ]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "title": table.cls.plural,
        "description": table.cls.definition,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "header": True},
        "schema": {**schema, "foreignKeys": keys} if keys else schema,
    }


def _id_field() -> dict[str, Any]:
    # Not a primary key: two sources may speak of one thing in two rows.
    return {"name": ID, "type": "string", "title": "Id", "constraints": {"required": True}}


def _field_of(item: tuple[str, Slot]) -> dict[str, Any]:
    column, slot = item
    return field(column, slot)


def field(column: str, slot: Slot) -> dict[str, Any]:
    """One column in the words of Table Schema."""
    kind = "string" if slot.many else _TYPES.get(slot.prop.datatype, "string")
    many = f" Several values are separated by {MANY}" if slot.many else ""
    found: dict[str, Any] = {"name": column, "type": kind, "title": slot.prop.label}
    found["description"] = slot.prop.definition + many
    if slot.prop.datatype is Datatype.EDTF:
        found["rdfType"] = "http://id.loc.gov/datatypes/edtf/EDTF"
    if limits := _constraints(slot):
        found["constraints"] = limits
    return found


def _constraints(slot: Slot) -> dict[str, Any]:
    found: dict[str, Any] = {"required": True} if slot.required else {}
    if slot.minimum is not None:
        found["minimum"] = _plain(slot.minimum)
    if slot.maximum is not None:
        found["maximum"] = _plain(slot.maximum)
    scheme = slot.prop.scheme
    if scheme is not None and not scheme.open and not slot.many:
        found["enum"] = list(scheme.concepts)
    if slot.prop.datatype is Datatype.TEXT and not slot.many:
        found["maxLength"] = MAX_CELL
    return found


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number


def _tail(model: Model, column: str) -> dict[str, Any]:
    if column == NOTE:
        return {"name": NOTE, "type": "string", "title": "Note"}
    found = field(column, model.claim.by_key[column])
    if column == model.claim.by_key["source"].key:
        title = model.source.plural
        found.update(
            description=f"{found['description']} Ids of {title.lower()}; several are separated by {MANY}"
        )
    return {
        **found,
        "constraints": {k: v for k, v in found.get("constraints", {}).items() if k != "required"},
    }
