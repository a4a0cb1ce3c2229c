"""The map beside the list: the same centres, by number. It shows nothing that the list does not."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from markupsafe import Markup
from msgspec import Struct

from registry.geography.places import outlines
from registry.geography.projection import HEIGHT, WIDTH, is_on_map, on_map
from registry.web.charts.svg import opening, tag

LAND, KNOWN, EDGE, MARK = "#e3e9ec", "#bcd7de", "#ffffff", "#0b5a70"
RADIUS = 30.0  # of a mark, in units of the whole map; apart by a little more than two
APART = 66.0
MANY = 60  # marks from which on they are moved apart only once, for time
LEAST = 0.42  # of the map's width is always shown


class Mark(Struct, frozen=True):
    """A centre on the map: its number in the list, its name, its country, and where it is."""

    number: int
    name: str
    country: str
    at: tuple[float, float] | None


class Window(Struct, frozen=True):
    """The part of the map that is shown, in its units; as wide as it is high, nearly."""

    x: float
    y: float
    scale: float

    @property
    def view(self) -> str:
        """The viewBox."""
        return " ".join(f"{n:.0f}" for n in (self.x, self.y, WIDTH * self.scale, self.height))

    @property
    def height(self) -> float:
        """How high it is."""
        return HEIGHT * self.scale


def europe(
    marks: Sequence[Mark], known: Iterable[str], name: str, start: tuple[float, float] | None
) -> list[bytes]:
    """The map around the marks, in pieces, for the land is long and the same for many questions.

    `known` are the countries with a centre, which are shaded.
    """
    spots = [(mark, spot) for mark in marks if (spot := spot_of(mark)) and is_on_map(*spot)]
    here = on_map(*start) if start else None
    window = around([spot for _, spot in spots] + ([here] if here else []))
    moved = spread([spot for _, spot in spots], APART * window.scale)
    drawn = [dot(mark, at, window) for (mark, _), at in zip(spots, moved, strict=True)]
    about = {
        "class_": "map",
        "role": "group",
        "aria_label": name,
        "viewBox": window.view,
        "width": 600,
        "height": 620,
        "font_family": "Helvetica, Arial, sans-serif",
    }
    above = [house(here, window)] if here else []
    shapes = [each.encode() for each in (*above, *drawn)]
    return [opening("svg", about).encode(), land(frozenset(known)), *shapes, b"</svg>"]


def spot_of(mark: Mark) -> tuple[float, float] | None:
    """Where a mark stands: its own place, else the middle of its country."""
    if mark.at:
        return on_map(*mark.at)
    outline = outlines().get(mark.country)
    return (float(outline.middle[0]), float(outline.middle[1])) if outline else None


@cache
def land(known: frozenset[str]) -> bytes:
    """Every country as one path, those with a centre shaded."""
    paths = [
        tag(
            "path",
            class_="known" if code in known else "land",
            d=outline.path,
            fill=KNOWN if code in known else LAND,
            stroke=EDGE,
            stroke_width=2,
        )
        for code, outline in outlines().items()
    ]
    return "".join(paths).encode()


def around(spots: Sequence[tuple[float, float]]) -> Window:
    """The smallest window with every spot and some room, not below a certain size."""
    if not spots:
        return Window(0, 0, 1)
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    wide = (max(xs) - min(xs) + 6 * RADIUS) / WIDTH
    high = (max(ys) - min(ys) + 6 * RADIUS) / HEIGHT
    scale = min(1.0, max(LEAST, wide, high))
    x = (min(xs) + max(xs) - WIDTH * scale) / 2
    y = (min(ys) + max(ys) - HEIGHT * scale) / 2
    return Window(within(x, WIDTH * (1 - scale)), within(y, HEIGHT * (1 - scale)), scale)


def within(value: float, most: float) -> float:
    """A number kept between nothing and the most it can be."""
    return max(0.0, min(value, most))


def spread(
    spots: Sequence[tuple[float, float]], apart: float, rounds: int = 40
) -> list[tuple[float, float]]:
    """The spots moved apart until no mark covers another, or as far as a few rounds get."""
    moved = [(x + n * 0.01, y) for n, (x, y) in enumerate(spots)]
    for _ in range(rounds if len(spots) <= MANY else 1):
        pushed = False
        for i in range(len(moved)):
            pushed |= push(moved, i, apart)
        if not pushed:
            break
    return moved


def push(moved: list[tuple[float, float]], i: int, apart: float) -> bool:
    """Push a spot and each before it away from each other, by half each, if they are too near."""
    least, pushed = apart - 0.5, False
    for j in range(i):
        (x1, y1), (x2, y2) = moved[i], moved[j]
        dx, dy = x1 - x2, y1 - y2
        if not (-least < dx < least and -least < dy < least):
            continue
        length = (dx * dx + dy * dy) ** 0.5
        if length < least:
            step = (apart - length) / 2 / (length or 1)
            moved[i] = x1 + dx * step, y1 + dy * step
            moved[j] = x2 - dx * step, y2 - dy * step
            pushed = True
    return pushed


def dot(mark: Mark, at: tuple[float, float], window: Window) -> Markup:
    """A numbered link to the centre in the list."""
    label = f"{mark.number}: {mark.name}"
    inside = disc(mark.number, window.scale)
    link = tag("a", inside, translate="no", href=f"#centre-{mark.number}", aria_label=label)
    return tag("g", link, transform=f"translate({at[0]:.0f} {at[1]:.0f})")


@lru_cache(1_000)
def disc(number: int, size: float) -> Markup:
    """A number in a circle; `size` is the part of the whole map that is shown."""
    circle = tag(
        "circle", class_="mark", r=RADIUS * size, fill=MARK, stroke=EDGE, stroke_width=4 * size
    )
    words = tag(
        "text",
        str(number),
        class_="mark-n",
        y=11 * size,
        text_anchor="middle",
        font_size=f"{32 * size:.0f}",
        font_weight="bold",
        fill=EDGE,
    )
    return tag("g", circle, words, class_="size")


def house(at: tuple[float, float], window: Window) -> Markup:
    """The town a reader starts from: a square, no number."""
    half = 16 * window.scale
    return tag(
        "rect",
        class_="start",
        x=at[0] - half,
        y=at[1] - half,
        width=2 * half,
        height=2 * half,
        fill="#b86200",
        stroke=EDGE,
        stroke_width=4 * window.scale,
    )
