"""Releases of a small army: what leaves, what stays, and planted leaks of each kind stopped by the gate."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyshacl
import pytest
import rdflib
from pyoxigraph import RdfFormat, Triple, parse, serialize

from graph.claims import Claim
from graph.connection import Database
from graph.loading import Loading
from ontology.errors import CommandError
from release.profiles.reading import HERE, load_profile
from release.releasing.describing import MADE_UP
from release.releasing.gate import Gate
from release.releasing.keys import Key, Keyring
from release.releasing.making import Order, Releaser
from release.releasing.reading_back import DATA, TURTLE, ReadRelease
from release.releasing.verdict import Breach, NotReleased
from tests.conftest import clear
from tests.rdf import BASE, MODEL, ORB, TODAY, claim

DAY = date(2021, 6, 15)
DEFECTOR, ALIAS, WIFE, SPOKE = "Thura Kyaw Zéya", "Ko Mauk", "Daw Hla Sein", "The soldier who spoke to us"
SERVICE = "BC 40117"
TAKEN_BACK, RETITLED = "The Little Falcon", "Interview in a teahouse"
OTHER_NAME = "Bo Nagani Htwe"
REPLACED = MODEL.redirect.key
KNOWN = 6
"""Of the first so many events it is known who left: with one of them alone, no release may name a pseudonym."""


def army() -> Iterator[Claim]:
    yield claim("top", "Unit", "name", "The Army", source="book")
    yield claim("top", "Unit", "echelon", "service", source="book")
    for number in (1, 2, 3):
        division, battalion = f"div{number}", f"bn{number}"
        for id, name, echelon in ((division, "Division", "division"), (battalion, "Battalion", "battalion")):
            yield claim(id, "Unit", "name", f"{number} {name}", source="book")
            yield claim(id, "Unit", "echelon", echelon, source="book")
        since = {"start": "2010-03-09", "kind": "command", "in_force": "2022-01-05"}
        yield claim(division, "Unit", "Subordination", object="top", said=since, source="book")
        yield claim(battalion, "Unit", "Subordination", object=division, said=since, source="book")
        yield claim(battalion, "Unit", "Garrison", object="barracks", said={"start": "2012"}, source="book")
        held = {"start": "2020-05-04", "in_force": "2021-12-31", "role": "commander"}
        for person, unit, rank in (
            (f"gen{number}", division, "brigadier-general"),
            (f"maj{number}", battalion, "major"),
        ):
            yield claim(person, "Person", "name", f"Officer {person.title()}", source="book")
            yield claim(person, "Person", "Posting", object=unit, said=held | {"rank": rank}, source="book")
    yield claim("div1", "Unit", "note", f"{DEFECTOR} was seen here", source="book")
    yield claim("book", "Source", "title", "A book on the army", source="sheet:x/sources.csv")
    yield claim("talk", "Source", "title", SPOKE, source="sheet:x/sources.csv")
    yield claim("talk", "Source", "url", "https://example.org/talk/7731", source="sheet:x/sources.csv")
    places = (("country", "Country", None), ("region", "Region", "country"), ("town", "Town", "region"))
    for id, name, within in (*places, ("barracks", "Hidden barracks", "town")):
        yield claim(id, "Place", "name", name, source="book")
        if within:
            yield claim(id, "Place", "within", object=within, source="book")
    yield from protected()
    yield from merged()
    yield from measured()
    yield from left()


def merged() -> Iterator[Claim]:
    """One id of the colonel commands a division, the other left; of the defector a third id has another name."""
    held = {"start": "2020", "in_force": "2021-12-31", "role": "commander", "rank": "colonel"}
    yield claim("col", "Person", "name", "Colonel Twice", source="roll")
    yield claim("col", "Person", "Posting", object="div2", said=held, source="roll")
    yield claim("leaving-005", "Defection", "defector", object="col-b", source="talk")
    yield claim("col-b", "Person", "name", "The colonel from the south", source="talk")
    yield claim("col-b", "Person", REPLACED, object="col", source="roll")
    yield claim("pd-b", "Person", "name", OTHER_NAME, source="roll")
    yield claim("pd-b", "Person", REPLACED, object="pd", source="roll")
    yield claim("roll", "Source", "title", "A roll of officers", source="sheet:x/sources.csv")
    yield claim("div1-b", "Unit", "name", "First Division", source="book")
    yield claim("div1-b", "Unit", "branch", "army", source="book")
    yield claim("div1-b", "Unit", REPLACED, object="div1", source="book")


def measured() -> Iterator[Claim]:
    """Strengths that tell of a few: small, by subtraction, by a change; and totals beside our own forty."""
    year = {"kind": "real", "start": "2020-01-01", "end": "2020-12-31"}
    after = {"kind": "real", "start": "2021-01-01", "end": "2021-12-31"}
    told = (
        ("div1", year, 415),
        ("bn1", year, 412),
        ("bn1", after, 409),
        ("bn3", year, 3),
        ("bn3", after, 300),
    )
    for unit, when, best in told:
        yield claim(unit, "Unit", "Strength", said=when | {"best": str(best)}, source="book")
    yield claim("bn2", "Unit", "Strength", said=year | {"best": "77"}, source="talk")
    for best in (42, 900):
        said = {"kind": "soldiers", "best": str(best), "end": f"{best + 1100}"}
        yield claim("top", "Unit", "DefectionTotal", said=said, source="book")


def protected() -> Iterator[Claim]:
    told: dict[str, Any] = {"source": "talk", "raw": "he said it himself", "places": ("x/talk.csv:7:2",)}
    yield claim("pd", "Person", "name", DEFECTOR, **told)
    yield claim("pd", "Person", "aliases", ALIAS, **told)
    yield claim("pd", "Person", "note", f"Service number {SERVICE}", **told)
    yield claim("pd", "Person", "home", object="town", **told)
    yield claim("pd", "Person", "Posting", object="bn1", said={"rank": "captain"}, **told)
    yield claim("pd", "Person", "Patronage", object="gen1", said={"basis": "business"}, **told)
    yield claim("pw", "Person", "name", WIFE, **told)
    yield claim("pw", "Person", "Patronage", object="pd", said={"basis": "family"}, **told)


def left(start: int = 0, count: int = 40) -> Iterator[Claim]:
    modes = ("deserted", "joined-armed-resistance", "surrendered")
    for number in range(start, start + count):
        id = f"leaving-{number:03}"
        yield claim(id, "Defection", "from_unit", object=f"bn{number % 3 + 1}", source="talk")
        yield claim(id, "Defection", "date", f"2021-{number % 2 + 4:02}-{number % 27 + 1:02}", source="talk")
        yield claim(id, "Defection", "mode", modes[number % 7 % 3], source="talk")
        yield claim(id, "Defection", "rank", ("captain", "private")[number % 2], source="talk")
    for number in range(start, min(start + count, KNOWN)):
        who = f"soldier-{number}" if number else "pd"
        yield claim(f"leaving-{number:03}", "Defection", "defector", object=who, source="talk")
        if number:
            yield claim(who, "Person", "name", f"Private Nobody {number}", source="talk")


def load(database: Database, claims: Iterator[Claim]) -> None:
    loading = Loading(database, MODEL, "x", TODAY)
    loading.add([[one] for one in claims])
    loading.finish()


def taken_back() -> Iterator[Claim]:
    yield claim("pd", "Person", "aliases", TAKEN_BACK, source="talk")
    yield claim("talk", "Source", "title", RETITLED, source="sheet:x/sources.csv")


@pytest.fixture(scope="module")
def graph(database: Database) -> Database:
    clear(database)
    load(database, army())
    load(database, taken_back())
    retired = "MATCH (c:Claim) WHERE c.value IN $values SET c.retired = date() RETURN count(c) AS n"
    assert database.write(lambda tx: tx.run(retired, values=[TAKEN_BACK, RETITLED]).data())[0]["n"] == 2
    load(database, iter([claim("pd", "Person", "gender", "male", source="talk")]))
    load(database, iter([claim("talk", "Source", "publisher", "An office", source="sheet:x/sources.csv")]))
    return database


def releaser(
    database: Database, home: Path, profile: str = "partner", partner: str = "A", **more: object
) -> Releaser:
    chosen = load_profile(profile, MODEL)
    return Releaser(database, MODEL, replace(Order(chosen, partner, home, DAY), **more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made(graph: Database, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release of each profile, and the keys that made them."""
    folder = tmp_path_factory.mktemp("made")
    for profile in ("internal", "partner", "public"):
        releaser(graph, folder / "home", profile).release(folder / profile)
    return folder


# ---- what leaves


def text(folder: Path) -> str:
    return (folder / DATA).read_text(encoding="utf-8")


def test_a_release_is_whole(made: Path) -> None:
    for profile in ("internal", "partner", "public"):
        folder = made / profile
        names = {path.name for path in folder.iterdir()}
        assert names == {
            "graph.nq", "graph.ttl", "ontology", "shapes.ttl", "report.ttl", "dataset.ttl", "changes.csv",
            "README.md", "SHA256SUMS",
        }  # fmt: skip
        subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
        described = rdflib.Graph().parse(folder / "dataset.ttl")
        assert list(described.objects(None, rdflib.DCTERMS.license))
        assert "true" in (folder / "report.ttl").read_text(encoding="utf-8")
    assert not [path for path in made.iterdir() if path.name.startswith(".")]


def test_what_nobody_made_up_is_not_said_to_be(made: Path) -> None:
    assert MADE_UP not in (made / "partner" / "README.md").read_text(encoding="utf-8")


def test_internal_holds_everything(made: Path) -> None:
    for word in (DEFECTOR, ALIAS, WIFE, SPOKE, SERVICE, "Hidden barracks", "he said it himself"):
        assert word in text(made / "internal")


@pytest.mark.parametrize("profile", ["partner", "public"])
def test_nothing_of_the_protected_leaves(made: Path, profile: str) -> None:
    everything = "".join(p.read_text(encoding="utf-8") for p in (made / profile).rglob("*") if p.is_file())
    hidden = (
        DEFECTOR,
        ALIAS,
        OTHER_NAME,
        "Colonel Twice",
        WIFE,
        SPOKE,
        SERVICE,
        "leaving-0",
        "7731",
        "person/pd",
        "person/pw",
        "person/col",
        "pd-b",
        "talk.csv",
    )
    for word in (*hidden, "Hidden barracks", "he said it himself", "Maj1", "sheet:"):
        assert word not in everything, word


def test_who_is_named(made: Path) -> None:
    for profile in ("partner", "public"):
        assert len(re.findall(r'ns#name> "Officer Gen', text(made / profile))) == 3, (
            "brigadiers command divisions"
        )
    assert f"{BASE}person/x-" in text(made / "partner") and "/x-" not in text(made / "public")


def test_dates_are_coarse(made: Path) -> None:
    assert "2010-03-09" in text(made / "internal")
    assert '"2010-03-01"' in text(made / "partner") and "2010-03-09" not in text(made / "partner")
    assert '"2010-01-01"' in text(made / "public") and '"2010-03-01"' not in text(made / "public")


def test_places_are_said_by_larger_ones(made: Path) -> None:
    assert f"ns#site> <{BASE}place/town>" in text(made / "partner")
    assert f"ns#site> <{BASE}place/region>" in text(made / "public") and "place/town" not in text(
        made / "public"
    )


def test_a_replaced_id_never_leaves_and_what_was_said_of_it_does(made: Path) -> None:
    assert "div1-b" in text(made / "internal")
    for profile in ("partner", "public"):
        assert "div1-b" not in text(made / profile)
        assert f'{BASE}unit/div1> <{ORB}aliases> "First Division"' in text(made / profile)
    about = f"<{ORB}subject> <{BASE}unit/div1>"
    subjects = {line.split()[0] for line in text(made / "partner").splitlines() if about in line}
    values = [
        line for line in text(made / "partner").splitlines() if f'<{ORB}value> "First Division"' in line
    ]
    assert [line.split()[0] for line in values if line.split()[0] in subjects], "as a claim of the kept id"


def test_figures_that_tell_of_a_few_stay(made: Path) -> None:
    """Three in a battalion, three of a division less its battalion, three who went, two beside our own count."""

    def figures(profile: str) -> set[tuple[str, str]]:
        read = ReadRelease(made / profile).figures(MODEL)
        return {(figure.unit, str(figure.value)) for figure in read}

    assert len(figures("internal")) == 8
    assert figures("partner") == {("bn1", "412"), ("bn2", "77"), ("bn3", "300"), ("top", "900")}
    assert figures("public") == {("bn2", "77"), ("top", "900")}, (
        "the fact says 409, and the partner was told 412"
    )


def test_counts(made: Path) -> None:
    for profile, k in (("partner", 5), ("public", 10)):
        numbers = [int(n) for n in re.findall(r'ns#events> "(\d+)"', text(made / profile))]
        assert max(numbers) == 40 and min(numbers) >= k
    assert "ns#Defection>" not in text(made / "partner")


@pytest.mark.parametrize("profile", ["partner", "public"])
def test_pyshacl_agrees_that_it_conforms(made: Path, profile: str) -> None:
    conforms, words = judged_by_pyshacl(made / profile)
    assert conforms, words


def judged_by_pyshacl(folder: Path) -> tuple[bool, str]:
    data, shapes = rdflib.Graph(), rdflib.Graph()
    data.parse(folder / TURTLE)
    for file in (*(folder / "ontology").iterdir(), folder / "shapes.ttl"):
        shapes.parse(file)
    conforms, _, words = pyshacl.validate(data + shapes, shacl_graph=shapes)
    return conforms, words


def test_keys_stay_with_the_user(made: Path, graph: Database) -> None:
    keys = sorted((made / "home" / "keys").rglob("*.key"))
    assert len(keys) == 3 and all(key.stat().st_mode & 0o077 == 0 for key in keys)
    rows = graph.read("MATCH (n) RETURN properties(n) AS p")
    held = json.dumps(rows, default=str)
    assert not any(key.read_bytes().hex() in held for key in keys) and '"x-' not in held


def test_a_preview_counts_and_writes_nothing(graph: Database, tmp_path: Path) -> None:
    preview = releaser(graph, tmp_path / "home").preview()
    fates = {fate.kind: fate for fate in preview.fates}
    assert (fates["Persons"].leave, fates["Persons"].read) == (3, 7 + KNOWN + 1)
    assert preview.protected == KNOWN + 2 and preview.named == 3 and (preview.smallest or 0) >= 5
    assert (fates["Defections"].read, fates["Defections"].leave) == (40, 0)
    assert all(fate.why for fate in preview.fates if fate.stay)
    inside = {fate.kind: fate for fate in releaser(graph, tmp_path / "home", "internal").preview().fates}
    assert inside["Defections"].leave == 40 and not any(fate.stay for fate in inside.values())
    assert list(tmp_path.iterdir()) == []


def test_a_preview_says_what_a_release_then_holds(graph: Database, made: Path) -> None:
    for profile in ("internal", "partner", "public"):
        fates = {fate.kind: fate.leave for fate in releaser(graph, made / "home", profile).preview().fates}
        read = ReadRelease(made / profile)
        for cls in (*MODEL.entities, *MODEL.ties, MODEL.claim):
            found = sum(1 for subject, _ in read.of_class(cls.iri) if "/x-" not in subject)
            assert fates.get(cls.plural, 0) == found, (profile, cls.name)


# ---- planted leaks: each is stopped, the rule is named, and nothing stands


def state(folder: Path, *statements: str) -> None:
    """Add statements to both files of a release that was not judged yet."""
    for name in (DATA, TURTLE):
        with (folder / name).open("a", encoding="utf-8") as target:
            target.writelines(f"{statement} .\n" for statement in statements)


def state_all(folder: Path, statements: list[str]) -> None:
    state(folder, *statements)


UNIT, SOURCE = f"<{BASE}unit/div1>", f"<{BASE}source/book>"
COUNT = f"<{BASE}defection-count/planted>"
SQUEEZED = DEFECTOR.replace(" ", "")
DIVISION = f"{COUNT} <{ORB}fromUnit> {UNIT}"


def named(value: str) -> str:
    return f"{UNIT} <{ORB}name> {json.dumps(value)}"


def counted(events: int, *sides: str) -> list[str]:
    number = f'"{events}"^^<http://www.w3.org/2001/XMLSchema#integer>'
    return [
        f"{COUNT} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ORB}DefectionCount>",
        f"{COUNT} <{ORB}events> {number}", f"{COUNT} <{ORB}persons> {number}", *sides,
    ]  # fmt: skip


ODD = f"{COUNT} <{ORB}destination> <https://w3id.org/orbatlas/scheme/destination/border>"
COUNT_OF_ALL = f"<{BASE}defection-count/{hashlib.sha256(b'[]').hexdigest()[:32]}>"
LEAKS: dict[str, tuple[list[str], str]] = {
    "a name in a note": ([f'{UNIT} <{ORB}note> "{DEFECTOR} was here"'], "no protected text"),
    "a note at all": ([f'{UNIT} <{ORB}note> "harmless"'], "only what is allowed"),
    "an alias in a title": ([f'{SOURCE} <{ORB}title> "Talks with {ALIAS}"'], "no protected text"),
    "a name in capitals": ([named(f"{DEFECTOR.upper()} BATTALION")], "no protected text"),
    "a name decomposed": ([named(unicodedata.normalize("NFD", DEFECTOR))], "no protected text"),
    "a name in an address": (
        [f'{SOURCE} <{ORB}url> "https://example.org/{quote(DEFECTOR)}"'],
        "no protected text",
    ),
    "a name run together": ([named(f"x{SQUEEZED}x")], "no protected text"),
    "a name as a plain hash": ([named(hashlib.sha256(DEFECTOR.encode()).hexdigest())], "no protected text"),
    "a name without its accents": ([named("Thura Kyaw Zeya")], "no protected text"),
    "a name split by markup": ([named("Thu<b>ra</b> Kyaw<br/>Zéya")], "no protected text"),
    "a name split by escaped markup": ([named("Thu&lt;i&gt;ra Kyaw Zéya")], "no protected text"),
    "a name in bold": ([named("**Th**ura Kyaw Zéya")], "no protected text"),
    "a name as registers have it": ([named("ZÉYA, Thura Kyaw")], "no protected text"),
    "an alias in the IRI": (
        [f"<{BASE}source/{quote(ALIAS)}> <{ORB}kind> <{ORB}Source>"],
        "no protected text",
    ),
    "what was found word for word": ([named("he said it himself")], "no protected text"),
    "a title that was taken back": ([named(RETITLED)], "no protected text"),
    "an alias that was taken back": ([named(f"by {TAKEN_BACK}")], "no protected text"),
    "a few pseudonyms": (
        [f"{COUNT_OF_ALL} <{ORB}defector> <{BASE}person/x-{'0' * 32}>"],
        "pseudonyms are of this release",
    ),
    "a name of the family": ([named(f"{WIFE} barracks")], "no protected text"),
    "a title of a source": ([f'{SOURCE} <{ORB}publisher> "see: {SPOKE}"'], "no protected text"),
    "an address of a source": ([f'{SOURCE} <{ORB}url> "https://example.org/talk/7731"'], "no protected text"),
    "a service number": ([named(f"Service number {SERVICE}")], "no protected text"),
    "an id": ([f'<{BASE}person/leaving-003> <{ORB}name> "x"'], "no protected text"),
    "a place in a file": ([named("x/talk.csv:7:2")], "no protected text"),
    "a person who is not named": (
        [f"<{BASE}person/maj1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ORB}Defection>"],
        "only what is allowed",
    ),
    "a tie to nothing that left": ([f"{UNIT} <{ORB}claims> <{BASE}claim/00>"], "only what is allowed"),
    "an exact day": (
        [f'{UNIT} <{ORB}startLatest> "2010-03-09"^^<http://www.w3.org/2001/XMLSchema#date>'],
        "the shape",
    ),
    "a small cell": (counted(2, ODD), "no small cell"),
    "a count of another kind": (counted(9, ODD, f'{COUNT} <{ORB}name> "x"'), "only what is allowed"),
}


def drafted(database: Database, folder: Path, **more: object) -> tuple[Gate, Path]:
    part = folder / "draft"
    part.mkdir()
    ring = Keyring(folder / "home")
    gate, _ = releaser(database, folder / "home", **more).draft(part, ring.new("A"), ring)  # type: ignore[arg-type]
    return gate, part


@pytest.fixture(scope="module")
def draft(graph: Database, tmp_path_factory: pytest.TempPathFactory) -> tuple[Gate, Path]:
    return drafted(graph, tmp_path_factory.mktemp("draft"))


def judged(draft: tuple[Gate, Path], folder: Path, change: Callable[[Path], None]) -> tuple[Breach, ...]:
    gate, part = draft
    copy = folder / "copy"
    shutil.copytree(part, copy)
    assert gate.judge(copy).breaches == (), "nothing speaks against it before"
    change(copy)
    return gate.judge(copy).breaches


@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_stopped(draft: tuple[Gate, Path], tmp_path: Path, leak: str) -> None:
    statements, rule = LEAKS[leak]
    breaches = judged(draft, tmp_path, lambda folder: state(folder, *statements))
    assert rule in {breach.rule[: len(rule)] for breach in breaches} and all(b.record for b in breaches), (
        breaches
    )


def test_a_leak_outside_the_data_is_stopped(draft: tuple[Gate, Path], tmp_path: Path) -> None:
    def change(folder: Path) -> None:
        (folder / "notes.txt").write_text(ALIAS.upper(), encoding="utf-8")

    breaches = judged(draft, tmp_path, change)
    assert {breach.rule for breach in breaches} == {"no protected text in the bytes"}


def test_a_small_cell_by_subtraction_is_stopped(draft: tuple[Gate, Path], tmp_path: Path) -> None:
    """The whole less its parts would be two."""

    def change(folder: Path) -> None:
        for name in (DATA, TURTLE):
            found = (folder / name).read_text(encoding="utf-8")
            (folder / name).write_text(
                re.sub(r'"40"(\^\^<[^>]*>)|\b40\b(?= [;.])', _forty_two, found), encoding="utf-8"
            )

    def _forty_two(match: re.Match[str]) -> str:
        return match[0].replace("40", "42")

    breaches = judged(draft, tmp_path, change)
    assert "no small cell by subtraction" in {breach.rule for breach in breaches}, breaches


def test_too_few_pseudonyms_in_a_cell_are_stopped(draft: tuple[Gate, Path], tmp_path: Path) -> None:
    """Of the whole, all but two are taken away: that two are known is a count too."""

    def change(folder: Path) -> None:
        gone = sorted(set(re.findall(r"x-[0-9a-f]{32}", text(folder))))[2:]
        lines = text(folder).splitlines(keepends=True)
        kept = "".join(line for line in lines if not any(one in line for one in gone))
        (folder / DATA).write_text(kept, encoding="utf-8")
        triples = (quad.triple for quad in parse(kept, RdfFormat.N_QUADS))
        serialize(triples, folder / TURTLE, RdfFormat.TURTLE)

    breaches = judged(draft, tmp_path, change)
    assert "no small cell" in {breach.rule for breach in breaches}, breaches


def test_a_tie_to_a_pseudonym_is_stopped(draft: tuple[Gate, Path], tmp_path: Path) -> None:
    pseudonym = next(iter(re.findall(rf"<{BASE}person/x-[0-9a-f]+>", text(draft[1]))))
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    posting = f"<{BASE}posting/1>"
    for number, planted in enumerate(
        (
            [f"{pseudonym} <{ORB}gender> <https://w3id.org/orbatlas/scheme/gender/male>"],
            [f"{posting} {kind} <{ORB}Posting>", f"{posting} <{ORB}person> {pseudonym}"],
        )
    ):
        (tmp_path / str(number)).mkdir()
        breaches = judged(draft, tmp_path / str(number), partial(state_all, statements=planted))
        assert "protected persons stand alone" in {breach.rule for breach in breaches}, breaches


def test_a_pseudonym_of_another_partner_is_stopped(graph: Database, tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    first = releaser(graph, tmp_path, partner="A")
    first.release(tmp_path / "a")
    copied = ring.new("B")
    copied.file.write_bytes(next((tmp_path / "keys").glob("a-*/1.key")).read_bytes())
    part = tmp_path / "b"
    part.mkdir()
    same = Key(copied.name, copied.file, copied.file.read_bytes())
    gate, _ = releaser(graph, tmp_path, partner="B").draft(part, same, ring)
    rules = {breach.rule for breach in gate.judge(part).breaches}
    assert {"no key serves twice", "no pseudonym is shared"} <= rules


def test_two_partners_share_no_pseudonym(graph: Database, tmp_path: Path) -> None:
    for partner in ("A", "B"):
        releaser(graph, tmp_path, partner=partner).release(tmp_path / partner)
    a, b = (set(re.findall(r"x-[0-9a-f]{32}", text(tmp_path / partner))) for partner in "AB")
    assert a and b and not a & b


def test_the_same_key_gives_the_same_bytes(graph: Database, tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    key = ring.new("A")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        releaser(graph, tmp_path).build(tmp_path / name, key, ring)
    for file in (tmp_path / "a").rglob("*.*"):
        assert file.read_bytes() == (tmp_path / "b" / file.relative_to(tmp_path / "a")).read_bytes(), file


@pytest.mark.parametrize("every", [7, 31])
def test_both_judges_find_the_same_in_what_is_broken(
    draft: tuple[Gate, Path], tmp_path: Path, every: int
) -> None:
    """Statements taken out, said of something else, and planted: the same things are found, by the same paths."""
    gate, part = draft
    copy = tmp_path / "copy"
    shutil.copytree(part, copy)
    triples = [quad.triple for quad in parse((part / DATA).read_text(encoding="utf-8"), RdfFormat.N_QUADS)]
    kept = [triple for number, triple in enumerate(triples) if number % every != 3]
    astray = [
        Triple(triples[n - 9].subject, triples[n].predicate, triples[n].object)
        for n in range(9, len(triples), every)
    ]
    serialize([*kept, *astray], copy / TURTLE, RdfFormat.TURTLE)
    for leak in ("an exact day", "a small cell", "a note at all"):
        with (copy / TURTLE).open("a", encoding="utf-8") as target:
            target.writelines(f"{statement} .\n" for statement in LEAKS[leak][0])
    ours = {(v.focus, v.path) for v in gate.shapes(ReadRelease(copy)).violations}
    theirs = found_by_pyshacl(copy)
    assert len(ours) > 20 and ours == theirs


def found_by_pyshacl(folder: Path) -> set[tuple[str, str | None]]:
    data, shapes = rdflib.Graph(), rdflib.Graph()
    data.parse(folder / TURTLE)
    for file in (*(folder / "ontology").iterdir(), folder / "shapes.ttl"):
        shapes.parse(file)
    _, report, _ = pyshacl.validate(data + shapes, shacl_graph=shapes)
    assert isinstance(report, rdflib.Graph)
    path = rdflib.SH.resultPath
    return {
        (str(focus), str(report.value(result, path)) if report.value(result, path) else None)
        for result, focus in report.subject_objects(rdflib.SH.focusNode)
    }


# ---- a refused release leaves nothing behind


class Leaking(Releaser):
    """A releaser with a mistake in it: a name gets into a remark."""

    def draft(self, part: Path, key: Key, keyring: Keyring) -> tuple[Gate, dict[str, int]]:
        found = super().draft(part, key, keyring)
        state(part, named(DEFECTOR))
        return found


def test_a_refused_release_leaves_nothing(graph: Database, tmp_path: Path) -> None:
    order = releaser(graph, tmp_path / "home").order
    with pytest.raises(NotReleased, match="no protected text in the bytes: pd") as refused:
        Leaking(graph, MODEL, order).release(tmp_path / "out")
    assert refused.value.exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert not list((tmp_path / "home").rglob("*.key"))


def test_a_folder_that_is_there_is_kept(graph: Database, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="there already"):
        releaser(graph, tmp_path).release(tmp_path)


def test_a_profile_that_lets_notes_leave_still_tells_no_name(graph: Database, tmp_path: Path) -> None:
    """The remark of a unit names a protected person: it is held back, and the rest leaves."""
    file = tmp_path / "own.toml"
    ours = (HERE / "partner.toml").read_text(encoding="utf-8")
    file.write_text(
        ours.replace('name = "partner"', 'name = "own"').replace('"branch", "country"]', '"note"]')
    )
    releaser(graph, tmp_path, str(file)).release(tmp_path / "out")
    assert DEFECTOR not in text(tmp_path / "out")


# ---- the next release


def test_what_differs_by_a_few_is_held_back(graph: Database, tmp_path: Path) -> None:
    """Last in this file: it adds to the graph. Two more left: no count may tell."""
    releaser(graph, tmp_path).release(tmp_path / "first")
    load(graph, left(40, 2))
    gate, part = drafted(graph, tmp_path)
    first, _ = ReadRelease(tmp_path / "first").counts(MODEL, gate.profile, gate.rules)
    assert not gate.judge(part).breaches, "a keyring of its own knows of no release before"
    without = replace(gate, before=[[table] for table in first]).judge(part).breaches
    assert "releases cannot be subtracted" in {breach.rule for breach in without}, (
        "the gate sees it by itself"
    )
    releaser(graph, tmp_path, partner="B").release(tmp_path / "second")
    assert "ns#events>" not in text(tmp_path / "second"), (
        "A and B may meet: nobody had to name the release before"
    )
    elsewhere = releaser(graph, tmp_path / "elsewhere", previous=tmp_path / "first")
    elsewhere.release(tmp_path / "told")
    assert "ns#events>" not in text(tmp_path / "told"), (
        "without the note of the first, the first itself is enough"
    )
    load(graph, left(42, 30))
    releaser(graph, tmp_path, previous=tmp_path / "first").release(tmp_path / "third")
    numbers = [int(n) for n in re.findall(r'ns#events> "(\d+)"', text(tmp_path / "third"))]
    assert max(numbers) == 72
    assert ReadRelease(tmp_path / "third").survey.subjects
    assert "changed," in (tmp_path / "third" / "changes.csv").read_text(encoding="utf-8")
