"""Ctrl-C and its like, and output that nobody can read: no traceback, no half file, and an exit code that is true."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# The first line of each: whoever runs the tests may have a Ctrl-C passed over, as a shell does in the background, and
# the command would then do so too.
IMPORTING = """
import os, signal, sys; signal.signal({number}, signal.SIG_DFL)
class Told:
    def find_spec(self, name, path=None, target=None):
        if name == "click":
            os.kill(os.getpid(), {number})
sys.meta_path.insert(0, Told())
import cli
cli.main()
"""

# The driver, cut off in the middle of a buffer, raises an error of its own.
WORKING = """
import os, signal, sys, time; signal.signal({number}, signal.SIG_DFL)
import cli, commands.asking
def told():
    try:
        os.kill(os.getpid(), {number})
        time.sleep(10)
    except KeyboardInterrupt:
        raise BufferError("Existing exports of data")
commands.asking.model = told
cli.main()
"""

SWALLOWED = """
import os, signal, sys, time; signal.signal({number}, signal.SIG_DFL)
import cli, commands.asking
def told():
    for pause in (0, 1.2):
        time.sleep(pause)
        try:
            os.kill(os.getpid(), {number})
        except KeyboardInterrupt:
            pass
    time.sleep(10)
commands.asking.model = told
cli.main()
"""


def ran(tmp_path: Path, *line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        line,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "ORBATLAS_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_the_program_loads_ends_it_without_a_word(tmp_path: Path, number: int) -> None:
    done = ran(tmp_path, sys.executable, "-c", IMPORTING.format(number=int(number)), "query")
    assert (done.returncode, done.stdout, done.stderr) == (-number, "", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_is_told_to_stop_says_so_whatever_a_library_makes_of_it(
    tmp_path: Path, number: int
) -> None:
    done = ran(tmp_path, sys.executable, "-c", WORKING.format(number=int(number)), "query")
    assert done.returncode == 128 + number
    assert done.stderr.startswith("Stopped."), done.stderr
    assert not (tmp_path / "home" / "logs").exists()


def test_a_second_ctrl_c_ends_a_command_that_did_not_hear_the_first(tmp_path: Path) -> None:
    done = ran(tmp_path, sys.executable, "-c", SWALLOWED.format(number=int(signal.SIGINT)), "query")
    assert (done.returncode, done.stderr) == (130, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", ["query", "query --format json", "--help"])
def test_output_that_cannot_be_written_is_told(tmp_path: Path, command: str) -> None:
    done = ran(tmp_path, "sh", "-c", f'"$0" -m cli {command} > /dev/full', sys.executable)
    assert done.returncode == 2
    assert "cannot be written: No space left on device" in done.stderr


@pytest.mark.parametrize("closed", ["2>&-", ">&-", "2>/dev/full"])
def test_a_command_works_on_where_nobody_hears_it(tmp_path: Path, closed: str) -> None:
    done = ran(tmp_path, "sh", "-c", f'"$0" -m cli tables out {closed}', sys.executable)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "units.csv").exists()
