"""The map: its projection, its outlines, and marks that do not cover each other."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.geography.places import find_place, outlines, places
from registry.geography.projection import HEIGHT, WIDTH, is_on_map, kilometres, on_map
from registry.web.public.europe_map import APART, Mark, around, europe, spread

BARCELONA, MADRID, STOCKHOLM = (41.39, 2.16), (40.42, -3.70), (59.33, 18.07)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [(BARCELONA, MADRID, 504), (BARCELONA, STOCKHOLM, 2279), (MADRID, MADRID, 0)],
)
def test_distances_are_those_of_an_atlas(
    one: tuple[float, float], other: tuple[float, float], km: int
) -> None:
    assert kilometres(one, other) == pytest.approx(km, rel=0.01, abs=1)


def test_the_centre_of_the_projection_is_where_the_map_says_and_north_is_up() -> None:
    middle, north, east = on_map(52, 10), on_map(60, 10), on_map(52, 20)
    assert north[0] == pytest.approx(middle[0])
    assert north[1] < middle[1]
    assert east[0] > middle[0]


def test_areas_are_kept() -> None:
    """A degree square near the edge has the area it has on the sphere, as one in the middle."""

    def area(lat: float, lon: float) -> float:
        corners = [on_map(lat, lon), on_map(lat, lon + 1), on_map(lat + 1, lon + 1)]
        corners.append(on_map(lat + 1, lon))
        pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
        return abs(sum(a * d - b * c for (a, b), (c, d) in pairs)) / 2

    assert area(40, -8) == pytest.approx(area(40, 10), rel=0.001)


def test_every_country_of_the_authorities_is_on_the_map_and_every_town_in_a_country() -> None:
    codes = set(outlines()) - {"others"}
    assert len(codes) == 32
    assert {place.country for place in places().values()} == codes
    assert all(is_on_map(*outline.middle) for outline in outlines().values())


@pytest.mark.parametrize(
    ("country", "city"),
    [
        ("ES", "Barcelona"),
        ("DE", "Muenchen"),
        ("DE", "munich"),
        ("NL", "Den Haag"),
        ("NL", "LEIDEN"),
    ],
)
def test_a_town_is_found_under_its_names(country: str, city: str) -> None:
    assert find_place(country, city)


def test_a_town_of_another_country_is_not_found() -> None:
    assert find_place("FR", "Barcelona") is None


@given(st.lists(st.tuples(st.floats(0, WIDTH), st.floats(0, HEIGHT)), max_size=25))
def test_marks_are_moved_apart_and_none_is_lost(spots: list[tuple[float, float]]) -> None:
    moved = spread(spots, 30.0)
    assert len(moved) == len(spots)


def test_marks_on_one_spot_end_beside_each_other() -> None:
    moved = spread([(500.0, 500.0)] * 5, APART)
    gaps = [
        ((a - c) ** 2 + (b - d) ** 2) ** 0.5 for i, (a, b) in enumerate(moved) for c, d in moved[:i]
    ]
    assert min(gaps) > APART * 0.9


@given(st.lists(st.tuples(st.floats(0, WIDTH), st.floats(0, HEIGHT)), min_size=1, max_size=9))
def test_the_window_holds_every_mark_and_stays_on_the_map(
    spots: list[tuple[float, float]],
) -> None:
    window = around(spots)
    assert all(window.x - 1 <= x <= window.x + WIDTH * window.scale + 1 for x, _ in spots)
    assert all(window.y - 1 <= y <= window.y + window.height + 1 for _, y in spots)
    assert 0 <= window.x <= WIDTH * (1 - window.scale) + 1


def drawn_map(marks: list[Mark], start: tuple[float, float] | None = None) -> str:
    return b"".join(europe(marks, {"ES"}, "Map", start)).decode()


def test_a_mark_of_an_unknown_town_stands_in_the_middle_of_its_country() -> None:
    drawn = drawn_map([Mark(1, "Hospital", "ES", None)])
    x, y = outlines()["ES"].middle
    assert f"translate({x} {y})" in drawn


def test_every_shape_of_the_map_carries_its_colour_for_print() -> None:
    drawn = drawn_map([Mark(1, "H", "ES", BARCELONA)], MADRID)
    assert not [
        shape for shape in re.findall(r"<(?:path|circle|rect)[^>]*>", drawn) if "fill=" not in shape
    ]
    assert drawn.count('class="known"') == 1
