"""What a reader of cumulative incidence is told, against sums made by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from many_groups import many_groups
from msgspec import structs

from registry.model.codes import Timing
from registry.snapshot import Snapshot
from registry.statistics.rates import poisson_limits
from registry.views.cohort import Dimension
from registry.views.cumulative_incidence import incidence
from registry.views.curve_rows import CurveKind, IncidenceCurve, IncidenceRow
from registry.views.figures import Reason
from registry.views.survival import survival
from tests.views.curve_example import CAUSES, RELAPSES, first_events, infused
from tests.views.example import SNAPSHOT, open_group

DAYS = [91, 183, 365]
YEARS = (91 * 10.5 + 92 * 7 + 182 * 5.5) / 365.25
GROUP = open_group("aurora-1", "aurora", "ES", 13, curves=(first_events(*RELAPSES),))
BUNDLE = infused("aurora-1", first_events(*RELAPSES[:1], curve="first-event-of-infused"))


def asked(*bundles: object, group: object = GROUP) -> IncidenceRow:
    changed = {"programmes": SNAPSHOT.programmes[:1], "groups": (group,), "bundles": bundles}
    snapshot: Snapshot = structs.replace(SNAPSHOT, **changed)
    (row,) = incidence(snapshot, by=(), where={})
    return row


def values(curve: IncidenceCurve, cause: str) -> list[float | None]:
    (found,) = [each for each in curve.causes if each.cause == cause]
    return [point.incidence.value for point in found.points]


def test_each_cause_adds_up_while_the_others_compete() -> None:
    curve = asked().of_accepted
    assert values(curve, "RELAPSE") == pytest.approx([0.24, 0.325, 0.325])
    assert values(curve, "DEATH") == pytest.approx([0.08, 0.165, 0.165])
    assert values(curve, "MALIGNANCY") == [0, 0, 0]
    assert [point.day for point in curve.causes[0].points] == DAYS


def test_it_is_never_one_minus_a_curve_that_takes_deaths_for_losses() -> None:
    naive = 1 - (1 - 3 / (13 - 2 / 2)) * (1 - 1 / (8 - 1 / 2))
    last = values(asked().of_accepted, "RELAPSE")[-1]
    assert last is not None
    assert last < naive


def test_a_cause_nobody_had_is_zero_with_an_upper_limit_above_it() -> None:
    (cause,) = [each for each in asked().of_accepted.causes if each.cause == "MALIGNANCY"]
    first = cause.points[0].incidence
    assert (first.value, first.low) == (0, 0)
    assert first.high == pytest.approx(1 - 0.025 ** (1 / 12.5))


def test_rates_are_first_events_per_patient_year() -> None:
    (relapse,) = [each for each in asked().of_accepted.causes if each.cause == "RELAPSE"]
    assert relapse.rate.events == 4
    assert relapse.rate.patient_years == pytest.approx(YEARS)
    assert relapse.rate.value == pytest.approx(4 / YEARS)
    assert (relapse.rate.low, relapse.rate.high) == pytest.approx(poisson_limits(4, YEARS))


def test_every_horizon_is_told_once_for_all_causes() -> None:
    horizons = asked().of_accepted.horizons
    assert [(h.day, h.groups, h.patients, h.at_risk, h.lost) for h in horizons] == [
        (91, 1, 13, 13, 1),
        (183, 1, 13, 8, 0),
        (365, 1, 13, 6, 1),
    ]
    assert [(e.cause, e.patients) for e in horizons[0].events] == [
        ("DEATH", 1),
        ("MALIGNANCY", 0),
        ("NEXT_THERAPY", 0),
        ("RELAPSE", 3),
    ]


def test_the_infused_have_their_own_curves_of_whole_bundles() -> None:
    row = asked(BUNDLE)
    assert values(row.of_infused, "RELAPSE") == pytest.approx([0.24])
    withheld = asked().of_infused.withheld
    assert withheld is not None
    assert withheld.reason is Reason.AWAITS_BUNDLE


def test_without_a_public_curve_no_cause_is_named_and_the_reason_is() -> None:
    row = asked(group=open_group("aurora-1", "aurora", "ES", 13))
    assert (row.of_accepted.causes, row.of_accepted.horizons) == ((), ())
    assert row.withheld is not None


MANY = many_groups(300, programmes=12, products=5)
BY = st.lists(st.sampled_from(Dimension), unique=True, max_size=2).map(tuple)


@given(BY)
def test_survival_and_the_incidences_of_all_causes_add_up_to_one(
    by: tuple[Dimension, ...],
) -> None:
    free = survival(MANY, by=by, where={}, curve=CurveKind.FIRST_EVENT)
    for one, other in zip(free, incidence(MANY, by=by, where={}), strict=True):
        assert (one.id, one.accepted) == (other.id, other.accepted)
        for place, point in enumerate(one.of_accepted.points):
            parts = [values(other.of_accepted, cause)[place] for cause in CAUSES]
            assert sum(filter(None, parts)) + (point.survival.value or 0) == pytest.approx(1)


def test_each_timing_is_asked_apart() -> None:
    rows = incidence(MANY, by=(), where={})
    assert {row.timing for row in rows} == set(Timing)
