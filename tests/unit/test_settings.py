"""What the environment may say, and what is answered to what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.settings import DEFAULT_PORT, DEFAULT_VERSION, Settings
from ontology.errors import CommandError


def test_an_empty_environment_asks_for_a_private_server_of_modest_size() -> None:
    settings = Settings.from_environment({})
    assert settings.uri is None
    assert (settings.heap, settings.page_cache, settings.port) == ("1g", "512m", DEFAULT_PORT)
    assert settings.version == DEFAULT_VERSION
    assert settings.home.is_absolute()


def test_every_variable_is_read() -> None:
    settings = Settings.from_environment(
        {
            "ORBATLAS_HOME": "/a/home",
            "ORBATLAS_CACHE": "/a/cache",
            "NEO4J_URI": "neo4j+s://example.org",
            "NEO4J_USERNAME": "ada",
            "NEO4J_PASSWORD": "secret-word",
            "NEO4J_DATABASE": "graph",
            "ORBATLAS_SERVER_HEAP": "2G",
            "ORBATLAS_SERVER_PAGECACHE": "256m",
            "ORBATLAS_SERVER_TRANSACTION": "1g",
            "ORBATLAS_SERVER_PORT": "7800",
            "ORBATLAS_NEO4J_VERSION": "5.26.28",
            "ORBATLAS_READ_TIMEOUT": "2.5",
            "ORBATLAS_JAVA_HOME": "/a/java",
        }
    )
    assert settings == Settings(
        home=Path("/a/home"),
        cache=Path("/a/cache"),
        uri="neo4j+s://example.org",
        username="ada",
        password="secret-word",
        database="graph",
        heap="2g",
        page_cache="256m",
        transaction_memory="1g",
        port=7800,
        version="5.26.28",
        read_timeout=2.5,
        java_home=Path("/a/java"),
    )


def test_a_password_is_never_printed() -> None:
    assert "secret-word" not in repr(Settings.from_environment({"NEO4J_PASSWORD": "secret-word"}))


def test_an_empty_variable_counts_as_unset() -> None:
    assert Settings.from_environment({"NEO4J_URI": "", "ORBATLAS_SERVER_PORT": ""}).port == DEFAULT_PORT


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NEO4J_URI", "localhost:7687"),
        ("NEO4J_URI", "http://localhost:7474"),
        ("NEO4J_URI", "neo4j://"),
        ("ORBATLAS_SERVER_HEAP", "1 GB"),
        ("ORBATLAS_SERVER_HEAP", "0g"),
        ("ORBATLAS_SERVER_PAGECACHE", "-1m"),
        ("ORBATLAS_SERVER_TRANSACTION", "much"),
        ("ORBATLAS_SERVER_PORT", "80"),
        ("ORBATLAS_SERVER_PORT", "65536"),
        ("ORBATLAS_SERVER_PORT", "٧٦٩٧"),
        ("ORBATLAS_NEO4J_VERSION", "4.4.0"),
        ("ORBATLAS_READ_TIMEOUT", "soon"),
        ("ORBATLAS_READ_TIMEOUT", "nan"),
        ("ORBATLAS_READ_TIMEOUT", "0"),
    ],
)
def test_a_bad_value_is_refused_with_its_variable_the_value_and_the_rule(variable: str, value: str) -> None:
    with pytest.raises(CommandError) as refused:
        Settings.from_environment({variable: value})
    message = str(refused.value)
    assert variable in message
    assert repr(value) in message
    assert "must be" in message


def test_a_password_inside_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(CommandError) as refused:
        Settings.from_environment({"NEO4J_URI": "neo4j://ada:secret-word@example.org:7687"})
    assert "secret-word" not in str(refused.value)
    assert "NEO4J_PASSWORD" in str(refused.value)
