"""The desk behind the app's page Release: the same releases as the command makes, in the words of the page."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from commands.session import extra_files, model, settings
from graph.connection import Database
from ontology.errors import CommandError
from release.iris import base_iri
from release.profiles.reading import NAMES, load_profile
from release.releasing.making import Order, Releaser, ReleaseReport
from release.releasing.packing import packed
from release.releasing.verdict import Breach, NotReleased, in_plain_words
from views.pages.release import Choice, Fate, Finding, Made, Preview, Said

_ALL = (
    "This profile holds everything, the names of people in danger too. "
    "Keep it where only those can read it who keep the graph."
)


class ReleaseDesk:
    """Makes releases of the current database, with the keys of ORBATLAS_HOME."""

    def profiles(self) -> Mapping[str, str]:
        """The profiles of Orbatlas, each with its title."""
        return {name: load_profile(name, model()).title for name in NAMES}

    def preview(self, opened: Database, choice: Choice) -> Preview:
        """What would leave."""
        found = _releaser(opened, choice).preview()
        fates = [Fate(fate.kind, fate.read, fate.leave, fate.why) for fate in found.fates]
        profile = load_profile(choice.profile, model())
        if profile.everything:
            return Preview(fates, {}, _ALL)
        figures = {
            "Persons named": f"{found.named:,}",
            "Persons protected": f"{found.protected:,}",
            "Counts of events": f"{found.cells:,}",
            "Smallest count": f"{found.smallest:,}" if found.smallest else "none",
            "Texts held back": f"{found.withheld:,}",
        }
        return Preview(fates, figures, "")

    def release(self, opened: Database, choice: Choice, folder: str, say: Said) -> Made | Sequence[Finding]:
        """A release, or what the gate found against it."""
        releaser = _releaser(opened, choice, say)
        try:
            if folder:
                return _made(releaser.release(Path(folder).expanduser()), None)
            with tempfile.TemporaryDirectory(prefix="orbatlas-release-") as beside:
                report = releaser.release(Path(beside) / "release")
                return _made(report, packed(report.folder))
        except NotReleased as refused:
            return [_finding(breach) for breach in refused.breaches]


def _releaser(opened: Database, choice: Choice, say: Said = lambda words: None) -> Releaser:
    previous = Path(choice.previous).expanduser() if choice.previous else None
    if previous is not None and not previous.is_dir():
        raise CommandError(
            f"{previous} is no folder.", hint="Give the folder of the release before, or nothing."
        )
    profile = load_profile(choice.profile, model())
    order = Order(
        profile,
        choice.partner,
        settings().home,
        choice.on,
        base_iri(),
        previous=previous,
        extra=extra_files(),
    )
    return Releaser(opened, model(), order, say)


def _made(report: ReleaseReport, packed_up: bytes | None) -> Made:
    figures = {
        "Things": f"{report.things:,}",
        "Statements": f"{report.triples:,}",
        "Rules that hold": f"{report.rules:,}",
    }
    if report.audit.smallest is not None and report.audit.risk is not None:
        figures["Smallest cell"] = f"{report.audit.smallest:,}"
        figures["Events that stand alone"] = f"{report.audit.risk:.1%}"
    told = (report.folder / "README.md").read_text(encoding="utf-8")
    return Made(
        report.number, figures, told, packed_up, None if packed_up else str(report.folder), report.notes
    )


def _finding(breach: Breach) -> Finding:
    return Finding(in_plain_words(breach.rule), breach.record, breach.why)
