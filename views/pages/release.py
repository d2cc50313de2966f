"""A release from the app: what would leave and what would fall away, the gate's findings, then a zip or a folder.

What makes releases is handed in as a `Desk`: this room does not know how it is done, and whoever decides on who may
release what puts another desk in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

import streamlit as st

from access.log import What
from access.rights import Right
from graph.connection import Database
from ontology.errors import CommandError
from views.markdown import as_text
from views.pages.entrance import may, note
from views.pages.shared import (
    FIRST_DAY,
    LAST_DAY,
    database,
    day_in_address,
    is_empty,
    parameter,
    remember,
    table,
)
from views.pages.taking import offer

Said = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for: a profile, who receives it, the day of offices, and the release before."""

    profile: str
    partner: str
    on: date
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of the things of one kind."""

    kind: str
    read: int
    leave: int
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a release would hold; `figures` are further numbers with their names."""

    fates: Sequence[Fate]
    figures: Mapping[str, str]
    warning: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason against a release: the rule in plain words, the record, and why."""

    rule: str
    record: str
    why: str


@dataclass(frozen=True, slots=True)
class Made:
    """A release that stands: its name, its numbers, what was removed in plain words, and where it lies."""

    name: str
    figures: Mapping[str, str]
    page: str
    zip: bytes | None
    folder: str | None
    notes: Sequence[str]


class Desk(Protocol):
    """Makes releases."""

    def profiles(self) -> Mapping[str, str]:
        """The profiles that may be chosen here, each with its title."""

    def preview(self, opened: Database, choice: Choice) -> Preview:
        """What would leave. Nothing is written. Raises OrbatlasError."""

    def release(self, opened: Database, choice: Choice, folder: str, say: Said) -> Made | Sequence[Finding]:
        """A release in a folder, or as a zip where none is named; or all that speaks against it.

        Raises OrbatlasError.
        """


def page_with(desk: Desk) -> Callable[[], None]:
    """The page, on one desk."""

    def page() -> None:
        st.title("Release")
        st.caption(
            "What leaves this machine for somebody else. Nothing leaves unless a profile allows it by name, and "
            "a gate reads the finished files as their reader would. Where anything speaks against it, nothing is "
            "written."
        )
        if not may(Right.RELEASE):
            raise CommandError("Your role may not make releases.", hint="Ask a steward.")
        if is_empty():
            return
        choice = _choice(desk.profiles())
        _previewed(desk, choice)
        _released(desk, choice)

    page.__module__ = __name__
    return page


def _choice(profiles: Mapping[str, str]) -> Choice:
    names, asked = list(profiles), parameter("profile")
    left, middle, right = st.columns(3)
    with left:
        first = names.index(asked) if asked in names else min(1, len(names) - 1)
        profile = st.selectbox("Profile", names, index=first, key="release-profile")
    with middle:
        partner = st.text_input("For", parameter("for"), max_chars=200, key="release-for").strip()
    with right:
        today = datetime.now(UTC).date()
        on = st.date_input(
            "Offices as of",
            day_in_address() or today,
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            key="release-on",
            help="The day on which an office gives a name. What only possibly held gives none.",
        )
    st.markdown(as_text(profiles[profile]))
    previous = st.text_input(
        "The release before: its folder on this machine, if there is one",
        key="release-previous",
        help="Changes are listed against it. What this machine released is compared in any case.",
    ).strip()
    remember(**{"profile": profile, "for": partner, "on": on.isoformat()})
    return Choice(profile, partner, on, previous)


# ---- what would leave


def _previewed(desk: Desk, choice: Choice) -> None:
    if st.button("Preview", icon=":material/preview:"):
        with st.spinner("Reading the graph …"):
            st.session_state["release-preview"] = (choice, desk.preview(database(), choice))
    kept = st.session_state.get("release-preview")
    if kept is None:
        return
    chosen, preview = kept
    if chosen.profile != choice.profile or chosen.on != choice.on or chosen.previous != choice.previous:
        st.caption("The choice has changed since the preview.")
        return
    st.subheader("What would leave")
    if preview.warning:
        st.warning(as_text(preview.warning), icon=":material/warning:")
    _figures(preview.figures)
    rows = [
        {
            "kind": fate.kind,
            "read": fate.read,
            "leave": fate.leave,
            "stay": fate.read - fate.leave,
            "why": fate.why if fate.read > fate.leave else "",
        }
        for fate in preview.fates
    ]
    columns = {"kind": "Kind", "read": "Read", "leave": "Leave", "stay": "Fall away", "why": "Why"}
    table(rows, columns, key="release-fates")


def _figures(figures: Mapping[str, str]) -> None:
    if figures:
        for column, (name, value) in zip(st.columns(len(figures)), figures.items(), strict=True):
            column.metric(name, value)


# ---- the release itself


def _released(desk: Desk, choice: Choice) -> None:
    st.subheader("Make it")
    folder = st.text_input(
        "Save in a new folder on this machine (left empty: a zip file to download)", key="release-folder"
    ).strip()
    if not choice.partner:
        st.caption("Say above for whom it is: its key belongs to them alone.")
    if st.button(
        "Make the release", type="primary", disabled=not choice.partner, icon=":material/lock_open:"
    ):
        st.session_state.pop("release-made", None)
        order = {"profile": choice.profile, "partner": choice.partner, "day": choice.on, "folder": folder}
        note(What.RELEASING, **order)
        with st.status("Making the release …") as status:
            outcome = desk.release(
                database(), choice, folder, lambda words: status.update(label=f"{words} …")
            )
            stands = isinstance(outcome, Made)
            note(What.RELEASED if stands else What.NOT_RELEASED, **order, **_told(outcome))
            status.update(
                label="The gate lets it pass." if stands else "The gate refused it.",
                state="complete" if stands else "error",
            )
        st.session_state["release-made"] = (choice, outcome)
    kept = st.session_state.get("release-made")
    if kept is not None and kept[0] == choice:
        _outcome(kept[1])


def _told(outcome: Made | Sequence[Finding]) -> Mapping[str, object]:
    """What the log says of it."""
    if isinstance(outcome, Made):
        return {"name": outcome.name, **outcome.figures}
    return {"findings": len(outcome)}


def _outcome(outcome: Made | Sequence[Finding]) -> None:
    if not isinstance(outcome, Made):
        _refused(outcome)
        return
    st.success(
        as_text(f"{outcome.name} stands: the gate found nothing against it."), icon=":material/verified:"
    )
    _figures(outcome.figures)
    for words in outcome.notes:
        st.warning(as_text(words), icon=":material/warning:")
    if outcome.zip is not None:
        name = f"{Path(outcome.name).parent.name}-{Path(outcome.name).name}.zip"
        zipped = outcome.zip
        offer("Save the zip file", lambda: zipped, file_name=name, mime="application/zip")
    else:
        st.markdown(as_text(f"It lies in {outcome.folder}"))
    with st.expander("What its reader is told was removed, and why", expanded=True):
        # Made by us of profiles and numbers; names in it are text all the same.
        st.code(outcome.page, language=None, wrap_lines=True)


def _refused(findings: Sequence[Finding]) -> None:
    st.error(
        as_text(f"The gate refused the release, and nothing was written: {len(findings):,} findings."),
        icon=":material/block:",
    )
    st.caption("These lines name what is protected: keep them to yourself.")
    rows = [{"rule": one.rule, "record": one.record, "why": one.why} for one in findings[:200]]
    table(rows, {"rule": "Rule", "record": "Record", "why": "Why"}, key="release-findings")
