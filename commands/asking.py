"""Questions to the graph: the catalog, the chain of command, the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from commands.session import Day, kept_ids, model, reading, say, show, show_document, style_option
from ontology.errors import CommandError
from ontology.timewords import in_words
from views.printing import Style

if TYPE_CHECKING:
    from graph.catalog import NamedQuery
    from graph.chain import Chain
    from graph.evidence import Evidence


@click.command()
@click.argument("name", required=False)
@click.option(
    "-p", "--parameter", "parameters", multiple=True, metavar="KEY=VALUE", help="A parameter of the query."
)
@style_option
def query(name: str | None, parameters: Sequence[str], style: Style) -> None:
    """Ask a question of the catalog; without NAME, list them."""
    from graph.catalog import load_catalog, run
    from graph.catalog.running import bound

    catalog = load_catalog(model())
    if name is None:
        show([_listed(one) for one in catalog.values()], ("name", "question", "parameters"), style)
        return
    if name not in catalog:
        raise CommandError(f"The catalog has no query {name!r}.", hint=_hint(name, list(catalog)))
    asked, values = catalog[name], _pairs(parameters)
    bound(asked, values)  # a wrong command is told of before a server is started for it
    with reading() as opened:
        rows = run(opened, asked, values)
    show(rows, [column.name for column in asked.columns], style, title=asked.question)


def _listed(query: NamedQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "question": query.question,
        "parameters": [one.name for one in query.parameters],
    }


def _hint(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return (f"Did you mean {close[0]}? " if close else "") + "`orbatlas query` lists them."


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        key, mark, value = text.partition("=")
        key = key.strip()
        if not mark or not key:
            raise CommandError(f"{text!r} is no parameter.", hint="Write -p key=value.")
        if key in found:
            raise CommandError(f"The parameter {key} is given twice.")
        found[key] = value
    return found


@click.command()
@click.argument("id")
@click.option("--on", type=Day(), default=None, help="The day; without it, all time.")
@style_option
def chain(id: str, on: date | None, style: Style) -> None:
    """The chain of command up and down from a unit or a person."""
    with reading() as opened:
        from graph.chain import chain as find_chain

        (kept,) = kept_ids(opened, [id])
        found = find_chain(opened, model(), kept, on)
    if style is Style.JSON:
        show_document(found.as_json())
    elif style is Style.TABLE:
        _print_chain(found)
    else:
        rows = [link.as_json() for link in found.links]
        show(rows, list(rows[0]) if rows else ["superior"], style)


_LINKS = ("superior", "subordinate", "kind", "holds", "when", "conflicts", "claims", "fact")
_COMMANDERS = ("unit", "name", "role", "rank", "holds", "when", "conflicts", "claims", "fact")


def _print_chain(found: Chain) -> None:
    from graph.chain import DOWN, UP

    when = f"on {found.on.isoformat()}" if found.on else "over all time"
    for direction, title in ((UP, "Above"), (DOWN, "Below")):
        rows = [
            {
                "superior": link.superior_name,
                "subordinate": link.subordinate_name,
                **_told(link.as_json()),
                "when": in_words(link.bounds),
            }
            for link in found.links
            if link.direction == direction
        ]
        show(rows, _without_empty(_LINKS, rows), Style.TABLE, title=f"{title} {found.subject_name} {when}")
    rows = [
        {
            **one.as_json(),
            **_told(one.as_json()),
            "unit": found.units[one.unit].name,
            "when": in_words(one.bounds),
        }
        for one in found.commanders
    ]
    show(rows, _without_empty(_COMMANDERS, rows), Style.TABLE, title=f"Commanders {when}")
    say("`orbatlas evidence ID` opens the claims behind any of these facts.")


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """What tables tell of a tie: how many claims there are, and the id that opens them."""
    return {
        "kind": row.get("kind"),
        "holds": row["holds"],
        "conflicts": row["conflicts"],
        "claims": len(row["claims"]),
        "fact": row["id"],
    }


def _without_empty(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns in which any row has something."""
    return [name for name in columns if not rows or any(row.get(name) not in (None, [], "") for row in rows)]


@click.command()
@click.argument("id")
@style_option
def evidence(id: str, style: Style) -> None:
    """The claims and sources behind an entity, a fact or a claim."""
    with reading() as opened:
        from graph.evidence import evidence as find_evidence

        kept_ids(opened, [id])
        found = find_evidence(opened, model(), id)
    if style is Style.JSON:
        show_document(found.as_json())
        return
    rows = list(_evidence_rows(found))
    columns = (
        "fact",
        "when",
        "conflicts",
        "claim",
        "stands",
        "source",
        "published",
        "confidence",
        "archive",
        "read_at",
        "retired",
    )
    show(
        rows,
        _without_empty(columns, rows) if style is Style.TABLE else columns,
        style,
        title=f"{found.cls}: {found.name}",
    )
    if found.more:
        say(f"… and {found.more:,} more ties, which are not listed.")


def _evidence_rows(found: Evidence) -> Sequence[dict[str, Any]]:
    return [
        {
            "fact": f"{fact.label}: {fact.value}",
            "when": fact.words,
            "conflicts": list(fact.conflicts),
            "claim": claim.says,
            "stands": "yes" if claim.stands else "no",
            "source": claim.source.title or claim.source.id,
            "published": claim.source.published,
            "confidence": claim.confidence,
            "archive": claim.source.archive_url or claim.source.url,
            "read_at": list(claim.places[:3]),
            "retired": claim.retired,
        }
        for fact in found.facts
        for claim in fact.claims
    ]


COMMANDS = (query, chain, evidence)
