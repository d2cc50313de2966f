"""What is loaded, from which sources, and how sure it is."""

from __future__ import annotations

import streamlit as st

from graph.keeping.state import differences
from graph.overview import Overview
from graph.overview import overview as count
from views.markdown import as_text
from views.pages.ahead import read_ahead
from views.pages.shared import database, is_empty, model, table


def page() -> None:
    """The page."""
    st.title("Overview")
    if is_empty():
        return
    found = count(database(), model())
    read_ahead()
    _warnings(found)
    _numbers(found)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Things")
        _things(found)
        st.subheader("How sure")
        _confidence(found)
    with right:
        st.subheader("Ties")
        _ties(found)
        st.subheader("Collections")
        rows = [{"collection": name, "claims": number} for name, number in found.collections.items()]
        table(rows, {"collection": "Collection", "claims": "Claims"}, key="collections")
    st.subheader("Sources that say the most")
    columns = {
        "title": "Title",
        "publisher": "Publisher",
        "published": "Published",
        "claims": "Claims",
        "id": "Id",
    }
    table(found.sources, columns, key="sources")


def _warnings(found: Overview) -> None:
    if found.synthetic_claims:
        share = found.synthetic_claims / max(found.claims, 1)
        st.info(
            f"{found.synthetic_claims:,} of {found.claims:,} claims ({share:.0%}) are **made up** for demonstration. "
            "Their sources say so; no real person stands behind them.",
            icon=":material/science:",
        )
    if other := differences(database(), model()):
        st.warning(
            as_text(f"The database was filled under another ontology ({other[0]}; {len(other):,} in all).")
            + " On the machine that runs it: `orbatlas upgrade`.",
            icon=":material/update:",
        )
    if found.pending:
        st.warning(
            f"A load was broken off: {found.pending:,} things wait for their facts. Run the same load again.",
            icon=":material/pending:",
        )


def _numbers(found: Overview) -> None:
    numbers = {
        "Things": sum(found.entities.values()),
        "Ties": sum(found.ties.values()),
        "Claims in force": found.claims,
        "Taken back": found.claims_retired,
        "Facts in conflict": found.conflicts,
        "Facts of one source": found.single_source,
    }
    for column, (name, number) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        column.metric(name, f"{number:,}")


def _things(found: Overview) -> None:
    classes = model().classes
    rows = [
        {"what": classes[name].plural, "number": number} for name, number in found.entities.items() if number
    ]
    table(rows, {"what": "What", "number": "Number"}, key="things")
    if found.stubs:
        st.caption(
            as_text(
                f"{found.stubs:,} of them are only mentioned by others: nothing is claimed of themselves."
            )
        )


def _ties(found: Overview) -> None:
    labels = {cls.edge: cls.plural for cls in model().classes.values() if cls.edge}
    labels |= {
        slot.prop.edge: slot.prop.label for cls in model().entities for slot in cls.links if slot.prop.edge
    }
    rows = [
        {"what": labels.get(edge, edge), "number": number} for edge, number in found.ties.items() if number
    ]
    table(rows, {"what": "What", "number": "Number"}, key="ties")


def _confidence(found: Overview) -> None:
    scheme = model().schemes["confidence"]
    rows = [
        {"confidence": scheme.label_of(name), "claims": number} for name, number in found.confidence.items()
    ]
    table(rows, {"confidence": "Confidence of claims", "claims": "Claims"}, key="confidence")
