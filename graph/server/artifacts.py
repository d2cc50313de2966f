"""The files of Neo4j: fetched once for the user, each checked against the sum kept in this repository."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

from filelock import FileLock

from graph.errors import DownloadFailed
from graph.server.versions import Jar, Version

Say = Callable[[str], None]
Fetch = Callable[[Jar, Path], Path]

_TRIES = 3
_WORKERS = 6


def class_path(version: Version, cache: Path, say: Say, fetch: Fetch | None = None) -> list[Path]:
    """The jars of a version, fetched first where they are missing.

    `fetch` brings one jar into a folder and gives its path; by default it is jgo's download.
    Raises DownloadFailed when a file cannot be had or its sum is wrong.
    """
    folder = cache / "neo4j" / version.number
    missing = _missing(version, folder)
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            _fetch_all(version, folder, _missing(version, folder), say, fetch or fetch_with_jgo)
            for archive in folder.glob("*.jsa"):
                archive.unlink()  # made of the old files, and refused by Java from now on
    return [folder / jar.path for jar in version.jars()]


def take_away_damaged(version: Version, cache: Path) -> list[str]:
    """Delete the jars that are not the files they were when they were fetched; their names."""
    folder = cache / "neo4j" / version.number
    held = [jar for jar in version.jars() if (folder / jar.path).exists()]
    damaged = [jar for jar in held if sha256_of(folder / jar.path) != jar.sha256]
    for jar in damaged:
        (folder / jar.path).unlink()
    return [PurePosixPath(jar.path).name for jar in damaged]


def _missing(version: Version, folder: Path) -> list[Jar]:
    """A file has its final name only after its sum was found right, so being there is enough."""
    return [jar for jar in version.jars() if not (folder / jar.path).exists()]


def _fetch_all(version: Version, folder: Path, jars: list[Jar], say: Say, fetch: Fetch) -> None:
    if not jars:
        return
    for left_over in folder.glob(".part-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    size = f"{len(jars)} files, about {version.megabytes} MB"
    words = f"Fetching Neo4j {version.number}: {size}, once for this user"
    staging = Path(mkdtemp(prefix=".part-", dir=folder))
    pool = ThreadPoolExecutor(_WORKERS)
    try:
        futures = [pool.submit(_fetch_one, jar, staging, folder, fetch) for jar in jars]
        with _progress(words, len(jars), say) as step:
            for future in as_completed(futures):
                future.result()
                step()
    finally:
        pool.shutdown(cancel_futures=True)
        shutil.rmtree(staging, ignore_errors=True)


def _fetch_one(jar: Jar, staging: Path, folder: Path, fetch: Fetch) -> None:
    part = _fetched(jar, staging, fetch)
    target = folder / jar.path
    target.parent.mkdir(parents=True, exist_ok=True)
    part.replace(target)


def _fetched(jar: Jar, staging: Path, fetch: Fetch) -> Path:
    """The jar in the staging folder, with the right sum; a broken transfer is tried again."""
    name, found = PurePosixPath(jar.path).name, ""
    for _ in range(_TRIES):
        try:
            part = fetch(jar, staging)
        except (OSError, RuntimeError) as problem:  # requests' errors are OSErrors; jgo raises RuntimeError
            last: Exception | None = problem
            continue
        last, found = None, sha256_of(part)
        if found == jar.sha256:
            return part
        part.unlink()
    if last is not None:
        hint = "Look at the network connection and try again: what is already here is kept."
        raise DownloadFailed(f"{name} could not be fetched.", hint=hint) from last
    hint = (
        "It was thrown away. Something between you and the repository may change files; try another network."
    )
    raise DownloadFailed(f"{name} is not the file it should be: its sha256 sum is {found}.", hint=hint)


def fetch_with_jgo(jar: Jar, staging: Path) -> Path:
    """Bring one jar from the Maven repository into `staging` with jgo."""
    from jgo.maven import MavenContext  # slow to import, and needed once in a lifetime

    group, artifact, version, classifier = coordinates(jar)
    context = MavenContext(repo_cache=staging, local_repos=[], timeout=60)
    # A try that broke off leaves its half file, which jgo would take for a whole one.
    (staging / jar.path).unlink(missing_ok=True)
    return context.project(group, artifact).at_version(version).artifact(classifier, "jar").resolve()


def coordinates(jar: Jar) -> tuple[str, str, str, str]:
    """Group, artifact, version and classifier (often empty) of a path such as `org/x/a/1.0/a-1.0.jar`."""
    *group, artifact, version, name = PurePosixPath(jar.path).parts
    rest = name.removeprefix(f"{artifact}-{version}").removesuffix(".jar")
    return ".".join(group), artifact, version, rest.removeprefix("-")


def sha256_of(path: Path) -> str:
    """The sha256 sum of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _progress(words: str, total: int, say: Say) -> Iterator[Callable[[], None]]:
    """A bar on a terminal, one plain line each quarter elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain(words, total, say)
        return
    say(words)
    columns = (TextColumn("  files"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)


def _plain(words: str, total: int, say: Say) -> Callable[[], None]:
    say(f"{words}.")
    done = iter(range(1, total + 1))
    quarters = {total * part // 4: part * 25 for part in range(1, 5)}

    def step() -> None:
        percent = quarters.get(next(done))
        if percent:
            say(f"  {percent} % fetched")

    return step
