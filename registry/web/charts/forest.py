"""Endpoints under each other: estimate, interval, target. A failed one is as large as any other."""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from registry.web.charts import svg
from registry.web.charts.figure import PHONE, WIDE, Figure

COLOUR, TARGET = "#0b5a70", "#b86200"
CARE, CARE_INK = "#fff4e0", "#5f3300"
TAG_EDGES = 18  # of the box of a mark, beside its words
TAG_ROOM = PHONE - 8 - TAG_EDGES  # for the words of a mark, in either drawing
BOLD = 0.93  # of a width is left to bold letters


class ForestRow(Struct, frozen=True):
    """An endpoint. `said` is its estimate with interval in words, or why there is none.

    `target` is the share its criterion asks for. `tag` marks what did not reach it, in words.
    `lang` is the language of `label` and `whose` where that is not the figure's own.
    """

    label: str
    note: str
    said: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    target: float | None = None
    tag: str = ""
    whose: str = ""
    lang: str = ""


class ForestWords(Struct, frozen=True):
    """What stands on the figure, in the reader's language; `shares` are said at 0, 50 and 100 %."""

    title: str
    name: str
    shares: tuple[str, str, str]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


class _Plan(Struct, frozen=True):
    """Where things are in pixels: the label's column, and the axis from `left` to `right`."""

    width: float
    left: float
    right: float

    def x(self, share: float) -> float:
        return self.left + (self.right - self.left) * share


PLANS = {"wide": _Plan(WIDE, 262, 512), "phone": _Plan(PHONE, 16, 296)}


def forest(rows: Sequence[ForestRow], words: ForestWords) -> Figure:
    """The endpoints in the order given."""
    wide, phone = (_drawn(rows, words, kind, plan) for kind, plan in PLANS.items())
    return Figure(words.title, words.name, wide, phone, words.heads, words.rows, words.note)


def _drawn(rows: Sequence[ForestRow], words: ForestWords, kind: str, plan: _Plan) -> Markup:
    parts: list[Markup] = []
    y = 8.0
    tall = max((len(svg.lines_of(row.tag, TAG_ROOM)) for row in rows), default=1)
    for row in rows:
        drawn, height = _row(row, plan, y, kind == "phone", tall)
        parts += drawn
        y += height
    grid = [svg.grid_line(plan.x(at), 4, plan.x(at), y) for at in (0.0, 0.25, 0.5, 0.75, 1.0)]
    shares = [
        svg.text(plan.x(at), y + 16, label, "middle", class_="quiet")
        for at, label in zip((0.0, 0.5, 1.0), words.shares, strict=True)
    ]
    grid = grid if kind == "wide" else []
    return svg.drawing(words.name, (plan.width, y + 26), kind, *grid, *parts, *shares)


def _row(
    row: ForestRow, plan: _Plan, y: float, above: bool, tall: int
) -> tuple[list[Markup], float]:
    """The parts of a row that begins at `y`, and its height; a mark is as many lines `tall`."""
    room = plan.width - 8 if above else plan.left - 20
    label = svg.lines_of(row.label, room * BOLD)
    whose, note = (svg.lines_of(each, room) if each else [] for each in (row.whose, row.note))
    lang = row.lang or None
    parts = svg.paragraph(0, y + 13, label, font_weight="bold", lang=lang)
    below = 16.0 * len(label)
    parts += svg.paragraph(0, y + below + 13, whose, class_="quiet", lang=lang)
    below += 16 * len(whose)
    parts += svg.paragraph(0, y + below + 13, note, class_="quiet")
    below += 16 * len(note)
    if row.tag:
        parts += _tag(svg.lines_of(row.tag, TAG_ROOM), y + below + 3, tall)
        below += 10 + 16 * tall
    if above:
        said = svg.lines_of(row.said, room)
        parts += svg.paragraph(0, y + below + 13, said)
        below += 16 * len(said)
        at = y + below + 16
        base = svg.grid_line(plan.left, at, plan.right, at)
        return [*parts, base, *_interval(row, plan, at)], below + 44
    said = svg.lines_of(row.said, (plan.width - plan.right - 14) * BOLD)
    parts += svg.paragraph(plan.right + 14, y + 13, said, font_weight="bold")
    return [*parts, *_interval(row, plan, y + 13)], max(below, 16.0 * len(said)) + 18


def _tag(words: Sequence[str], y: float, tall: int) -> list[Markup]:
    """An amber mark with its words: the same size for every endpoint that has one."""
    box = svg.tag(
        "rect", class_="care", x=0.5, y=y, width=svg.LETTER * max(map(len, words)) + TAG_EDGES,
        height=4 + 16 * tall, rx=4, fill=CARE, stroke=TARGET,
    )  # fmt: skip
    at = y + 14.5 + 8 * (tall - len(words))
    return [box, *svg.paragraph(8, at, words, class_="care-ink", fill=CARE_INK)]


def _interval(row: ForestRow, plan: _Plan, y: float) -> list[Markup]:
    parts = []
    if row.target is not None:
        x = plan.x(row.target)
        parts.append(svg.tag(
            "line", class_="target", x1=x, x2=x, y1=y - 12, y2=y + 12,
            stroke=TARGET, stroke_width="2", stroke_dasharray="4 3",
        ))  # fmt: skip
    if row.low is not None and row.high is not None:
        parts.append(svg.tag(
            "line", class_="line-of", x1=plan.x(row.low), x2=plan.x(row.high), y1=y, y2=y,
            stroke=COLOUR, stroke_width="2.5",
        ))  # fmt: skip
    if row.value is not None:
        x = plan.x(row.value)
        parts.append(svg.tag("circle", class_="dot", cx=x, cy=y, r="5.5", fill=COLOUR))
    return parts
