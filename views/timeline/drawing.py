"""A timeline as the text of an SVG: lanes of bars under a row of years. What sources say is escaped on its way in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from xml.sax.saxutils import escape, quoteattr

from views.colours import LIGHT, Paper, line_on, mixed
from views.saving.texts import MADE_UP, for_xml
from views.timeline.lanes import EVENTS, Bar, Lane, Timeline
from views.timeline.scale import Form, Piece, Scale, pieces, ticks

WIDTHS = (350, 640, 1040)
"""Pixels: for a telephone, for a drawing beside something else, and for a whole page."""

_ROW, _BAR, _TEXT, _HEAD, _GAP = 24, 17, 12.0, 38, 14
_COLUMN, _EDGE, _SMALL = 148, 14, 560
_FONT = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans Myanmar", sans-serif'


@dataclass(frozen=True, slots=True)
class Look:
    """How a timeline is drawn. `live` marks bars as buttons; a picture for saving has its heading inside instead."""

    paper: Paper = LIGHT
    width: int = WIDTHS[-1]
    live: bool = True
    on: date | None = None


def as_svg(found: Timeline, first: date, last: date, look: Look = Look()) -> str:
    """The timeline from the first day to the last. Raises ValueError where the window ends before it begins."""
    if last < first:
        raise ValueError(f"{first} is after {last}")
    narrow = look.width < _SMALL
    left = _EDGE if narrow else _COLUMN
    scale = Scale(first, last, left, look.width - _EDGE)
    top = 8 if look.live else 62 + (18 if found.synthetic else 0)
    laid = [_Laid.of(lane, scale, narrow=narrow) for lane in found.lanes]
    body, y = [], float(top + _HEAD)
    for lane in laid:
        body.append(_lane(lane, y, scale, look, narrow=narrow))
        y += lane.height
    bottom = y
    legend, high = _legend(look, bottom + 26, any(bar.conflict for lane in found.lanes for bar in lane.bars))
    parts = [
        _defs(found, look.paper),
        f'<rect width="{look.width}" height="{high}" fill="{look.paper.ground}"/>',
        "" if look.live else _heading(found, first, last, look),
        _grid(scale, top, bottom, look),
        *body,
        _day(scale, top, bottom, look),
        legend,
    ]
    named = f'role="group" aria-label={_attribute(f"Timeline of {found.name}")}'
    role = named if look.live else f'role="img" aria-label={_attribute(found.name)}'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {look.width} {high}" width="{look.width}"'
        f' height="{high}" font-family=\'{_FONT}\' font-size="{_TEXT}" {role}>{"".join(parts)}</svg>'
    )


def _text(text: str) -> str:
    return escape(for_xml(text))


def _attribute(text: str) -> str:
    return quoteattr(for_xml(text))


# ---- where things stand


@dataclass(frozen=True, slots=True)
class _Placed:
    """A bar with its pieces, the row it stands in, and its label: where it begins or ends, and how."""

    bar: Bar
    pieces: tuple[Piece, ...]
    row: int
    label: str
    x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class _Laid:
    """A lane with its bars in rows, and its height in pixels."""

    lane: Lane
    placed: tuple[_Placed, ...]
    height: float

    @classmethod
    def of(cls, lane: Lane, scale: Scale, *, narrow: bool) -> _Laid:
        """Every bar in the first row where it and its label have room."""
        ends: list[float] = []
        placed = []
        for bar, parts in sorted(
            ((bar, pieces(bar.bounds, scale)) for bar in lane.bars), key=lambda one: one[1][0].start
        ):
            one, start, end = _labelled(bar, parts, scale, event=lane.form == EVENTS)
            row = next((number for number, taken in enumerate(ends) if taken + 7 <= start), len(ends))
            ends[row : row + 1] = [end]
            placed.append(_Placed(bar, parts, row, *one))
        head = 20 if narrow else 0
        return cls(lane, tuple(placed), max(1, len(ends)) * _ROW + head + _GAP)


def _labelled(
    bar: Bar, parts: Sequence[Piece], scale: Scale, *, event: bool
) -> tuple[tuple[str, float, str], float, float]:
    """The label of a bar with its place, and from where to where both reach together."""
    start, end = parts[0].start, parts[-1].end
    label = f"≠\u2002{bar.label}" if bar.conflict else bar.label
    if event:
        middle, size = (start + end) / 2, _size(bar)
        start, end = min(start, middle - size), max(end, middle + size)
    wide = width_of(label)
    if not event and wide + 12 <= end - start:
        return (label, start + 6, "start"), start, end
    if end + 5 + wide <= scale.right + _EDGE - 2:
        return (label, end + 5, "start"), start, end + 5 + wide
    if start - 5 - wide >= scale.left:
        return (label, start - 5, "end"), start - 5 - wide, end
    # It has no room anywhere: its beginning stands where most of it can be read.
    rooms = (end - start - 12, scale.right - end - 5, start - 5 - scale.left)
    short = cut_to(label, max(rooms))
    if rooms[2] == max(rooms):
        return (short, start - 5, "end"), scale.left, end
    inside = rooms[0] == max(rooms)
    return (short, start + 6 if inside else end + 5, "start"), start, end if inside else scale.right


def _size(bar: Bar) -> float:
    """Half the width of an event's diamond: more persons, larger."""
    return 5 + min(6.0, sqrt(bar.figure or 0) * 0.9)


def width_of(text: str, size: float = _TEXT) -> float:
    """About how wide a text is, in pixels."""
    return (
        sum(
            0.95 if ord(sign) > 0x2FF else 0.66 if sign.isupper() or sign.isdigit() else 0.54 for sign in text
        )
        * size
    )


def cut_to(text: str, room: float) -> str:
    """The text, or its beginning with an ellipsis, in so many pixels; empty where not even that has room."""
    if width_of(text) <= room:
        return text
    while text and width_of(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…" if text else ""


# ---- lanes


def _lane(laid: _Laid, y: float, scale: Scale, look: Look, *, narrow: bool) -> str:
    lane, head = laid.lane, 20 if narrow else 0
    paper, inner = look.paper, y + head
    line = f'<path d="M0 {y:.1f}H{look.width}" stroke="{paper.ink}" stroke-opacity=".14"/>'
    more = f" and {lane.more:,} more" if lane.more else ""
    room = look.width - 2 * _EDGE if narrow else _COLUMN - _EDGE
    title = _text(cut_to(f"{lane.title}{more}", room * 0.94))
    named = f'<text x="{_EDGE if narrow else 4}" y="{y + 18:.1f}" font-weight="600" fill="{paper.ink}">{title}</text>'
    bars = [
        _bar(one, lane, inner + 4 + one.row * _ROW, scale, look)
        for one in sorted(laid.placed, key=lambda one: (one.pieces[0].start, one.row))
    ]
    return f"<g>{line}{named}{''.join(bars)}</g>"


def _bar(one: _Placed, lane: Lane, y: float, scale: Scale, look: Look) -> str:
    paper, bar = look.paper, one.bar
    tone = line_on(paper, lane.colour)
    drawn = _event(one, y, tone, paper) if lane.form == EVENTS else _shape(one, y, tone, paper)
    words = bar.words + (", sources disagree" if bar.conflict else "")
    label = (
        f'<text x="{one.x:.1f}" y="{y + _BAR / 2 + 4.2:.1f}" text-anchor="{one.anchor}"'
        f' fill="{paper.mark if bar.conflict else paper.ink}">{_text(one.label)}</text>'
    )
    start, end = scale.clip(one.pieces[0].start), scale.clip(one.pieces[-1].end)
    hit = (
        f'<rect class="hit" x="{start - 3:.1f}" y="{y - 3:.1f}" width="{end - start + 6:.1f}"'
        f' height="{_BAR + 6}" rx="4" fill="none" pointer-events="all"/>'
    )
    if not look.live:
        return f"<g><title>{_text(words)}</title>{drawn}{label}</g>"
    told = f"data-ids={_attribute(json.dumps(bar.ids))} aria-label={_attribute(f'{lane.title}: {words}')}"
    return f'<g class="bar" role="button" tabindex="-1" {told}><title>{_text(words)}</title>{hit}{drawn}{label}</g>'


def _shape(one: _Placed, y: float, tone: str, paper: Paper) -> str:
    """The pieces of a bar, and a frame in another colour where sources disagree."""
    dashed = any(piece.form is Form.DASHED for piece in one.pieces)
    body = mixed(tone, paper.ground, _FAINT if dashed else _FULL)
    # What fades lies under what does not, a little, so that no seam shows.
    order = sorted(one.pieces, key=lambda piece: piece.form in (Form.SOLID, Form.DASHED))
    drawn = [_piece(piece, y, tone, body) for piece in order]
    if one.bar.conflict:
        start, end = one.pieces[0].start, one.pieces[-1].end
        drawn.append(
            f'<rect x="{start:.1f}" y="{y - 1.5:.1f}" width="{end - start:.1f}" height="{_BAR + 3}" rx="3"'
            f' fill="none" stroke="{paper.mark}" stroke-width="1.6"/>'
        )
    return "".join(drawn)


_FULL, _FAINT = 0.5, 0.84


def _piece(piece: Piece, y: float, tone: str, body: str) -> str:
    start = piece.start - (0.7 if piece.form is Form.FALL else 0)
    wide = piece.end - start + (0.7 if piece.form is Form.RISE else 0)
    box = f'x="{start:.1f}" y="{y}" width="{wide:.1f}" height="{_BAR}"'
    if piece.form is Form.SOLID:
        return f'<rect {box} fill="{body}"/>'
    if piece.form is Form.DASHED:
        lines = "".join(f"M{start:.1f} {edge}h{wide:.1f}" for edge in (y, y + _BAR))
        stroke = f'stroke="{tone}" stroke-width="1.3" stroke-dasharray="5 4"'
        return f'<rect {box} fill="{body}"/><path d="{lines}" {stroke}/>'
    return f'<rect {box} fill="url(#{_fade(piece.form, body)})"/>'


def _fade(form: Form, colour: str) -> str:
    return f"tl-{form}-{colour[1:]}"


def _defs(found: Timeline, paper: Paper) -> str:
    """The fadings: one each way for each colour of a lane."""
    tones = {line_on(paper, lane.colour) for lane in found.lanes}
    colours = sorted(mixed(tone, paper.ground, share) for tone in tones for share in (_FULL, _FAINT))
    colours.append(_grey(paper))
    made = []
    for colour in dict.fromkeys(colours):
        for form, ends in ((Form.RISE, ("0.04", "1")), (Form.FALL, ("1", "0.04"))):
            stops = "".join(
                f'<stop offset="{at}" stop-color="{colour}" stop-opacity="{share}"/>'
                for at, share in enumerate(ends)
            )
            made.append(f'<linearGradient id="{_fade(form, colour)}">{stops}</linearGradient>')
    return f"<defs>{''.join(made)}</defs>"


def _event(one: _Placed, y: float, tone: str, paper: Paper) -> str:
    """A diamond in the middle of the days on which it can have been, and a line over these days."""
    start, end, middle = one.pieces[0].start, one.pieces[-1].end, y + _BAR / 2
    x, size = (start + end) / 2, _size(one.bar)
    line = (
        f'<rect x="{start:.1f}" y="{middle - 2}" width="{end - start:.1f}" height="4" rx="2"'
        f' fill="{mixed(tone, paper.ground, 0.55)}"/>'
    )
    edge = f' stroke="{paper.mark}" stroke-width="2"' if one.bar.conflict else f' stroke="{paper.ground}"'
    points = (
        f"M{x:.1f} {middle - size:.1f}l{size:.1f} {size:.1f}l-{size:.1f} {size:.1f}l-{size:.1f} -{size:.1f}z"
    )
    return f'{line if end - start > 2 * size else ""}<path d="{points}" fill="{tone}"{edge}/>'


# ---- around the lanes


def _grid(scale: Scale, top: float, bottom: float, look: Look) -> str:
    ink = look.paper.ink
    lines = "".join(f"M{x:.1f} {top + 20:.1f}V{bottom:.1f}" for x, _ in ticks(scale))
    words = "".join(
        f'<text x="{x:.1f}" y="{top + 14:.1f}" text-anchor="{_side(x, scale, name)}" fill="{ink}"'
        f' fill-opacity=".8">{name}</text>'
        for x, name in ticks(scale)
    )
    return f'<path d="{lines}" stroke="{ink}" stroke-opacity=".12"/>{words}' if lines else words


def _side(x: float, scale: Scale, name: str) -> str:
    if x - scale.left < width_of(name) / 2:
        return "start"
    return "end" if scale.right - x < width_of(name) / 2 else "middle"


def _day(scale: Scale, top: float, bottom: float, look: Look) -> str:
    """A line at the day that is asked for, where it lies in the window."""
    if look.on is None or not scale.first <= look.on <= scale.last:
        return ""
    x, ink = (scale.at(look.on) + scale.after(look.on)) / 2, look.paper.ink
    words = look.on.isoformat()
    return (
        f'<path d="M{x:.1f} {top + 32}V{bottom:.1f}" stroke="{ink}" stroke-width="1.4" stroke-dasharray="2 3"/>'
        f'<text x="{x:.1f}" y="{top + 30:.1f}" text-anchor="{_side(x, scale, words)}" font-weight="600"'
        f' fill="{ink}" stroke="{look.paper.ground}" stroke-width="4" paint-order="stroke">{words}</text>'
    )


def _heading(found: Timeline, first: date, last: date, look: Look) -> str:
    ink = look.paper.ink
    name = cut_to(found.name, (look.width - 2 * _EDGE) * 0.62)
    made_up = f'<text x="{_EDGE}" y="70" fill="{ink}">{_text(MADE_UP)}</text>' if found.synthetic else ""
    return (
        f'<text x="{_EDGE}" y="28" font-size="19" font-weight="600" fill="{ink}">{_text(name)}</text>'
        f'<text x="{_EDGE}" y="48" fill="{ink}" fill-opacity=".8">{first.isoformat()} to {last.isoformat()}</text>'
        f"{made_up}"
    )


def _grey(paper: Paper) -> str:
    return mixed(paper.ink, paper.ground, 0.6)


def _legend(look: Look, y: float, conflict: bool) -> tuple[str, float]:
    """What the signs mean, in as many rows as the width needs; the height of the whole picture."""
    x, made = float(_EDGE), []
    for sign, words in _signs(look.paper, conflict=conflict):
        wide = 42 + width_of(words) + 18
        if x + wide > look.width and x > _EDGE:
            x, y = float(_EDGE), y + 22
        made.append(
            f'<g transform="translate({x:.1f} {y:.1f})">{sign}'
            f'<text x="42" y="4" fill="{look.paper.ink}" fill-opacity=".85">{words}</text></g>'
        )
        x += wide
    return "".join(made), round(y + 18)


def _signs(paper: Paper, *, conflict: bool) -> Iterator[tuple[str, str]]:
    grey, faint = _grey(paper), mixed(paper.ink, paper.ground, 0.9)
    box = 'y="-6" height="12"'
    yield f'<rect x="0" width="34" {box} fill="{grey}"/>', "certain"
    fading = "".join(
        f'<rect x="{x}" width="{width}" {box} fill="{fill}"/>'
        for x, width, fill in ((0, 10, f"url(#{_fade(Form.RISE, grey)})"), (10, 10, grey),
                               (20, 14, f"url(#{_fade(Form.FALL, grey)})"))
    )  # fmt: skip
    yield fading, "unsure beginning or end"
    yield (
        f'<rect x="1" width="32" {box} fill="{faint}" stroke="{grey}" stroke-dasharray="5 4"/>',
        "only possible",
    )
    yield f'<path d="M17 -7l7 7l-7 7l-7 -7z" fill="{grey}"/>', "event, with its number of persons"
    if conflict:
        yield (
            f'<rect x="1" width="32" {box} fill="none" stroke="{paper.mark}" stroke-width="1.6"/>',
            "≠\u2002sources disagree",
        )
