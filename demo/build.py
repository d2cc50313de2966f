"""Makes the demonstration's tables: `python -m demo.build`, from the root of the project.

Reads demo/facts and the ontology, writes demo/tatmadaw. The same input gives the same bytes; a test compares them
with the tables that are kept in the repository.
"""

from __future__ import annotations

from pathlib import Path

from demo.public import public_rows, read_facts
from demo.synthetic import synthetic_rows
from demo.tables import as_files, joined, write
from ontology.reading import load_model

HERE = Path(__file__).parent
FOLDER = HERE / "tatmadaw"
FACTS = HERE / "facts"


def build(facts: Path = FACTS) -> dict[str, str]:
    """File name → text of every table. Raises FileNotFoundError where `facts` lacks a file."""
    model = load_model()
    public = public_rows(model, read_facts(facts))
    return as_files(model, joined(public, synthetic_rows(public)))


def main() -> None:
    """Builds and writes the tables, and says how long each is."""
    files = build()
    write(FOLDER, files)
    for name, text in files.items():
        print(f"{name}: {text.count(chr(10)) - 1} lines")


if __name__ == "__main__":
    main()
