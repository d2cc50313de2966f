"""A file of FollowTheMoney as a sheet whose rows are its entities."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from ingest.ftm.lines import ENDINGS, Line, lines
from ingest.packed import ENDINGS as PACKED
from ingest.rows import Refusal, Row, Warnings
from ingest.sheets import Sheet
from ontology.ftmwords import id_in

_COMMENT = b"#"
_PARTS = frozenset({"id", "schema", "properties", "datasets", "caption"})
_NESTED = "Load the file of entities, not the one in which they stand inside one another."
_STATEMENTS = "Statements are not read; make entities of them first (ftm aggregate-statements)."


@dataclass(frozen=True, slots=True)
class FtmRow(Row):
    """One entity. `id` is ours where an export of ours had to change it; `named` is the name that its maker prefers,
    `beside` what stands on the line that is no part of an entity as we read it.
    """

    id: str = ""
    schema: str = ""
    properties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    datasets: tuple[str, ...] = ()
    named: str = ""
    beside: tuple[str, ...] = ()

    def all(self, *names: str) -> list[str]:
        """The values of these properties, in their order."""
        return [value for name in names for value in self.properties.get(name, ())]


class _Broken(Exception):
    """A line that is no entity: the rule, the value and the hint of its refusal."""


@dataclass(frozen=True)
class FtmSheet(Sheet):
    """One file of FollowTheMoney."""

    def rows_with_bytes(self, warnings: Warnings | None = None) -> Iterator[tuple[FtmRow, int]]:
        """Its entities, each with the number of bytes read so far. Lines that begin with # are passed over."""
        for line in lines(self.path, self.file):
            if line.why or not line.data.startswith(_COMMENT):
                yield self._row(line), line.at

    def _row(self, line: Line) -> FtmRow:
        text = line.data.decode("utf-8", "replace").rstrip("\r\n")
        try:
            if line.why:
                raise _Broken(
                    line.why, "", "Nothing after it was read." if not line.data else "Mend the line."
                )
            return _entity(self.file, line.number, line.data, text)
        except _Broken as broken:
            rule, value, hint = broken.args
            bare = FtmRow(self.file, line.number, {}, (text,))
            fault: Refusal = bare.refusal("", value, rule, hint)
            return FtmRow(self.file, line.number, {}, (text,), fault)

    # ---- what is refused

    def refused_name(self) -> str:
        """The file's name with `.refused`, as lines of JSON that the same format reads again."""
        stem = PurePath(self.file.replace("/", ".")).name.split(".refused")[0]
        for ending in (*PACKED, *ENDINGS):
            stem = stem.removesuffix(ending)
        return f"{stem}.refused.jsonl"

    def refused_head(self) -> str:
        """How to use the file."""
        return "# What was refused. Mend the lines and load this file again; lines that begin with # are passed over.\n"

    def refused_text(self, row: Row, refusals: tuple[Refusal, ...]) -> str:
        """The reasons, then the line as it was found."""
        notes = "".join(f"# {' '.join(str(refusal).split())}\n" for refusal in refusals)
        return notes + "".join(f"{raw}\n" for raw in row.raw)


def _entity(file: str, number: int, data: bytes, text: str) -> FtmRow:
    """The entity on a line. Raises _Broken."""
    try:
        # Numbers keep their writing; FollowTheMoney has texts alone, but some of its writers have not.
        read = json.loads(data, parse_float=str, parse_int=str, object_pairs_hook=_once)
        json.dumps(read, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise _Broken(f"broken JSON: {error.msg}", text, "One entity a line, as JSON.") from error
    except UnicodeError as error:
        raise _Broken("broken JSON: no text in UTF-8", text, "Write the file as UTF-8.") from error
    except RecursionError as error:
        raise _Broken("broken JSON: nested too deep", text, _NESTED) from error
    if not isinstance(read, dict):
        raise _Broken("no entity", text, 'An entity is {"id": …, "schema": …, "properties": {…}}.')
    for key in ("id", "schema"):
        if not isinstance(read.get(key), str) or not read[key].strip():
            hint = _STATEMENTS if "canonical_id" in read or "prop" in read else f"Every entity has its {key}."
            raise _Broken(f"an entity without {'an id' if key == 'id' else 'a schema'}", text, hint)
    datasets = read.get("datasets")
    return FtmRow(
        file, number, {}, (text,), None,
        id=id_in(read["id"]),
        schema=read["schema"],
        properties=dict(_properties(read.get("properties"))),
        datasets=tuple(str(name) for name in datasets) if isinstance(datasets, list) else (),
        named=str(read.get("caption") or ""),
        beside=tuple(str(key) for key in read if key not in _PARTS),
    )  # fmt: skip


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, of which every key stands once: of two, one would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise _Broken("a key that stands twice", counts.most_common(1)[0][0], "Put its values into one list.")
    return found


def _properties(held: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not isinstance(held, dict | None):
        raise _Broken("properties that are no object", str(held), "Give each property its list of texts.")
    for name, values in (held or {}).items():
        texts = tuple(_text(name, value) for value in (values if isinstance(values, list) else [values]))
        if kept := tuple(dict.fromkeys(text for text in texts if text.strip())):
            yield name, kept


def _text(name: str, value: Any) -> str:
    if isinstance(value, dict | list):
        raise _Broken(f"an entity inside another, under {name}", "", _NESTED)
    return "" if value is None else value if isinstance(value, str) else str(value).lower()
