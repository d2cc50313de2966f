"""Which units leak the most defectors, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import click

from commands.session import Day, model, out, reading, say, show, show_document, style_option
from ontology.errors import CommandError
from views.printing import Style

if TYPE_CHECKING:
    from analysis.army import Army, Window
    from analysis.details import Details
    from analysis.leaks import Leak, Measured


@click.command()
@click.option("--from", "first", type=Day(), help="The first day; without it, the month of the first event.")
@click.option("--to", "last", type=Day(), help="The last day; without it, the month of the last event.")
@click.option("--echelon", metavar="E", help="Only units of this echelon.")
@click.option(
    "--top", type=click.IntRange(min=1), default=10, show_default=True, help="How many are the top."
)
@click.option("--explain", "unit", metavar="UNIT", help="The events that count for a unit, and why.")
@style_option
def leaks(
    first: date | None, last: date | None, echelon: str | None, top: int, unit: str | None, style: Style
) -> None:
    """Which units leak the most defectors, and how sure that is."""
    with reading() as opened:
        from analysis.leaks import leaks as measure
        from graph.army import read_army
        from graph.details import read_details
        from views.leaks import totals_in_words

        army = read_army(opened, model())
        asked = _echelon(army, echelon)
        _check_unit(army, unit)
        details = read_details(opened, model(), army) if unit else {}
    measured = measure(army, _window(army, first, last), top=top)
    if unit is None:
        _show(measured, asked, style)
    else:
        _explain(measured, unit, details, style)
    say(totals_in_words(measured.totals))


def _echelon(army: Army, text: str | None) -> str | None:
    """The notation of an echelon that units have. Raises CommandError."""
    if text is None:
        return None
    concept = model().schemes["echelon"].find(text)
    asked = concept.notation if concept else text
    known = sorted({one for one in army.units.echelons if one})
    if asked not in known:
        hint = f"Units have: {', '.join(known)}." if known else "No unit with an echelon is loaded."
        raise CommandError(f"No unit is of the echelon {text!r}.", hint=hint)
    return asked


def _check_unit(army: Army, unit: str | None) -> None:
    from difflib import get_close_matches

    if unit is None or unit in set(army.units.ids):
        return
    close = get_close_matches(unit, army.units.ids, n=3)
    hint = f"Did you mean {' or '.join(close)}?" if close else "`orbatlas query order-of-battle` lists units."
    raise CommandError(f"There is no unit {unit!r}.", hint=hint)


def _window(army: Army, first: date | None, last: date | None) -> Window:
    """The days that were asked for, else those of all events. Raises CommandError."""
    from analysis.army import Window

    whole = army.whole() if first is None or last is None else Window(first, last)
    if whole is None:
        raise CommandError("No defection with a known day is loaded.", hint="Give both --from and --to.")
    window = Window(first or whole.first, last or whole.last)
    if window.first > window.last:
        raise CommandError(f"The window begins on {window.first} and ends before, on {window.last}.")
    return window


def _show(measured: Measured, echelon: str | None, style: Style) -> None:
    from analysis.leaks import JSON_FIELDS
    from views.leaks import in_order

    found = in_order([leak for leak in measured.leaks if _asked_for(leak, echelon)], model())
    if style is not Style.TABLE:
        show([leak.as_json() for leak in found], JSON_FIELDS, style)
        return
    units = [leak for leak in found if leak.unit is not None]
    for name in dict.fromkeys(leak.echelon for leak in units):
        _print_echelon(measured, name, [leak for leak in units if leak.echelon == name])


def _asked_for(leak: Leak, echelon: str | None) -> bool:
    """Whether a line is of the echelon; events that no unit can be given may belong to any."""
    return leak.unit is None or echelon in (None, leak.echelon)


def _print_echelon(measured: Measured, echelon: str | None, found: Sequence[Leak]) -> None:
    from views.leaks import LINE, line, places, unranked_in_words

    ranked = [leak for leak in found if leak.shrunk_rate is not None]
    label = model().schemes["echelon"].label_of(echelon) if echelon else "Echelon not known"
    place = places(found)
    rows = [line(leak, place[leak.unit]) for leak in ranked[: measured.top] if leak.unit is not None]
    window = measured.window
    if rows:
        title = f"{label}: {len(rows):,} of {len(ranked):,} ranked units, {window.first} to {window.last}"
        show(rows, LINE, Style.TABLE, title=title)
    for words in unranked_in_words(found):
        say(f"{label}: {words} --format csv lists them.")


def _explain(measured: Measured, unit: str, details: Details, style: Style) -> None:
    from analysis.details import chosen
    from analysis.explaining import explain
    from analysis.moving import changes
    from analysis.reporting import reporting
    from views.leaks import LINE, change_in_words, event_line, line, places, reporting_in_words

    leak = next(one for one in measured.leaks if one.unit == unit)
    told, moves = explain(measured, unit), changes(measured, unit)
    heard = reporting(chosen(details, measured.counted(unit)))
    if style is Style.JSON:
        parts = {"events": [asdict(one) for one in told], "changes": [asdict(one) for one in moves]}
        show_document({**leak.as_json(), **parts, "reporting": asdict(heard)})
        return
    rows = [event_line(one) for one in told]
    columns = ("standing", "event", "date", "reported_for", "persons", "sure", "why")
    if style is not Style.TABLE:
        show([asdict(one) for one in told], tuple(asdict(told[0])) if told else columns, style)
        return
    peers = [one for one in measured.leaks if one.echelon == leak.echelon]
    show(
        [line(leak, places(peers).get(unit, ""))], LINE, Style.TABLE, title=f"{leak.name}, {_when(measured)}"
    )
    show(rows, columns, Style.TABLE, title="Events")
    for one in moves:
        out(f"{change_in_words(one)}\n")
    out(f"{reporting_in_words(heard)}\n")


def _when(measured: Measured) -> str:
    return f"{measured.window.first} to {measured.window.last}"


COMMANDS = (leaks,)
