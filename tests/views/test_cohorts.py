"""Which groups stand behind a row, whatever is asked of them."""

import pytest
from msgspec import structs

from registry.model.calendar import half_years_between, half_years_of
from registry.model.codes import Timing
from registry.model.regions import ELSEWHERE, REGIONS, region_of
from registry.model.sealed import SEVERAL
from registry.views.cohort import Dimension, Filter
from registry.views.cohort_rows import Cohort
from registry.views.cohorts import Same, cohorts, everybody
from tests.views.example import SNAPSHOT


def asked(*by: Dimension, where: Filter | None = None) -> dict[object, Cohort[Same]]:
    """Cohorts of a question that every programme is asked alike, by keys and timing."""
    found = cohorts(SNAPSHOT, by, where or {}, everybody("anything"))
    return {(*(key.value for key in cohort.keys), cohort.timing): cohort for cohort in found}


def ids(cohort: Cohort[Same]) -> list[str]:
    return [group.id for group in cohort.groups]


def test_a_question_asked_of_all_alike_sums_over_programmes_with_different_outcomes() -> None:
    cohort = asked(Dimension.ORIGIN)["AUTOLOGOUS", Timing.PROSPECTIVE]
    assert ids(cohort) == ["aurora-1", "aurora-2", "aurora-3", "chondra-1"]
    assert (cohort.forming, cohort.left_out) == (1, ())
    assert [row.programme.id for row in cohort.programmes] == ["aurora", "borealis", "chondra"]


def test_each_timing_and_the_real_and_the_fictional_are_asked_apart() -> None:
    found = cohorts(SNAPSHOT, (), {}, everybody("anything"))
    assert [(c.timing, c.synthetic, len(c.groups)) for c in found] == [
        (Timing.PROSPECTIVE, True, 4),
        (Timing.PROSPECTIVE, False, 0),
        (Timing.RETROSPECTIVE, True, 1),
    ]
    assert [c.id for c in found] == [
        "PROSPECTIVE|anything|FICTIONAL",
        "PROSPECTIVE|anything|REAL",
        "RETROSPECTIVE|anything|FICTIONAL",
    ]


def test_groups_can_be_asked_for_by_region() -> None:
    found = asked(Dimension.REGION)
    assert ids(found["SOUTHERN_EUROPE", Timing.PROSPECTIVE]) == ["aurora-1", "aurora-2"]
    assert ids(found["WESTERN_EUROPE", Timing.PROSPECTIVE]) == ["chondra-1"]
    assert ids(found[SEVERAL, Timing.PROSPECTIVE]) == ["aurora-3"]


@pytest.mark.parametrize(
    ("country", "region"),
    [("ES", "SOUTHERN_EUROPE"), ("CY", "WESTERN_ASIA"), ("US", ELSEWHERE), ("??", ELSEWHERE)],
)
def test_a_country_has_one_region(country: str, region: str) -> None:
    assert region_of(country) == region
    listed = [code for some in REGIONS.values() for code in some.split()]
    assert len(listed) == len(set(listed))


def of_year(first: str, last: str, year: int) -> Cohort[Same]:
    """The prospective cohort of a year, of one group of these half-years."""
    group = structs.replace(SNAPSHOT.groups[0], first_period=first, last_period=last)
    snapshot = structs.replace(SNAPSHOT, groups=(group,))
    where = {Dimension.PERIOD: half_years_of(year)}
    found = cohorts(snapshot, (), where, everybody("anything"))
    return next(c for c in found if c.synthetic and c.timing is Timing.PROSPECTIVE)


@pytest.mark.parametrize(
    ("first", "last", "groups", "told"),
    [
        ("2024-H1", "2024-H1", 1, 0),
        ("2024-H1", "2024-H2", 1, 0),
        ("2023-H2", "2024-H1", 0, 12),
        ("2024-H2", "2025-H1", 0, 12),
        ("2023-H1", "2025-H2", 0, 12),
        ("2023-H1", "2023-H2", 0, 0),
        ("2025-H1", "2025-H2", 0, 0),
    ],
)
def test_a_group_is_in_a_year_whole_or_left_out_and_told(
    first: str, last: str, groups: int, told: int
) -> None:
    cohort = of_year(first, last, 2024)
    assert (len(cohort.groups), sum(left.patients for left in cohort.left_out)) == (groups, told)


@pytest.mark.parametrize(
    ("first", "last", "halves"),
    [
        ("2024-H1", "2024-H1", {"2024-H1"}),
        ("2023-H2", "2024-H2", {"2023-H2", "2024-H1", "2024-H2"}),
        ("2024-H2", "2024-H1", set()),
    ],
)
def test_half_years_are_counted_with_both_ends(first: str, last: str, halves: set[str]) -> None:
    assert half_years_between(first, last) == halves


def test_what_a_source_does_not_state_is_called_so_and_not_by_its_code() -> None:
    found = cohorts(SNAPSHOT, (Dimension.SPONSOR,), {}, everybody("anything"))
    names = {key.value: key.name for cohort in found for key in cohort.keys}
    assert names["NOT_STATED"] == "not stated"
