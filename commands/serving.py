"""The private server, the app, and the demonstration."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from commands.loading import load
from commands.session import database, model, say, settings, show, show_document, style_option
from graph import server as private
from ingest.plan import plan_ingest
from views.printing import Style
from views.serve import run_app


@click.group()
def server() -> None:
    """The private Neo4j that Orbatlas runs for you."""


@server.command()
def start() -> None:
    """Start it, unless it runs."""
    endpoint = private.start(settings(), say)
    say(f"The private Neo4j answers at {endpoint.uri}.")


@server.command()
def stop() -> None:
    """Stop it, if it runs."""
    say("It is stopped." if private.stop(settings(), say) else "It was not running.")


@server.command()
@style_option
def status(style: Style) -> None:
    """Say whether it runs, where, and where its log is."""
    found = dataclasses.asdict(private.status(settings()))
    if style is Style.JSON:
        show_document(found)
    else:
        show([{"what": key, "is": value} for key, value in found.items()], ("what", "is"), style)


DEMONSTRATION = Path(__file__).parent.parent / "demo" / "tatmadaw"


PORT = click.option(
    "--port", type=click.IntRange(1024, 65535), default=8501, show_default=True, help="Where the app listens."
)
NO_BROWSER = click.option("--no-browser", is_flag=True, help="Do not open a browser; only say the address.")


@click.command()
@PORT
@NO_BROWSER
def demo(port: int, no_browser: bool) -> None:
    """Start what is needed, load the demonstration, and open the app."""
    say(
        "Loading the demonstration: Myanmar's Tatmadaw, with made-up battalions, persons and events that say so."
    )
    report = load(plan_ingest(model(), "tables", [DEMONSTRATION], collection="demonstration"))
    if report.claims_new:
        say(f"Loaded {report.claims_new:,} claims.")
    else:
        say("It was loaded already.")
    raise click.exceptions.Exit(run_app(port, say, browser=not no_browser))


@click.command()
@PORT
@NO_BROWSER
def app(port: int, no_browser: bool) -> None:
    """Open the app on the current database."""
    with database():
        pass
    raise click.exceptions.Exit(run_app(port, say, browser=not no_browser))


COMMANDS = (demo, app, server)
