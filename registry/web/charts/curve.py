"""A curve with its interval and the numbers at risk, from estimates at horizons.

Between horizons the line is straight: a life table does not say more.
"""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from registry.web.charts import svg
from registry.web.charts.figure import PHONE, WIDE, Figure

COLOUR, BAND = "#0b5a70", "#bcd7de"
LEFT, RIGHT, TOP, HEIGHT = 46.0, 14.0, 14.0, 200.0
LEAST = 40  # px of days that are not public yet, below which they are not shown as such


class CurvePoint(Struct, frozen=True):
    """An estimate at a horizon. `label` names the horizon on the axis; shares are from 0 to 1.

    `value` is None where the counts give no estimate, `low` and `high` where they give no interval.
    """

    day: int
    label: str
    at_risk: int
    value: float | None
    low: float | None = None
    high: float | None = None


class CurveWords(Struct, frozen=True):
    """What stands on a curve, in the reader's language. `shares` are said at 0, 25, 50, 75, 100 %.

    `rows` are the cells of each point in the table, under `heads`.
    """

    title: str
    name: str
    axis: str
    at_risk: str
    shares: tuple[str, str, str, str, str]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    beyond: str = ""
    note: str = ""


def curve(points: Sequence[CurvePoint], words: CurveWords, last_day: int, start: float) -> Figure:
    """A curve from `start` (1 for survival, 0 for incidence) at day 0 to the last estimate.

    The axis ends at `last_day`; what lies behind the last estimate says `words.beyond`.
    """
    wide, phone = (_drawn(points, words, last_day, start, width) for width in (WIDE, PHONE))
    return Figure(words.title, words.name, wide, phone, words.heads, words.rows, words.note)


class _Frame(Struct, frozen=True):
    """Where days and shares are in pixels."""

    width: float
    last_day: int

    def x(self, day: float) -> float:
        return LEFT + (self.width - LEFT - RIGHT) * day / self.last_day

    def y(self, share: float) -> float:
        return TOP + HEIGHT * (1 - share)


def _drawn(
    points: Sequence[CurvePoint], words: CurveWords, last_day: int, start: float, width: float
) -> Markup:
    frame = _Frame(width, last_day)
    origin = CurvePoint(0, "0", 0, start, start, start)
    known = [origin, *(point for point in points if point.value is not None)]
    parts = [
        *_grid(frame, words),
        *_beyond(frame, known[-1].day, words.beyond),
        *_band(frame, known),
        *_line(frame, known),
        *_axis(frame, points, words),
    ]
    kind, height = "wide" if width == WIDE else "phone", TOP + HEIGHT + 84
    below = _below(frame, known[-1].day, words.beyond)
    parts += svg.paragraph(4, height + 14, below, class_="quiet")
    return svg.drawing(words.name, (width, height + 18 * len(below)), kind, *parts)


def _grid(frame: _Frame, words: CurveWords) -> list[Markup]:
    parts = []
    for share, label in zip((0.0, 0.25, 0.5, 0.75, 1.0), words.shares, strict=True):
        y = frame.y(share)
        parts.append(svg.grid_line(LEFT, y, frame.width - RIGHT, y))
        parts.append(svg.text(LEFT - 6, y + 4, label, "end", class_="quiet"))
    return parts


def _band(frame: _Frame, known: Sequence[CurvePoint]) -> list[Markup]:
    bounds = [(frame.x(p.day), p.low, p.high) for p in known]
    low = [(x, frame.y(at)) for x, at, _ in bounds if at is not None]
    high = [(x, frame.y(at)) for x, _, at in bounds if at is not None]
    if len(low) < 2:
        return []
    around = svg.path([*high, *reversed(low)], close=True)
    return [svg.tag("path", class_="band-of", d=around, fill=BAND, fill_opacity="0.6")]


def _line(frame: _Frame, known: Sequence[CurvePoint]) -> list[Markup]:
    at = [(frame.x(p.day), frame.y(p.value)) for p in known if p.value is not None]
    line = svg.tag(
        "path", class_="line-of", d=svg.path(at), fill="none", stroke=COLOUR, stroke_width="2.5"
    )
    dots = [svg.tag("circle", class_="dot", cx=x, cy=y, r="3.5", fill=COLOUR) for x, y in at[1:]]
    return [line, *dots]


def _beyond(frame: _Frame, day: int, words: str) -> list[Markup]:
    """The days that are not public yet, and that they are not where these words have room."""
    left, right = frame.x(day), frame.width - RIGHT
    if right - left < LEAST or not words:
        return []
    area = svg.tag(
        "rect", class_="beyond", x=left, y=TOP, width=right - left, height=HEIGHT,
        fill="#f1f6f7", stroke=svg.GRID, stroke_dasharray="4 3",
    )  # fmt: skip
    lines = svg.lines_of(words, right - left - 12) if _fits(words, right - left) else []
    middle, first = (left + right) / 2, TOP + HEIGHT / 2 - 8 * (len(lines) - 1)
    return [area, *svg.paragraph(middle, first, lines, anchor="middle", class_="quiet")]


def _below(frame: _Frame, day: int, words: str) -> list[str]:
    """The same words, for below the drawing where they have no room in it."""
    room = frame.width - RIGHT - frame.x(day)
    return [] if room < LEAST or _fits(words, room) else svg.lines_of(words, frame.width - 8)


def _fits(words: str, room: float) -> bool:
    """Whether every single word fits, so that none is broken."""
    return all(len(word) * svg.LETTER <= room - 12 for word in words.split())


def _axis(frame: _Frame, points: Sequence[CurvePoint], words: CurveWords) -> list[Markup]:
    """Labels and numbers at risk, of those horizons that have room."""
    floor, parts = TOP + HEIGHT, []
    parts.append(svg.text(frame.x(0), floor + 18, "0", "middle", class_="quiet"))
    taken = frame.x(0)
    for point in points:
        x = frame.x(point.day)
        if x - taken >= 38 or point is points[-1]:
            parts.append(svg.text(x, floor + 18, point.label, "middle", class_="quiet"))
            parts.append(svg.text(x, floor + 76, str(point.at_risk), "middle", font_weight="bold"))
            taken = x
    parts.append(
        svg.text((LEFT + frame.width) / 2, floor + 37, words.axis, "middle", class_="quiet")
    )
    parts.append(svg.text(4, floor + 58, words.at_risk, font_weight="bold"))
    return parts
