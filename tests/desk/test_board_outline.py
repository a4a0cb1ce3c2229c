"""What approvers read of a planned snapshot, and what waits: pure functions of public values."""

from datetime import date, timedelta

import pytest
from msgspec import structs

from registry.board.changes import What, changes_of_facts
from registry.board.outline import Outline, checks_of
from registry.board.queue import (
    ENDS_SOON,
    HoldState,
    Release,
    hold_state,
    next_notices,
    next_release,
)
from registry.model.codes import ProgrammeEventKind, StopReason
from registry.model.decision import SafetyNotice
from registry.model.programme import ProgrammeEvent
from registry.release.plan import Plan, plan_of
from registry.release.stages import load_policy
from registry.snapshot import Snapshot, freeze
from registry.verify.report import Finding, Line
from registry.web.desk.board.publication import CHANGED, UNSOUND, refused
from tests.views.example import PROGRAMMES, SNAPSHOT, counts, open_group

POLICY = load_policy()
DAY = date(2027, 3, 31)
DIGEST = "a" * 64
ENDPOINTS = (counts("response", 5, 1, 1, 2, 2),)
GROUP = open_group("g-1", PROGRAMMES[0].programme.id, "ES", 11, endpoints=ENDPOINTS)


def after(**changes: object) -> Snapshot:
    """The example, and then something else."""
    return structs.replace(SNAPSHOT, number=2, **changes)


def failing(group_accepted: int) -> set[str]:
    """The checks that a snapshot with a group of so many patients does not pass."""
    group = structs.replace(GROUP, accepted=group_accepted)
    now = freeze(structs.replace(SNAPSHOT, groups=(group,)))
    return {line.id for line in checks_of(now, None, POLICY) if line.faults}


def test_a_group_below_11_or_that_does_not_add_up_fails_the_disclosure_check() -> None:
    fails = {n: "groups-add-up" in failing(n) for n in (10, 11, 12)}
    assert fails == {10: True, 11: False, 12: True}


def test_a_number_that_changed_since_it_was_public_fails_it() -> None:
    earlier = freeze(structs.replace(SNAPSHOT, groups=(GROUP,)))
    other = structs.replace(GROUP, accepted=12)
    now = freeze(after(groups=(other,), predecessor=earlier.digest))
    failed = {line.id for line in checks_of(now, earlier, POLICY) if line.faults}
    assert "groups-stay" in failed


def outline(*lines: Line) -> Outline:
    return Outline(DAY, Plan(2, DIGEST, ()), (), lines, frozenset(), frozenset(), 2)


def test_what_fails_a_check_or_was_not_read_is_not_approved() -> None:
    sound = Line("groups-add-up", "…", seen=1)
    unsound = Line("groups-add-up", "…", seen=1, faults=1, findings=[Finding("x", "y")])
    assert refused(outline(sound), DIGEST) is None
    told = refused(outline(unsound), DIGEST)
    assert told is not None
    assert told.words == UNSOUND
    told = refused(outline(sound), "b" * 64)
    assert told is not None
    assert told.words == CHANGED


def test_public_facts_are_compared_field_by_field() -> None:
    products = SNAPSHOT.directory.products
    renamed = structs.replace(products[0], name="Another name")
    directory = structs.replace(SNAPSHOT.directory, products=(renamed, *products[2:]))
    found = {(c.kind, c.id): c for c in changes_of_facts(after(directory=directory), SNAPSHOT)}
    changed, gone = found["product", products[0].id], found["product", products[1].id]
    assert (changed.what, gone.what) == (What.CHANGED, What.GONE)
    (field,) = changed.fields
    assert (field.name, field.before, field.after) == ("name", products[0].name, "Another name")
    assert len(found) == 2
    assert changes_of_facts(SNAPSHOT, SNAPSHOT) == ()
    assert {change.what for change in changes_of_facts(SNAPSHOT, None)} == {What.NEW}


def stopped(reason: StopReason) -> Snapshot:
    programme = PROGRAMMES[0].programme
    event = ProgrammeEvent(ProgrammeEventKind.STOPPED, DAY, reason)
    row = structs.replace(PROGRAMMES[0], programme=structs.replace(programme, events=(event,)))
    return after(programmes=(row, *PROGRAMMES[1:]))


def test_that_a_programme_stopped_is_told_and_why_is_not() -> None:
    told = changes_of_facts(stopped(StopReason.SAFETY), SNAPSHOT)
    assert told == changes_of_facts(stopped(StopReason.FUNDING), SNAPSHOT)
    assert "STOPPED" in str(told)
    assert "SAFETY" not in str(told)


def test_nothing_that_patients_suffered_is_in_the_plan_or_among_the_changes() -> None:
    notice = SafetyNotice(SNAPSHOT.directory.products[0].id, "2027-03")
    now = after(safety_notices=(notice,), endpoint_results=(), noticed_on=DAY)
    assert changes_of_facts(now, SNAPSHOT) == ()
    quiet = after(safety_notices=(), endpoint_results=(), noticed_on=DAY)
    earlier = freeze(SNAPSHOT)
    assert plan_of(freeze(now), earlier).steps == plan_of(freeze(quiet), earlier).steps


@pytest.mark.parametrize(
    ("published", "today", "expected"),
    [
        (date(2026, 9, 30), DAY - timedelta(days=1), Release(DAY, due=False)),
        (date(2026, 9, 30), DAY, Release(DAY, due=True)),
        (date(2026, 9, 30), DAY + timedelta(days=9), Release(DAY, due=True)),
        (DAY, DAY, Release(date(2027, 9, 30), due=False)),
        (DAY, DAY + timedelta(days=1), Release(date(2027, 9, 30), due=False)),
    ],
)
def test_a_release_is_due_from_its_day_until_it_is_published(
    published: date, today: date, expected: Release
) -> None:
    before = structs.replace(SNAPSHOT, released_on=published)
    assert next_release(POLICY, before, today) == expected
    assert not next_release(POLICY, None, today).due, "nothing is late before the first"


@pytest.mark.parametrize(
    ("noticed", "today", "expected"),
    [
        (date(2027, 2, 15), date(2027, 3, 14), Release(date(2027, 3, 15), due=False)),
        (date(2027, 2, 15), date(2027, 3, 15), Release(date(2027, 3, 15), due=True)),
        (date(2027, 3, 15), date(2027, 3, 15), Release(date(2027, 4, 15), due=False)),
    ],
)
def test_the_monthly_day_is_due_whether_or_not_there_is_a_notice(
    noticed: date, today: date, expected: Release
) -> None:
    before = structs.replace(SNAPSHOT, noticed_on=noticed)
    assert next_notices(POLICY, before, today) == expected


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (timedelta(0), HoldState.ENDED),
        (timedelta(days=1), HoldState.ENDING),
        (ENDS_SOON, HoldState.ENDING),
        (ENDS_SOON + timedelta(days=1), HoldState.RUNNING),
    ],
)
def test_a_hold_runs_ends_soon_and_ends(left: timedelta, state: HoldState) -> None:
    assert hold_state(is_public=True, until=DAY + left, today=DAY) is state
    unknown = HoldState.ENDED if state is HoldState.ENDED else HoldState.NEW
    assert hold_state(is_public=False, until=DAY + left, today=DAY) is unknown
