"""What a reader of survival is told, against sums made by hand and golden values."""

import pytest
from msgspec import structs

from registry.model.codes import Clock, Timing
from registry.model.sealed import GRID, CurveCounts, SealedGroup
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension, Filter
from registry.views.cohort_rows import NotIncluded
from registry.views.curve_rows import CauseCount, CurveKind, SurvivalRow
from registry.views.figures import Reason
from registry.views.survival import survival
from tests.views.curve_example import CORRECTED, FOUR, TWO, deaths, infused
from tests.views.example import SNAPSHOT, open_group

A = open_group("aurora-1", "aurora", "ES", 12, curves=(deaths(*FOUR),))
B = open_group("aurora-2", "aurora", "DE", 15, curves=(deaths(*TWO),))
NEW = open_group("aurora-3", "aurora", "ES", 11)
OF_INFUSED = "survival-of-infused"


def published(*groups: SealedGroup, **more: object) -> Snapshot:
    changed = {"groups": groups, "bundles": (), **more}
    return structs.replace(SNAPSHOT, programmes=SNAPSHOT.programmes[:1], **changed)


def asked(
    snapshot: Snapshot, *by: Dimension, where: Filter | None = None
) -> dict[tuple[str | None, ...], SurvivalRow]:
    rows = survival(snapshot, by=by, where=where or {})
    return {tuple(key.value for key in row.keys): row for row in rows}


def values(row: SurvivalRow) -> list[float | None]:
    return [point.survival.value for point in row.of_accepted.points]


BOTH = asked(published(A, B, NEW))[()]


def test_two_groups_opened_to_different_horizons_have_the_golden_survival() -> None:
    assert values(BOTH) == pytest.approx([0.811321, 0.686502, 0.580886, 0.464709], abs=5e-7)
    last = BOTH.of_accepted.points[-1].survival
    limits = [last.low, last.high, last.beta_low, last.beta_high]
    assert limits == pytest.approx([0.183936, 0.706908, 0.163150, 0.749333], abs=5e-7)


def test_every_horizon_says_how_many_groups_and_patients_it_rests_on() -> None:
    points = BOTH.of_accepted.points
    assert [point.day for point in points] == list(GRID[:4])
    assert [point.groups for point in points] == [2, 2, 1, 1]
    assert [point.patients for point in points] == [27, 27, 12, 12]
    assert [point.at_risk for point in points] == [27, 21, 7, 5]
    assert [point.events for point in points] == [
        (CauseCount("DEATH", 5),),
        (CauseCount("DEATH", 3),),
        (CauseCount("DEATH", 1),),
        (CauseCount("DEATH", 1),),
    ]
    assert [point.lost for point in points] == [1, 3, 1, 0]


def test_completeness_counts_who_was_followed_to_the_horizon_or_to_an_event() -> None:
    known = [p.completeness for p in BOTH.of_accepted.points]
    assert [(k.numerator, k.denominator) for k in known] == [(26, 27), (23, 27), (9, 12), (9, 12)]


def test_beside_the_pooled_curve_stands_that_of_the_same_groups_throughout() -> None:
    alone = asked(published(A))[()]
    assert [p.groups for p in BOTH.of_accepted.same_groups] == [1, 1, 1, 1]
    assert BOTH.of_accepted.same_groups == alone.of_accepted.points
    assert alone.of_accepted.same_groups == alone.of_accepted.points


def test_groups_without_a_curve_count_as_accepted_and_are_told_apart() -> None:
    assert (BOTH.groups, BOTH.accepted.value) == (3, 38)
    assert (BOTH.of_accepted.groups, BOTH.of_accepted.accepted.value) == (2, 27)
    assert BOTH.of_accepted.not_included == NotIncluded(1, 11)


def test_a_group_of_another_country_leaves_whole() -> None:
    rows = asked(published(A, B, NEW), Dimension.COUNTRY)
    assert values(rows["ES",]) == values(asked(published(A))[()])
    assert values(rows["DE",]) == values(asked(published(B))[()])
    assert values(rows["DE",])[0] == 12 / 15


def test_where_nobody_dies_only_the_beta_product_gives_limits() -> None:
    nobody = structs.replace(A, curves=(deaths((12, 0, 0)),))
    (point,) = asked(published(nobody))[()].of_accepted.points
    assert (point.survival.value, point.survival.low, point.survival.beta_high) == (1, None, 1)
    assert point.survival.beta_low == pytest.approx(0.025 ** (1 / 12))


def test_where_nobody_is_left_at_risk_there_is_no_estimate_and_no_zero() -> None:
    gone = structs.replace(A, curves=(deaths((12, 2, 10), (0, 0, 0)),))
    last = asked(published(gone))[()].of_accepted.points[-1].survival
    assert last.withheld is not None
    assert (last.value, last.withheld.reason) == (None, Reason.NOBODY_AT_RISK)


def test_without_a_public_curve_it_is_null_with_the_reason_of_the_stage() -> None:
    row = asked(published(NEW))[()]
    assert row.withheld is not None
    assert row.withheld.reason is Reason.NEWER_NOT_INCLUDED
    assert row.of_accepted.withheld == row.of_infused.withheld == row.withheld
    assert (row.of_accepted.points, row.of_accepted.accepted.value) == ((), None)


def test_counts_that_a_correction_replaced_are_named_by_their_release_date() -> None:
    moved = structs.replace(deaths(*FOUR), superseded=(CORRECTED,))
    row = asked(published(structs.replace(A, curves=(moved,)), B))[()]
    assert row.of_accepted.superseded == (CORRECTED,)


def bundled(*ids: str, curve: CurveCounts | None = None) -> Snapshot:
    """The groups A and B, with a bundle of some of them."""
    counts = curve or deaths((12, 1, 0), (11, 2, 1), curve=OF_INFUSED)
    bundle = structs.replace(infused(ids[0], counts), group_ids=ids)
    return published(A, B, NEW, bundles=(bundle,))


def test_the_infused_have_a_curve_from_first_administration_beside_the_accepted() -> None:
    curve = asked(bundled("aurora-1", "aurora-2"))[()].of_infused
    assert curve.clock is Clock.FIRST_ADMINISTRATION
    assert (curve.groups, curve.accepted.value) == (2, 27)
    assert [point.groups for point in curve.points] == [2, 2]
    assert [p.survival.value for p in curve.points] == [11 / 12, 11 / 12 * (1 - 2 / 10.5)]
    assert curve.not_included == NotIncluded(1, 11)


@pytest.mark.parametrize("country", ["ES", "DE"])
def test_a_bundle_that_reaches_beyond_the_row_gives_nothing_and_is_told(country: str) -> None:
    row = asked(bundled("aurora-1", "aurora-2"), Dimension.COUNTRY)[country,]
    assert row.of_infused.points == ()
    assert row.of_infused.withheld is not None
    assert row.of_infused.withheld.reason is Reason.AWAITS_BUNDLE
    assert row.of_infused.left_out == NotIncluded(1, 12 if country == "ES" else 15)


def test_a_bundle_wholly_within_a_row_counts_there_alone() -> None:
    rows = asked(bundled("aurora-1"), Dimension.COUNTRY)
    assert rows["ES",].of_infused.groups == 1
    assert rows["DE",].of_infused.not_included == NotIncluded(1, 15)


def test_prospective_and_retrospective_are_never_pooled() -> None:
    late = structs.replace(B, timing=Timing.RETROSPECTIVE)
    rows = {row.timing: row for row in survival(published(A, late), by=(), where={})}
    assert rows[Timing.PROSPECTIVE].of_accepted.points[0].at_risk == 12
    assert rows[Timing.RETROSPECTIVE].of_accepted.points[0].at_risk == 15


def test_survival_without_an_event_is_a_curve_of_its_own() -> None:
    rows = survival(SNAPSHOT, by=(Dimension.PROGRAMME,), where={}, curve=CurveKind.FIRST_EVENT)
    (aurora,) = [r for r in rows if r.keys[0].value == "aurora" and r.timing == "PROSPECTIVE"]
    assert aurora.curve is CurveKind.FIRST_EVENT
    assert [p.at_risk for p in aurora.of_accepted.points] == [25, 17]
    assert values(aurora)[0] == pytest.approx(1 - 7 / 24.5)
