"""What a reader of efficacy is told of a change on a scale, and of best responses."""

import pytest
from msgspec import structs

from registry.model.endpoint import Endpoint, lock
from registry.model.sealed import EndpointCounts, SealedGroup
from registry.snapshot import PublicProgramme, Snapshot
from registry.statistics.intervals import Interval
from registry.statistics.means import Mean, ScaleSums, bounds, mean
from registry.views.change_rows import ScaleChange
from registry.views.cohort import Dimension
from registry.views.cohort_rows import NotIncluded
from registry.views.efficacy import efficacy
from registry.views.efficacy_rows import EfficacyRow
from registry.views.figures import Reason, ReasonCount
from tests.views.curve_example import BEST, CORRECTED, IMPROVED, changed
from tests.views.example import GROUPS, KNEE, PROGRAMMES, SNAPSHOT, counts, open_group

FIRST = GROUPS[-1]
FINER = structs.replace(KNEE, category_bounds=(-19, -9, 10, 20))


def knees(success: int, *reasons: int, **more: object) -> EndpointCounts:
    return structs.replace(counts("knee", success, *reasons), **more)


SECOND = open_group(
    "chondra-2", "chondra", "FR", 14,
    endpoints=(knees(3, 1, 1, 1, 8, categories=(1, 7, 3), with_baseline=11),),
)  # fmt: skip
TOGETHER = structs.replace(IMPROVED, group_ids=("chondra-1", "chondra-2"))


def published(*groups: SealedGroup, **more: object) -> Snapshot:
    return structs.replace(SNAPSHOT, groups=groups, **{"bundles": (IMPROVED,), **more})


def asked(snapshot: Snapshot, *by: Dimension) -> dict[tuple[str | None, ...], EfficacyRow]:
    rows = [row for row in efficacy(snapshot, by=by, where={}) if row.outcome.measure == "KOOS"]
    return {tuple(key.value for key in row.keys): row for row in rows}


def change(snapshot: Snapshot) -> ScaleChange:
    found = asked(snapshot)[()].change
    assert found is not None
    return found


ALONE = change(published(FIRST))


def test_the_mean_is_that_of_the_assessed_with_an_interval_by_t() -> None:
    """Twelve changes of 96 points together and 1200 squared: 8 each, deviation 6.27 points."""
    known = mean(ScaleSums(12, 96, 1200, 2, -100, 100))
    assert isinstance(known, Mean)
    assert ALONE.assessed.value == 12
    assert ALONE.mean.value == 8
    assert ALONE.mean.deviation == pytest.approx((5184 / 132) ** 0.5)
    assert (ALONE.mean.low, ALONE.mean.high) == known.interval


def test_bounds_have_the_missing_at_either_end_of_what_a_change_can_be() -> None:
    assert ALONE.bounds is not None
    assert ALONE.bounds.missing == 2
    assert (ALONE.bounds.lowest, ALONE.bounds.highest) == ((96 - 200) / 14, (96 + 200) / 14)
    assert bounds(ScaleSums(12, 96, 1200, 2, -100, 100)) == Interval(-104 / 14, 296 / 14)


def test_counts_per_locked_category_add_up_to_success_and_observed_failure() -> None:
    (found,) = ALONE.categories
    assert (found.bounds, found.groups, found.with_baseline) == ("-9,10", 1, 13)
    assert [(c.category, c.lowest, c.highest, c.patients) for c in found.categories] == [
        ("-10 or less", None, -10, 2),
        ("-9 to 9", -9, 9, 6),
        ("10 or more", 10, None, 4),
    ]
    row = asked(published(FIRST))[()]
    assert row.result.success.value == 4
    assert ReasonCount("OBSERVED_FAILURE", 8) in row.result.no_success


def test_categories_of_all_groups_add_up_and_sums_of_bundles_only() -> None:
    both = change(published(FIRST, SECOND))
    assert [c.patients for c in both.categories[0].categories] == [3, 13, 7]
    assert (both.groups, both.accepted.value, both.mean.value) == (1, 15, 8)
    assert both.not_included == NotIncluded(1, 14)


def test_a_bundle_that_reaches_beyond_a_row_gives_no_mean_and_is_told() -> None:
    rows = asked(published(FIRST, SECOND, bundles=(TOGETHER,)), Dimension.COUNTRY)
    french = rows["FR",].change
    assert french is not None
    assert french.mean.withheld is not None
    assert french.mean.withheld.reason is Reason.AWAITS_BUNDLE
    assert (french.mean.value, french.bounds, french.left_out) == (None, None, NotIncluded(1, 14))
    assert [c.patients for c in french.categories[0].categories] == [1, 7, 3]
    whole = change(published(FIRST, SECOND, bundles=(TOGETHER,)))
    assert (whole.groups, whole.accepted.value) == (2, 29)
    assert whole.bounds is not None
    assert whole.bounds.missing == 3


def with_finer(id: str) -> tuple[PublicProgramme, ...]:
    """The programmes, and one more that asks the same with categories of its own."""
    chondra = PROGRAMMES[2]
    finer: Endpoint = structs.replace(FINER, id="other")
    locked = (lock(finer, chondra.programme.registered_on),)
    other = structs.replace(chondra.programme, id=id, endpoints=locked)
    return (*PROGRAMMES, structs.replace(chondra, programme=other))


def test_programmes_that_call_and_cut_it_otherwise_add_up_where_they_ask_the_same() -> None:
    table = EndpointCounts("other", 5, {"OBSERVED_FAILURE": 7}, (1, 2, 4, 3, 2), 12)
    other = open_group("finer-1", "finer", "DE", 12, endpoints=(table,))
    sums = changed("finer-1", "other", 12, 24, 200)
    snapshot = published(FIRST, other, programmes=with_finer("finer"), bundles=(IMPROVED, sums))
    found = change(snapshot)
    assert [(c.bounds, [k.patients for k in c.categories]) for c in found.categories] == [
        ("-19,-9,10,20", [1, 2, 4, 3, 2]),
        ("-9,10", [2, 6, 4]),
    ]
    assert (found.assessed.value, found.mean.value) == (24, (96 + 24) / 24)


def test_without_any_count_the_mean_has_the_reason_of_the_row() -> None:
    none = structs.replace(FIRST, endpoints=())
    row = asked(published(none, bundles=()))[()]
    assert row.change is not None
    assert row.withheld is not None
    assert row.change.mean.withheld == row.change.assessed.withheld == row.withheld
    assert row.change.categories == ()


def test_sums_that_a_correction_replaced_are_named_by_their_release_date() -> None:
    assert IMPROVED.sums is not None
    moved = structs.replace(IMPROVED.sums, superseded=(CORRECTED,))
    found = change(published(FIRST, bundles=(structs.replace(IMPROVED, sums=moved),)))
    assert found.superseded == (CORRECTED,)


def test_an_outcome_in_categories_has_no_change_and_its_best_responses() -> None:
    (row,) = [
        row
        for row in efficacy(SNAPSHOT, by=(Dimension.PROGRAMME,), where={})
        if row.keys[0].value == "aurora" and row.timing == "PROSPECTIVE"
    ]
    assert row.change is None
    (best,) = row.best_responses
    assert (best.day, best.groups, best.accepted) == (100, 1, 12)
    assert [(c.category, c.patients) for c in best.categories] == list(BEST.categories.items())
    assert best.no_response == (
        ReasonCount("DEAD", 1),
        ReasonCount("NEVER_INFUSED", 2),
        ReasonCount("NOT_ASSESSED", 0),
    )


def test_best_responses_up_to_different_days_are_never_added() -> None:
    later = structs.replace(BEST, day=365)
    groups = (GROUPS[0], structs.replace(GROUPS[2], best_responses=(later,)))
    rows = efficacy(published(*groups), by=(Dimension.PROGRAMME,), where={})
    days = [[best.day for best in row.best_responses] for row in rows if row.groups]
    assert days == [[100, 365]]
