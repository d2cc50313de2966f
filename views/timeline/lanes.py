"""What stands on a timeline: lanes, and the bars of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from graph.course import Course, Moment
from graph.wording import value_words
from ontology.model import Class, Kind, Model, Slot
from ontology.time import Bounds, Holds
from ontology.timewords import in_words, told

BARS, EVENTS = "bars", "events"


@dataclass(frozen=True, slots=True)
class Bar:
    """One fact on a timeline. `ids` open its evidence, `label` stands on it, `words` say all of it.

    `figure` is a number that it carries: a strength, or the persons of an event; None where there is none.
    """

    ids: tuple[str, ...]
    label: str
    words: str
    bounds: Bounds
    confidence: str | None = None
    conflict: bool = False
    claims: int = 0
    figure: float | None = None

    def holds_on(self, day: date) -> Holds:
        """How it stands on a day."""
        return self.bounds.holds_on(day)


@dataclass(frozen=True, slots=True)
class Lane:
    """Bars of one kind. `form` is BARS, or EVENTS for what has a day rather than a time; `more` were left out."""

    title: str
    form: str
    colour: str
    bars: tuple[Bar, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """The course of a thing as lanes, in the order in which they stand."""

    id: str
    name: str
    cls: str
    lanes: tuple[Lane, ...]
    synthetic: bool = False


def timeline(course: Course, model: Model, *, synthetic: bool = False) -> Timeline:
    """The lanes of a course: of a unit first superiors and commanders, of a person first postings and ranks."""
    groups = _grouped(course, model)
    order: dict[str, int] = {}
    for title in _order(model):
        order.setdefault(title, len(order))
    lanes = [_lane(title, some, course, model) for title, some in groups.items()]
    ranks = _ranks(course, model)
    lanes += [ranks] if ranks.bars else []
    lanes.sort(key=lambda lane: (lane.form == EVENTS, order.get(lane.title, len(order)), lane.title))
    return Timeline(course.id, course.name, course.cls, tuple(lanes), synthetic)


def _order(model: Model) -> list[str]:
    """What an army is made of comes first: existence, superiors, who commands, postings, ranks; then the rest."""
    chain, posting = model.serving("chain"), model.serving("posting")
    command = model.serving("command")
    titles = [EXISTENCE, _far_end(chain, out=True), _who(command), posting.plural, RANKS]
    return [*titles, *(_far_end(cls, out=out) for cls in model.ties for out in (True, False))]


EXISTENCE, RANKS, LIFE = "Existence", "Ranks", "Life"


def _grouped(course: Course, model: Model) -> Mapping[str, list[Moment]]:
    groups: dict[str, list[Moment]] = {}
    for moment in course.moments:
        groups.setdefault(_title(moment, course, model), []).append(moment)
    return groups


def _title(moment: Moment, course: Course, model: Model) -> str:
    cls, posting = model.classes.get(moment.cls), model.serving("posting")
    if cls is None:
        return LIFE
    if cls.name == course.cls and moment.other is None:
        return EXISTENCE
    if cls.kind is not Kind.RELATION:
        return cls.plural
    if moment.out and cls in model.family(posting):
        return posting.plural
    return _far_end(cls, out=moment.out)


def _far_end(cls: Class, *, out: bool) -> str:
    """What the other ends of a tie are: superiors, patrons, clients; between unlike things the ties themselves."""
    if cls.kind is not Kind.RELATION:
        return cls.plural
    if cls.end_class(cls.source) == cls.end_class(cls.target):
        return f"{cls.by_key[str(cls.target if out else cls.source)].prop.label}s"
    return _who(cls) if cls.when_concept and not out else cls.plural


def _who(cls: Class) -> str:
    """A tie that a role makes, by that role: in command."""
    scheme = cls.by_key[str(cls.when_key)].prop.scheme if cls.when_key else None
    return scheme.label_of(str(cls.when_concept)) if scheme else cls.plural


def _lane(title: str, moments: Sequence[Moment], course: Course, model: Model) -> Lane:
    first = model.classes.get(moments[0].cls)
    event = title == LIFE or (first is not None and first.kind is Kind.ENTITY and title != EXISTENCE)
    colour = (first or model.classes[course.cls]).colour
    more = sum(course.more.get(name, 0) for name in {moment.cls for moment in moments})
    bars = tuple(_bar(moment, model, course.cls) for moment in moments)
    return Lane(title, EVENTS if event else BARS, colour, bars, more)


def _bar(moment: Moment, model: Model, cls: str) -> Bar:
    what, label = _said(moment, model, cls)
    return Bar(
        ids=(moment.id,),
        label=label,
        words=_told(what, moment, model),
        bounds=moment.bounds,
        confidence=moment.confidence,
        conflict=_disputed(moment, model),
        claims=moment.claims,
        figure=_figure(moment, model),
    )


def _told(what: str, moment: Moment, model: Model) -> str:
    """What was so and since when; an event, or a day of the thing's own, by its day alone."""
    cls, bounds = model.classes.get(moment.cls), moment.bounds
    if cls is not None and (cls.kind is not Kind.ENTITY or bounds != Bounds(*_day_of(bounds) * 2)):
        return told(what, bounds)
    return f"{what}, {in_words(Bounds(*_day_of(bounds))).removeprefix('since ')}"


def _day_of(bounds: Bounds) -> tuple[date | None, date | None]:
    return bounds.start_earliest, bounds.start_latest


def _disputed(moment: Moment, model: Model) -> bool:
    """Of a tie or figure any conflict counts; of a thing itself only one about its dates."""
    cls = model.classes.get(moment.cls)
    if cls is None:
        return moment.cls in moment.conflicts
    if cls.kind is not Kind.ENTITY:
        return bool(moment.conflicts)
    return bool({"start", "end", "order", "date"} & set(moment.conflicts))


def _said(moment: Moment, model: Model, subject: str) -> tuple[str, str]:
    """A fact in a sentence, and as a label."""
    cls = model.classes.get(moment.cls)
    if cls is None:
        return moment.name, moment.name
    if cls.kind is Kind.ENTITY:
        return ("Existed", "existed") if cls.name == subject else _event(moment, cls)
    values = _values(cls, moment)
    if cls.kind is Kind.MEASUREMENT:
        return f"{cls.label} {_figures(cls, moment)}{_in_brackets(values)}", _figures(cls, moment)
    phrase = (cls.phrase or cls.label).lower()
    words = f"{phrase} {moment.name}" if moment.out else f"{moment.name} {phrase} this"
    return words + _in_brackets(values), _label(moment, cls, model)


def _in_brackets(values: Sequence[str]) -> str:
    return f" ({', '.join(values)})" if values else ""


def _values(cls: Class, moment: Moment) -> list[str]:
    """The concepts of a fact by their labels: role, rank, kind, basis."""
    slots = [slot for slot in cls.attributes if slot.prop.scheme and slot.key in moment.values]
    return [value_words(slot, moment.values[slot.key]) for slot in slots]


def _label(moment: Moment, cls: Class, model: Model) -> str:
    """What stands on a bar: who with their rank, or which unit with the role there."""
    if cls not in model.family(model.serving("posting")):
        return moment.name
    rank, role = (_short(cls.by_key[key], moment.values.get(key)) for key in ("rank", "role"))
    if moment.out:
        return f"{role}, {moment.name}" if role else moment.name
    return f"{rank} {moment.name}" if rank else moment.name


def _short(slot: Slot, value: object) -> str:
    scheme = slot.prop.scheme
    concept = scheme.concepts.get(str(value)) if scheme and value else None
    return (concept.symbol or concept.label) if concept else str(value or "")


def _event(moment: Moment, cls: Class) -> tuple[str, str]:
    """An event by what it is called, with how many persons where it counts them; one alone needs no label."""
    numbers = _figures(cls, moment)
    values = [value for value in _values(cls, moment) if value != moment.name]
    name = moment.name if moment.name != moment.id else cls.label
    words = f"{cls.label}: {name[:1].lower()}{name[1:]}" if name != cls.label else name
    if numbers != "?":
        words += f", {numbers} {'person' if numbers == '1' else 'persons'}"
    label = "" if numbers == "1" else name if numbers == "?" else numbers
    return words + _in_brackets(values), label


def _figure(moment: Moment, model: Model) -> float | None:
    cls = model.classes.get(moment.cls)
    best = _best(cls, moment)[1] if cls else None
    return float(best) if best is not None else None


def _best(cls: Class, moment: Moment) -> tuple[int | float | None, ...]:
    """The least, the likeliest and the most of what is counted, in the order of the ontology."""
    found = [moment.values.get(slot.key) for slot in cls.figures][:3]
    return tuple([*found, None, None, None][:3])


def _figures(cls: Class, moment: Moment) -> str:
    """A count in words: 9 (7–12); what is not told is left out."""
    low, best, high = _best(cls, moment)
    known = [value for value in (low, high) if value is not None and value != best]
    ends = "–".join(f"{value:,}" for value in known)
    if best is None:
        return ends or "?"
    sign = "" if len(known) == 2 or not known else "from " if low in known else "up to "
    return f"{best:,} ({sign}{ends})" if known else f"{best:,}"


# ---- ranks


def _ranks(course: Course, model: Model) -> Lane:
    """The ranks that the postings of a person say, one bar each: since the first that has it until the last."""
    family = {cls.name: cls for cls in model.family(model.serving("posting"))}
    key = "rank"
    found: dict[str, list[Moment]] = {}
    for moment in course.moments:
        value = moment.values.get(key)
        if moment.out and moment.cls in family and isinstance(value, str):
            found.setdefault(value, []).append(moment)
    slot = model.serving("posting").by_key[key]
    bars = [_rank(slot, value, some) for value, some in found.items()]
    colour = model.serving("posting").colour
    return Lane(RANKS, BARS, colour, tuple(sorted(bars, key=_began)))


def _began(bar: Bar) -> tuple[date, str]:
    bounds = bar.bounds
    days = (bounds.start_latest, bounds.start_earliest, bounds.end_earliest, bounds.end_latest)
    return next((day for day in days if day), date.max), bar.label


def _rank(slot: Slot, value: str, some: Sequence[Moment]) -> Bar:
    bounds, label = around([moment.bounds for moment in some]), value_words(slot, value)
    best = some[0]
    return Bar(
        ids=tuple(moment.id for moment in some),
        label=label,
        words=told(label, bounds),
        bounds=bounds,
        confidence=best.confidence if len(some) == 1 else None,
        conflict=any(moment.conflicts for moment in some),
        claims=sum(moment.claims for moment in some),
    )


def around(some: Sequence[Bounds]) -> Bounds:
    """From the first beginning of several to their last end; a side that one of them leaves open stays open."""
    return Bounds(
        _all([one.start_earliest for one in some], min),
        _known([one.start_latest for one in some], min),
        _known([one.end_earliest for one in some], max),
        _all([one.end_latest for one in some], max),
    )


Pick = Callable[[Iterable[date]], date]


def _all(days: Sequence[date | None], pick: Pick) -> date | None:
    known = [day for day in days if day]
    return pick(known) if known and len(known) == len(days) else None


def _known(days: Sequence[date | None], pick: Pick) -> date | None:
    known = [day for day in days if day]
    return pick(known) if known else None


# ---- the window


def window(found: Timeline) -> tuple[date, date] | None:
    """The days that a timeline spans by itself: all that its ties, figures and events name; None without any day.

    The days of the thing itself, which may lie far back, count only where nothing else has one. There is some room
    at both ends, so that a bar that fades out there is seen to.
    """
    for some in ([lane for lane in found.lanes if lane.title not in (EXISTENCE, LIFE)], found.lanes):
        days = [day for lane in some for bar in lane.bars for day in bar.bounds.as_dict().values() if day]
        if days:
            room = max(MARGIN, (max(days) - min(days)) // 16)
            return _moved(min(days), -room), _moved(max(days), room)
    return None


MARGIN = timedelta(days=20)


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day


def cut(found: Timeline, first: date, last: date) -> Timeline:
    """Without what cannot hold at any time of a window."""
    lanes = (
        replace(lane, bars=tuple(bar for bar in lane.bars if _meets(bar.bounds, first, last)))
        for lane in found.lanes
    )
    return replace(found, lanes=tuple(lane for lane in lanes if lane.bars))


def _meets(bounds: Bounds, first: date, last: date) -> bool:
    begins = bounds.start_earliest is None or bounds.start_earliest <= last
    return begins and (bounds.end_latest is None or bounds.end_latest >= first)
