"""The sheets of 2018 and 2019: organisations, persons (a posting a row, without ids of persons), sources."""

from __future__ import annotations

from ingest.sfm.declare import (
    ENDED,
    FIRST,
    OPEN,
    Cell,
    How,
    Level,
    PlaceEnd,
    SheetKind,
    Spell,
    Status,
    Tie,
    UnitEnd,
    Value,
    When,
)

_STATUS = Status(
    "Status (0=first commit, 1=fixes needed, 2=fixes made, 3=clean)", frozenset({"", "2", "3"}), refuse=False
)
_PRIVATE = (
    "ID",
    "Owner-initial of staff researcher",
    "Comments-specifics relevant to the review process, such as fixes, refinements, other observations. This is"
    ' different from "Notes", which are intended for publication.',
)


def _cell(value: str, about: str | None = None) -> Cell:
    """A column, with the sources and confidence of the column, or of what the headings call it."""
    return Cell(value, f"Source: {about or value}", f"Confidence: {about or value}")


ORGANISATIONS = SheetKind(
    name="organisations of 2018",
    title="units, headings of 2018 and 2019",
    order=2,
    cls="Unit",
    ids=("o_id",),
    called="Organization:Name",
    aliases="Organization:other_names",
    country="Organization division_id",
    needs=("o_id", "Organization:Name"),
    status=_STATUS,
    private=_PRIVATE,
    dates=Spell(
        When(
            _cell("Organization:date_first_cited", "Organization date_first_cited"),
            ("firstcited_month", "firstcited_day", "firstcited_year"),
            "start date of Organization? Y/N",
            FIRST,
        ),
        When(
            _cell("Organization:date_last_cited", "Organization date_last_cited"),
            ("lastcited_month", "lastcited_day", "lastcited_year"),
            "Organization:open_ended? Y/N/E",
            OPEN,
        ),
    ),
    groups=(
        Value("name", _cell("Organization:Name", "Name")),
        Value("aliases", _cell("Organization:other_names", "Aliases or alternative spellings"), How.LIST),
        Value("classification", _cell("Organization:classification", "Classification"), How.CLASSES),
        Value("country", Cell("Organization division_id")),
        Value("note", Cell("Notes"), How.NOTE),
        Tie(
            "Subordination",
            UnitEnd("Unit", _cell("OrganizationOrganization:parent_id")),
            values=(
                (
                    "kind",
                    Cell(
                        "OrganizationOrganization:classification",
                        "UUID: Administrative, Command, or Informal parent relationship",
                        "Confidence: Administrative, Command, or Informal parent relationship",
                    ),
                ),
            ),
            dates=Spell(
                When(
                    _cell(
                        "OrganizationOrganization:date_first_cited",
                        "Date of first citation for parent organization",
                    ),
                    ("month", "day", "year"),
                    "Start date of OrganizationOrganization Y/N?",
                    FIRST,
                ),
                When(
                    _cell(
                        "OrganizationOrganization:date_last_cited",
                        "Date of last citation for parent organization",
                    ),
                    ("oo_month", "oo_day", "oo_year"),
                    "OrganizationOrganization:open_ended",
                    OPEN,
                ),
            ),
        ),
        Tie(
            "Garrison",
            PlaceEnd(
                levels=(
                    Level(
                        _cell("Site: Exact Location - Longitude or OSM Node Name", "Site Exact Location"),
                        "Site: Exact Location - Latitude or OSM Node ID",
                        gazetteer="osm",
                        exact=True,
                    ),
                    Level(_cell("Site:geonames_name"), "Site:geonames_id", "osm"),
                    Level(_cell("Site:admin_level_1_geonames_name"), "Site:admin_level_1_geonames_id", "osm"),
                ),
                country="Site:division_id",
                base=_cell("Headquarters (Barracks, Base, Physical Asset)", "Headquarters"),
            ),
            values=(("base", _cell("Headquarters (Barracks, Base, Physical Asset)", "Headquarters")),),
            dates=Spell(
                When(
                    _cell("OrganizationSite:date_first_cited"),
                    ("os_month", "os_day", "os_year"),
                    "Is this the founding date? (Y/N)",
                    FIRST,
                ),
                When(
                    _cell("OrganizationSite:date_last_cited"),
                    ("os_last_month", "os_last_day", "os_last_year"),
                    "OrganizationSite:open_ended (Y/N/E)",
                    OPEN,
                ),
            ),
        ),
        Tie(
            "AreaOfOperations",
            PlaceEnd(
                levels=(
                    Level(
                        _cell("Area of Operations Geoname", "Area of Operations"),
                        "Area of Operations GeonameID",
                        "osm",
                    ),
                ),
                country="Area of Operations division_id",
            ),
            dates=Spell(
                When(
                    _cell("Date of first citation for area of operations"),
                    ("aoo_start_month", "aoo_start_day", "aoo_start_year"),
                    "start date of area of operation? Y/N",
                    FIRST,
                ),
                When(
                    _cell("Date of last citation for area of operations"),
                    ("aoo_last_month", "aoo_last_day", "aoo_last_year"),
                    "Assume Area of Operations to Current Date? (Y/N/E)",
                    OPEN,
                ),
            ),
        ),
        Tie(
            "TaskMembership",
            UnitEnd("Unit", _cell("OrganizationMembership:member_id")),
            dates=Spell(
                When(
                    _cell("Date of first citation for OrganizationMembership:member_id"),
                    ("om_first_month", "om_first_day", "om_first_year"),
                    "start date of OrganizationMembership? Y/N",
                    FIRST,
                ),
                When(
                    _cell("Date of last citation for OrganizationMembership:member_id"),
                    ("om_last_month", "om_last_day", "om_last_year"),
                    "end date of OrganizationMembership? Y/N",
                    ENDED,
                ),
            ),
        ),
    ),
)

PERSONS = SheetKind(
    name="persons of 2018",
    title="persons and their postings, headings of 2018 and 2019",
    order=3,
    cls="Person",
    ids=(),
    called="Name",
    country="division_id",
    needs=("Name",),
    least=3,
    status=_STATUS,
    private=(*_PRIVATE, "Column", "Column2"),
    groups=(
        Value("name", _cell("Name")),
        Value(
            "aliases",
            _cell(
                "Aliases or alternative spellings (semi-colon separated)", "Aliases or alternative spellings"
            ),
            How.LIST,
        ),
        Value("country", Cell("division_id")),
        Value("gender", _cell("Gender")),
        Value("born", _cell("Date of Birth"), How.DATE),
        Value("died", _cell("Death Date"), How.DATE),
        Value("biography", _cell("Biography")),
        Value("link", _cell("Facebook Page")),
        Value("link", _cell("Twitter Account")),
        Value("link", _cell("Headshot")),
        Value("link", Cell("Wikipedia Page")),
        Tie(
            "Posting",
            UnitEnd("Unit", _cell("Organization")),
            values=(
                ("role", _cell("Role")),
                ("title", _cell("Title (official title)", "Title")),
                ("rank", _cell("Rank")),
            ),
            notes=(
                ("start", _cell("Context for start date")),
                ("end", _cell("Context for end date")),
                ("", Cell("Notes")),
            ),
            dates=Spell(
                When(
                    _cell("First citation"),
                    ("first_month", "first_day", "first_year"),
                    "Start date? (Y/N)",
                    FIRST,
                ),
                When(
                    _cell("Last citation"), ("last_month", "last_day", "last_year"), "End date? (Y/N)", ENDED
                ),
            ),
        ),
    ),
)

SOURCES = SheetKind(
    name="sources of 2018",
    title="sources, headings of 2018 and 2019",
    order=0,
    cls="Source",
    ids=("source_id_lookup", "source_id"),
    needs=("source_id_lookup", "source_id"),
    private=("source_id", "key", "new_pub_id"),
    groups=(
        Value("title", Cell("title")),
        Value("page", Cell("page")),
        Value("published", Cell("published_on"), How.DATE),
        Value("accessed", Cell("access_date"), How.DATE),
        Value("url", Cell("source_url")),
        Value("archive_url", Cell("archive_url")),
        Value("note", Cell("archive_timestamp"), How.NOTE, "archived"),
        Value("note", Cell("alias_source_id"), How.NOTE, "also known by the id"),
        Value("country", Cell("country")),
        Value("publisher", Cell("publication_title")),
    ),
)

KINDS = (ORGANISATIONS, PERSONS, SOURCES)
