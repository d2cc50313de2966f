"""The newer model: one claim a row, all of it resting on the row's own citations.

A heading uses the handbook's labels (`posting:person:refs:assertion`), its key names
(`:assertion/posting:person:refs`) or the earlier keys of its example (`:posting:person:id`). Each column is declared
by its label; the other names of a column are its spellings. Names are compared without the colons, ticks and question
marks around them.
"""

from __future__ import annotations

from collections.abc import Mapping

from ingest.sfm.declare import (
    Cell,
    Chain,
    How,
    Kinds,
    Level,
    Link,
    PlaceEnd,
    Ranges,
    SheetKind,
    Status,
    Tie,
    UnitEnd,
    Value,
)
from ingest.sfm.sheets21 import LOCATIONS, RELATIONS

TYPE = "type:claim"
CITATIONS = "citation:refs:claim"
READY = frozenset({"", "3", "accepted"})
NOT_MODELLED = ("component", "equipment", "materiel", "training")
MODELLED = ("unit", "person", "posting", "relation", "positioning", "incident")

_RANGES = Ranges(
    CITATIONS,
    ("first_precise:range", "last_precise:range"),
    ("first_imprecise:range", "last_imprecise:range"),
    "starting:range",
    "ending:range",
)
_STATUS = Status("status:meta", READY)
_META = (
    TYPE,
    CITATIONS,
    "researcher:meta",
    "internal_comments:meta",
    "type:entity",
    "id:entity",
    "category:violation_types:annotation",
)


def _cited(column: str) -> Cell:
    return Cell(column, CITATIONS)


def _assertion(label: str, *earlier: str) -> tuple[str, tuple[str, ...]]:
    """A label of an assertion with its key name and the earlier keys."""
    core = label.removesuffix(":assertion")
    return label, (f"assertion/{core}", f"assertion/{core.replace('_', '-')}", *earlier)


def _of_clusters(label: str, key: str, earlier: str) -> tuple[str, tuple[str, ...]]:
    """A label that all clusters have, with its key name and, a cluster each, the earlier keys."""
    return label, (key, *(f"{cluster}:{earlier}" for cluster in (*MODELLED, *NOT_MODELLED)))


SPELLINGS: Mapping[str, tuple[str, ...]] = dict(
    (
        (TYPE, ("claim/type",)),
        _of_clusters("status:meta", "claim/statuses", "claim:status"),
        _of_clusters("researcher:meta", "meta/researchers", "claim:researcher"),
        _of_clusters("internal_comments:meta", "meta/internal-comments", "claim:internal-comments"),
        _of_clusters(CITATIONS, "claim/citation:refs", "claim:citation:id"),
        _of_clusters("about_entity:ref:claim", "claim/about-entity:ref", "id"),
        _of_clusters("first_precise:range", "range-precise/first", "date-range-precise:first"),
        _of_clusters("last_precise:range", "range-precise/last", "date-range-precise:last"),
        _of_clusters("first_imprecise:range", "range-imprecise/first", "date-range-imprecise:first"),
        _of_clusters("last_imprecise:range", "range-imprecise/last", "date-range-imprecise:last"),
        _of_clusters("starting:range", "range/starting", "date-range:starting"),
        _of_clusters("ending:range", "range/ending", "date-range:ending"),
        ("starting_context:range", ("range/starting-context",)),
        ("ending_context:range", ("range/ending-context",)),
        ("public_notes:meta", ("meta/public-notes",)),
        ("name:annotation", ("annotation/name",)),
        ("country:annotation", ("annotation/country",)),
        ("category:violation_types:annotation", ("annotation/category:violation-types",)),
        ("type:entity", ("entity/type",)),
        ("id:entity", ("entity/id",)),
        ("origin:location", ("location/origin",)),
        ("origin_id:location", ("location/origin-id",)),
        ("geo_type:qa", ("location/geo-type",)),
        ("geometry:ref:entity", ("location/geo-feature:ref",)),
        ("location:explicit_parent:annotation", ("annotation/location:explicit-parent",)),
        _assertion("unit:names:assertion", "unit:name"),
        _assertion("unit:classifications:assertion", "unit:classification"),
        _assertion("person:names:assertion", "person:name"),
        _assertion("posting:person:refs:assertion", "posting:person:id"),
        _assertion("posting:unit:refs:assertion", "posting:unit:id"),
        _assertion("posting:roles:assertion", "posting:role"),
        _assertion("posting:titles:assertion", "posting:title"),
        _assertion("posting:ranks:assertion", "posting:rank"),
        _assertion("relation:unit:refs:assertion", "relation:unit:id"),
        _assertion("relation:types:assertion", "relation:type"),
        _assertion(
            "relation:related_unit:refs:assertion", "relation:related_unit:id", "relation:related-unit:id"
        ),
        _assertion("relation:related_unit_classes:assertion", "relation:related_unit_class"),
        _assertion("positioning:unit:refs:assertion", "positioning:unit:id"),
        _assertion("positioning:types:assertion", "positioning:type"),
        _assertion("positioning:base_names:assertion", "positioning:base_name"),
        _assertion("positioning:location:refs:assertion", "positioning:location:id"),
        _assertion("incident:location:descriptions:assertion"),
        _assertion("incident:location:refs:assertion", "incident:location:id"),
        _assertion("incident:violation:descriptions:assertion"),
        _assertion("incident:violation:types:assertion"),
        _assertion("incident:perpetrator:refs:assertion", "incident:perpetrator:id"),
        _assertion("incident:perpetrator:classifications:assertion"),
        _assertion("incident:victim:refs:assertion", "incident:victim:id"),
    )
)

_CONTEXTS = (
    ("start", _cited("starting_context:range")),
    ("end", _cited("ending_context:range")),
    ("", _cited("public_notes:meta")),
)
_SUBJECT_NOTES = (
    Value("note", _cited("starting_context:range"), How.NOTE, "start"),
    Value("note", _cited("ending_context:range"), How.NOTE, "end"),
    Value("note", _cited("public_notes:meta"), How.NOTE),
)


def _cluster(
    cluster: str,
    cls: str,
    ids: tuple[str, ...],
    groups: tuple[Value | Tie | Link | Chain, ...],
    *,
    called: str = "",
    dates: Ranges | None = None,
    dates_as: Mapping[str, str] | None = None,
) -> SheetKind:
    return SheetKind(
        name=cluster,
        title=f"{cluster} claims of the newer model",
        order=6,
        cls=cls,
        ids=ids,
        called=called,
        country="country:annotation",
        needs=(),
        status=_STATUS,
        private=(*_META, "about_entity:ref:claim", "about_entity:name:qa"),
        dates=dates,
        dates_as=dates_as,
        groups=groups,
    )


UNIT = _cluster(
    "unit",
    "Unit",
    ("about_entity:ref:claim",),
    (
        Value("name", Cell("name:annotation")),
        Value("name", _cited("unit:names:assertion"), How.NAMES, in_use="name:annotation"),
        Value("classification", _cited("unit:classifications:assertion"), How.CLASSES),
        Value("country", Cell("country:annotation")),
        *_SUBJECT_NOTES,
    ),
    called="about_entity:name:qa",
    dates=_RANGES,
)

PERSON = _cluster(
    "person",
    "Person",
    ("about_entity:ref:claim",),
    (
        Value("name", Cell("name:annotation")),
        Value("name", _cited("person:names:assertion"), How.NAMES, in_use="name:annotation"),
        Value("country", Cell("country:annotation")),
        Value("gender", _cited("person:gender:assertion")),
        Value("link", _cited("person:account_id:assertion"), beside="person:account_type:assertion"),
        Value("note", _cited("person:media_description:annotation"), How.NOTE, "media"),
        *_SUBJECT_NOTES,
    ),
    called="about_entity:name:qa",
)

POSTING = _cluster(
    "posting",
    "Person",
    ("posting:person:refs:assertion",),
    (
        Tie(
            "Posting",
            UnitEnd("Unit", _cited("posting:unit:names:qa"), "posting:unit:refs:assertion"),
            values=(
                ("role", _cited("posting:roles:assertion")),
                ("title", _cited("posting:titles:assertion")),
                ("rank", _cited("posting:ranks:assertion")),
            ),
            notes=_CONTEXTS,
            dates=_RANGES,
        ),
    ),
    called="posting:person:names:qa",
)

RELATION = _cluster(
    "relation",
    "Unit",
    ("relation:unit:refs:assertion",),
    (
        Tie(
            Kinds("relation:types:assertion", RELATIONS, None),
            UnitEnd("Unit", _cited("relation:related_unit:names:qa"), "relation:related_unit:refs:assertion"),
            values=(("kind", _cited("relation:related_unit_classes:assertion")),),
            notes=_CONTEXTS,
            dates=_RANGES,
        ),
    ),
    called="relation:unit:names:qa",
)

POSITIONING = _cluster(
    "positioning",
    "Unit",
    ("positioning:unit:refs:assertion",),
    (
        Tie(
            Kinds("positioning:types:assertion", LOCATIONS, None),
            PlaceEnd(
                (Level(_cited("positioning:location:names:qa"), "positioning:location:refs:assertion"),),
                base=_cited("positioning:base_names:assertion"),
            ),
            values=(("base", _cited("positioning:base_names:assertion")),),
            notes=_CONTEXTS,
            dates=_RANGES,
        ),
    ),
    called="positioning:unit:names:qa",
)

INCIDENT = _cluster(
    "incident",
    "Incident",
    ("about_entity:ref:claim",),
    (
        Value("note", _cited("incident:location:descriptions:assertion"), How.NOTE, "place"),
        Link(
            "event_place",
            PlaceEnd((Level(_cited("incident:location:names:qa"), "incident:location:refs:assertion"),)),
        ),
        Value("description", _cited("incident:violation:descriptions:assertion")),
        Value("violation", _cited("incident:violation:types:assertion"), How.LIST),
        Link(
            "attributed_to_unit",
            UnitEnd("Unit", _cited("incident:perpetrator:names:qa"), "incident:perpetrator:refs:assertion"),
            other=("Person", "attributed_to_person"),
        ),
        Value("note", _cited("incident:perpetrator:classifications:assertion"), How.NOTE, "attributed to"),
        Value("note", _cited("incident:victim:names:qa"), How.NOTE, "victim"),
        Value("note", _cited("incident:victim:refs:assertion"), How.NOTE, "victim's id"),
        *_SUBJECT_NOTES,
    ),
    dates=_RANGES,
    dates_as={"start": "date", "first_cited": "date", "end": "end_date", "last_cited": "end_date"},
)

LOCATION = SheetKind(
    name="locations of the newer model",
    title="locations of the newer model",
    order=1,
    cls="Place",
    ids=("id:entity",),
    called="name:annotation",
    needs=("origin:location", "origin_id:location", "location:explicit_parent:annotation", "geo_type:qa"),
    status=_STATUS,
    private=(
        "researcher:meta",
        "internal_comments:meta",
        "type:entity",
        "location:humane_id:qa",
        "geometry:ref:entity",
        "citation:refs:location",
        *_RANGES.columns(),
        "starting_context:range",
        "ending_context:range",
    ),
    spellings=SPELLINGS,
    groups=(
        Value("name", Cell("name:annotation", "citation:refs:location")),
        Value("code", Cell("origin_id:location", "citation:refs:location"), beside="origin:location"),
        Value("note", Cell("geo_type:qa", "citation:refs:location"), How.NOTE, "geometry"),
        Value("kind", Cell("location:admin_level:qa", "citation:refs:location"), prefix="admin level"),
        Value("country", Cell("country:annotation", "citation:refs:location")),
        Value("note", Cell("public_notes:meta", "citation:refs:location"), How.NOTE),
        Chain(
            (
                Level(Cell("location:explicit_parent:annotation", "citation:refs:location")),
                *(
                    Level(Cell(f"location:admin_level_{level}:qa", "citation:refs:location"))
                    for level in range(10, -1, -1)
                ),
            )
        ),
    ),
)

CLUSTERS: Mapping[str, SheetKind] = {
    kind.name: kind for kind in (UNIT, PERSON, POSTING, RELATION, POSITIONING, INCIDENT)
}

# What the heading of any file of claims may have. Rows are read by the declaration of their own cluster.
CLAIMS = SheetKind(
    name="claims",
    title="one claim a row, the newer model",
    order=6,
    cls="Unit",
    ids=(),
    groups=tuple(group for kind in CLUSTERS.values() for group in kind.groups),
    needs=(CITATIONS, TYPE, *(label for label in SPELLINGS if label.endswith(":assertion"))),
    called="about_entity:name:qa",
    country="country:annotation",
    dates=_RANGES,
    status=_STATUS,
    private=(
        *_META,
        "about_entity:ref:claim",
        *(kind.called for kind in CLUSTERS.values() if kind.called),
        *(column for kind in CLUSTERS.values() for column in kind.ids),
    ),
    spellings=SPELLINGS,
)

KINDS = (LOCATION, CLAIMS)
