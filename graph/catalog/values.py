"""What a user writes for a parameter, made into what Neo4j is given; refused where it is no such thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from graph.catalog.types import Parameter, Type
from ontology.errors import CommandError
from ontology.time import DateError, parse

# The greatest integer of Neo4j.
_GREATEST = 2**63 - 1
_A_DAY = "Write a day as 2021-02-01."


def converted(parameter: Parameter, given: object) -> object:
    """A value as its parameter wants it: a text as users write it, or a date or an integer as they are.

    Raises CommandError, which names the parameter, what it takes, and what is known.
    """
    if isinstance(given, str):
        return _CONVERTERS[parameter.type](parameter, given.strip())
    if type(given) is _PLAIN[parameter.type]:
        return _CONVERTERS[parameter.type](parameter, str(given))
    raise CommandError(f"{parameter.name}: {given!r} is no {parameter.type}.", hint=parameter.words)


def _text(_parameter: Parameter, given: str) -> str:
    return given


def _day(parameter: Parameter, given: str) -> date:
    try:
        span = parse(given)
    except DateError as error:
        raise CommandError(f"{parameter.name}: {error.message}", hint=_A_DAY) from None
    if span.earliest is None or span.earliest != span.latest:
        raise CommandError(f"{parameter.name}: {given!r} is not one day.", hint=_A_DAY)
    return span.earliest


def _integer(parameter: Parameter, given: str) -> int:
    digits = given.lstrip("0") or "0"
    if not given or not (given.isascii() and given.isdigit()) or len(digits) > 19 or int(digits) > _GREATEST:
        raise CommandError(
            f"{parameter.name}: {given[:40]!r} is no whole number from 0 up.", hint=parameter.words
        )
    return int(digits)


def _concept(parameter: Parameter, given: str) -> str:
    """The notation of a term; of an open scheme any text, for claims may hold it as it was found."""
    scheme = parameter.scheme
    concept = scheme.find(given) if scheme else None
    if concept is not None:
        return concept.notation
    if scheme is not None and scheme.open:
        return given
    known = ", ".join(scheme.concepts) if scheme else ""
    raise CommandError(f"{parameter.name}: {given!r} is unknown.", hint=f"Known are: {known}.")


_CONVERTERS: Mapping[Type, Callable[[Parameter, str], object]] = {
    Type.TEXT: _text,
    Type.ID: _text,
    Type.DAY: _day,
    Type.INTEGER: _integer,
    Type.CONCEPT: _concept,
}
# What a program may give instead of a text.
_PLAIN: Mapping[Type, type] = {
    Type.TEXT: str,
    Type.ID: str,
    Type.DAY: date,
    Type.INTEGER: int,
    Type.CONCEPT: str,
}
