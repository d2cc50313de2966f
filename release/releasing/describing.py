"""The files of a release beside its data: what it is (DCAT, VoID), what changed, what was removed and why."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from ontology.model import Model
from ontology.reading import RDF, SH, XSD
from release.profiles.reading import Profile
from release.releasing.keys import PSEUDONYM
from release.releasing.reading_back import DATA, TURTLE, TYPE, ReadRelease
from release.releasing.verdict import Audit, Verdict

DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
VOID = "http://rdfs.org/ns/void#"

MADE_UP = "Synthetic: some of what is told here is made up, the counts with it, and is about nobody and nothing real."
"""Said where the sources that say so do not leave themselves."""

FORMATS = {DATA: "application/n-quads", TURTLE: "text/turtle"}


@dataclass(frozen=True, slots=True)
class About:
    """What a release is: `number` is partner/number, the day the one on which offices were looked at.

    `made_up`: sources that are made up say some of it.
    """

    base: str
    number: str
    partner: str
    day: date
    profile: Profile
    licence: str
    made_up: bool

    @property
    def iri(self) -> str:
        """The IRI of the release."""
        return f"{self.base}release/{self.number}"


def dataset(about: About, model: Model, read: ReadRelease) -> bytes:
    """The description of the release as a dcat:Dataset and void:Dataset, in Turtle."""
    prefixes = {"dcat": DCAT, "dcterms": DCTERMS, "void": VOID, "xsd": XSD}
    return serialize(_dataset(about, model, read), format=RdfFormat.TURTLE, prefixes=prefixes) or b""


def _dataset(about: About, model: Model, read: ReadRelease) -> Iterator[Triple]:
    whole = NamedNode(about.iri)
    title = f"Orbatlas, release {about.number} ({about.profile.name})"
    yield Triple(whole, TYPE, NamedNode(f"{DCAT}Dataset"))
    yield Triple(whole, TYPE, NamedNode(f"{VOID}Dataset"))
    yield Triple(whole, NamedNode(f"{DCTERMS}title"), Literal(title, language="en"))
    yield Triple(whole, NamedNode(f"{DCTERMS}description"), Literal(about.profile.title, language="en"))
    if about.made_up:
        yield Triple(whole, NamedNode(f"{DCTERMS}description"), Literal(MADE_UP, language="en"))
    yield Triple(whole, NamedNode(f"{DCTERMS}identifier"), Literal(about.number))
    yield Triple(whole, NamedNode(f"{DCTERMS}license"), NamedNode(about.licence))
    yield Triple(whole, NamedNode(f"{DCTERMS}audience"), Literal(about.partner))
    yield Triple(whole, NamedNode(f"{DCTERMS}conformsTo"), NamedNode(model.namespace.rstrip("#")))
    day = Literal(about.day.isoformat(), datatype=NamedNode(f"{XSD}date"))
    yield Triple(whole, NamedNode(f"{DCTERMS}valid"), day)
    yield Triple(whole, NamedNode(f"{VOID}triples"), _number(read.survey.triples))
    yield Triple(whole, NamedNode(f"{VOID}entities"), _number(len(read.survey.subjects)))
    yield Triple(whole, NamedNode(f"{VOID}vocabulary"), NamedNode(model.namespace))
    for name, kind in FORMATS.items():
        yield from _distribution(about, whole, name, kind)
    for iri, count in sorted(_by_class(model, read).items()):
        part = NamedNode(f"{about.iri}/{iri.rsplit('#', 1)[-1]}")
        yield Triple(whole, NamedNode(f"{VOID}classPartition"), part)
        yield Triple(part, NamedNode(f"{VOID}class"), NamedNode(iri))
        yield Triple(part, NamedNode(f"{VOID}entities"), _number(count))


def _distribution(about: About, whole: NamedNode, name: str, kind: str) -> Iterator[Triple]:
    part = NamedNode(f"{about.iri}/{name}")
    yield Triple(whole, NamedNode(f"{DCAT}distribution"), part)
    yield Triple(part, TYPE, NamedNode(f"{DCAT}Distribution"))
    yield Triple(part, NamedNode(f"{DCTERMS}title"), Literal(name))
    yield Triple(part, NamedNode(f"{DCAT}mediaType"), Literal(kind))


def _by_class(model: Model, read: ReadRelease) -> Counter[str]:
    found = read.survey.classes.items()
    return Counter({iri: count for iri, count in found if iri.startswith(model.namespace)})


def _number(count: int) -> Literal:
    return Literal(str(count), datatype=NamedNode(f"{XSD}integer"))


def shacl_report(verdict: Verdict) -> bytes:
    """The report of the shapes. A release stands only if they hold, so it says no more than that."""
    report = NamedNode("urn:orbatlas:shacl-report")
    true = Literal("true", datatype=NamedNode(f"{XSD}boolean"))
    said = [
        Triple(report, NamedNode(f"{RDF}type"), NamedNode(f"{SH}ValidationReport")),
        Triple(report, NamedNode(f"{SH}conforms"), true),
        Triple(
            report,
            NamedNode(f"{DCTERMS}description"),
            Literal(
                f"{verdict.shapes.rules} rules on {verdict.shapes.triples} triples, nothing against them.",
                language="en",
            ),
        ),
    ]
    return serialize(said, format=RdfFormat.TURTLE, prefixes={"sh": SH, "dcterms": DCTERMS}) or b""


# ---- changes


def changes(read: ReadRelease, before: ReadRelease | None, persons: str) -> str:
    """What is new, gone and changed since the release before, as CSV.

    Pseudonyms are left aside: all are new. So are persons (what their IRIs begin with) who are gone: one who was named
    and is named no longer may have left, and a list of them would point them out.
    """
    lines = ["change,thing"]
    if before is not None:
        now, then = _things(read), _things(before)
        for iri in sorted(now.keys() | then.keys()):
            if iri not in then:
                lines.append(f"new,{iri}")
            elif iri not in now and not iri.startswith(persons):
                lines.append(f"gone,{iri}")
            elif iri in now and now[iri] != then[iri]:
                lines.append(f"changed,{iri}")
    return "\n".join([*lines, ""])


def _things(read: ReadRelease) -> dict[str, bytes]:
    """A hash of what is said of each thing, pseudonyms aside."""
    found: dict[str, bytes] = {}
    for subject, said in read.things():
        if f"/{PSEUDONYM}" not in subject:
            words = sorted(
                f"{predicate.value} {term}"
                for predicate, terms in said.items()
                for term in terms
                if f"/{PSEUDONYM}" not in str(term)
            )
            found[subject] = hashlib.sha256("\n".join(words).encode("utf-8", "surrogatepass")).digest()
    return found


# ---- the page


def page(about: About, removed: Mapping[str, int], audit: Audit) -> str:
    """What was removed and why, in plain words."""
    profile = about.profile
    parts = [
        f"# Release {about.number} ({profile.name})",
        f"For {about.partner}. Offices are those of {about.day}.",
        f"{profile.title}. Licence: {about.licence}",
        *([f"**{MADE_UP}**"] if about.made_up else []),
        _files(),
    ]
    parts.append(_everything() if profile.everything else _limits(profile, removed, audit))
    return "\n\n".join(parts) + "\n"


def _files() -> str:
    return "\n".join(
        [
            "| file | what it is |",
            "|---|---|",
            f"| `{DATA}`, `{TURTLE}` | the data; in N-Quads the claims of a source stand in a graph of that source |",
            "| `ontology/` | what the terms mean, and the rules that all data keep |",
            "| `shapes.ttl`, `report.ttl` | the rules of this profile, and that the data keep all of them |",
            "| `dataset.ttl` | the description of the release (DCAT, VoID) with its licence |",
            "| `changes.csv` | what is new, changed and gone since the release before, where one was named |",
            "| `SHA256SUMS` | checksums: `sha256sum -c SHA256SUMS` |",
        ]
    )


def _everything() -> str:
    return (
        "## Nothing was removed\n\nThis is the whole graph, with the names of people who would be in danger if "
        "it were lost. Keep it where only those can read it who keep the graph."
    )


def _limits(profile: Profile, removed: Mapping[str, int], audit: Audit) -> str:
    persons = (
        "They stand under pseudonyms that were made for this release alone, tied to nothing but a count."
        if profile.protected == "pseudonym"
        else "They are not in it in any form."
    )
    claims = (
        "Claims leave without raw text, remarks and places in files, those about protected persons not at all."
        if profile.claims
        else "Claims do not leave; a fact names the sources behind it where these may be named."
    )
    told = [
        "## What was removed, and why",
        "Only what the profile allows by name has left. In round numbers, so that no two releases can be compared to "
        "find out about one person:",
        "\n".join(
            f"- {kind}: {_rounded(count, profile.k)}" for kind, count in sorted(removed.items()) if count
        ),
        f"- **People who left, and their families, are protected.** {persons} Sources that tell of them are left "
        "out, and so are the ties that lead to them: who somebody answers to, is related to or served with tells "
        "who it is.",
        "- **Others are named only for their office** on that day, as the profile says. All others are left out.",
        f"- **Dates are told by the {profile.dates}**, places by a larger place where they are too exact.",
        f"- **Events are counts.** No count and no strength below {profile.k} leaves, and where a total would give "
        "one back, a larger one was left out beside it. What differs by a few from an earlier release was left "
        "out too.",
        f"- **Words.** Remarks, descriptions, titles of offices and biographies do not leave. {claims}",
        _audited(audit, profile),
    ]
    return "\n\n".join(told)


def _rounded(count: int, k: int) -> str:
    return f"fewer than {k}" if count < k else f"at least {count // k * k:,}"


def _audited(audit: Audit, profile: Profile) -> str:
    if audit.smallest is None or audit.risk is None:
        return "No events are counted in this release."
    return (
        f"By group of ranks, command, period and mode, as far as they are told, {audit.cells} groups can be told "
        f"apart; the smallest has {audit.smallest} events ({profile.k} is the least), and {audit.risk:.1%} of the "
        "events stand alone."
    )
