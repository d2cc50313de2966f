"""What benchmarks write into the pages of docs/ stands between marks, and a page that lacks one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.pages import fill, filled, table

PAGE = "# Speed\n\n<!-- one -->\nold\n<!-- end -->\n\nWords.\n\n<!-- two -->\nold\n<!-- end -->\n"


def test_each_part_comes_between_its_mark_and_the_next_end() -> None:
    found = filled(PAGE, {"two": "2\n", "one": "1\n"})
    assert found == PAGE.replace("old", "1", 1).replace("old", "2", 1)
    assert filled(found, {"one": "1\n"}) == found


def test_another_end_may_be_named() -> None:
    page = "<!-- one -->\nold <!-- end -->\n<!-- end of one -->\n"
    assert filled(page, {"one": "1\n"}, end="<!-- end of one -->") == "<!-- one -->\n1\n<!-- end of one -->\n"


@pytest.mark.parametrize("page", ["", PAGE.replace("one", "three"), PAGE.replace("<!-- end -->", "")])
def test_a_page_without_the_mark_or_its_end_is_refused_and_stays(page: str, tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text(page, encoding="utf-8")
    with pytest.raises(ValueError, match="<!-- one -->"):
        fill(file, {"one": "1\n"})
    assert file.read_text(encoding="utf-8") == page


def test_a_table_has_its_columns_and_a_line_a_row() -> None:
    assert table(("size", "s"), [("small", 1)]) == "| size | s |\n| --- | --- |\n| small | 1 |\n"
