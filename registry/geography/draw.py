"""Draw europe.json from Natural Earth: `python -m registry.geography.draw countries-50m.json`.

The source is the TopoJSON of npm world-atlas 2.0.2 (README.md beside this file). Borders are
simplified arc by arc, so that neighbours keep one border (Douglas and Peucker, 1973).
"""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from registry.geography.projection import HEIGHT, WIDTH, on_map

TOLERANCE = 1.6  # units of the map: about five kilometres
LEAST_AREA = 12.0  # square units below which an island is left out
MARGIN = 30.0
# ISO 3166-1 numeric to alpha-2, of the countries whose authorities the registry knows.
COUNTRIES = {
    **{"040": "AT", "056": "BE", "100": "BG", "191": "HR", "196": "CY", "203": "CZ", "208": "DK"},
    **{"233": "EE", "246": "FI", "250": "FR", "276": "DE", "300": "GR", "348": "HU", "372": "IE"},
    **{"380": "IT", "428": "LV", "440": "LT", "442": "LU", "470": "MT", "528": "NL", "616": "PL"},
    **{"620": "PT", "642": "RO", "703": "SK", "705": "SI", "724": "ES", "752": "SE", "578": "NO"},
    **{"352": "IS", "438": "LI", "756": "CH", "826": "GB"},
}

Point = tuple[float, float]


def main(source: Path) -> None:
    """Write the map beside this file."""
    topology = json.loads(source.read_text())
    arcs = [simplified(arc) for arc in projected(topology)]
    outlines: dict[str, list[list[Point]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = COUNTRIES.get(geometry.get("id", ""), "others")
        outlines.setdefault(code, []).extend(kept(rings(geometry, arcs), code))
    countries = [
        {"code": code, "middle": middle(found[0]), "path": "".join(map(written, found))}
        for code, found in sorted(outlines.items())
    ]
    target = Path(__file__).with_name("europe.json")
    target.write_text(json.dumps(countries, indent=0) + "\n")


def projected(topology: dict[str, Any]) -> Iterator[list[Point]]:
    """Every arc in units of the map; the file holds steps of quantised degrees."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append(on_map(y * ky + dy, x * kx + dx))
        yield points


def simplified(points: list[Point]) -> list[Point]:
    """The points without which the line would move by more than the tolerance."""
    keep, waiting = {0, len(points) - 1}, [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        far = [distance(points[n], points[first], points[last]) for n in range(first + 1, last)]
        if far and max(far) > TOLERANCE:
            middle = first + 1 + far.index(max(far))
            keep.add(middle)
            waiting += [(first, middle), (middle, last)]
    return [points[n] for n in sorted(keep)]


def distance(point: Point, start: Point, end: Point) -> float:
    """From a point to a line between two others."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    if length == 0:
        return float(((x - x1) ** 2 + (y - y1) ** 2) ** 0.5)
    return float(abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length)


def rings(geometry: dict[str, Any], arcs: list[list[Point]]) -> Iterator[list[Point]]:
    """The outlines of a country: a negative arc number is the arc backwards."""
    several = geometry.get("type") == "MultiPolygon"
    polygons = geometry["arcs"] if several else [geometry.get("arcs", [])]
    for ring in (ring for polygon in polygons for ring in polygon):
        points: list[Point] = []
        for number in ring:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        yield points


def kept(outlines: Iterable[list[Point]], code: str) -> list[list[Point]]:
    """What lies in the frame and is large enough; of a small country its largest piece."""
    inside = [clipped(outline) for outline in outlines if near(outline)]
    inside = sorted((ring for ring in inside if len(ring) > 2), key=area, reverse=True)
    large = [ring for ring in inside if area(ring) >= LEAST_AREA]
    return large or inside[: code != "others"]


def near(points: Iterable[Point]) -> bool:
    """Whether an outline comes near the frame; the far side of the globe projects anywhere."""
    return any(-600 < x < WIDTH + 600 and -600 < y < HEIGHT + 600 for x, y in points)


def area(points: list[Point]) -> float:
    """The area of an outline (shoelace)."""
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def middle(points: list[Point]) -> tuple[int, int]:
    """The middle of an outline's area."""
    pairs = list(zip(points, [*points[1:], points[0]], strict=True))
    crosses = [x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs]
    x = sum((x1 + x2) * c for ((x1, _), (x2, _)), c in zip(pairs, crosses, strict=True))
    y = sum((y1 + y2) * c for ((_, y1), (_, y2)), c in zip(pairs, crosses, strict=True))
    return round(x / (3 * sum(crosses))), round(y / (3 * sum(crosses)))


def clipped(points: list[Point]) -> list[Point]:
    """The part inside the frame with its margin (Sutherland and Hodgman, 1974)."""
    for axis, limit, sign in (
        (0, -MARGIN, 1),
        (0, WIDTH + MARGIN, -1),
        (1, -MARGIN, 1),
        (1, HEIGHT + MARGIN, -1),
    ):
        points = list(on_side(points, axis, limit, sign))
    return points


def on_side(points: list[Point], axis: int, limit: float, sign: int) -> Iterator[Point]:
    """The part of an outline on one side of a line of the frame."""
    for before, now in zip([*points[-1:], *points[:-1]], points, strict=True):
        was, is_in = sign * before[axis] >= sign * limit, sign * now[axis] >= sign * limit
        if was != is_in:
            part = (limit - before[axis]) / (now[axis] - before[axis])
            yield (
                before[0] + part * (now[0] - before[0]),
                before[1] + part * (now[1] - before[1]),
            )
        if is_in:
            yield now


def written(points: list[Point]) -> str:
    """An outline as steps in whole units."""
    whole = [(round(x), round(y)) for x, y in points]
    steps = [
        f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(whole) if (x1, y1) != (x2, y2)
    ]
    if len(steps) < 2:
        x, y = whole[0]
        return f"M{x - 2} {y - 2}h4v4h-4z"
    return f"M{whole[0][0]} {whole[0][1]}l{' '.join(steps).replace(' -', '-')}z"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
