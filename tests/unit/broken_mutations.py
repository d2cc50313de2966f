"""Good files, and ways to break them: cut, doubled, shuffled, in another encoding, with bytes where none should be."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from tests.unit import broken_ftm, broken_rdf, broken_sfm
from tests.unit.broken_tables import TABLES, others, plain, text_of

GOOD: Mapping[str, Mapping[str, bytes]] = {
    "tables": {
        f"{name}.csv": text_of(table, plain(table, 1), plain(table, 2)).encode() for name, table in TABLES.items()
    },
    "sfm": {
        f"{name}.csv".replace(" ", "-"): broken_sfm.sheet(*rows) for name, (rows, _) in broken_sfm.LAYOUTS.items()
    },
    "rdf": {
        "x.nt": (broken_rdf.ARMY + broken_rdf.GENERAL).encode(),
        "x.ttl": (broken_rdf.HEAD + broken_rdf.TTL_ARMY + broken_rdf.TTL_GENERAL).encode(),
        "x.rdf": f"{broken_rdf.XML_HEAD}{broken_rdf.XML_ONE}</rdf:RDF>".encode(),
        "x.jsonld": broken_rdf.jsonld(**broken_rdf.ONE),
    },
    "ftm": {"x.json": broken_ftm.BODY},
}  # fmt: skip
"""Good files by format."""

BESIDE = {name: text.encode() for name, text in others().items()}

_NASTY = (
    b"\0", b"\r", b"\n", b'"', b"'", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b",", b";", b"\t", b"{", b"[", b"<",
    b"&", b"\\", b"#", b"=1+1", "\u202e".encode(), "\u2028".encode(), b"9" * 400, b"2021-02-30", b"@", b"^^",
    b"<<(", b"%00",
)  # fmt: skip


@st.composite
def broken(draw: st.DrawFn, content: bytes) -> bytes:
    """A good file with some things wrong with it."""
    for _ in range(draw(st.integers(1, 4))):
        content = draw(_one(content))
    return content


def _one(content: bytes) -> st.SearchStrategy[bytes]:
    at = st.integers(0, max(0, len(content) - 1))
    lines = content.split(b"\n")
    line = st.integers(0, len(lines) - 1)
    return st.one_of(
        st.tuples(at, st.sampled_from(_NASTY)).map(lambda t: content[: t[0]] + t[1] + content[t[0] :]),
        st.tuples(at, st.binary(min_size=1, max_size=4)).map(
            lambda t: content[: t[0]] + t[1] + content[t[0] + 1 :]
        ),
        at.map(lambda place: content[:place]),
        st.tuples(at, at).map(lambda t: content[: min(t)] + content[max(t) :]),
        st.tuples(at, at).map(lambda t: content + content[min(t) : max(t)]),
        line.map(lambda n: b"\n".join((*lines[:n], lines[n], *lines[n:]))),
        st.permutations(lines).map(b"\n".join) if len(lines) < 30 else st.just(content[::-1]),
        st.sampled_from(("utf-16", "utf-16-be", "utf-32", "utf-8-sig")).map(
            lambda name: content.decode("utf-8", "replace").encode(name)
        ),
        st.just(content.replace(b",", b";")),
        st.just(content.replace(b"\n", b"\r")),
        st.just(content.upper()),
    )
