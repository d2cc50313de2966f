"""An RDF file as a sheet whose rows are its subjects: claims, and things that others describe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from graph.seen import SeenIds
from ingest.rdf.groups import Group, Shelf, groups, name_of, shelf
from ingest.rdf.parsing import Fault, statements
from ingest.rdf.rows import RdfRow, Sort, sort_of
from ingest.rdf.vocabulary import TYPE, Vocabulary
from ingest.rows import Refusal, Row, Warnings
from ingest.sheets import Sheet
from ontology.model import Class

DERIVED = "statement of a fact: facts are derived again from their claims"
_DEEP = 3
"""Steps from a subject to a node without a name that is kept with it: membership, interval, instant."""
_MOST_AROUND = 1_000
"""And the most of such nodes."""


@dataclass(frozen=True)
class Look:
    """What a first reading shows: whether each subject's statements come together, whether others' things are
    there, and the IRIs of all claims.
    """

    together: bool
    others: bool
    claims: SeenIds


@dataclass
class Desk:
    """What is open while a file is read: its statements on disk, if they had to go there, the nodes of which a reader
    made use, and the classes of those that it asked for.
    """

    shelf: Shelf | None = None
    used: set[str] = field(default_factory=set)
    classes: dict[str, Class | None] = field(default_factory=dict)


@dataclass(frozen=True)
class RdfSheet(Sheet):
    """One RDF file."""

    vocabulary: Vocabulary
    desk: Desk = field(default_factory=Desk, compare=False)

    def rows_with_bytes(self, warnings: Warnings | None = None) -> Iterator[tuple[Row, int]]:
        """Its subjects, each with the number of bytes read so far; what says nothing to us is counted."""
        told = warnings or Warnings()
        look = self._look
        if look.together and not look.others:
            for found in groups(statements(self.path, self.file)):
                if isinstance(found, Fault):
                    yield self._broken(found), found.at
                else:
                    yield from ((row, found[1]) for row in self._rows(found[0], told))
            return
        with shelf() as store:
            yield from self._from(store, told)

    def _from(self, store: Shelf, told: Warnings) -> Iterator[tuple[Row, int]]:
        faults: list[Fault] = []
        store.fill(self._whole(faults))
        self.desk.shelf = store
        self.desk.used.clear()
        self.desk.classes.clear()
        try:
            yield from ((self._broken(fault), fault.at) for fault in faults)
            for group in store.subjects():
                yield from ((row, self.size) for row in self._rows(group, told))
            for group in store.subjects():
                self._left(group, told)
        finally:
            self.desk.shelf = None

    def _whole(self, faults: list[Fault]) -> Iterator[tuple[Group, int]]:
        for found in groups(statements(self.path, self.file)):
            if isinstance(found, Fault):
                faults.append(found)
            else:
                yield found

    @cached_property
    def _look(self) -> Look:
        subjects, claims = SeenIds(), SeenIds()
        together, others = True, False
        for found in groups(statements(self.path, self.file)):
            if isinstance(found, Fault):
                continue
            group, _ = found
            together = subjects.add(group.subject) and together
            sort = sort_of(self.vocabulary, group)
            others = others or sort in (Sort.THING, Sort.OTHER)
            if sort is Sort.CLAIM:
                claims.add(group.subject)
        return Look(together, others, claims)

    # ---- rows

    def _rows(self, group: Group, told: Warnings) -> Iterator[RdfRow]:
        sort = sort_of(self.vocabulary, group)
        if sort in (Sort.FACT, Sort.STUB):
            self._count_fact(group, told)
            missing = self._missing(group)
            if missing:
                yield self._dangling(group, missing)
        elif sort in (Sort.CLAIM, Sort.GONE):
            notes = sort is Sort.GONE
            yield RdfRow(self.file, group.line, self._cells(group), (), None, group, sort, only_notes=notes)
        elif sort is Sort.THING:
            around = tuple(self._around(group)) if self.desk.shelf else ()
            yield RdfRow(self.file, group.line, self._cells(group), (), None, group, sort, around)

    def _cells(self, group: Group) -> dict[str, str]:
        """The texts by the key of their property, by which a report names what is wrong."""
        found: dict[str, str] = {}
        for said in group.said:
            for key in self.vocabulary.incoming.properties.get(said.predicate, ()):
                if not isinstance(said.term, Triple):
                    found.setdefault(key, said.term.value)
        return found

    def _around(self, group: Group) -> Iterator[Group]:
        """The nodes on which a subject leans, the nearest first; each once, whatever ways and circles lead to it."""
        met, level = {group.subject}, [group]
        for _ in range(_DEEP):
            level = [found for one in level for found in self._leaning(one, met)]
            yield from level

    def _leaning(self, group: Group, met: set[str]) -> Iterator[Group]:
        store = self.desk.shelf
        assert store is not None
        wrappers = {*self.vocabulary.incoming.wrappers}
        for said in group.said:
            name = "" if isinstance(said.term, Literal | Triple) else name_of(said.term)
            if len(met) > _MOST_AROUND or not (name.startswith("_:") or said.predicate in wrappers):
                continue
            if name not in met and (found := store.about(name)):
                met.add(name)
                yield found

    def _missing(self, group: Group) -> list[str]:
        behind = group.all(self.vocabulary.behind)
        return [
            term.value
            for term in behind
            if not isinstance(term, Triple) and term.value not in self._look.claims
        ]

    def _dangling(self, group: Group, missing: list[str]) -> RdfRow:
        rule = f"a fact that names {len(missing)} claims which the file does not hold"
        hint = "Facts are derived from claims: export it again with them."
        fault = Refusal(self.file, group.line, "claims", group.subject, rule, hint)
        return RdfRow(self.file, group.line, {}, (group.subject,), fault)

    def _broken(self, fault: Fault) -> RdfRow:
        hint = "Mend the line." + (" Nothing after it was read." if fault.last else "")
        rule = f"broken syntax: {fault.why.rstrip('.')}"
        found = RdfRow(self.file, fault.line, {}, (fault.text,))
        return RdfRow(self.file, fault.line, {}, (fault.text,), found.refusal("", fault.text, rule, hint))

    # ---- what is not read

    def _count_fact(self, group: Group, told: Warnings) -> None:
        for said in group.said:
            told.add(DERIVED if said.predicate in self.vocabulary.known else not_understood(said.predicate))

    def _left(self, group: Group, told: Warnings) -> None:
        """Count what is said of nodes that are no row and of which no row made use."""
        if sort_of(self.vocabulary, group) is not Sort.OTHER:
            return
        used = group.subject in self.desk.used
        for said in group.said:
            if not (used and self._serves(said.predicate)):
                told.add(not_understood(said.predicate, said.term if said.predicate == TYPE else None))

    def _serves(self, predicate: str) -> bool:
        terms = self.vocabulary.incoming
        return predicate == TYPE or predicate in terms.days or self.vocabulary.means(predicate)

    # ---- what is refused

    def refused_name(self) -> str:
        """The file's name as N-Quads, which the same format reads again once it is mended."""
        stem = PurePath(self.file.replace("/", ".")).name.split(".refused")[0]
        for ending in (".gz", ".zst"):
            stem = stem.removesuffix(ending)
        return f"{PurePath(stem).stem}.refused.nq"

    def refused_head(self) -> str:
        """How to use the file."""
        return "# What was refused, in N-Quads. Mend the statements and load this file again.\n"

    def refused_text(self, row: Row, refusals: tuple[Refusal, ...]) -> str:
        """The reasons as comments, then the statements; a line that could not be read stays a comment."""
        notes = "".join(f"# {_one_line(str(refusal))}\n" for refusal in refusals)
        if not isinstance(row, RdfRow) or row.group is None:
            return f"\n{notes}" + "".join(f"# {_one_line(text)}\n" for text in row.raw)
        quads = [quad for group in (row.group, *row.around) for quad in group.quads()]
        text = serialize(quads, format=RdfFormat.N_QUADS)
        assert text is not None
        return f"\n{notes}{text.decode()}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def not_understood(predicate: str, kind: object = None) -> str:
    """How the report names a statement of which nothing was made; of a type, which one."""
    what = f"type <{kind.value}>" if isinstance(kind, NamedNode) else f"<{predicate}>"
    return f"not understood: {what}"
