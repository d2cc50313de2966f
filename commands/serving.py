"""The private server, the app, and the demonstration."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from commands.loading import load
from commands.session import database, model, say, settings, show, show_document, style_option
from views.printing import Style


@click.group()
def server() -> None:
    """The private Neo4j that Orbatlas runs for you."""


@server.command()
def start() -> None:
    """Start it, unless it runs."""
    from graph.server import start as start_server

    endpoint = start_server(settings(), say)
    say(f"The private Neo4j answers at {endpoint.uri}.")


@server.command()
def stop() -> None:
    """Stop it, if it runs."""
    from graph.server import stop as stop_server

    say("It is stopped." if stop_server(settings(), say) else "It was not running.")


@server.command()
@style_option
def status(style: Style) -> None:
    """Say whether it runs, where, and where its log is."""
    from graph.server import status as status_server

    found = dataclasses.asdict(status_server(settings()))
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
    from ingest.plan import plan_ingest

    say(
        "Loading the demonstration: Myanmar's Tatmadaw, with made-up battalions, persons and events that say so."
    )
    report = load(plan_ingest(model(), "tables", [DEMONSTRATION], collection="demonstration"))
    say(f"Loaded {report.claims_new:,} claims." if report.claims_new else "It was loaded already.")
    _open_app(port, browser=not no_browser)


@click.command()
@PORT
@NO_BROWSER
def app(port: int, no_browser: bool) -> None:
    """Open the app on the current database."""
    with database():
        pass  # the app finds it running
    _open_app(port, browser=not no_browser)


def _open_app(port: int, *, browser: bool) -> None:
    """Run the app until it is stopped; where it fails, its exit code is the command's."""
    from views.serve import run_app

    if code := run_app(port, say, browser=browser):
        raise click.exceptions.Exit(1 if code > 0 else 130)


COMMANDS = (demo, app, server)
