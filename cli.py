"""The command `orbatlas`: puts the commands together, and turns every error into words for a person."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime

import click

from commands import asking, loading, serving, sharing
from commands.session import say, settings
from ontology.errors import OrbatlasError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="orbatlas")
def orbatlas() -> None:
    """A knowledge graph of military units, chains of command, patronage and defections.

    Claims of sources go in; facts with their evidence come out. Exit codes: 0 done, 1 the data was refused or is not
    conformant, 2 the command was wrong, 3 the database could not be reached.
    """


for _family in (serving, loading, asking, sharing):
    for _command in _family.COMMANDS:
        orbatlas.add_command(_command)


def main() -> None:
    """Run the command line, and end with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; its exit code. No traceback reaches the user: an unforeseen error goes to the log."""
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)
    try:
        orbatlas.main(args=arguments, prog_name="orbatlas", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (click.exceptions.Abort, KeyboardInterrupt):
        say("Stopped. What was begun is finished by the same command again.")
        return 130
    except OrbatlasError as error:
        say(f"orbatlas: {error}")
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception:
        say(f"orbatlas: something went wrong that should not. {_noted()}")
        return 1
    return 0


def _noted() -> str:
    """Write the traceback to the log; a sentence that says where."""
    try:
        log = settings().home / "logs" / "orbatlas.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC).isoformat()}\n{traceback.format_exc()}\n")
    except (OSError, OrbatlasError):
        return "The log could not be written either."
    return f"What happened is in {log}; please send it to whoever looks after Orbatlas for you."


if __name__ == "__main__":
    main()
