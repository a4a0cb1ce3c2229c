"""Laws of curves and change, for any question: whole groups, whole bundles, or nothing."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from many_groups import COUNTRIES, many_groups

from registry.model.codes import Timing
from registry.model.sealed import SEVERAL
from registry.views.cohort import Dimension, Filter
from registry.views.curve_rows import SurvivalRow
from registry.views.index import index_of
from registry.views.survival import survival

MANY = many_groups(400, programmes=16, products=6)
BY = st.lists(st.sampled_from(Dimension), unique=True, max_size=3).map(tuple)


def at_risk(rows: Iterable[SurvivalRow], infused: bool) -> dict[tuple[Timing, int], int]:
    """Patients at risk by timing and horizon, summed over rows."""
    found: dict[tuple[Timing, int], int] = {}
    for row in rows:
        for point in (row.of_infused if infused else row.of_accepted).points:
            place = row.timing, point.day
            found[place] = found.get(place, 0) + point.at_risk
    return found


@given(BY)
def test_rows_of_any_grouping_add_up_to_the_whole(by: tuple[Dimension, ...]) -> None:
    rows = survival(MANY, by=by, where={})
    assert at_risk(rows, infused=False) == at_risk(survival(MANY, by=(), where={}), infused=False)


@given(BY)
def test_a_bundle_is_in_one_row_whole_or_its_groups_are_told(by: tuple[Dimension, ...]) -> None:
    for row in survival(MANY, by=by, where={}):
        curve = row.of_infused
        told = [curve.left_out, curve.not_included]
        beside = [(each.groups, each.patients) for each in told if each is not None]
        assert curve.groups + sum(groups for groups, _ in beside) == row.groups
        counted = curve.accepted.value or 0
        assert counted + sum(patients for _, patients in beside) == (row.accepted.value or 0)


def only(country: str) -> Filter:
    return {Dimension.COUNTRY: frozenset({country})}


@pytest.mark.parametrize("timing", Timing)
def test_countries_and_what_is_left_out_of_each_are_everybody_accepted(timing: Timing) -> None:
    (everybody,) = [row for row in survival(MANY, by=(), where={}) if row.timing is timing]
    inside, left_out = 0, set()
    for country in COUNTRIES:
        if country != SEVERAL:
            rows = [r for r in survival(MANY, by=(), where=only(country)) if r.timing is timing]
            inside += sum(row.accepted.value or 0 for row in rows)
            left_out |= {sum(left.patients for left in row.left_out) for row in rows}
    (several,) = left_out
    assert inside + several == everybody.accepted.value


@given(st.sampled_from(sorted(set(COUNTRIES) - {SEVERAL})))
def test_a_filter_gives_the_row_of_the_same_groups(country: str) -> None:
    rows = survival(MANY, by=(Dimension.COUNTRY,), where={})
    mine = [row for row in rows if row.keys[0].value == country]
    found = {row.timing: row.of_accepted for row in survival(MANY, by=(), where=only(country))}
    assert {row.timing: row.of_accepted for row in mine} == found


def test_what_is_laid_out_of_a_snapshot_is_laid_out_once_and_belongs_to_it() -> None:
    other = many_groups(20, programmes=3, products=2)
    assert index_of(MANY) is index_of(MANY)
    assert index_of(other) is not index_of(MANY)
    assert index_of(other).as_of == other.as_of
