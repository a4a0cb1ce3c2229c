"""Small pieces of SVG. Each shape carries its colour twice: as attributes, which print, PDF and
download read, and as a class, which the style sheet colours for screens, light or dark."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from textwrap import wrap

from markupsafe import Markup, escape

INK, SOFT, GRID = "#11212b", "#44545f", "#c9d5da"
LETTER = 7.4  # width of an average letter at 13 px in the widest common fonts, in px


def tag(name: str, *content: str, **attributes: object) -> Markup:
    """An element; `class_` is its class, `stroke_width` its stroke-width. Content is escaped."""
    inside = "".join([part if type(part) is Markup else escape(part) for part in content])
    return Markup(f"{opening(name, attributes)}{inside}</{name}>")  # noqa: S704 (all is escaped)


def opening(name: str, attributes: Mapping[str, object]) -> str:
    """The beginning of an element."""
    said = "".join([f' {written(k)}="{quoted(v)}"' for k, v in attributes.items() if v is not None])
    return f"<{name}{said}>"


@lru_cache(100)
def written(key: str) -> str:
    """An attribute as SVG writes it."""
    return key.rstrip("_").replace("_", "-")


def quoted(value: object) -> str:
    """The value of an attribute; what is no number is escaped."""
    return shown(value) if isinstance(value, int | float) else escaped(str(value))


@lru_cache(500)
def escaped(text: str) -> str:
    """A text in an attribute: most are colours and classes, and come again and again."""
    return str(escape(text))


def shown(value: object) -> str:
    """A number of pixels to a tenth, anything else as it is."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def drawing(name: str, size: tuple[float, float], kind: str, *content: Markup) -> Markup:
    """A picture with an accessible name; `kind` is the width it is for, `wide` or `phone`."""
    width, height = size
    return tag(
        "svg",
        *content,
        class_=f"chart {kind}",
        role="img",
        aria_label=name,
        viewBox=f"0 0 {shown(width)} {shown(height)}",
        width=width,
        height=height,
        font_family="Helvetica, Arial, sans-serif",
        font_size="13",
        xmlns="http://www.w3.org/2000/svg",
    )


def text(x: float, y: float, words: str, anchor: str = "start", **more: object) -> Markup:
    """A line of text in ink; `class_="quiet"` for lesser ones."""
    colour = SOFT if more.get("class_") == "quiet" else INK
    about = {"class_": "ink", "fill": colour, **more}
    return tag("text", words, x=x, y=y, text_anchor=None if anchor == "start" else anchor, **about)


def paragraph(
    x: float, y: float, lines: Sequence[str], anchor: str = "start", **more: object
) -> list[Markup]:
    """Lines of text under each other, 16 px apart."""
    return [text(x, y + 16 * n, line, anchor, **more) for n, line in enumerate(lines)]


def lines_of(words: str, width: float) -> list[str]:
    """A text broken so that it fits a width in pixels."""
    return wrap(words, max(8, int(width / LETTER)))


def grid_line(x1: float, y1: float, x2: float, y2: float) -> Markup:
    """A line of the grid."""
    return tag("line", class_="grid", x1=x1, y1=y1, x2=x2, y2=y2, stroke=GRID, stroke_width=1)


def path(points: Sequence[tuple[float, float]], close: bool = False) -> str:
    """The `d` of a path through points."""
    steps = "L".join(f"{shown(x)} {shown(y)}" for x, y in points)
    return f"M{steps}{'Z' if close else ''}"
