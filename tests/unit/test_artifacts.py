"""Fetching Neo4j's files: only the right bytes get a final name, whatever the network does."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from graph.errors import DownloadFailed, ServerError
from graph.server.artifacts import class_path, coordinates, sha256_of, take_away_damaged
from graph.server.layout import Layout
from graph.server.password import read_password
from graph.server.versions import VERSIONS, Jar, Version

RIGHT = {"org/x/one/1.0/one-1.0.jar": b"one", "org/x/two/2.0/two-2.0.jar": b"two"}


class Small(Version):
    """A version of two small files, so that what is tested is the fetching and no network."""

    def jars(self) -> tuple[Jar, ...]:
        return tuple(Jar(path, hashlib.sha256(data).hexdigest()) for path, data in RIGHT.items())


SMALL = Small("0.0", "none", 0, "none")


def write(jar: Jar, staging: Path, data: bytes) -> Path:
    path = staging / jar.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def right(jar: Jar, staging: Path) -> Path:
    return write(jar, staging, RIGHT[jar.path])


def files(cache: Path) -> set[str]:
    return {path.name for path in cache.rglob("*") if path.is_file() and path.name != ".lock"}


def quiet(_: str) -> None: ...


def test_what_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    first = class_path(SMALL, tmp_path, quiet, right)
    assert [path.read_bytes() for path in first] == [b"one", b"two"]

    def never(jar: Jar, staging: Path) -> Path:
        raise AssertionError(jar.path)

    assert class_path(SMALL, tmp_path, quiet, never) == first


def test_a_wrong_sum_is_refused_and_leaves_nothing_under_the_final_name(tmp_path: Path) -> None:
    def wrong(jar: Jar, staging: Path) -> Path:
        return write(jar, staging, b"one" if "one" in jar.path else b"not two")

    with pytest.raises(DownloadFailed, match=r"two-2\.0\.jar is not the file it should be"):
        class_path(SMALL, tmp_path, quiet, wrong)
    assert files(tmp_path) <= {"one-1.0.jar"}


def test_a_broken_line_gives_a_clear_word_and_the_next_try_goes_on(tmp_path: Path) -> None:
    def broken(jar: Jar, staging: Path) -> Path:
        write(jar, staging, b"o")
        raise ConnectionError("reset at https://user:password@host")

    with pytest.raises(DownloadFailed, match="could not be fetched") as failed:
        class_path(SMALL, tmp_path, quiet, broken)
    assert "password" not in str(failed.value)
    assert files(tmp_path) == set()
    assert len(class_path(SMALL, tmp_path, quiet, right)) == 2


def test_a_transfer_that_breaks_once_is_tried_again(tmp_path: Path) -> None:
    tries: list[str] = []

    def shaky(jar: Jar, staging: Path) -> Path:
        tries.append(jar.path)
        if tries.count(jar.path) == 1:
            raise ConnectionError
        return right(jar, staging)

    class_path(SMALL, tmp_path, quiet, shaky)
    assert files(tmp_path) == {"one-1.0.jar", "two-2.0.jar"}


@pytest.mark.parametrize("version", VERSIONS.values(), ids=VERSIONS.keys())
def test_the_sums_kept_name_each_file_once_and_rebuild_its_path(version: Version) -> None:
    jars = version.jars()
    assert len({jar.path for jar in jars}) == len(jars) > 200
    for jar in jars:
        group, artifact, number, classifier = coordinates(jar)
        tail = f"-{classifier}" if classifier else ""
        assert jar.path == f"{group.replace('.', '/')}/{artifact}/{number}/{artifact}-{number}{tail}.jar"
        assert len(jar.sha256) == len(sha256_of(Path(__file__))) == 64


def test_a_file_that_was_damaged_since_is_taken_away_and_fetched_anew(tmp_path: Path) -> None:
    one, _ = class_path(SMALL, tmp_path, quiet, right)
    assert take_away_damaged(SMALL, tmp_path) == []
    one.write_bytes(b"on")
    assert take_away_damaged(SMALL, tmp_path) == ["one-1.0.jar"]
    assert [path.read_bytes() for path in class_path(SMALL, tmp_path, quiet, right)] == [b"one", b"two"]


@pytest.mark.parametrize("written", [b"secret", b"secret\n", b" secret\r\n"])
def test_a_password_that_went_through_an_editor_is_read(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "password").write_bytes(written)
    assert read_password(Layout(tmp_path)) == "secret"


def test_a_file_that_is_no_password_is_named(tmp_path: Path) -> None:
    (tmp_path / "password").write_bytes(b"\xff\xfe")
    with pytest.raises(ServerError, match="password is not the password of the private server"):
        read_password(Layout(tmp_path))
