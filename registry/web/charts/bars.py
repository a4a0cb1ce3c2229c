"""Bars, plain or stacked, one under the other, each with its number at its end."""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from registry.web.charts import svg
from registry.web.charts.figure import PHONE, WIDE, Figure

COLOURS = ("#0b5a70", "#b86200", "#5b45b0", "#5b6b75")


class Bar(Struct, frozen=True):
    """A bar of one or more parts, of which the first four have colours of their own.

    `said` is its total in words, or why there is none: a bar without parts shows that.
    """

    label: str
    parts: tuple[int, ...]
    said: str


class BarWords(Struct, frozen=True):
    """What stands on the figure, in the reader's language; `parts` names those of stacked bars.

    `colours` are those of the parts, by their places in `COLOURS`.
    """

    title: str
    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    parts: tuple[str, ...] = ()
    note: str = ""
    colours: tuple[int, ...] = (0, 1, 2, 3)


def bars(rows: Sequence[Bar], words: BarWords) -> Figure:
    """The bars in the order given, on one scale from zero."""
    wide, phone = (_drawn(rows, words, kind) for kind in ("wide", "phone"))
    return Figure(words.title, words.name, wide, phone, words.heads, words.rows, words.note)


def _drawn(rows: Sequence[Bar], words: BarWords, kind: str) -> Markup:
    width, left = (WIDE, 210.0) if kind == "wide" else (PHONE, 0.0)
    most = max((sum(row.parts) for row in rows), default=0) or 1
    parts, y = _legend(words, width)
    for row in rows:
        drawn, height = _bar(row, y, (left, width - 76 - left), most, words.colours)
        parts += drawn
        y += height
    return svg.drawing(words.name, (width, y + 4), kind, *parts)


def _legend(words: BarWords, width: float) -> tuple[list[Markup], float]:
    """What each colour means, and the height that takes."""
    parts: list[Markup] = []
    x, y = 0.0, 4.0
    for name, colour in zip(words.parts, words.colours, strict=False):
        if x and x + 24 + svg.LETTER * len(name) > width:
            x, y = 0.0, y + 20
        parts += [_box(x, y, 12, colour, 12), svg.text(x + 18, y + 11, name, class_="quiet")]
        x += 40 + svg.LETTER * len(name)
    return parts, y + 26 if words.parts else 0.0


def _bar(
    row: Bar, y: float, room: tuple[float, float], most: int, colours: Sequence[int]
) -> tuple[list[Markup], float]:
    left, width = room
    lines = svg.lines_of(row.label, left - 14 if left else PHONE)
    top = y + 3 if left else y + 16 * len(lines) + 3
    parts = svg.paragraph(0, y + 15, lines)
    x = left
    for number, count in enumerate(row.parts):
        length = width * count / most
        if count:
            colour = colours[min(number, len(colours) - 1)]
            parts.append(_box(x, top, max(length - 1, 1), colour, 16))
        x += length
    parts.append(svg.text(x + 6, top + 13, row.said, font_weight="bold"))
    return parts, max(16.0 * len(lines), 16.0) + 12 if left else top - y + 28


def _box(x: float, y: float, width: float, number: int, height: float) -> Markup:
    place = min(number, len(COLOURS) - 1)
    return svg.tag(
        "rect", class_=f"c{place + 1}", x=x, y=y, width=width, height=height, fill=COLOURS[place]
    )
