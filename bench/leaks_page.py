"""Puts the flags and the figures of the calibration into docs/leaks.md: `python -m bench.leaks_page`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from analysis.leaks import FLAGS
from bench.calibration import as_markdown

PAGE = Path(__file__).parents[1] / "docs" / "leaks.md"
FIGURES = Path(__file__).parent / "calibration.json"


def parts() -> Mapping[str, str]:
    """Mark → what stands between it and its end."""
    flags = "".join(f"| `{flag}` | {words} |\n" for flag, words in FLAGS.items())
    lines = json.loads(FIGURES.read_text(encoding="utf-8"))
    size = f"{lines[0]['armies']:,} armies of {lines[0]['battalions']:,} battalions in all, for each line.\n"
    return {
        "flags": f"| flag | meaning |\n|---|---|\n{flags}",
        "calibration": f"{size}\n{as_markdown(lines)}",
    }


def filled(page: str) -> str:
    """The page with its parts as they are now."""
    for mark, text in parts().items():
        before, start, rest = page.partition(f"<!-- {mark} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        page = f"{before}{start}{text}{end}{after}"
    return page


def main() -> None:
    """Writes the page."""
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
