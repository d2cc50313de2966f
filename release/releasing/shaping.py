"""The shapes of a profile, made from the profile: what may not be there, how dates look, how small a count may be.

They are plain SHACL and go out with the release, so that a partner can check it with tools of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from ontology.alignment import Alignment
from ontology.model import Class, Datatype, Kind, Model
from ontology.reading import META, RDF, SH
from ontology.rules import Rules
from release.profiles.reading import Profile
from release.releasing.keys import PSEUDONYM
from release.releasing.leaving import COUNT, EVENTS, MADE_UP, NOT_KNOWN, PERSONS
from release.triples import BOUNDS

RELEASE = "https://w3id.org/orbatlas/release#"

ALWAYS = ("confidence", "sources")

_MONTH = r"[0-9]{4}(-(0[1-9]|1[0-2]))?"
_QUARTER = r"[0-9]{4}(-3[3-6])?"
_FIRST = {"month": "-[0-9]{2}-01", "quarter": "-(01|04|07|10)-01"}
_LAST = {"month": "-[0-9]{2}-(28|29|30|31)", "quarter": "-(03-31|06-30|09-30|12-31)"}


def allowed_keys(model: Model, profile: Profile, rules: Rules) -> dict[str, frozenset[str]]:
    """For each class that may be in a release, the local names of our properties that its things may have."""
    names = {
        prop.key: prop.name
        for prop in model.properties.values()
        # Start and end in EDTF are made from the bounds, which are coarse by then.
        if prop.key in (*ALWAYS, *BOUNDS) or prop.bound in ("start", "end")
    }
    behind = {"claims"} if profile.claims else {"source"}
    found = {}
    for cls in model.classes.values():
        leaves = profile.leaves.get(cls.parent or cls.name)
        if leaves is not None:
            ends = {cls.source, cls.target} - {None}
            mine = {cls.by_key[key].prop.name for key in (*leaves, *ends) if key is not None}
            found[cls.name] = frozenset({*mine, *names.values(), *behind})
    if profile.claims:
        found[model.claim.name] = frozenset(_claim_names(model, profile))
    event = model.classes[rules.event]
    sides = {event.by_key[key].prop.name for table in profile.tables for key in table}
    people = {event.by_key[rules.person_key].prop.name} if profile.protected == "pseudonym" else set()
    found[COUNT] = frozenset({*sides, *people, EVENTS, PERSONS, NOT_KNOWN, MADE_UP})
    return found


def _claim_names(model: Model, profile: Profile) -> Iterator[str]:
    for key in (
        "subject",
        "subject_class",
        "predicate",
        "object",
        "value",
        "source",
        "confidence",
        "recorded",
    ):
        yield model.claim.by_key[key].prop.name
    yield model.claim.by_key["language"].prop.name
    for name, keys in profile.leaves.items():
        cls = model.classes[name]
        if cls.kind in (Kind.RELATION, Kind.MEASUREMENT):
            yield from (cls.by_key[key].prop.name for key in keys)
            yield from (slot.prop.name for slot in cls.bounds if slot.prop.bound != "spell")


def shapes_of(model: Model, profile: Profile, rules: Rules, alignment: Alignment) -> str:
    """The shapes of a profile as Turtle. Those of `internal` are none but the ontology's own."""
    lines = [
        f"@prefix orb: <{model.namespace}> .",
        f"@prefix meta: <{META}> .",
        f"@prefix rdf: <{RDF}> .",
        f"@prefix sh: <{SH}> .",
        f"@prefix rel: <{RELEASE}> .",
        "",
        f"# What a release of the profile {profile.name} may hold. Made from the profile.",
    ]
    if not profile.everything:
        allowed = allowed_keys(model, profile, rules)
        for cls in model.classes.values():
            lines.extend(
                _class_shape(model, profile, cls, allowed[cls.name]) if cls.name in allowed else _barred(cls)
            )
        lines.extend(_count_shape(model, profile, rules, allowed[COUNT]))
    return "\n".join([*lines, ""])


def _barred(cls: Class) -> Iterator[str]:
    yield ""
    yield f"rel:{cls.name} a sh:NodeShape ; sh:targetClass orb:{cls.name} ;"
    yield f"    sh:property [ sh:path rdf:type ; sh:maxCount 0 ; sh:name {_text(cls.plural + ' do not leave')} ] ."


def _class_shape(model: Model, profile: Profile, cls: Class, allowed: frozenset[str]) -> Iterator[str]:
    lines = [f"rel:{cls.name} a sh:NodeShape", f"sh:targetClass orb:{cls.name}"]
    for prop in model.properties.values():
        if prop.name not in allowed:
            lines.append(f"sh:property [ sh:path orb:{prop.name} ; sh:maxCount 0 ]")
        elif pattern := _pattern_of(profile, prop.key, prop.datatype):
            lines.append(f"sh:property [ sh:path orb:{prop.name} ; sh:pattern {_text(pattern)} ]")
        if prop.name in allowed and cls.kind is Kind.MEASUREMENT and prop.key in {s.key for s in cls.figures}:
            lines.append(f"sh:property [ sh:path orb:{prop.name} ; sh:minInclusive {profile.k} ]")
    yield ""
    yield " ;\n    ".join(lines) + " ."


def _pattern_of(profile: Profile, key: str, datatype: Datatype) -> str | None:
    if key in BOUNDS:
        return f"{(_FIRST if key.endswith('earliest') else _LAST)[profile.dates]}$"
    if datatype is Datatype.EDTF:
        one = _MONTH if profile.dates == "month" else _QUARTER
        first, last = (f"[0-9]{{4}}{day[profile.dates]}" for day in (_FIRST, _LAST))
        return rf"^({one}|{one}/{one}|\.\./{one}|{one}/\.\.|\[({first})?\.\.({last})?\])$"
    if datatype is Datatype.DATE:
        return f"{_LAST[profile.dates]}$"
    return None


def _count_shape(model: Model, profile: Profile, rules: Rules, allowed: frozenset[str]) -> Iterator[str]:
    event = model.classes[rules.event]
    lines = [f"rel:{COUNT} a sh:NodeShape", f"sh:targetClass orb:{COUNT}"]
    for name in (EVENTS, PERSONS):
        rule = f"sh:minCount 1 ; sh:maxCount 1 ; sh:minInclusive {profile.k}"
        lines.append(f"sh:property [ sh:path orb:{name} ; {rule} ]")
    for prop in model.properties.values():
        if prop.name not in allowed:
            lines.append(f"sh:property [ sh:path orb:{prop.name} ; sh:maxCount 0 ]")
        elif pattern := _pattern_of(profile, prop.key, prop.datatype):
            lines.append(
                f"sh:property [ sh:path orb:{prop.name} ; sh:maxCount 1 ; sh:pattern {_text(pattern)} ]"
            )
    person = event.by_key[rules.person_key].prop.name
    if person in allowed:
        pattern = f"/{PSEUDONYM}[0-9a-f]{{32}}$"
        lines.append(
            f"sh:property [ sh:path orb:{person} ; sh:nodeKind sh:IRI ; sh:pattern {_text(pattern)} ]"
        )
    yield ""
    yield " ;\n    ".join(lines) + " ."


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
