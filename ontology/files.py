"""Which files the ontology is made of."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ontology.errors import CommandError

HERE = Path(__file__).parent


def ontology_files(*extra: Path) -> tuple[Path, ...]:
    """The ontology's own Turtle files, then those of `extra` (files, or folders of them), in a fixed order."""
    files = [*sorted(HERE.glob("*.ttl")), *sorted((HERE / "schemes").glob("*.ttl"))]
    for path in extra:
        files.extend(sorted(path.rglob("*.ttl")) if path.is_dir() else [path])
    return tuple(files)


def extra_files(environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """The Turtle files or folders that ORBATLAS_ONTOLOGY adds (paths, separated as PATH is).

    Raises CommandError for a path that is not there.
    """
    extra = tuple(Path(text) for text in environ.get("ORBATLAS_ONTOLOGY", "").split(os.pathsep) if text)
    for path in extra:
        if not path.exists():
            raise CommandError(f"ORBATLAS_ONTOLOGY names {path}, which is not there.")
    return extra
