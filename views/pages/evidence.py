"""The claims behind and against each fact of a thing, with their sources."""

from __future__ import annotations

from typing import Any

import streamlit as st

from graph.evidence import Evidence, FactEvidence
from graph.evidence import evidence as find_evidence
from views.markdown import as_text
from views.pages.finding import pick
from views.pages.shared import database, is_empty, model, parameter, remember, table

COLUMNS = {
    "stands": "Stands",
    "says": "The claim",
    "source": "Source",
    "published": "Published",
    "confidence": "Confidence",
    "archive_url": "Archived",
    "url": "Address",
    "read_at": "Read at",
    "raw": "As found",
    "recorded": "Recorded",
    "retired": "Taken back",
}


def page() -> None:
    """The page."""
    st.title("Evidence")
    if is_empty():
        return
    id = parameter("id")
    picked = pick(
        "Find a thing by any of its names, or by the id of a thing, a fact or a claim", key="evidence"
    )
    if picked and picked != id:
        remember(id=picked)
        id = picked
    if not id:
        st.caption("Every fact names its claims, and every claim its source and the place where it was read.")
        return
    show(find_evidence(database(), model(), id), key="page")


def show(found: Evidence, *, key: str) -> None:
    """The evidence of one thing or fact."""
    label = model().classes[found.cls].label if found.cls in model().classes else found.cls
    st.subheader(as_text(found.name))
    st.caption(f"{as_text(label)} · {as_text(found.id)}")
    for number, fact in enumerate(found.facts):
        _fact(fact, key=f"{key}-{number}", open_=len(found.facts) <= 3)
    if found.more:
        st.caption(f"… and {found.more:,} more ties, which are not listed here.")


def _fact(fact: FactEvidence, *, key: str, open_: bool) -> None:
    against = sum(not claim.stands for claim in fact.claims)
    parts = [f"**{as_text(fact.label)}**", as_text(fact.value)]
    parts.extend([f"*{as_text(fact.words)}*"] if fact.words and fact.words != fact.value else [])
    count = f"{len(fact.claims)} claim{'' if len(fact.claims) == 1 else 's'}"
    parts.append(f"{count}, {against} not standing" if against else count)
    mark = " · :orange-badge[in conflict]" if fact.conflicts else ""
    with st.expander(" · ".join(parts) + mark, expanded=open_):
        if fact.conflicts:
            st.caption(as_text(f"The claims disagree on: {', '.join(fact.conflicts)}."))
        rows = [_row(claim) for claim in fact.claims]
        columns = {name: words for name, words in COLUMNS.items() if any(row[name] for row in rows)}
        table(rows, columns, key=f"claims-{key}")


def _row(claim: Any) -> dict[str, Any]:
    return {
        "stands": "yes" if claim.stands else "no",
        "says": claim.says,
        "source": " · ".join(filter(None, (claim.source.title or claim.source.id, claim.source.publisher))),
        "published": claim.source.published,
        "confidence": claim.confidence or "not stated",
        "archive_url": _address(claim.source.archive_url),
        "url": _address(claim.source.url),
        "read_at": "; ".join(claim.places[:5])
        + (f" and {len(claim.places) - 5} more" if len(claim.places) > 5 else ""),
        "raw": claim.raw,
        "recorded": claim.recorded,
        "retired": claim.retired,
    }


def _address(text: str | None) -> str | None:
    """Only addresses of the web become links: a source's cell may hold anything."""
    return text if text and text.startswith(("https://", "http://")) else None
