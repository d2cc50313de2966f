"""Pages of docs/ with parts that a program writes: each part stands between a line `<!-- mark -->` and an end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
END = "<!-- end -->"
NOT_MEASURED = "Not measured yet.\n"


def filled(page: str, parts: Mapping[str, str], end: str = END) -> str:
    r"""The text of a page with these parts, mark by mark, in place of those that it has.

    Each part ends with a line break of its own. Raises ValueError where a mark, or the end after it, is missing.

    >>> filled("<!-- speed -->\nold\n<!-- end -->", {"speed": "new\n"})
    '<!-- speed -->\nnew\n<!-- end -->'
    """
    for mark, text in parts.items():
        before, start, rest = page.partition(f"<!-- {mark} -->\n")
        _, stop, after = rest.partition(end)
        if not start or not stop:
            raise ValueError(f"The page has no line <!-- {mark} --> with {end} after it.")
        page = f"{before}{start}{text}{stop}{after}"
    return page


def fill(file: Path, parts: Mapping[str, str]) -> None:
    """Write these parts into the file of a page. Raises ValueError as `filled` does, and writes nothing then."""
    file.write_text(filled(file.read_text(encoding="utf-8"), parts), encoding="utf-8")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""A table in Markdown, with a line break at its end.

    >>> table(("size", "s"), [("small", 1)])
    '| size | s |\n| --- | --- |\n| small | 1 |\n'
    """
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)
