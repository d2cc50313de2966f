"""Two ids of one thing: saying so, and taking it back."""

from __future__ import annotations

from datetime import date

import click

from commands.loading import RECORDED
from commands.session import database, model, noted, say, today


class Confidence(click.ParamType[str]):
    """A confidence by its notation in the ontology."""

    name = "confidence"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The notation; anything else ends the command."""
        scheme = model().claim.by_key["confidence"].prop.scheme
        known = list(scheme.concepts) if scheme else []
        if value not in known:
            self.fail(f"{value!r} is no confidence. There are {', '.join(known)}.", param, ctx)
        return value


@click.command()
@click.argument("id")
@click.argument("into")
@click.option("--source", required=True, help="The id of the source that says so.")
@click.option("--confidence", type=Confidence(), help="How sure that is.")
@click.option("--note", help="Why the two are one.")
@RECORDED
def merge(
    id: str, into: str, source: str, confidence: str | None, note: str | None, recorded: date | None
) -> None:
    """Claim that ID is the same thing as INTO, which is kept.

    All that is claimed of ID is read as said of INTO from then on. The claims stay as they are, each with the id of
    which it was made, so `orbatlas unmerge ID` brings the two apart again.
    """
    with database() as opened:
        noted("merge", id=id, into=into, source=source)
        from graph.redirecting import merge as merge_ids

        new = merge_ids(
            opened, model(), id, into, source, recorded or today(), confidence=confidence, note=note
        )
    say(f"{id} is kept under {into}." if new else f"{source} says already that {id} is kept under {into}.")


@click.command()
@click.argument("id")
@RECORDED
def unmerge(id: str, recorded: date | None) -> None:
    """Take back that ID is the same thing as another."""
    day = recorded or today()
    with database() as opened:
        noted("unmerge", id=id, day=day)
        from graph.redirecting import unmerge as unmerge_id

        retired = unmerge_id(opened, model(), id, day)
    targets = ", ".join(sorted({str(claim.object) for claim in retired}))
    many = "1 claim" if len(retired) == 1 else f"{len(retired):,} claims"
    say(f"{many} that {id} is kept under {targets} taken back on {day.isoformat()}; the facts follow.")
    if loaded := sorted({name for claim in retired for name in claim.collections} - _by_hand()):
        say(f"Loading {', '.join(loaded)} again would bring that back: mend it there too.")


def _by_hand() -> set[str]:
    from graph.redirecting import COLLECTION

    return {COLLECTION}


COMMANDS = (merge, unmerge)
