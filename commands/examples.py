"""Puts the example queries and their answers on the demonstration into docs/sparql.md: `python -m commands.examples`.

The database is the one of the settings; the demonstration, and nothing else, must be loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import Store

from graph.connection import Database
from ontology.model import Model
from release.iris import Iris
from release.profiles.reading import load_profile
from release.quads import Stream, quads_of
from release.releasing.making import Order, Releaser
from release.sparqling.asking import Answer, Question, ask, heard
from release.sparqling.child import answered
from release.sparqling.filling import fill_from_files
from release.sparqling.wording import Wording
from views.printing import cell

PAGE = Path(__file__).parents[1] / "docs" / "sparql.md"
START, END = "<!-- examples: made by `python -m commands.examples` -->\n", "<!-- end -->"
DAY = date(2021, 10, 1)
ROWS = 10_000

_OPTION = re.compile(r"--(profile|on) (\S+)")


@dataclass(frozen=True, slots=True)
class Example:
    """One query of release/examples: its question, what else is said of it, its options and its text."""

    name: str
    question: str
    notes: tuple[str, ...]
    options: str
    query: str

    @property
    def profile(self) -> str | None:
        """The profile that is asked, where one is."""
        return dict(_OPTION.findall(self.options)).get("profile")


def examples() -> tuple[Example, ...]:
    """All examples, in the order of their files."""
    found = [file for file in files("release.examples").iterdir() if file.name.endswith(".rq")]
    return tuple(
        _read(file.name, file.read_text(encoding="utf-8")) for file in sorted(found, key=lambda f: f.name)
    )


def _read(name: str, text: str) -> Example:
    head, _, query = text.partition("\n\n")
    question, *more = (line.removeprefix("# ") for line in head.splitlines())
    options = [line.removeprefix("options: ") for line in more if line.startswith("options: ")]
    notes = tuple(line for line in more if not line.startswith("options: "))
    return Example(name, question, notes, " ".join(options), query)


@dataclass(frozen=True)
class Asked:
    """A graph that is asked: the statements of an export for the day of the examples, and releases where wanted."""

    database: Database
    model: Model
    store: Store
    wording: Wording
    base: str

    @classmethod
    def of(cls, database: Database, model: Model) -> Asked:
        """The current graph."""
        stream, store = Stream(database, model, on=DAY), Store()
        store.bulk_extend(quads_of(stream.descriptions()))
        return cls(database, model, store, Wording(Iris(model).prefixes()), stream.base)

    def answer(self, example: Example, folder: Path) -> Answer:
        """What an example gives. Releases are made in a folder, each once."""
        question = Question(example.query, self.wording.prefixes, self.base)
        if example.profile is None:
            return heard(answered(self.store, {**asdict(question), "rows": ROWS}))
        release = folder / example.profile
        if not release.exists():
            order = Order(load_profile(example.profile, self.model), "examples", folder / "home", DAY)
            Releaser(self.database, self.model, order).release(release)
        return ask(question, partial(fill_from_files, [release]))

    def section(self, example: Example, folder: Path) -> str:
        """The part of the page about one example."""
        return "\n".join([*_asked(example), *_answered(self.answer(example, folder), self.wording), ""])


def _asked(example: Example) -> Iterator[str]:
    yield f"### {example.question}\n"
    if example.notes:
        yield " ".join(example.notes) + "\n"
    options = f" {example.options}" if example.options else ""
    yield f"`orbatlas sparql @release/examples/{example.name}{options}`\n"
    yield f"```sparql\n{example.query.rstrip()}\n```\n"


def _answered(answer: Answer, wording: Wording) -> Iterator[str]:
    if answer.truth is not None:
        yield "Yes." if answer.truth else "No."
    elif answer.triples is not None:
        yield f"```turtle\n{wording.turtle(answer.triples).rstrip()}\n```"
    else:
        columns, rows = wording.rows(answer, short=True)
        yield f"| {' | '.join(columns)} |"
        yield f"|{'---|' * len(columns)}"
        for row in rows:
            yield f"| {' | '.join(cell(row[name]).replace('|', '&#124;') for name in columns)} |"


def filled(page: str, sections: list[str]) -> str:
    """The page with these sections between its marks."""
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    return f"{before}{start}\n" + "\n".join(sections) + f"\n{end}{after}"


def main() -> None:
    """Writes the page."""
    from commands.session import database, model

    with database() as opened, TemporaryDirectory() as folder:
        asked = Asked.of(opened, model())
        sections = [asked.section(example, Path(folder)) for example in examples()]
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), sections), encoding="utf-8")


if __name__ == "__main__":
    main()
