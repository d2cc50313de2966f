"""The command line without a database: its page, its help texts, its start, and what it does with a wrong command."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import click
import pytest

import cli
from commands import session
from commands.docs import commands_page, contexts
from views.printing import Style

ROOT = Path(__file__).parents[2]

HEAVY = ("neo4j", "pandas", "streamlit", "igraph", "pyvis", "rdflib", "rich.progress")


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever gets as far as the database fails with exit code 3, and notes nothing in the user's own folder."""
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    monkeypatch.setenv("NEO4J_PASSWORD", "none")
    monkeypatch.setenv("ORBATLAS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


# ---- the help


def test_the_page_of_the_commands_is_current() -> None:
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == commands_page(), "run: python -m commands.docs > docs/commands.md"


@pytest.mark.parametrize("context", list(contexts()), ids=lambda context: context.command_path)
def test_every_command_and_every_option_says_what_it_does(context: click.Context) -> None:
    assert context.command.help
    options = [one for one in context.command.params if isinstance(one, click.Option)]
    assert [one.name for one in options if not one.help and one.name != "output"] == []


@pytest.mark.parametrize("context", list(contexts()), ids=lambda context: context.command_path)
def test_every_command_shows_its_help(context: click.Context, capsys: pytest.CaptureFixture[str]) -> None:
    words = context.command_path.split()[1:]
    assert cli.run([*words, "--help"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith(f"Usage: {context.command_path}")
    assert shown.err == ""


def test_the_list_of_commands_cuts_no_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    _, commands = capsys.readouterr().out.split("Commands:")
    assert "..." not in commands


@pytest.mark.parametrize("arguments", [["--help"], ["query"], ["ingest", "--help"], ["tables", "out"]])
def test_what_needs_no_database_loads_no_heavy_library(arguments: list[str], tmp_path: Path) -> None:
    heavy = f"[name for name in {HEAVY!r} if name in sys.modules]"
    code = f"import sys, cli; code = cli.run({arguments!r}); print({heavy}); sys.exit(code)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


# ---- wrong commands

WRONG = [
    ([], "Usage: orbatlas"),
    (["bogus"], "No such command 'bogus'"),
    (["chain"], "Missing argument 'ID'"),
    (["chain", "x", "y"], "unexpected extra argument (y)"),
    (["chain", "x", "--on", "2021-02-30"], "'2021-02-30' is not a date"),
    (["chain", "x", "--on", "2021-02"], "'2021-02' is not one day"),
    (["chain", "x", "--on", "1/2/2021"], "'1/2/2021' is not a date"),
    (["evidence", "x", "--format", "yaml"], "'yaml' is not one of"),
    (["query", "chain-upp"], "Did you mean chain-up?"),
    (["query", "chain-up"], "chain-up needs the parameter unit"),
    (["query", "chain-up", "-p", "unit"], "'unit' is no parameter"),
    (["query", "chain-up", "-p", "=1"], "'=1' is no parameter"),
    (["query", "chain-up", "-p", "bogus=1"], "takes no parameter 'bogus'"),
    (["query", "chain-up", "-p", "unit=a", "-p", "unit=b"], "unit is given twice"),
    (["query", "chain-up", "-p", "unit=a", "-p", "on=soon"], "on: 'soon' is not a date"),
    (["query", "sources", "-p", "limit=many"], "limit: 'many' is no whole number"),
    (["ingest", "tables"], "Missing argument 'PATH…'"),
    (["ingest", "tabels", "."], "Did you mean tables?"),
    (["ingest", "tables", "nowhere"], "There is no file nowhere"),
    (["ingest", "tables", "."], "holds no file"),
    (["ingest", "tables", ".", "--report", "nowhere/r.json"], "nowhere/r.json cannot be written"),
    (["ingest", "tables", ".", "--recorded", "yesterday"], "'yesterday' is not a date"),
    (["withdraw"], "Missing argument 'SOURCE'"),
    (["export", "army.bogus"], "does not tell the format"),
    (["export", "army.ttl", "--format", "bogus"], "'bogus' is no format"),
    (["export", "nowhere/army.ttl"], "nowhere/army.ttl cannot be written"),
    (["draw", "x"], "Missing option '-o'"),
    (["draw", "x", "-o", "nowhere/x.html"], "nowhere/x.html cannot be written"),
    (["app", "--port", "80"], "80 is not in the range"),
]


@pytest.mark.parametrize(
    ("arguments", "words"), WRONG, ids=lambda one: " ".join(one) if isinstance(one, list) else ""
)
def test_a_wrong_command_is_told_before_any_database_is_asked(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.out == ""


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NEO4J_URI", "http://localhost:7474"),
        ("ORBATLAS_SERVER_PORT", "80"),
        ("ORBATLAS_SERVER_HEAP", "lots"),
        ("ORBATLAS_READ_TIMEOUT", "never"),
        ("ORBATLAS_NEO4J_VERSION", "4"),
        ("ORBATLAS_ONTOLOGY", "nowhere.ttl"),
    ],
)
def test_a_wrong_setting_is_a_wrong_command(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, value)
    command = ["query", "sources"] if variable == "ORBATLAS_ONTOLOGY" else ["chain", "x"]
    assert cli.run(command) == 2
    assert variable in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["chain", "x"], ["evidence", "x"], ["query", "sources"], ["withdraw", "x"], ["check"]]
)
def test_no_database_is_exit_code_3(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(arguments) == 3
    told = capsys.readouterr()
    assert told.err.startswith("orbatlas: No Neo4j answers at bolt://127.0.0.1:1.")
    assert told.out == ""


def test_a_folder_where_a_file_stands_is_told_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert cli.run(["tables", "file/below"]) == 2
    told = capsys.readouterr().err
    assert "file/below" in told
    assert "went wrong" not in told


# ---- what nobody foresaw


def test_an_unforeseen_error_is_noted_in_the_log_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("commands.asking.model", lambda: 1 / 0)
    assert cli.run(["query"]) == 1
    told, log = capsys.readouterr().err, tmp_path / "home" / "logs" / "orbatlas.log"
    assert "Traceback" not in told
    assert str(log) in told
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


HOSTILE = "\x1b]0;another title\x07 \x9b31mred\r\u202egnp"


def test_a_name_steers_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"name": f"{HOSTILE}\nnext line"}]
    session.show(rows, ("name",), Style.JSONL)
    assert "\x9b31m" in capsys.readouterr().out, "a pipe gets it as it is"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    for style in Style:
        session.show(rows, ("name",), style, title=HOSTILE)
    session.say(HOSTILE)
    told = capsys.readouterr()
    assert "another title" in told.out and "another title" in told.err
    assert not {letter for letter in told.out + told.err if letter in "\x1b\x07\x9b\r\u202e"}


def test_ctrl_c_is_exit_code_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("commands.asking.model", interrupted)
    assert cli.run(["query"]) == 130
    assert "Stopped." in capsys.readouterr().err


def test_the_day_of_an_option_is_one_day() -> None:
    assert session.Day().convert("2021-02-01", None, None).isoformat() == "2021-02-01"
    for text in ("2021", "2021-02", "../2021-02-01", ""):
        with pytest.raises(click.BadParameter):
            session.Day().convert(text, None, None)
