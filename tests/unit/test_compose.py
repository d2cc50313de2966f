"""docker-compose.yml says what settings.py says; no engine is needed to see that."""

from __future__ import annotations

import re
from pathlib import Path

from graph.server.config import _privacy
from graph.settings import DEFAULT_VERSION

ROOT = Path(__file__).parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


def test_the_image_is_of_the_version_that_the_private_server_runs() -> None:
    assert re.findall(r"image: (\S+)", COMPOSE) == [f"neo4j:{DEFAULT_VERSION}-community"]


def test_no_password_stands_in_the_file_and_none_is_made_up() -> None:
    used = re.findall(r"\$\{NEO4J_PASSWORD(.)", COMPOSE)
    assert used == [":", ":"]
    assert COMPOSE.count("${NEO4J_PASSWORD:?") == 2


def test_nothing_is_opened_to_the_network() -> None:
    ports = re.findall(r'- "(\S+:\d+:\d+)"', COMPOSE)
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_where_nobody_signs_in_no_foreign_name_is_answered_to() -> None:
    assert COMPOSE.count('ORBATLAS_SIGN_IN: "off"') == 1
    assert COMPOSE.count('STREAMLIT_SERVER_ALLOWED_HOSTS: "localhost 127.0.0.1"') == 1


def test_the_secrets_of_signing_in_go_neither_into_the_image_nor_under_version_control() -> None:
    for name in (".dockerignore", ".gitignore"):
        assert ".streamlit/secrets.toml" in (ROOT / name).read_text(encoding="utf-8").splitlines(), name


def test_it_keeps_as_much_to_itself_as_the_private_server() -> None:
    """The image reads `NEO4J_a_b__c` as `a.b_c`. It asks for a password by NEO4J_AUTH, and leaves out what is empty."""
    found = {
        name.replace("__", " ").replace("_", ".").replace(" ", "_"): value
        for name, value in re.findall(r'^      NEO4J_([a-z]\w+): "([^"$]*)"$', COMPOSE, re.MULTILINE)
    }
    wanted = {
        name: value for name, value in _privacy().items() if value and not name.endswith("auth_enabled")
    }
    assert {name: found.get(name) for name in wanted} == wanted
