"""Which groups stand behind a row, whatever is asked of them."""

import pytest

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
