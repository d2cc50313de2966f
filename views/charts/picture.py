"""The table as one picture: an SVG that opens anywhere, and says itself what its numbers are worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from analysis.leaks import Leak
from views.charts.inks import ON_LIGHT
from views.leaks import number, ranged

ROWS = 60
_WIDTH, _TOP, _ROW, _FOOT = 1180, 128, 26, 22
_PLACE, _NAME, _COUNT, _BARS, _BARS_END, _RANKS, _RANKS_END = 24, 124, 440, 560, 900, 930, 1156
_LETTERS = 44
_BARS_SAY = (
    "Thick: the 95 % interval of the shrunk rate, and the 90 % interval of the rank. "
    "Thin: the wider bounds of the raw rate."
)


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands around the rows. `notes` are sentences, a line each; `made_up` marks what is for demonstration."""

    title: str
    notes: tuple[str, ...]
    made_up: bool
    units: int
    mean: float


def drawn(leaks: Sequence[Leak], places: Mapping[str, str], caption: Caption) -> str:
    """The picture of the first ranked lines, `ROWS` at most."""
    rows = [leak for leak in leaks if leak.shrunk_rate is not None][:ROWS]
    notes = (_BARS_SAY, *caption.notes, *_left_out(leaks, rows))
    height = _TOP + _ROW * len(rows) + 34 + _FOOT * len(notes)
    furthest = max([1.1 * leak.shrunk_high for leak in rows if leak.shrunk_high] + [2 * caption.mean, 1e-9])
    lines = [line for at, leak in enumerate(rows) for line in _row(leak, places, at, furthest, caption)]
    under = _TOP + _ROW * len(rows)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
            f'viewBox="0 0 {_WIDTH} {height}" font-family="system-ui, sans-serif" font-size="13" fill="{_INK}">',
            f'<rect width="{_WIDTH}" height="{height}" fill="{ON_LIGHT.paper.ground}"/>',
            *_head(caption, furthest),
            *lines,
            *(_text(_PLACE, under + 30 + _FOOT * at, note, size=12) for at, note in enumerate(notes)),
            "</svg>\n",
        ]
    )


_INK = ON_LIGHT.paper.ink


def _left_out(leaks: Sequence[Leak], rows: Sequence[Leak]) -> tuple[str, ...]:
    ranked = sum(leak.shrunk_rate is not None for leak in leaks)
    rest = [leak for leak in leaks if leak.shrunk_rate is None]
    said = []
    if ranked > len(rows):
        said.append(f"{ranked - len(rows):,} more ranked units are not drawn.")
    if rest:
        persons = sum(leak.defectors for leak in rest)
        said.append(
            f"{len(rest):,} units without a rate are not drawn; {persons:,} defectors are counted for them."
        )
    return tuple(said)


def _head(caption: Caption, furthest: float) -> list[str]:
    head = [_text(_PLACE, 36, caption.title, size=20, weight="600")]
    if caption.made_up:
        head.append(
            _text(_PLACE, 60, "Made up for demonstration: no real person stands behind it.", fill="#8a5a00")
        )
    titles = (
        (_PLACE, "Place"),
        (_NAME, "Unit"),
        (_COUNT, "Defectors"),
        (_BARS, f"Shrunk rate per 1,000 person-years (0 to {number(furthest, 0)})"),
        (_RANKS, f"Rank, 90 % interval (1 to {caption.units:,})"),
    )
    head += [_text(at, _TOP - 26, words, size=12, fill=ON_LIGHT.soft) for at, words in titles]
    return [*head, _line(_PLACE, _RANKS_END, _TOP - 14, "#dde2e8", 1)]


def _row(leak: Leak, places: Mapping[str, str], at: int, furthest: float, caption: Caption) -> list[str]:
    y = _TOP + _ROW * at + 4
    persons = ranged(leak.defectors, leak.defectors_min, leak.defectors_max)
    parts = [
        _text(_PLACE, y + 4, places.get(str(leak.unit), "").replace(" to ", "–").replace(", ", " ")),
        _text(_NAME, y + 4, _short(leak.name or str(leak.unit))),
        _text(_COUNT, y + 4, persons),
        *_rates(leak, y, furthest, caption.mean),
    ]
    if leak.rank_low is not None and leak.rank_high is not None:
        ranks = [
            _place(end, 0.5, caption.units + 0.5, _RANKS, _RANKS_END)
            for end in (leak.rank_low - 0.5, leak.rank_high + 0.5)
        ]
        parts.append(_line(ranks[0], max(ranks[1], ranks[0] + 2), y, ON_LIGHT.plain, 8))
    return parts


def _rates(leak: Leak, y: float, furthest: float, mean: float) -> list[str]:
    def at(value: float) -> float:
        return _place(value, 0, furthest, _BARS, _BARS_END)

    assert leak.shrunk_rate is not None and leak.shrunk_low is not None and leak.shrunk_high is not None
    parts = [f'<path d="M{at(mean):.1f} {y - 13}v26" stroke="{ON_LIGHT.chosen}" stroke-dasharray="2 2"/>']
    if leak.bound_low is not None and leak.bound_high is not None:
        parts.append(_line(at(leak.bound_low), at(leak.bound_high), y, ON_LIGHT.soft, 1.5))
        if leak.bound_high > furthest:
            parts.append(f'<path d="M{_BARS_END} {y - 5}l7 5l-7 5z" fill="{ON_LIGHT.soft}"/>')
    parts.append(_line(at(leak.shrunk_low), at(leak.shrunk_high), y, ON_LIGHT.plain, 7))
    ring = f'r="4" fill="#ffffff" stroke="{ON_LIGHT.plain}" stroke-width="2"'
    return [*parts, f'<circle cx="{at(leak.shrunk_rate):.1f}" cy="{y}" {ring}/>']


def _place(value: float, low: float, high: float, left: float, right: float) -> float:
    return left + (right - left) * min(max((value - low) / (high - low), 0.0), 1.0)


def _line(x1: float, x2: float, y: float, stroke: str, width: float) -> str:
    return f'<path d="M{x1:.1f} {y}H{x2:.1f}" stroke="{stroke}" stroke-width="{width}"/>'


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…"


def _text(x: float, y: float, words: str, *, size: int = 13, weight: str = "400", fill: str = _INK) -> str:
    clean = escape("".join(letter for letter in words if letter.isprintable()))
    return f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}">{clean}</text>'
