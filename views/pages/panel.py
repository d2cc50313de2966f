"""The evidence beside a drawing: what is known of a chosen thing or tie, who says so, and who says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import quote, urlencode

import streamlit as st

from graph.errors import UnknownId
from graph.evidence import Evidence, FactEvidence, SourceNote, Testimony
from graph.evidence import evidence as find_evidence
from ontology.model import Class, Kind
from ontology.time import Bounds, Holds
from views.markdown import as_text
from views.pages.shared import database, model, parameter, remember

OPENED = 8
"""So many chosen things at most are opened at once; how many more there are is said."""
SHOWN = 12
"""So many facts of one kind, and so many claims for or against a fact, are listed; the page Evidence has all."""

_TRUST = {"high": "green", "medium": "blue", "low": "orange"}


def panel(id: str, *, key: str, on: date | None = None) -> None:
    """The evidence of a thing, a tie or a claim; with a day, each fact says how it stands on it.

    `key` tells this panel from others on the page.
    """
    try:
        found = find_evidence(database(), model(), id)
    except UnknownId:
        st.caption(
            as_text(f"Nothing in the graph has the id {id!r}; a group of things is one of its making.")
        )
        return
    if _is_thing(found):
        _thing(found, key, on)
    else:
        _tie(found, key, on)


def panels(ids: Sequence[str], *, key: str, on: date | None = None) -> None:
    """The evidence of all that is chosen in a drawing; a hint where nothing is."""
    if not ids:
        st.caption(
            "Choose a thing or a tie in the drawing: what is known of it, and who says so, stands here."
        )
    for number, id in enumerate(ids[:OPENED]):
        panel(id, key=f"{key}-{number}", on=on)
    if len(ids) > OPENED:
        st.caption(f"… and {len(ids) - OPENED:,} more are chosen.")


def kept(selected: Sequence[str], *, key: str, subject: str) -> tuple[str, ...]:
    """What is chosen, kept in the address: a link opens with what was chosen when it was made.

    `subject` is what the page is about: what was chosen of one is forgotten with the next.
    """
    about = f"{key}-about"
    if selected or st.session_state.get(about, subject) != subject:
        st.session_state[about], st.session_state[f"{key}-chosen"] = subject, True
    st.session_state.setdefault(about, subject)
    if not st.session_state.get(f"{key}-chosen"):
        return tuple(id for id in parameter("selected").split(";") if id)
    remember(selected=";".join(selected[:OPENED]))
    return tuple(selected)


def _is_thing(found: Evidence) -> bool:
    cls = model().classes.get(found.cls)
    return cls is None or cls.kind is Kind.ENTITY


# ---- a thing


def _thing(found: Evidence, key: str, on: date | None) -> None:
    st.subheader(as_text(found.name), anchor=False)
    cls = model().classes.get(found.cls)
    there = [f"[all its evidence]({_address('evidence', id=found.id)})", *_pages(found, cls, on)]
    st.markdown(f"{as_text(cls.label if cls else found.cls)} · {as_text(found.id)} · {' · '.join(there)}")
    for label, facts in _grouped(found.facts, on).items():
        st.markdown(f"**{as_text(label)}**")
        _facts(facts, found.id, f"{key}-{label}", on)
    if found.more:
        st.caption(f"… and {found.more:,} more ties, which are not listed here.")


def _pages(found: Evidence, cls: Class | None, on: date | None) -> list[str]:
    """Where else the thing is told of."""
    chain, posting = model().serving("chain"), model().serving("posting")
    if not cls or cls.name not in (chain.end_class(chain.source), posting.end_class(posting.source)):
        return []
    day = {"on": on.isoformat()} if on else {}
    return [
        f"[its chain of command]({_address('command', id=found.id, **day)})",
        f"[its timeline]({_address('timeline', id=found.id, **day)})",
    ]


def _address(page: str, **values: str) -> str:
    return f"{page}?{urlencode(values, quote_via=quote)}"


def _grouped(facts: Iterable[FactEvidence], on: date | None) -> dict[str, list[FactEvidence]]:
    """Ties and figures by their kind, small groups first, in them first those that hold; the thing's own facts last."""
    ties: dict[str, list[FactEvidence]] = {}
    own: list[FactEvidence] = []
    for fact in facts:
        (own if fact.id is None else ties.setdefault(_plural(fact), [])).append(fact)
    order = [Holds.CERTAIN, Holds.POSSIBLE, Holds.NO]
    for some in ties.values():
        some.sort(
            key=lambda fact: (order.index(fact.bounds.holds_on(on)) if on else 0, *_latest(fact.bounds))
        )
    small = sorted(ties.items(), key=lambda group: len(group[1]))
    return {**dict(small), **({"The thing itself": own} if own else {})}


def _plural(fact: FactEvidence) -> str:
    cls = model().classes.get(fact.what)
    return cls.plural if cls else fact.label


def _latest(bounds: Bounds) -> tuple[int, str]:
    """The order of facts of one kind: the one that began last stands first, unknown starts at the end."""
    began = bounds.start_latest or bounds.start_earliest or bounds.end_earliest
    return (0, f"{9999999 - began.toordinal():07}") if began else (1, "")


def _facts(facts: Sequence[FactEvidence], id: str, key: str, on: date | None) -> None:
    for number, fact in enumerate(facts[:SHOWN]):
        _fact(fact, fact.sentence or f"{fact.label}: {fact.value}", f"{key}-{number}", on)
    left = len(facts) - SHOWN
    if left > 0:
        st.caption(f"… and {left:,} more: [all its evidence]({_address('evidence', id=id)}).")


# ---- a tie


def _tie(found: Evidence, key: str, on: date | None) -> None:
    """A tie, a figure or a claim: its facts, opened."""
    for number, fact in enumerate(found.facts):
        subject = found.name.removesuffix(f" {fact.value}")
        told = fact.sentence or fact.value
        words = f"{subject}: {told}" if subject != found.name else told
        _fact(fact, words, f"{key}-{number}", on, expanded=True)


# ---- a fact with its claims


def _fact(fact: FactEvidence, words: str, key: str, on: date | None, *, expanded: bool = False) -> None:
    against = [claim for claim in fact.claims if not claim.stands and claim.retired is None]
    retired = [claim for claim in fact.claims if claim.retired is not None]
    standing = [claim for claim in fact.claims if claim.stands]
    with st.expander(
        " ".join([as_text(words), *_badges(fact, len(against), on)]), expanded=expanded, key=key
    ):
        if fact.conflicts:
            st.caption(as_text(f"The claims disagree on: {', '.join(fact.conflicts)}."))
        for title, claims in (("For", standing), ("Against", against), ("Taken back", retired)):
            _claims(title, claims, fact)
        if not fact.claims:
            st.caption("No claim behind it is on record.")


def _badges(fact: FactEvidence, against: int, on: date | None) -> list[str]:
    """How sure it is, how many claim it, and how it stands on the day; by words, not by colour alone."""
    sure = fact.confidence or "confidence not stated"
    sources = f"{fact.sources} source{'' if fact.sources == 1 else 's'}"
    made = [f":{_TRUST.get(sure, 'gray')}-badge[{as_text(sure)}]", f":gray-badge[{sources}]"]
    if against:
        made.append(f":orange-badge[{against} against]")
    if fact.conflicts:
        made.append(":orange-badge[≠ in conflict]")
    if on and fact.words and fact.what in model().classes:
        held = {Holds.CERTAIN: "holds", Holds.POSSIBLE: "possible", Holds.NO: "does not hold"}
        made.append(f":gray-badge[{held[fact.bounds.holds_on(on)]} on {on.isoformat()}]")
    return made


def _claims(title: str, claims: Sequence[Testimony], fact: FactEvidence) -> None:
    if not claims:
        return
    lines = [f"**{title}** ({len(claims)})", "", *(_claim(claim) for claim in claims[:SHOWN])]
    left = len(claims) - SHOWN
    if left > 0:
        there = _address("evidence", id=fact.id) if fact.id else ""
        more = f"[… and {left:,} more]({there})" if there else f"… and {left:,} more"
        lines.append(f"- {more}")
    st.markdown("\n".join(lines))


def _claim(claim: Testimony) -> str:
    """One claim as an item of a list: what it says, who says it, how sure, where it was read."""
    source = claim.source
    who = ", ".join(filter(None, (source.title or source.id, source.publisher, source.published)))
    parts = [
        f"“{as_text(claim.says)}”",
        as_text(who),
        *_links(source),
        f"confidence {as_text(claim.confidence or 'not stated')}",
    ]
    if claim.places:
        more = f" and {len(claim.places) - 2} more" if len(claim.places) > 2 else ""
        parts.append(as_text(f"read at {'; '.join(claim.places[:2])}{more}"))
    if claim.raw and claim.raw not in claim.says:
        parts.append(as_text(f"as found: {claim.raw}"))
    if claim.retired:
        parts.append(f"taken back {claim.retired.isoformat()}")
    return f"- {' · '.join(parts)}"


def _links(source: SourceNote) -> list[str]:
    """The archived copy before the page itself; only addresses of the web become links."""
    found = (("archived copy", source.archive_url), ("page", source.url))
    return [f"[{words} ↗]({quote(url, safe=_SAFE)})" for words, url in found if url and _of_the_web(url)]


# What may stand in an address; brackets and spaces would end the link in Markdown.
_SAFE = "%:/?#@!$&'*+,;=~-._"


def _of_the_web(text: str) -> bool:
    return text.startswith(("https://", "http://"))
