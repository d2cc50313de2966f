"""Sets everything up and starts: `python3 start.py demo`, `… test`, `… orbatlas`, `… bench`.

Needs Python and a network, nothing else. The first start makes the folder .venv beside this file and
installs what requirements.lock names, each file checked against its hash. Later starts see that nothing
changed and go on at once.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
STAMP = VENV / "orbatlas-stamp"
LOG = VENV / "orbatlas-setup.log"

OLDEST = (3, 11)
SPACE = 3_000_000_000
"""Bytes that the first start needs at most, in all: the packages, Neo4j and its first data."""

BUILD_TOOLS = frozenset({"hatchling", "editables"})
"""What makes the project itself importable; in the lock they stand with the tools of developers."""

USAGE = """\
python3 start.py demo                 load the demonstration and open it in the app
python3 start.py test [for pytest …]  pass the tests
python3 start.py orbatlas […]         the command line: try "python3 start.py orbatlas --help"
python3 start.py bench [NAME …]       measure it beside others: try "python3 start.py bench --list"
"""

PURPOSES = {"use": (), "test": ("dev",), "bench": ("dev", "bench")}
"""What is installed for, the least first, and the groups of pyproject.toml that it takes beside the project's own."""

MODULES = {"test": "pytest", "bench": "bench"}
"""The verbs that are modules of Python, run in this folder."""

CAUSES = (
    (r"No space left|Errno 28|not enough space", "The disk is full.", "Free about 3 GB and start again."),
    (
        r"DO NOT MATCH THE HASHES",
        "A downloaded file is not the one that requirements.lock names.",
        "Start again; if it stays so, the package index or something on the way to it changes files.",
    ),
    (
        r"NewConnectionError|NameResolutionError|name resolution|ConnectTimeout|ReadTimeout|ConnectionError"
        r"|ProxyError|SSLError|Network is unreachable|Temporary failure",
        "The package index could not be reached.",
        "Check the network (and HTTPS_PROXY, if there is a proxy) and start again; what is there is kept.",
    ),
    (
        r"No matching distribution found",
        "A package has no build for this Python or this kind of machine.",
        "Python 3.11 to 3.13 on Linux, macOS or Windows is known to work.",
    ),
    (r"Permission denied|Errno 13", "A file could not be written.", "Check who owns this folder."),
)


class SetupError(Exception):
    """Setting up cannot go on; the message says why and what to do."""


def main(arguments: list[str]) -> int:
    """Sets up, then hands over to the command; its exit code is ours."""
    if sys.version_info < OLDEST:
        return complain(too_old())
    if not arguments or arguments[0] not in {"demo", "orbatlas", *MODULES}:
        print(USAGE, end="", file=sys.stdout if set(arguments) & {"-h", "--help"} else sys.stderr)
        return 0 if set(arguments) & {"-h", "--help"} else 2
    verb, rest = arguments[0], arguments[1:]
    try:
        set_up(verb if verb in PURPOSES else "use")
    except SetupError as error:
        return complain(str(error))
    except KeyboardInterrupt:
        return complain("Stopped. What was fetched so far is kept; start again to go on.", code=130)
    return hand_over(command(verb, rest))


def command(verb: str, rest: list[str]) -> list[str]:
    """The program to hand over to, with its arguments."""
    if verb in MODULES:
        return [str(PYTHON), "-m", MODULES[verb], *rest]
    orbatlas = str(BIN / ("orbatlas.exe" if os.name == "nt" else "orbatlas"))
    return [orbatlas, "demo", *rest] if verb == "demo" else [orbatlas, *rest]


def hand_over(line: list[str]) -> int:
    """Becomes the command where the system can do that; else waits for it."""
    sys.stdout.flush()
    if line[1] == "-m":
        os.chdir(ROOT)
    if os.name != "nt":
        os.execv(line[0], line)  # noqa: S606 - no shell is wanted: signals and the exit code stay the command's
    return subprocess.call(line)


def say(text: str) -> None:
    """A line for a person; stdout belongs to the command that follows."""
    print(text, file=sys.stderr, flush=True)


def complain(text: str, code: int = 1) -> int:
    """Says why it goes no further, and gives the exit code."""
    say(text)
    return code


def too_old() -> str:
    """What to say to a Python that is too old, with a newer one of this machine if there is one."""
    newer = next((name for minor in range(14, 10, -1) if shutil.which(name := f"python3.{minor}")), None)
    way = (
        f"This machine has a newer one: {newer} start.py {' '.join(sys.argv[1:])}"
        if newer
        else "Install one first."
    )
    return f"Orbatlas needs Python 3.11 or newer; this is {sys.version.split()[0]}. {way}"


# ---- setting up


def set_up(purpose: str) -> None:
    """Makes .venv as the lock says, unless it is so already. `purpose`: one of PURPOSES; a later one serves for all
    before it.
    """
    wanted = fingerprint()
    done = STAMP.read_text().split() if STAMP.exists() and PYTHON.exists() else []
    ranked = list(PURPOSES)
    if done[1:] == [wanted] and done[0] in ranked[ranked.index(purpose) :]:
        return
    check_space()
    make_venv()
    LOG.write_text("")
    STAMP.unlink(missing_ok=True)
    install(needed(LOCK.read_text(), purpose))
    run_pip(
        ["--no-build-isolation", "--no-deps", "--editable", str(ROOT)], Progress("adding Orbatlas itself", 0)
    )
    STAMP.write_text(f"{purpose} {wanted}\n")


def fingerprint() -> str:
    """Changes when the packages, the project's own settings, the Python or the folder change."""
    about = f"{ROOT}\n{sys.version_info[:2]}\n".encode()
    return hashlib.sha256(about + LOCK.read_bytes() + PROJECT.read_bytes()).hexdigest()


def check_space() -> None:
    """Refuses to begin what the disk cannot hold."""
    free = shutil.disk_usage(ROOT).free
    if free < SPACE and not STAMP.exists():
        raise SetupError(
            f"The disk has {free / 1e9:.1f} GB free; the first start needs {SPACE / 1e9:.0f} GB. "
            "Free some and start again."
        )


def make_venv() -> None:
    """A virtual environment of the running Python; one of another version is made anew."""
    asked = f"import sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    if PYTHON.exists() and subprocess.run([str(PYTHON), "-c", asked], check=False).returncode == 0:
        return
    say(f"Setting up Orbatlas in {VENV.name} (only this once)")
    try:
        import venv
    except ImportError as error:
        raise SetupError(no_venv()) from error
    try:
        venv.EnvBuilder(clear=VENV.exists(), with_pip=False, symlinks=os.name != "nt").create(VENV)
    except OSError as error:
        raise SetupError(f"The folder {VENV} cannot be made: {error.strerror}.") from error


def no_venv() -> str:
    """What to say where Python came without its module venv or without pip."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return (
        f"This Python has no pip of its own and cannot make one. Install pip for it; on Debian and Ubuntu: "
        f"apt-get install python3-pip python{version}-venv. Then start again."
    )


def pip() -> list[str]:
    """How pip is called: the one in .venv, else this Python's own working on .venv, else one made in .venv."""
    if runs([str(PYTHON), "-m", "pip", "--version"]):
        return [str(PYTHON), "-m", "pip"]
    if runs([str(PYTHON), "-m", "ensurepip", "--default-pip"]):
        return [str(PYTHON), "-m", "pip"]
    if runs([sys.executable, "-m", "pip", "--python", str(PYTHON), "--version"]):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    raise SetupError(no_venv())


def runs(line: list[str]) -> bool:
    """Whether a command ends well; what it says goes to the log."""
    with LOG.open("a") as log:
        return subprocess.run(line, stdout=log, stderr=log, check=False).returncode == 0


def needed(lock: str, purpose: str) -> str:
    """The part of the lock that a purpose takes: using Orbatlas, say, does without the tools of developers.

    The lock says under each package which others brought it in; what no wanted one brought in is not wanted.
    """
    blocks = re.findall(r"^\S.*?==(?:.*\n)(?:[ ].*\n?)*", lock, flags=re.MULTILINE)
    by_name: dict[str, str] = {}
    for block in blocks:  # a package may stand there twice, once for each range of Python
        name = block.split("==")[0]
        by_name[name] = by_name.get(name, "") + block
    brought = {
        name: set(re.findall(r"^ +# (?:via )? *(\S.*)$", by_name[name], re.MULTILINE)) for name in by_name
    }
    groups = {f"orbatlas (pyproject.toml:{group})" for group in PURPOSES[purpose]}
    wanted = {"orbatlas (pyproject.toml)", *groups, *BUILD_TOOLS}
    while more := {name for name in by_name if name not in wanted and brought[name] & wanted}:
        wanted |= more
    return "".join(by_name[name] for name in by_name if name in wanted)


def install(requirements: str) -> None:
    """Fetches and unpacks the packages; each must have one of its hashes, and none may be built here."""
    file = VENV / "orbatlas-requirements.txt"
    file.write_text(requirements)
    count = len(set(re.findall(r"^\S+==", requirements, re.MULTILINE)))
    checked = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", str(file)]
    run_pip(checked, Progress(f"installing {count} packages", count))


def run_pip(arguments: list[str], progress: Progress) -> None:
    """Runs `pip install`, shows how far it is, and keeps what it says in the log."""
    quiet = [
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar",
        "off",
        "--no-warn-script-location",
    ]
    line = [*pip(), "install", *quiet, *arguments]
    with LOG.open("a", encoding="utf-8") as log, progress:
        log.write(f"\n$ {' '.join(line)}\n")
        run = subprocess.Popen(
            line,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        assert run.stdout is not None
        for said in run.stdout:
            log.write(said)
            progress.hear(said)
        if run.wait() != 0:
            log.flush()
            raise SetupError(why_it_failed(LOG.read_text(encoding="utf-8", errors="replace")))


def why_it_failed(log: str) -> str:
    """Pip's last words in ours, with what to do and where the log is."""
    for pattern, cause, way in CAUSES:
        if re.search(pattern, log):
            return f"{cause} {way}\nEverything that pip said is in {LOG}."
    last = next((line for line in reversed(log.splitlines()) if line.startswith("ERROR")), "pip failed.")
    return f"Installing failed: {last.removeprefix('ERROR: ')}\nEverything that pip said is in {LOG}."


# ---- progress


class Progress:
    """One line on a terminal that shows how far pip is; in a pipe, only what begins and how long it took."""

    def __init__(self, what: str, count: int) -> None:
        self.what = what
        self.count = count
        self.seen: set[str] = set()
        self.now = ""
        self.begun = time.monotonic()
        self.ended = threading.Event()
        self.ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> None:
        self.before = self._unpacked()
        if sys.stderr.isatty():
            self.ticker.start()
        else:
            say(f"  {self.what} …")

    def __exit__(self, failed: object, *_: object) -> None:
        self.ended.set()
        if self.ticker.is_alive():
            self.ticker.join()
            print("\r\033[K", end="", file=sys.stderr)
        if not failed:
            say(f"  {self.what}: {time.monotonic() - self.begun:.0f} s")

    def hear(self, said: str) -> None:
        """Takes one line of pip's."""
        if found := re.match(r"Collecting ([\w.-]+)|Requirement already satisfied: ([\w.-]+)", said):
            name = found[1] or found[2]
            self.seen.add(name)
            self.now = f"fetching {name}"
        elif found := re.match(r"\s+Downloading \S+ \((\S+ \S+)\)", said):
            self.now = f"{self.now.split(' (')[0]} ({found[1]})"
        elif said.startswith("Installing collected"):
            self.now = "unpacking"

    def _tick(self) -> None:
        while not self.ended.wait(0.2):
            print(f"\r\033[K{self._line()}", end="", file=sys.stderr, flush=True)

    def _line(self) -> str:
        width = min(24, max(8, shutil.get_terminal_size().columns - 60))
        seconds = time.monotonic() - self.begun
        if not self.count:
            return f"  {self.what} {'.' * (int(seconds) % 4)}"
        # Half of the way is fetching, half is unpacking.
        part = min(1.0, (len(self.seen) + self._unpacked() - self.before) / (2 * self.count))
        bar = "█" * int(part * width) + "░" * (width - int(part * width))
        return f"  {bar} {part:4.0%}  {seconds:3.0f} s  {self.now}"[: shutil.get_terminal_size().columns - 1]

    def _unpacked(self) -> int:
        return sum(1 for _ in VENV.glob("[Ll]ib/**/site-packages/*.dist-info"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
