"""N-Triples and N-Quads written by hand, a description at a time.

The subject, the predicates and the graph become text once for many statements. The bytes are those of pyoxigraph's own
serializer; the tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from pyoxigraph import NamedNode

from release.triples import Description


def write_lines(descriptions: Iterable[Description], target: IO[bytes], *, graphs: bool) -> None:
    """One statement a line; with `graphs`, the claims of a source in the graph of that source."""
    predicates: dict[NamedNode, str] = {}
    for description in descriptions:
        subject = str(description.subject)
        end = f" {description.graph} .\n" if graphs and description.graph else " .\n"
        lines = []
        for predicate, terms in description.said.items():
            name = predicates.get(predicate)
            if name is None:
                name = predicates[predicate] = f" {predicate} "
            start = subject + name
            lines.extend([start + str(term) + end for term in terms])
        target.write("".join(lines).encode())
