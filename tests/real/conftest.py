"""Private servers of a test's own, for what the shared one cannot show: starting, dying, being killed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph import server
from graph.settings import Settings
from tests.conftest import free_port


def own_settings(home: Path) -> Settings:
    """A private server in this folder, on a free port, as small as it starts."""
    settings = Settings.from_environment({k: v for k, v in os.environ.items() if not k.startswith("NEO4J_")})
    return replace(
        settings, home=home, port=free_port(), heap="256m", page_cache="32m", transaction_memory="64m"
    )


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Settings]:
    """Settings of a server that does not run yet; whatever the test starts is stopped."""
    settings = own_settings(tmp_path / "home")
    yield settings
    server.stop(settings, print)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of a server that the tests of one file share and may end."""
    settings = own_settings(tmp_path_factory.mktemp("shared") / "home")
    yield settings
    server.stop(settings, print)
