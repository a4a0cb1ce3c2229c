"""A number that a correction moves is still a count of patients, whoever else was corrected."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from msgspec import structs

from registry.release.steps.correct import Release
from tests.attacks import counting, scenes
from tests.attacks.battery import world_of
from tests.attacks.counting import release_of
from tests.attacks.populations import bundles_subtracted
from tests.attacks.public import Reading
from tests.attacks.publication import publish

FIRST = {"between two intervals": date(2029, 6, 1), "as one opens": date(2029, 2, 1)}


@pytest.fixture(params=list(FIRST.values()), ids=list(FIRST))
def reading(request: pytest.FixtureRequest) -> Reading:
    """A registry in which a curve is corrected twice."""
    return Reading(publish(scenes.corrected_twice(request.param)))


def test_a_curve_corrected_twice_counts_nobody_less_than_once(reading: Reading) -> None:
    curves = [n for n in reading.numbers if n.content.startswith("curves.survival")]
    assert len({number.as_of for number in curves}) > 3
    assert [number for number in curves if number.value < 0] == []


def test_a_corrected_curve_still_goes_on_from_interval_to_interval(reading: Reading) -> None:
    (group,) = reading.snapshots[-1]["groups"]
    for curve in group["curves"]:
        for one, after in pairwise(curve["intervals"]):
            gone = sum(one["events"].values()) + one["lost"] + one["left"]
            assert after["at_risk"] == one["at_risk"] - gone + one["entered"]


def test_one_death_does_not_show_because_other_lines_end_elsewhere_without_news() -> None:
    """Five lines must change by what was told of them, not by being counted whole."""
    reading = Reading(publish(scenes.one_death_among_news()))
    deaths = [n for n in reading.numbers if n.content.startswith("curves.survival") and
              n.content.endswith("events.DEATH")]  # fmt: skip
    assert deaths
    assert {number.value for number in deaths} == {0}


@pytest.mark.parametrize("many", [2, 3, 5, 12, 13])
def test_curves_of_the_infused_move_only_while_nobody_or_eleven_are_beside_them(many: int) -> None:
    """The funnel says who was infused after all; with it, the others might be fewer than eleven."""
    exposure = bundles_subtracted(Reading(publish(scenes.infused_after_all(many))))
    assert exposure.tried
    assert exposure.fewest == 13


@pytest.mark.parametrize("seed", [6, 7])
def test_looking_only_where_there_is_news_since_the_last_release_changes_no_byte(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_of(seed, programmes=4)
    published = publish(world).snapshots

    def looks_everywhere(*told: Any) -> Release:
        return structs.replace(release_of(*told), last_counted=0)

    monkeypatch.setattr(counting, "release_of", looks_everywhere)
    assert published == publish(world).snapshots
