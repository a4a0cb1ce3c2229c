"""What is told of the way from one snapshot to another."""

from datetime import date
from itertools import combinations

import pytest
from msgspec import structs
from verifiable import snapshots

from registry import texts
from registry.model.sealed import Funnel, GroupState
from registry.model.transparency import Erratum, ErratumReason
from registry.snapshot import Snapshot
from registry.views.changes import ChangeKind, ChangeRow, changes
from tests.views.example import DIRECTORY, GROUPS, PROGRAMMES, RESULTS, SNAPSHOT

ONCE = frozenset(ChangeKind) - {
    ChangeKind.VERDICT_CHANGED,
    ChangeKind.CONTENT_CORRECTED,
    ChangeKind.APPROVAL_CHANGED,
}
STEPS = tuple(combinations(range(6), 3))


def played(number: int) -> Snapshot:
    """One of six snapshots of a small registry, from 0."""
    return snapshots()[number].snapshot


def told(earlier: Snapshot, later: Snapshot) -> list[tuple[str, str, str, str]]:
    return [(r.kind, r.subject_id, r.value, r.before) for r in changes(earlier, later)]


def once(earlier: Snapshot, later: Snapshot) -> set[str]:
    return {row.id for row in changes(earlier, later) if row.kind in ONCE}


def test_a_snapshot_differs_from_itself_in_nothing() -> None:
    for snapshot in (SNAPSHOT, *map(played, range(6))):
        assert changes(snapshot, snapshot) == ()


@pytest.mark.parametrize(("first", "middle", "last"), STEPS)
def test_what_opens_is_told_once_in_one_step_or_in_two(first: int, middle: int, last: int) -> None:
    one = once(played(first), played(last))
    two = (once(played(first), played(middle)), once(played(middle), played(last)))
    assert one == two[0] | two[1]
    assert not two[0] & two[1]


def test_rows_have_an_id_each_and_stand_in_its_order() -> None:
    ids = [row.id for row in changes(played(0), played(5))]
    assert len(ids) > 20
    assert ids == sorted(set(ids))


def of(*kinds: ChangeKind, earlier: Snapshot, later: Snapshot = SNAPSHOT) -> list[ChangeRow]:
    return [row for row in changes(earlier, later) if row.kind in kinds]


def test_a_corrected_content_names_what_it_was_counted_for_before() -> None:
    first, second = date(2025, 9, 30), date(2026, 3, 31)
    counted = Funnel(10, {"MANUFACTURING_FAILURE": 2}, as_of=first)
    anew = Funnel(7, {"MANUFACTURING_FAILURE": 5}, as_of=second, superseded=(first,))
    earlier, later = (
        structs.replace(SNAPSHOT, groups=(structs.replace(GROUPS[0], funnel=funnel), *GROUPS[1:]))
        for funnel in (counted, anew)
    )
    (row,) = changes(earlier, later)
    assert (row.kind, row.subject_id, row.value, row.before) == (
        ChangeKind.CONTENT_CORRECTED,
        "aurora-1",
        "funnel",
        "2025-09-30",
    )
    assert texts.change(row.kind, row.value, row.before) == (
        "Counts were corrected: infused and not infused, first counted for 2025-09-30."
    )


def test_an_approval_that_changed_and_one_that_is_new_are_told() -> None:
    first, second = DIRECTORY.approvals
    before = structs.replace(first, events=())
    earlier = structs.replace(SNAPSHOT, directory=structs.replace(DIRECTORY, approvals=(before,)))
    assert told(earlier, SNAPSHOT) == [
        ("APPROVAL_CHANGED", "he-es-1", "GRANTED", ""),
        ("APPROVAL_RECORDED", second.id, "ES", ""),
    ]


def test_a_notice_an_erratum_and_a_verdict_are_told() -> None:
    erratum = Erratum("e-1", "aurora-1", "funnel", ErratumReason.TOLD_WRONGLY, date(2026, 5, 1))
    later = structs.replace(SNAPSHOT, errata=(erratum,))
    earlier = structs.replace(SNAPSHOT, safety_notices=(), endpoint_results=RESULTS[1:])
    assert told(earlier, later) == [
        ("ERRATUM", "e-1", "TOLD_WRONGLY", ""),
        ("SAFETY_NOTICE", "aurocel", "2026-05", ""),
        ("VERDICT_PUBLISHED", "r-knee", "NOT_MET", ""),
    ]


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("ERRATUM", "MISLEADS_CARE", "made anew, for this reason: it misleads care."),
        ("PROGRAMME_STATUS", "ACCEPTANCE_CLOSED", "told of the programme: acceptance closed."),
        ("CONTENT_OPENED", "safety/365", "became public: adverse events to day 365."),
        ("VERDICT_PUBLISHED", "NOT_MET", "Verdict published: Goal not met."),
    ],
)
def test_what_changed_is_told_without_codes(kind: str, value: str, said: str) -> None:
    assert texts.change(kind, value, "").endswith(said)


def test_a_verdict_that_is_withheld_is_no_news() -> None:
    earlier = structs.replace(SNAPSHOT, endpoint_results=RESULTS[:2])
    assert changes(earlier, SNAPSHOT) == ()


def test_a_new_programme_brings_its_stages_and_groups() -> None:
    earlier = structs.replace(
        SNAPSHOT,
        programmes=tuple(row for row in PROGRAMMES if row.programme.id != "chondra"),
        groups=tuple(group for group in GROUPS if group.programme_id != "chondra"),
    )
    kinds = [row.kind for row in changes(earlier, SNAPSHOT)]
    assert kinds == [
        ChangeKind.CONTENT_OPENED,
        ChangeKind.CONTENT_OPENED,
        ChangeKind.GROUP_OPENED,
        ChangeKind.GROUP_SEALED,
        ChangeKind.PROGRAMME_REGISTERED,
        ChangeKind.PROGRAMME_STATUS,
        ChangeKind.STAGE_OPENED,
    ]
    assert {row.synthetic for row in changes(earlier, SNAPSHOT)} == {True}


def test_a_group_that_opens_was_sealed_before() -> None:
    forming = structs.replace(GROUPS[1], state=GroupState.FORMING)
    earlier = structs.replace(SNAPSHOT, groups=(GROUPS[0], forming, *GROUPS[2:]))
    assert told(earlier, SNAPSHOT) == [("GROUP_OPENED", "aurora-2", "", "")]


@pytest.mark.parametrize("kind", ChangeKind)
def test_every_kind_of_change_has_its_words(kind: ChangeKind) -> None:
    assert texts.change(kind, "", "").endswith(".")
