"""A hold keeps interim efficacy shut and nothing else, and the calendar ends it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from registry.model.calendar import add_months
from registry.model.codes import HoldReason
from registry.model.hold import Hold
from registry.model.programme import Programme
from registry.release.evidence import Evidence, HeldBack
from registry.release.explain import public_decision
from registry.release.holds import ends_on, hold_on
from registry.release.rules import Decision, decide, decide_all
from registry.release.stages import Policy, load_policy, release_on_or_after
from tests.rules.samples import PROGRAMME, but
from tests.rules.test_gate_laws import days, evidences
from tests.rules.test_gates import CLOSES, DAY, evidence, group

POLICY = load_policy()
REASON = HoldReason.DATA_BEING_CHECKED
ASKED = date(2021, 9, 1)
HELD = HeldBack("university", REASON.value, ASKED, add_months(ASKED, 12))
SIGNS = {"last_registered_on": date(2021, 6, 1), "last_answered_on": date(2021, 6, 1)}
FOLLOWED = evidence(groups=(group(20),), own_groups=(group(20),), hold=HELD, **SIGNS)
holds = st.builds(
    HeldBack,
    sponsor_id=st.just("university"),
    reason=st.sampled_from(HoldReason).map(str),
    asked_on=days,
    until=days,
)


def stage(id: str, known: Evidence, on: date, policy: Policy = POLICY) -> Decision:
    (wanted,) = [stage for stage in policy.stages if stage.id == id]
    return decide(wanted, known, policy, on)


@pytest.mark.parametrize(("days", "is_open"), [(-1, False), (0, True), (1, True)])
def test_interim_efficacy_opens_on_the_day_the_hold_ends(days: int, is_open: bool) -> None:
    on = add_months(ASKED, 12) + days * DAY
    assert on > CLOSES
    assert stage("R3", FOLLOWED, on).open is is_open


def test_a_held_stage_says_who_holds_it_why_and_until_which_release_date() -> None:
    told = public_decision(stage("R3", FOLLOWED, date(2021, 12, 1)), POLICY, "digest")
    assert told.hold is not None
    assert (told.hold.sponsor_id, told.hold.reason) == ("university", REASON)
    assert (told.hold.asked_on, told.hold.until) == (ASKED, date(2022, 9, 30))
    assert told.explanation.endswith(
        "Held back by its sponsor until 2022-09-30: data being checked. "
        "At the latest on 2022-09-30."
    )


def test_a_hold_that_has_ended_still_stands_beside_the_open_stage() -> None:
    told = public_decision(stage("R3", FOLLOWED, date(2022, 9, 30)), POLICY, "digest")
    assert (told.open, told.hold is not None) == (True, True)
    assert told.explanation == "Open since 2022-09-30."


@pytest.mark.parametrize(
    "over",
    [
        {"ended_on": date(2021, 10, 1)},
        {"stopped_on": date(2021, 10, 1)},
        {"last_registered_on": date(2019, 10, 1)},
        {"registered_on": date(2019, 10, 1), **dict.fromkeys(SIGNS)},
    ],
    ids=["ended", "stopped", "two years without an acceptance", "silent"],
)
def test_what_ended_stopped_or_fell_silent_is_not_held(over: dict[str, date | None]) -> None:
    known = structs.replace(FOLLOWED, **over)
    assert stage("R3", known, date(2021, 12, 1)).open


def test_final_results_count_from_when_the_gates_were_met_and_not_from_the_end_of_a_hold() -> None:
    met_on = date(2021, 12, 1)
    held = stage("R3", FOLLOWED, met_on)
    assert (held.open, held.gates_met_on) == (False, met_on)
    known = structs.replace(FOLLOWED, interim_met_on=held.gates_met_on)
    assert not stage("R4", known, date(2023, 11, 30)).open
    assert stage("R4", known, date(2023, 12, 1)).open


@given(evidences, holds, days)
def test_a_hold_touches_no_stage_but_interim_efficacy_and_what_shows_its_later_horizons(
    known: Evidence, hold: HeldBack, on: date
) -> None:
    free = {d.stage.id for d in decide_all(known, POLICY, on) if d.open}
    held = {d.stage.id for d in decide_all(structs.replace(known, hold=hold), POLICY, on) if d.open}
    assert held <= free
    assert free - held <= {"R3", "R5"}


@given(evidences, holds, days, st.integers(1, 12))
def test_no_hold_outlives_its_limit_whatever_policy_comes(
    known: Evidence, hold: HeldBack, on: date, longest: int
) -> None:
    numbers = structs.replace(POLICY.numbers, hold_months=longest)
    policy = structs.replace(POLICY, numbers=numbers)
    limit = add_months(hold.asked_on, 12)
    held, later = structs.replace(known, hold=hold), max(on, limit)
    assert stage("R3", held, later, policy).open == stage("R3", known, later, policy).open
    assert ends_on(hold.asked_on, hold.until, policy) <= limit
    until = stage("R3", held, on, policy).held_until
    assert until is not None
    assert until <= release_on_or_after(policy, limit)


MINE = but(PROGRAMME, id="mine", sponsor_id="university", lineage="aurocel", disease="lbcl")
FIRST = Hold("mine.hold", "mine", "university", REASON, ASKED, add_months(ASKED, 12))
NEXT = ASKED + timedelta(days=1)


def touched(programme: Programme, *holds: Hold, on: date = NEXT) -> Hold | None:
    others = (MINE, but(MINE, id="theirs", sponsor_id="other"))
    return hold_on(programme, others, holds, on)


def test_a_hold_touches_its_sponsors_programmes_of_the_lineage_in_the_disease() -> None:
    assert touched(MINE, FIRST) == FIRST
    assert touched(but(MINE, id="renamed", product_id="renamed"), FIRST) == FIRST
    assert touched(but(MINE, id="x", disease="myeloma"), FIRST) is None
    assert touched(but(MINE, id="x", lineage="another"), FIRST) is None
    assert touched(but(MINE, id="theirs", sponsor_id="other"), FIRST) is None


def test_a_hold_asked_for_on_the_release_date_or_later_comes_too_late_for_it() -> None:
    assert [touched(MINE, FIRST, on=ASKED + n * DAY) for n in (-1, 0, 1)] == [None, None, FIRST]


def test_of_two_holds_that_meet_in_one_lineage_only_the_first_counts() -> None:
    second = Hold("theirs.hold", "theirs", "other", REASON, NEXT, add_months(NEXT, 12))
    on = ASKED + timedelta(days=9)
    theirs = but(MINE, id="theirs", sponsor_id="other")
    assert touched(MINE, second, FIRST, on=on) == FIRST
    assert touched(theirs, second, FIRST, on=on) is None
    assert touched(theirs, second, on=on) == second
