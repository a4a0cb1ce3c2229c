"""The annual report under attack: its sums of a year and a country, beside every other answer."""

from collections.abc import Iterator
from itertools import product

import pytest

from registry.model.calendar import half_years_of
from registry.views.cohort import Dimension, Filter
from tests.attacks.algebra import Sum
from tests.attacks.filters import answered, answers, are_whole
from tests.attacks.lattice import pairs_of_answers, tracker
from tests.attacks.public import Reading
from tests.attacks.publication import publish
from tests.attacks.scenes import patients, programme, registry

DIMENSIONS = (Dimension.COUNTRY, Dimension.ATMP_CLASS, Dimension.DISEASE, Dimension.ROUTE)
GROUPINGS = ((), *((dimension,) for dimension in DIMENSIONS))


@pytest.fixture(scope="module")
def reading() -> Reading:
    """Two programmes in two countries that accept seven patients every four months."""
    waves = product(("p", "q"), ("ES", "DE"), range(0, 36, 4))
    accepted = [patients(7, id, month=m, country=c, responding=m % 5) for id, c, m in waves]
    return Reading(publish(registry([programme("p"), programme("q", None)], *accepted)))


def extents(reading: Reading) -> Iterator[Filter]:
    """Every year, alone and with each country that a group has, and of these each approval."""
    groups = [group for group in reading.snapshots[-1]["groups"] if group["first_period"]]
    years = {int(group[end][:4]) for group in groups for end in ("first_period", "last_period")}
    countries = {str(group["country"]) for group in groups} - {"SEVERAL"}
    approvals = [frozenset(ids) for ids in ({"p"}, {"q"}, {"p", "q"})]
    for year, country in product(sorted(years), ["", *sorted(countries)]):
        where = {Dimension.PERIOD: half_years_of(year)}
        where |= {Dimension.COUNTRY: frozenset({country})} if country else {}
        yield where
        yield from (where | {Dimension.PROGRAMME: ids} for ids in approvals)


def of_reports(reading: Reading) -> list[tuple[Sum, Sum | None]]:
    """Every row of every report on the last snapshot: the accepted, and the successes."""
    frozen, snapshot = reading.published.snapshots[-1].snapshot, reading.snapshots[-1]
    return [
        row
        for where in extents(reading)
        for by in GROUPINGS
        for row in answered(reading, frozen, snapshot, by, where)
    ]


def test_every_number_of_a_report_is_a_sum_over_whole_groups(reading: Reading) -> None:
    rows = of_reports(reading)
    assert len(rows) > 20
    assert are_whole([accepted for accepted, _ in rows])


def test_no_difference_of_reports_and_other_answers_singles_out_fewer_than_eleven(
    reading: Reading,
) -> None:
    others = [accepted for accepted, _ in answers(reading, len(reading.snapshots) - 1)]
    rows = [accepted for accepted, _ in of_reports(reading)]
    sets = {row.patients for row in (*others, *rows)}
    assert pairs_of_answers(sets).fewest >= 11
    assert tracker(sets).fewest >= 11


def test_a_year_that_counted_groups_in_part_would_be_found(reading: Reading) -> None:
    rows = [accepted for accepted, _ in of_reports(reading)]
    first = next(row for row in rows if row.patients.bit_count() > 11)
    without_one = first.patients & (first.patients - 1)
    assert not are_whole([Sum(without_one, first.value)])
    assert pairs_of_answers([first.patients, without_one]).fewest == 1
