"""The parts of an export: the IRIs of things, values as terms, and the file."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from backports import zstd
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, RdfFormat, Triple, serialize

from ontology.errors import CommandError, UnknownTerm
from release.export import Format, format_of, whole_file
from release.iris import Iris, base_iri, encoded
from release.quads import triples_of
from release.terms import day, decimal_text, first_instant, term_of
from tests.rdf import BASE, MODEL, XSD, described

# ---- IRIs


def test_iris_are_made_of_class_and_id() -> None:
    iris = Iris(MODEL)
    assert iris.thing("Unit", "6b6ee6fe-96a7").value == f"{BASE}unit/6b6ee6fe-96a7"
    assert iris.thing("TaskMembership", "x").value == f"{BASE}task-membership/x"
    assert iris.thing("Source", "sheet:a/b.csv").value == f"{BASE}source/sheet%3Aa%2Fb%2Ecsv"


def test_a_posting_keeps_its_iri_when_it_becomes_a_command() -> None:
    iris = Iris(MODEL)
    assert iris.thing("Command", "f") == iris.thing("Posting", "f")


@given(
    st.lists(
        st.text(min_size=1).filter(lambda t: not any(0xD800 <= ord(c) <= 0xDFFF for c in t)), unique=True
    )
)
@example([".", "..", "%2E", "a/b", "a%2Fb", "a b"])
def test_two_ids_never_share_an_iri(ids: list[str]) -> None:
    assert len({Iris(MODEL).thing("Unit", id).value for id in ids}) == len(ids)
    assert all(encoded(id) not in (".", "..") and "/" not in encoded(id) for id in ids)


@pytest.mark.parametrize("base", ["no iri", "https://example.org/x", ""])
def test_a_base_that_cannot_stand_before_ids_is_refused(base: str) -> None:
    with pytest.raises(CommandError) as caught:
        Iris(MODEL, base)
    assert caught.value.hint and "https://w3id.org/orbatlas/id/" in caught.value.hint


def test_the_base_comes_from_the_environment() -> None:
    assert base_iri({}) == BASE
    assert base_iri({"ORBATLAS_BASE_IRI": "https://example.org/a#"}) == "https://example.org/a#"


# ---- terms


def test_terms_have_their_datatypes() -> None:
    count, latitude, born = (MODEL.properties[name] for name in ("count", "latitude", "born"))
    assert str(term_of(count, 12)) == f'"12"^^<{XSD}integer>'
    assert str(term_of(latitude, "0.30")) == f'"0.30"^^<{XSD}decimal>'
    assert str(term_of(latitude, 1e-7)) == f'"0.0000001"^^<{XSD}decimal>'
    assert str(term_of(born, "2021-02~")) == '"2021-02~"^^<http://id.loc.gov/datatypes/edtf/EDTF>'


@pytest.mark.parametrize("value", ["about 900", "1e5", "NaN", "", "12.5"])
def test_what_is_no_integer_stays_a_string(value: str) -> None:
    assert term_of(MODEL.properties["count"], value) == Literal(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "1e5", "."])
def test_what_is_no_decimal_stays_a_string(value: object) -> None:
    term = term_of(MODEL.properties["latitude"], value)
    assert isinstance(term, Literal) and term.datatype.value == f"{XSD}string"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_comes_back_from_its_decimal(value: float) -> None:
    assert "e" not in decimal_text(value).lower() and float(decimal_text(value)) == value


@pytest.mark.parametrize("value", ["2021-02", "2021-02-30", "24:00:00", "20210201", "+12021-02-01"])
def test_no_xsd_date_that_the_calendar_lacks(value: str) -> None:
    assert day(value) == Literal(value)
    assert first_instant(day(value)) == Literal(value)


def test_a_concept_is_an_iri_and_unknown_text_a_string() -> None:
    rank = MODEL.properties["rank"]
    assert str(term_of(rank, "colonel")) == "<https://w3id.org/orbatlas/scheme/rank/colonel>"
    assert term_of(rank, "Warlord") == Literal("Warlord")


# ---- files


def test_a_file_gets_its_name_only_when_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.ttl"
    with pytest.raises(RuntimeError), whole_file(target) as file:
        file.write(b"half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with whole_file(target) as file:
        file.write(b"whole")
    assert target.read_bytes() == b"whole" and list(tmp_path.iterdir()) == [target]


def test_a_file_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no-such"), whole_file(tmp_path / "no-such" / "x.ttl"):
        pass


@pytest.mark.parametrize(("ending", "read"), [(".gz", gzip.decompress), (".zst", zstd.decompress)])
def test_compressed_files_repeat(tmp_path: Path, ending: str, read: Callable[[bytes], bytes]) -> None:
    contents = []
    for name in ("a.nt", "b.nt"):
        with whole_file(tmp_path / f"{name}{ending}") as file:
            file.write(b"the same\n" * 100)
        contents.append((tmp_path / f"{name}{ending}").read_bytes())
    assert contents[0] == contents[1] and len(contents[0]) < 100
    assert read(contents[0]) == b"the same\n" * 100


def test_the_name_of_a_file_tells_its_format() -> None:
    assert format_of(Path("a.ttl")) is Format.TURTLE
    assert format_of(Path("a.nq.gz")) is Format.NQUADS
    assert format_of(Path("a.rdf.zst")) is Format.RDFXML
    assert format_of(Path("a.jsonl.gz")) is Format.JSONL
    assert format_of(Path("a.xlsx")) is None


def test_serializing_passes_errors_on() -> None:
    def broken() -> Iterator[Triple]:
        yield next(iter(triples_of(described())))
        raise UnknownTerm("x")

    with pytest.raises(UnknownTerm):
        serialize(broken(), BytesIO(), RdfFormat.TURTLE)
