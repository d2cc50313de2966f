"""Which files the ontology is made of."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def ontology_files(*extra: Path) -> tuple[Path, ...]:
    """The ontology's own Turtle files, then those of `extra` (files, or folders of them), in a fixed order."""
    files = [*sorted(HERE.glob("*.ttl")), *sorted((HERE / "schemes").glob("*.ttl"))]
    for path in extra:
        files.extend(sorted(path.rglob("*.ttl")) if path.is_dir() else [path])
    return tuple(files)
