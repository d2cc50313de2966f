"""Puts the flags and the figures of the calibration into docs/leaks.md: `python -m bench.leaks_page`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from analysis.leaks import FLAGS
from bench.calibration import as_markdown
from bench.pages import DOCS, fill

PAGE = DOCS / "leaks.md"
FIGURES = Path(__file__).parent / "calibration.json"


def parts() -> Mapping[str, str]:
    """What stands on the page, by its mark."""
    flags = "".join(f"| `{flag}` | {words} |\n" for flag, words in FLAGS.items())
    lines = json.loads(FIGURES.read_text(encoding="utf-8"))
    size = f"{lines[0]['armies']:,} armies of {lines[0]['battalions']:,} battalions in all, for each line.\n"
    return {
        "flags": f"| flag | meaning |\n|---|---|\n{flags}",
        "calibration": f"{size}\n{as_markdown(lines)}",
    }


def main() -> None:
    """Writes the page."""
    fill(PAGE, parts())


if __name__ == "__main__":
    main()
