"""Made-up places, which lie in the open sea so that nobody takes them for real ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthesis.army import Army
from synthesis.sheets import Sheets
from synthesis.spec import Part
from synthesis.tables import Real, Whole

COUNTRY = "synthetic-country"
TOWNS = 8
"""Towns in each region."""
_LATITUDE, _LONGITUDE = -50.0, -30.0
_APART, _ACROSS, _WIDE = 2.0, 0.8, 6


@dataclass(frozen=True, slots=True)
class Places:
    """Where the towns lie, region by region, and the town of each unit, as a position among them."""

    latitude: Real
    longitude: Real
    seat: Whole

    def town(self, number: int) -> str:
        """The id of a town."""
        return f"synthetic-town-{number + 1}"


def places(army: Army) -> Places:
    """Towns around the middle of each region; a unit sits in one of its region, or in any."""
    random = army.spec.random(Part.PLACES)
    region = np.repeat(np.arange(army.regions), TOWNS)
    latitude = _LATITUDE + _APART * (region // _WIDE) + random.uniform(-_ACROSS, _ACROSS, len(region))
    longitude = _LONGITUDE + _APART * (region % _WIDE) + random.uniform(-_ACROSS, _ACROSS, len(region))
    own = army.units.region
    any_region = random.integers(0, army.regions, len(own))
    seat = np.where(own >= 0, own, any_region) * TOWNS + random.integers(0, TOWNS, len(own))
    return Places(latitude, longitude, seat)


def region_id(region: int) -> str:
    """The id of a region's place."""
    return f"synthetic-region-{region + 1}"


def write_places(sheets: Sheets, army: Army, places: Places, **cited: str) -> None:
    """The country, the regions, and the towns."""
    pattern = sheets.pattern("places", id=COUNTRY, name="Country (synthetic)", **cited)
    sheets.add(pattern, [0])
    pattern = sheets.pattern(
        "places", id="synthetic-region-{0}", name="Region {0} (synthetic)", within=COUNTRY, **cited
    )
    sheets.add(pattern, range(1, army.regions + 1))
    pattern = sheets.pattern(
        "places",
        id="synthetic-town-{0}",
        name="Town {0} (synthetic)",
        latitude="{1:.5f}",
        longitude="{2:.5f}",
        within="synthetic-region-{3}",
        **cited,
    )
    number = range(1, len(places.latitude) + 1)
    region = (1 + (one - 1) // TOWNS for one in number)
    sheets.add(pattern, number, places.latitude.tolist(), places.longitude.tolist(), region)
