"""The sheets of version 2.1 (March 2021): units, persons, persons_extra, incidents, locations, sources.

Their headings are regular: `unit:name`, `unit:name:source`, `unit:name:confidence`; a date has its three parts
beside it.
"""

from __future__ import annotations

from collections.abc import Mapping

from ingest.sfm.declare import (
    ENDED,
    FIRST,
    OPEN,
    Cell,
    Chain,
    How,
    Kinds,
    Level,
    Link,
    PlaceEnd,
    SheetKind,
    Spell,
    Status,
    Tie,
    UnitEnd,
    Value,
    When,
)

READY = frozenset({"", "3"})

# A related unit is the superior of the row's unit, and what a member belongs to: never the other way round.
RELATIONS: Mapping[str, str] = {
    "child": "Subordination",
    "child-of": "Subordination",
    "command": "Subordination",
    "administrative": "Subordination",
    "member": "TaskMembership",
    "member-of": "TaskMembership",
}
LOCATIONS: Mapping[str, str] = {"site": "Garrison", "aoo": "AreaOfOperations"}


def _cell(value: str, about: str | None = None) -> Cell:
    return Cell(value, f"{about or value}:source", f"{about or value}:confidence")


def _when(column: str, flag: str, bounds: Mapping[str, str]) -> When:
    parts = (f"{column}_month", f"{column}_day", f"{column}_year")
    return When(_cell(column), parts, flag, bounds)


def _spell(prefix: str, last_flag: str, bounds: Mapping[str, str], first_flag: str = "") -> Spell:
    first, last = f"{prefix}first_cited_date", f"{prefix}last_cited_date"
    return Spell(_when(first, first_flag or f"{first}_start", FIRST), _when(last, last_flag, bounds))


UNITS = SheetKind(
    name="units of 2.1",
    title="the v2.1 sheet of units",
    order=2,
    cls="Unit",
    ids=("unit:id:admin",),
    called="unit:name",
    aliases="unit:other_names",
    country="unit:country",
    needs=("unit:id:admin", "unit:name"),
    status=Status("unit:status:admin", READY),
    private=("unit:owner:admin", "unit:comments:admin", "unit:notes:admin"),
    dates=_spell("unit:", "unit:last_cited_date_open", OPEN),
    groups=(
        Value("name", _cell("unit:name")),
        Value("aliases", _cell("unit:other_names"), How.LIST),
        Value("classification", _cell("unit:classification"), How.CLASSES),
        Value("country", _cell("unit:country")),
        Tie(
            Kinds("unit:relation_type", RELATIONS, "Subordination"),
            UnitEnd("Unit", _cell("unit:related_unit"), "unit:related_unit_id:admin"),
            values=(("kind", _cell("unit:related_unit_class")),),
            dates=_spell("unit:related_unit_", "unit:related_unit_open", OPEN),
        ),
        Tie(
            Kinds("unit:location_type", LOCATIONS, None),
            PlaceEnd((Level(_cell("unit:location")),), base=_cell("unit:base_name")),
            values=(("base", _cell("unit:base_name")),),
            dates=_spell(
                "unit:location_",
                "unit:location_open",
                OPEN,
                first_flag="unit:location_first_cited_date_founding",
            ),
        ),
    ),
)

PERSONS = SheetKind(
    name="persons of 2.1",
    title="the v2.1 sheet of persons",
    order=3,
    cls="Person",
    ids=("person:id:admin",),
    called="person:name",
    country="person:country",
    needs=("person:id:admin", "person:name"),
    status=Status("person:status:admin", READY),
    private=("person:owner:admin", "person:comments:admin", "person:notes:admin"),
    groups=(
        Value("name", _cell("person:name")),
        Value("aliases", _cell("person:other_names"), How.LIST),
        Value("country", _cell("person:country")),
        Tie(
            "Posting",
            UnitEnd(
                "Unit",
                _cell("person:posting_unit_name", "person:posting_unit"),
                "person:posting_unit_id:admin",
            ),
            values=(
                ("role", _cell("person:posting_role")),
                ("title", _cell("person:posting_title")),
                ("rank", _cell("person:posting_rank")),
            ),
            notes=(
                ("start", _cell("person:posting_first_cited_date_start_context")),
                ("end", _cell("person:posting_last_cited_date_end_context")),
            ),
            dates=_spell("person:posting_", "person:posting_last_cited_date_end", ENDED),
        ),
    ),
)

PERSONS_EXTRA = SheetKind(
    name="persons_extra of 2.1",
    title="the v2.1 sheet of further facts about persons",
    order=4,
    cls="Person",
    ids=("person_extra:id:admin",),
    called="person_extra:name",
    needs=("person_extra:id:admin", "person_extra:name"),
    private=("person_extra:notes:admin",),
    groups=(
        Value("gender", _cell("person_extra:gender")),
        Value("born", _cell("person_extra:date_of_birth"), How.DATE),
        Value("died", _cell("person_extra:deceased_date"), How.DATE),
        Value("note", _cell("person_extra:deceased"), How.NOTE, "deceased"),
        Value(
            "link",
            _cell("person_extra:account_id", "person_extra:account"),
            beside="person_extra:account_type",
        ),
        Value(
            "note",
            _cell("person_extra:external_link_description", "person_extra:external_link"),
            How.NOTE,
            "link",
        ),
        Value("note", _cell("person_extra:media_desc", "person_extra:media"), How.NOTE, "media"),
    ),
)


def _incident(column: str) -> Cell:
    return Cell(f"incident:{column}", "incident:all:source")


def _incident_date(column: str) -> Value:
    key = {"start_date": "date", "end_date": "end_date", "pub_date": "published"}[column]
    return Value(key, _incident(column), How.DATE, parts=_parts(f"incident:{column}"))


def _parts(column: str) -> tuple[str, str, str]:
    return (f"{column}_month", f"{column}_day", f"{column}_year")


INCIDENTS = SheetKind(
    name="incidents of 2.1",
    title="the v2.1 sheet of incidents",
    order=5,
    cls="Incident",
    ids=("incident:id:admin",),
    needs=("incident:id:admin",),
    status=Status("incident:status:admin", READY),
    private=(
        "incident:owner:admin",
        "incident:comments:admin",
        *_parts("incident:update_date"),
    ),
    groups=(
        _incident_date("start_date"),
        _incident_date("end_date"),
        _incident_date("pub_date"),
        Value("note", _incident("update_date"), How.NOTE, "updated"),
        Value("note", _incident("update_status"), How.NOTE, "update"),
        Value("note", _incident("location_description"), How.NOTE, "place"),
        Link("event_place", PlaceEnd((Level(_incident("location")),))),
        Value("violation", _incident("violation_type"), How.LIST),
        Value("description", _incident("violation_description")),
        Link(
            "attributed_to_person",
            UnitEnd("Person", _incident("perpetrator_person_name"), "incident:perpetrator_person_id:admin"),
        ),
        Link(
            "attributed_to_unit",
            UnitEnd("Unit", _incident("perpetrator_unit_name"), "incident:perpetrator_unit_id:admin"),
        ),
        Value("note", _incident("perpetrator_classification"), How.NOTE, "attributed to"),
    ),
)


def _location(column: str) -> Cell:
    return Cell(f"location:{column}", "location:source")


LOCATION = SheetKind(
    name="locations of 2.1",
    title="the v2.1 sheet of locations",
    order=1,
    cls="Place",
    ids=("location:id:admin",),
    called="location:name",
    needs=("location:id:admin",),
    status=Status("location:status:admin", READY),
    private=(
        "location:comments:admin",
        "location:humane_id:admin",
        "location:notes:admin",
        "location:first_check_time",
        "location:last_check_time",
        "location:error",
        "location:as_of_date",
    ),
    groups=(
        Value("name", _location("name")),
        Value("code", _location("id"), beside="location:origin"),
        Value("note", _location("geo_type"), How.NOTE, "geometry"),
        Value("kind", _location("admin_level"), prefix="admin level"),
        Value("country", _location("country")),
        Chain(tuple(Level(_location(f"admin_level_{level}")) for level in range(10, 1, -1))),
    ),
)


def _source(column: str) -> Cell:
    return Cell(f"source:{column}")


SOURCES = SheetKind(
    name="sources of 2.1",
    title="the sheet of sources, v2.1 and the newer model",
    order=0,
    cls="Source",
    ids=("source:access_point_id:admin", "source:source_id:admin"),
    needs=("source:access_point_id:admin", "source:source_id:admin"),
    status=Status("source:status:admin", READY | {"accepted"}),
    private=("source:comments:admin", "source:publication_id:admin", "source:source_id:admin"),
    groups=(
        Value("title", _source("title")),
        Value("author", _source("author")),
        Value("publisher", _source("publication_name")),
        Value("published", _source("published_timestamp"), How.DATE),
        Value("url", _source("url")),
        Value("archive_url", _source("archive_url")),
        Value("accessed", _source("accessed_timestamp"), How.DATE),
        Value("kind", _source("type")),
        Value("page", _source("access_point_trigger")),
        Value("country", _source("publication_country")),
        Value("note", _source("restricted:admin"), How.NOTE, "restricted"),
        Value("note", _source("access_point_type"), How.NOTE, "access point"),
        Value("note", _source("archive_timestamp"), How.NOTE, "archived"),
        Value("note", _source("created_timestamp"), How.NOTE, "created"),
        Value("note", _source("uploaded_timestamp"), How.NOTE, "uploaded"),
        Value("note", _source("external_archive_sha_content:admin"), How.NOTE, "SHA-256 of the content"),
        Value("note", _source("external_archive_sha_meta:admin"), How.NOTE, "SHA-256 of the metadata"),
    ),
)

KINDS = (SOURCES, LOCATION, UNITS, PERSONS, PERSONS_EXTRA, INCIDENTS)
