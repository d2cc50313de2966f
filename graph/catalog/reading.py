"""Reads the `.cypher` files, and refuses a bad head with the file and the rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from graph.catalog.types import Column, Draw, NamedQuery, Parameter, Type
from graph.catalog.values import converted
from ontology.errors import CommandError, DeclarationError
from ontology.model import Model

QUERIES = Path(__file__).parent / "queries"

_PARAMETER = re.compile(
    r"(?P<name>[a-z_]+): (?P<type>[a-z]+)(?: (?P<of>[A-Za-z-]+))?(?: = (?P<default>\S+))? -- (?P<words>.+)"
)
_COLUMN = re.compile(r"(?P<name>[a-z_]+) -- (?P<words>.+)")
_USED = re.compile(r"\$([a-z_]+)")
_NOTHING = "none"
_KEYS = ("question:", "draw:", "parameter ", "column ")


def load_catalog(model: Model, folder: Path = QUERIES) -> Mapping[str, NamedQuery]:
    """The named queries of a folder, by name. Raises DeclarationError with the file and the rule that it breaks."""
    return {file.stem: _read(model, file) for file in sorted(folder.glob("*.cypher"))}


def _read(model: Model, file: Path) -> NamedQuery:
    lines = file.read_text(encoding="utf-8").splitlines()
    head = [line.removeprefix("//").strip() for line in lines if line.startswith("//")]
    text = "\n".join(line for line in lines if not line.startswith("//")).strip()
    for line in head:
        if not line.startswith(_KEYS):
            raise DeclarationError(f"{file.name}: '{line}' begins with none of {', '.join(_KEYS)}.")
    query = NamedQuery(
        name=file.stem,
        question=_one(file, head, "question"),
        parameters=tuple(_parameter(model, file, line) for line in _many(head, "parameter")),
        columns=tuple(_column(file, line) for line in _many(head, "column")),
        draw=_draw(file, _one(file, head, "draw")),
        text=text,
    )
    _check(file, query)
    return query


def _many(head: Iterable[str], key: str) -> list[str]:
    return [line.removeprefix(f"{key} ").strip() for line in head if line.startswith(f"{key} ")]


def _one(file: Path, head: Iterable[str], key: str) -> str:
    found = [line.removeprefix(f"{key}:").strip() for line in head if line.startswith(f"{key}:")]
    if len(found) != 1 or not found[0]:
        raise DeclarationError(
            f"{file.name} has {len(found)} lines '// {key}: …' in its head; one is wanted."
        )
    return found[0]


def _parameter(model: Model, file: Path, line: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    if match is None or match["type"] not in set(Type):
        raise DeclarationError(
            f"{file.name}: 'parameter {line}' is not 'NAME: TYPE [OF] [= DEFAULT] -- WORDS'."
        )
    kind, of, default = Type(match["type"]), match["of"], match["default"]
    if kind is Type.ID and of not in model.classes:
        raise DeclarationError(
            f"{file.name}: the parameter {match['name']} is an id of {of}, which is no class."
        )
    if kind is Type.CONCEPT and of not in model.schemes:
        raise DeclarationError(f"{file.name}: the parameter {match['name']} is of {of}, which is no scheme.")
    parameter = Parameter(
        name=match["name"],
        type=kind,
        words=match["words"],
        required=default is None,
        default=None if default == _NOTHING else default,
        cls=of if kind is Type.ID else None,
        scheme=model.schemes[of] if kind is Type.CONCEPT else None,
    )
    _check_default(file, parameter)
    return parameter


def _check_default(file: Path, parameter: Parameter) -> None:
    try:
        if parameter.default is not None:
            converted(parameter, parameter.default)
    except CommandError as error:
        raise DeclarationError(f"{file.name}: the default of {error.message}") from None


def _column(file: Path, line: str) -> Column:
    match = _COLUMN.fullmatch(line)
    if match is None:
        raise DeclarationError(f"{file.name}: 'column {line}' is not 'NAME -- WORDS'.")
    return Column(match["name"], match["words"])


def _draw(file: Path, word: str) -> Draw:
    if word not in set(Draw):
        raise DeclarationError(f"{file.name}: draw is {word!r}; it is one of {', '.join(Draw)}.")
    return Draw(word)


def _check(file: Path, query: NamedQuery) -> None:
    """What is used is declared, and what is declared is used."""
    used, declared = set(_USED.findall(query.text)), {parameter.name for parameter in query.parameters}
    for all_names in ([one.name for one in query.parameters], [one.name for one in query.columns]):
        if len(all_names) != len(set(all_names)):
            raise DeclarationError(f"{file.name}: one of {', '.join(all_names)} is declared twice.")
    for names, what in (
        (used - declared, "used and not declared"),
        (declared - used, "declared and not used"),
    ):
        if names:
            raise DeclarationError(f"{file.name}: {', '.join(sorted(names))} is {what}.")
    if not query.columns or not query.text:
        raise DeclarationError(f"{file.name} promises no column, or asks nothing.")
