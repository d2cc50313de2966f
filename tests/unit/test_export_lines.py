"""N-Triples, N-Quads and Turtle written by hand: the bytes of pyoxigraph's serializer, from terms and from rows."""

from __future__ import annotations

from io import BytesIO

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat

from graph.records import claim_properties
from ontology.alignment import load_alignment
from release.claimlines import ClaimLines
from release.export import Format, lines_of, write_descriptions
from release.iris import Iris
from release.triples import Describer, Description
from tests.rdf import CLAIMS, MODEL, claim, described, written

ODD = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from(["\n", "\r", '"', "'", "\\", "\u200b", "\u000b", "တ", "\u0301"])
)


def by_hand(descriptions: list[Description], form: Format) -> bytes:
    target = BytesIO()
    write_descriptions(descriptions, target, form, MODEL, Iris(MODEL), load_alignment())
    return target.getvalue()


@settings(max_examples=60, deadline=None)
@given(ODD, st.sampled_from(["my-Mymr", "ar", None]))
@example("a\u000bb\u200bc\r\nd\"e'f\\g\t\b\f\x7f\u0085", "my")
def test_lines_by_hand_are_those_of_pyoxigraph(text: str, language: str | None) -> None:
    odd = claim(text or "x", "Unit", "name", text, raw=text, language=language, source=text or "y")
    descriptions = described((odd, *CLAIMS))
    assert by_hand(descriptions, Format.NTRIPLES) == written(descriptions, RdfFormat.N_TRIPLES)
    assert by_hand(descriptions, Format.NQUADS) == written(descriptions, RdfFormat.N_QUADS)
    assert by_hand(descriptions, Format.TURTLE) == written(descriptions, RdfFormat.TURTLE)


@settings(max_examples=60, deadline=None)
@given(ODD, st.sampled_from(["my-Mymr", "ar", None]))
@example("a\u000bb\u200bc\r\nd\"e'f\\g\t\b\f\x7f\u0085\ufffe\U0010ffff {0}", "my")
@example("-x.y./~z%", None)
def test_claims_from_their_rows_are_those_that_are_described(text: str, language: str | None) -> None:
    odd = claim(
        text or "x",
        "Unit",
        "name",
        text,
        raw=text,
        language=language,
        source=text or "y",
        places=("b", "a", "b"),
    )
    describer = Describer(MODEL, Iris(MODEL), load_alignment())
    for form in (Format.NTRIPLES, Format.NQUADS, Format.TURTLE):
        lines, described_lines = lines_of(form, Iris(MODEL)), lines_of(form, Iris(MODEL))
        assert lines is not None and described_lines is not None
        from_rows = ClaimLines(describer, lines)
        for one in (odd, *CLAIMS, odd):
            wanted = described_lines.description(describer.claim(one))
            assert from_rows.row(claim_properties(MODEL, one)) == wanted
        assert lines.count == described_lines.count


def test_nothing_is_an_empty_file() -> None:
    for form in (Format.NTRIPLES, Format.NQUADS, Format.TURTLE):
        assert by_hand([], form) == b""
