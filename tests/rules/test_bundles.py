"""Which bundles a programme has: from published numbers alone, in the order of sealing."""

from datetime import date
from typing import Any

import pytest
from msgspec import structs

from registry.model.bundle import BundleKind, PublicBundle
from registry.model.codes import Timing
from registry.model.sealed import EndpointCounts, Funnel, GroupState, SealedGroup
from registry.release.bundles import new_bundles
from tests.rules.test_contents_tables import IMPROVED, RESPONDED

ON, LATER = date(2028, 3, 31), date(2028, 9, 30)
Numbers = dict[str, int]


def group(number: int, never: int | Numbers | None = 0, **more: Any) -> SealedGroup:
    """An open group of twelve; nobody knows yet who was infused where `never` is None."""
    reasons = {"PROGRESSION": never} if isinstance(never, int) else never
    funnel = None if reasons is None else Funnel(12 - sum(reasons.values()), reasons)
    id = f"p.g{number:03}"
    return SealedGroup(
        id, "p", GroupState.OPEN, ON, more.pop("timing", Timing.PROSPECTIVE), funnel=funnel, **more
    )


def scored(number: int, assessed: int) -> SealedGroup:
    counts = EndpointCounts("knee", 0, {}, (assessed, 0, 0), assessed)
    return group(number, None, endpoints=(counts,))


def bundles(*groups: SealedGroup, before: tuple[PublicBundle, ...] = ()) -> list[PublicBundle]:
    return new_bundles(groups, before, (RESPONDED, IMPROVED), 11, LATER)


def names(found: list[PublicBundle]) -> list[tuple[str, tuple[str, ...]]]:
    return [(bundle.id, bundle.group_ids) for bundle in found]


def test_a_bundle_is_named_by_its_first_group_and_what_it_is_for() -> None:
    found = bundles(group(1, 4), group(2, 8), group(3, 0))
    assert names(found) == [
        ("p.g001.infused", ("p.g001", "p.g002")),
        ("p.g003.infused", ("p.g003",)),
    ]
    assert {(b.kind, b.closed_on, b.programme_id) for b in found} == {
        (BundleKind.INFUSED, LATER, "p")
    }


def test_a_change_has_bundles_of_its_own() -> None:
    found = bundles(scored(1, 7), scored(2, 4), scored(3, 10))
    assert names(found) == [("p.g001.change.knee", ("p.g001", "p.g002"))]
    assert found[0].endpoint_id == "knee"


def test_what_was_cut_before_stays_and_the_next_run_begins_after_it() -> None:
    """Even where a correction has moved the numbers since."""
    before = tuple(bundles(group(1, 11)))
    assert names(bundles(group(1, 3), group(2, 8), group(3, 3), before=before)) == [
        ("p.g002.infused", ("p.g002", "p.g003"))
    ]


def test_prospective_and_retrospective_groups_share_no_bundle() -> None:
    late = group(2, 6, timing=Timing.RETROSPECTIVE)
    assert bundles(group(1, 6), late) == []
    assert names(bundles(group(1, 6), late, group(3, 5))) == [
        ("p.g001.infused", ("p.g001", "p.g003"))
    ]


@pytest.mark.parametrize(
    ("reasons", "closes"),
    [
        ({}, True),
        ({"WITHDRAWN": 1}, False),
        ({"REGISTERED_LATE": 1}, False),
        ({"INFUSED_LATE": 11}, True),
        ({"NOT_REPORTED": 10, "WITHDRAWN": 1}, False),
        ({"NOT_REPORTED": 11, "WITHDRAWN": 1}, True),
    ],
)
def test_who_withdrew_hides_nobody(reasons: Numbers, closes: bool) -> None:
    assert bool(bundles(group(1, reasons))) is closes


def test_a_run_waits_for_the_group_that_was_sealed_before() -> None:
    assert bundles(group(1, None), group(2, 0)) == []


def test_no_outcome_moves_a_bundle() -> None:
    good, bad = (
        EndpointCounts("knee", n, {"OBSERVED_FAILURE": 12 - n}, (12 - n, 0, n), 12) for n in (12, 0)
    )
    cut = [bundles(structs.replace(group(1, 11), endpoints=(counts,))) for counts in (good, bad)]
    assert cut[0] == cut[1]
    assert len(cut[0]) == 2
