"""The synthetic army as arrays: its order, its moves, and what was planted in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from ontology.errors import CommandError, DeclarationError
from ontology.reading import load_model
from synthesis.army import Army, make
from synthesis.contagion import SIBLING, siblings, spread, tied
from synthesis.movements import ancestor_on, parent_on, rolled_up
from synthesis.spec import MOST_UNITS, Reporting, Spec
from synthesis.tables import FOREVER, NOBODY, Superiors
from synthesis.terms import check

MODEL = load_model()


@cache
def army(units: int = 1_200, seed: int = 11, **how: object) -> Army:
    return make(Spec(units=units, seed=seed, **how))  # type: ignore[arg-type]


def same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray):
        return np.array_equal(one, np.asarray(other), equal_nan=one.dtype.kind == "f")
    if hasattr(one, "__dataclass_fields__"):
        return all(same(getattr(one, name), getattr(other, name)) for name in one.__dataclass_fields__)
    return one == other


# ---- the same and the different


def test_the_same_spec_makes_the_same_army() -> None:
    spec = Spec(units=300, seed=5)
    assert same(make(spec), make(spec))


def test_another_seed_makes_another_army() -> None:
    one, other = make(Spec(units=300, seed=5)), make(Spec(units=300, seed=6))
    assert not same(one.hazard, other.hazard)
    assert not same(one.events, other.events)


def test_contagion_changes_nothing_but_what_it_causes() -> None:
    with_, without = army(contagion=0.5), army(contagion=0.0)
    for part in ("units", "superiors", "strengths", "commanders", "patronage", "hazard"):
        assert same(getattr(with_, part), getattr(without, part)), part
    assert int((~with_.defections.caused).sum()) == len(without.defections)
    assert not without.defections.caused.any()


# ---- the order of battle


@pytest.mark.parametrize("units", [*range(12, 60), 97, 400, 1_000, 2_345, 20_000, MOST_UNITS])
def test_there_are_just_as_many_units_with_spans_from_two_to_six(units: int) -> None:
    found = make(Spec(units=units, seed=units)).superiors
    at_first = np.unique(found.unit, return_index=True)[1]
    assert len(at_first) == units - 1
    spans = Counter(found.parent[at_first].tolist()).values()
    assert min(spans) >= 2 and max(spans) <= 6


def test_an_army_of_some_size_has_eight_echelons_in_the_order_of_the_scheme() -> None:
    places = {name: one.position or 0 for name, one in MODEL.schemes["echelon"].concepts.items()}
    for units, echelons in ((400, 8), (40, 5), (12, 4)):
        made = army(units)
        names = list(dict.fromkeys(made.units.echelons))
        assert len(names) == echelons
        assert [places[name] for name in names] == sorted(places[name] for name in names)


def test_everybody_but_the_top_has_one_superior_of_the_next_level_on_each_day() -> None:
    made = army()
    units = np.arange(1, len(made.units))
    for day in (made.spec.start, made.spec.start + 130, made.spec.end):
        parent = parent_on(made.superiors, units, np.full(len(units), day))
        assert (made.units.level[parent] == made.units.level[units] - 1).all()
    assert parent_on(made.superiors, np.array([0]), np.array([made.spec.start])) == [NOBODY]


def test_one_battalion_in_twenty_moves_in_the_window_to_another_superior() -> None:
    made = army()
    ties = made.superiors
    twice = np.flatnonzero(np.diff(ties.unit) == 0)
    assert len(twice) == pytest.approx(0.05 * len(made.units.battalions), abs=1)
    assert (ties.first[twice + 1] == ties.last[twice] + 1).all()
    assert (ties.parent[twice + 1] != ties.parent[twice]).all()
    assert (ties.first[twice + 1] > made.spec.start).all() and (ties.last[twice] < made.spec.end).all()
    assert (ties.last[twice + 1] == FOREVER).all()
    assert {made.units.echelons[unit] for unit in ties.unit[twice]} == {"battalion"}


def test_sums_follow_the_superior_of_the_day() -> None:
    ties = Superiors(
        unit=np.array([1, 2, 3, 3]),
        parent=np.array([0, 0, 1, 2]),
        first=np.array([1, 1, 1, 100]),
        last=np.array([FOREVER, FOREVER, 99, FOREVER]),
    )
    total = rolled_up(ties, 4, np.array([3, 3, 2]), np.array([99, 100, 50]), np.array([4, 7, 1]))
    assert total.tolist() == [12, 4, 8, 11]
    level = np.array([0, 1, 1, 2])
    assert ancestor_on(ties, level, np.array([3, 3, 0]), np.array([99, 100, 5]), 1).tolist() == [1, 2, 0]


# ---- strengths


def test_real_strength_is_a_fraction_of_the_establishment_and_the_claims_disagree() -> None:
    made = army()
    held = made.units.battalions
    assert (made.units.strength[held] < 0.6 * made.units.establishment[held]).all()
    claims = made.strengths
    assert (claims.low <= claims.best).all() and (claims.best <= claims.high).all()
    kinds = [claims.kinds[kind] for kind in claims.kind]
    per_unit = Counter(claims.unit.tolist())
    assert {per_unit[unit] for unit in held.tolist()} == {2, 3, 4}
    own = [unit for unit, kind in zip(claims.unit.tolist(), kinds, strict=True) if kind == "real"]
    assert set(own) == set(held.tolist())


def test_even_reporting_tells_real_strengths_exactly() -> None:
    made = army(reporting=Reporting.EVEN)
    claims = made.strengths
    real = claims.kind == claims.kinds.index("real")
    assert (claims.unit[real] == made.units.battalions).all()
    for column in (claims.low, claims.best, claims.high):
        assert (column[real] == made.units.strength[claims.unit[real]]).all()


# ---- the hazard


def test_counts_are_poisson_where_there_is_no_contagion() -> None:
    made = army(8_000, contagion=0.0, rate=30.0)
    held = made.units.battalions
    expected, happened = made.truth.expected[held], made.truth.happened[held]
    chi_square = float(((happened - expected) ** 2 / expected).sum())
    # Of a chi-square with so many degrees of freedom, which is nearly normal: within four standard deviations.
    assert abs(chi_square - len(held)) < 4 * np.sqrt(2 * len(held) + (1 / expected).sum())
    assert happened.sum() == pytest.approx(expected.sum(), abs=4 * np.sqrt(expected.sum()))


def clumping(made: Army) -> float:
    """Pairs of defections of one unit in one week, against those in the same unit in different weeks by chance."""
    found = made.defections
    week = (found.day - made.spec.start) // 7
    pairs = sum(n * (n - 1) for n in Counter(zip(found.unit.tolist(), week.tolist(), strict=True)).values())
    in_unit = sum(n * (n - 1) for n in Counter(found.unit.tolist()).values())
    return pairs / in_unit * (made.spec.days / 7)


def test_contagion_makes_defections_clump_in_time() -> None:
    how = {"rate": 20.0, "grouped": 0.0, "jump": 0.0}
    assert clumping(army(4_000, contagion=0.0, **how)) == pytest.approx(1.0, abs=0.1)
    assert clumping(army(4_000, contagion=0.8, **how)) > 1.5


def test_a_defection_causes_as_many_as_the_contagion_says() -> None:
    made = army(4_000)
    spec = replace(made.spec, contagion=0.4, contagion_days=1.5)
    units = np.repeat(made.units.battalions, 10)
    day = np.full(len(units), spec.start)
    ways = siblings(made.units, made.superiors), tied(made.units, made.commanders, made.patronage)
    to, _, caused = spread(spec, made.superiors, *ways, units, day)
    # Each causes 0.4, and each of these 0.4: one in all makes 1 / (1 - 0.4).
    assert len(to) / len(units) == pytest.approx(1 / 0.6, rel=0.03)
    assert int(caused.sum()) == len(to) - len(units)


def test_contagion_reaches_siblings_and_those_tied_by_patrons() -> None:
    made = army(4_000)
    spec = replace(made.spec, contagion=0.9, contagion_days=1.0, months=1)
    one = made.units.battalions[:1]
    units = np.repeat(one, 20_000)
    day = np.full(len(units), spec.end - 1)
    under, ties = siblings(made.units, made.superiors), tied(made.units, made.commanders, made.patronage)
    to, when, caused = spread(spec, made.superiors, under, ties, units, day)
    assert set(when[caused].tolist()) == {spec.end}
    parent = parent_on(made.superiors, to[caused], when[caused])
    beside = (parent == parent_on(made.superiors, one, day[:1])) & (to[caused] != one)
    assert beside.mean() == pytest.approx(SIBLING, abs=0.03)
    assert len(ties.key) > 50
    assert made.units.level[ties.unit].tolist() == [int(made.units.level[one[0]])] * len(ties.unit)


def test_violence_raises_the_rate_of_its_region_and_the_mean_stays() -> None:
    made = army()
    profile, violence = made.hazard.profile, made.hazard.violence
    assert profile.mean() == pytest.approx(1.0)
    assert set(violence.region.tolist()) == set(range(made.regions))
    for region, day in zip(violence.region.tolist(), (violence.day - made.spec.start).tolist(), strict=True):
        if day + 1 < made.spec.days:
            assert profile[region, day + 1] > profile[region, day]


def test_rates_differ_as_the_gamma_says_and_their_ranks_follow() -> None:
    made = army(20_000, region_low=1.0, region_high=1.0, jump=0.0)
    rate = made.truth.rate[made.units.battalions]
    assert rate.mean() == pytest.approx(8.0, rel=0.03)
    assert rate.std() / rate.mean() == pytest.approx(3**-0.5, rel=0.05)
    order = np.argsort(made.truth.rank[made.units.battalions])
    assert (np.diff(rate[order]) <= 0).all()


# ---- events and reports


def test_events_are_the_defections_and_no_others() -> None:
    made = army()
    events, defections = made.events, made.defections
    assert events.count.sum() == len(defections) == made.truth.happened[0]
    assert (events.day[defections.event] == defections.day).all()
    assert (defections.day >= made.spec.start).all() and (defections.day <= made.spec.end).all()
    assert events.count.max() > 1


def test_moved_battalions_split_their_counts() -> None:
    made = army(2_000, rate=80.0)
    ties = made.superiors
    second = np.flatnonzero(np.diff(ties.unit) == 0) + 1
    split = 0
    for row in second.tolist():
        events = made.events
        own = np.isin(events.unit, np.flatnonzero(made.units.part_of == ties.unit[row]))
        after = own & (events.day >= ties.first[row])
        parents = parent_on(ties, np.full(len(events), ties.unit[row]), events.day)
        assert (parents[after] == ties.parent[row]).all()
        assert (parents[own & ~after] == ties.parent[row - 1]).all()
        split += bool(after.any() and (own & ~after).any())
    assert split > 5
    below = made.units.level == 1
    assert made.truth.happened[below].sum() == made.truth.happened[0]


def test_even_reporting_tells_each_event_once_and_exactly() -> None:
    made = army(reporting=Reporting.EVEN)
    told = made.reports
    assert (told.event == np.arange(len(made.events))).all() and told.main.all()
    for reported, true in (
        (told.unit, made.events.unit),
        (told.first, made.events.day),
        (told.last, made.events.day),
        (told.low, made.events.count),
        (told.count, made.events.count),
        (told.high, made.events.count),
    ):
        assert (reported == true).all()
    assert (made.truth.reported == made.truth.happened).all()


def test_uneven_reporting_tells_some_twice_some_late_some_vaguely_and_some_never() -> None:
    made = army(4_000)
    told, events = made.reports, made.events
    times = np.bincount(told.event, minlength=len(events))
    assert 0.15 < (times == 0).mean() < 0.5
    assert (times > 1).mean() > 0.2
    assert made.truth.reported[0] < made.truth.happened[0]
    assert (told.published > told.last - 92).all() and (told.published > events.day[told.event]).all()
    assert ((told.published - events.day[told.event]) > 60).mean() > 0.02
    days = told.last - told.first + 1
    assert {1} < set(days.tolist()) <= {1, *range(28, 32), *range(90, 93)}
    above = (told.unit != NOBODY) & (told.unit != events.unit[told.event])
    assert 0.05 < above.mean() < 0.12
    assert {made.units.echelons[unit] for unit in told.unit[above]} == {"division"}
    assert (told.unit == NOBODY).any()
    regions = made.units.region[events.unit]
    seen = [(times[regions == region] > 0).mean() for region in range(made.regions)]
    assert max(seen) - min(seen) > 0.15


def test_of_the_reports_of_an_event_one_stands_above_the_others() -> None:
    told = army(4_000).reports
    assert (told.low <= told.count).all() and (told.count <= told.high).all()
    for event in np.unique(told.event[~told.main]).tolist():
        own = told.event == event
        assert told.main[own].sum() == 1
        assert told.confidence[own & told.main] < 3
        assert set(told.confidence[own & ~told.main].tolist()) == {3}


# ---- what cannot be made


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"units": 11}, "at least 12 units"),
        ({"units": MOST_UNITS + 1}, "at most 100,000 units"),
        ({"seed": -1}, "0 or more"),
        ({"months": 0}, "1 to 120"),
        ({"contagion": -0.1}, "0 or more"),
        ({"contagion": 1.0}, "below 1"),
        ({"contagion": float("nan")}, "0 or more"),
        ({"rate": 0.0}, "above 0"),
    ],
)
def test_a_spec_that_cannot_be_made_is_refused(how: dict[str, float], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        Spec(**{"units": 100, "seed": 1, **how})  # type: ignore[arg-type]


def test_too_few_persons_are_refused_with_the_number_that_is_needed() -> None:
    with pytest.raises(CommandError, match="commanders alone") as refused:
        make(Spec(units=400, seed=1, persons=10))
    least = len(army(400, 1).commanders)
    assert f"{least:,}" in str(refused.value)
    assert make(Spec(units=400, seed=1, persons=least)).persons == least


def test_a_term_that_the_ontology_does_not_have_is_named() -> None:
    with pytest.raises(DeclarationError, match="boredom, which the scheme motive"):
        check(MODEL, {"motive": ("boredom", "material-hardship")})


@pytest.mark.parametrize(
    ("months", "last"), [(1, "2021-02-28"), (9, "2021-10-31"), (11, "2021-12-31"), (36, "2024-01-31")]
)
def test_the_window_is_of_whole_months(months: int, last: str) -> None:
    spec = Spec(units=12, seed=0, months=months)
    assert spec.last.isoformat() == last
    assert make(spec).truth.person_years[0] > 0
