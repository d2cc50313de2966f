"""The words that the private server's Java is started with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graph.server.archive import Archive
from graph.server.java import command
from graph.server.layout import Layout
from graph.settings import Settings


@pytest.mark.parametrize(
    ("heap", "collector"), [("512m", "Parallel"), ("4095m", "Parallel"), ("4096m", "G1"), ("4g", "G1")]
)
def test_the_collector_fits_the_heap(tmp_path: Path, heap: str, collector: str) -> None:
    settings = replace(Settings.from_environment(), home=tmp_path, heap=heap, java_home=None)
    layout = Layout.of(settings)
    layout.conf.mkdir(parents=True)
    base = tmp_path / "base.jsa"
    base.touch()
    words = command(settings, layout, [], Archive(base, tmp_path / "classes.jsa", tmp_path / "part"))
    assert f"-Xmx{heap}" in words
    assert [word for word in words if word.endswith("GC")] == [f"-XX:+Use{collector}GC"]
