"""`python -m bench.fuzz_one FORMAT [options of libFuzzer] CORPUS`: one reader under the fuzzer, until the time is over.

An input is a file: its first byte says which of the format's names it has, the rest is its content. It is read and
checked as the command does, without a database; anything but an error of ours ends the run, and so does what takes
too long or too much memory.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]  # CI installs no group bench

with atheris.instrument_imports(include=["ingest"], enable_loader_override=False):
    from ingest import plan as _plan  # noqa: F401  what is to be covered is imported here, and only here
    from ingest.formats import NAMES as FORMATS
    from ingest.formats import format_named

    for _name in FORMATS:
        __import__(f"ingest.{_name}.format")

from bench.fuzz_inputs import NAMES, beside
from tests.unit.broken_case import MODEL, check_always, look


def main() -> None:
    """Run the fuzzer; it ends the process itself."""
    format_name = sys.argv[1]
    format_named(format_name, MODEL)
    folder = Path(tempfile.mkdtemp(prefix="orbatlas-fuzz-"))
    atheris.Setup([sys.argv[0], *sys.argv[2:]], target(format_name, folder))
    atheris.Fuzz()


def target(format_name: str, folder: Path) -> Callable[[bytes], None]:
    """What is done with an input."""
    source, aside = folder / "in", folder / "aside"
    source.mkdir()
    for name, content in beside(format_name).items():
        (source / name).write_bytes(content)
    held = {file.name: file.read_bytes() for file in source.iterdir()}

    def run(data: bytes) -> None:
        name = NAMES[format_name][(data[0] if data else 0) % len(NAMES[format_name])]
        (source / name).write_bytes(data[1:])
        try:
            check_always(look(format_name, [source], aside, limit=0))
        finally:
            if name in held:
                (source / name).write_bytes(held[name])
            else:
                (source / name).unlink()
            shutil.rmtree(aside, ignore_errors=True)

    return run


if __name__ == "__main__":
    main()
