"""The sentences of the release policy as laws, for any evidence, any policies and any days."""

import re
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from registry.model.calendar import add_months
from registry.model.decision import PublicDecision
from registry.model.sealed import GRID
from registry.release.carried import carried_by
from registry.release.evidence import Carried, Evidence, HeldBack
from registry.release.explain import public_decision
from registry.release.rules import decide_all
from registry.release.stages import (
    Calendar,
    Numbers,
    Policy,
    load_policy,
    release_on_or_after,
    releases_between,
)
from tests.rules.test_gate_laws import days, evidences
from tests.rules.test_gates import evidence
from tests.rules.test_holds import holds

POLICY = load_policy()
HORIZONS = ("safety_horizon_days", "long_term_horizon_days")
spans = st.integers(1, 60)
horizons = st.lists(st.sampled_from(GRID), min_size=1, unique=True).map(lambda d: tuple(sorted(d)))
KINDS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(Numbers.__struct_fields__, spans),
    **dict.fromkeys(HORIZONS, horizons),
    "interim_patients": st.integers(11, 60),
    "hold_months": st.integers(1, 12),
}
numbers = st.builds(Numbers, **KINDS)
calendars = st.builds(
    Calendar,
    st.lists(
        st.sampled_from(["01-31", "03-31", "06-30", "09-30", "12-15"]),
        min_size=1,
        max_size=3,
        unique=True,
    ).map(tuple),
)
policies = st.builds(
    structs.replace, st.just(POLICY), version=st.just("2.0.0"), calendar=calendars, numbers=numbers
)
held = st.builds(structs.replace, evidences, hold=st.none() | holds)


def decided(known: Evidence, policy: Policy, on: date) -> dict[str, PublicDecision]:
    """The decisions as they are public, by stage."""
    decisions = decide_all(known, policy, on)
    return {d.stage.id: public_decision(d, policy, "") for d in decisions}


def after(known: Evidence, carried: Carried) -> Evidence:
    """Evidence of another day, with what was decided before."""
    hold = known.hold and structs.replace(known.hold, published_until=carried.held_until)
    return structs.replace(
        known,
        opened=carried.opened,
        latest=carried.latest,
        interim_met_on=carried.interim_met_on,
        hold=hold,
    )


def releases(policy: Policy, first: date, count: int = 3) -> list[date]:
    """Release dates in a row."""
    begins = release_on_or_after(policy, first)
    return releases_between(policy, begins, date(begins.year + 4, 12, 31))[:count]


@given(held, policies, policies, days)
def test_a_new_policy_never_moves_a_latest_date_later(
    known: Evidence, old: Policy, new: Policy, on: date
) -> None:
    before = decided(known, old, release_on_or_after(old, on))
    for day in releases(new, on):
        later = decided(after(known, carried_by(before.values())), new, day)
        for stage, decision in before.items():
            latest = later[stage].latest_on
            if decision.latest_on is not None:
                assert latest is not None
                assert latest <= decision.latest_on
            if decision.hold:
                hold = later[stage].hold
                assert hold
                assert hold.until <= decision.hold.until
        before = later


@given(evidences, evidences, policies, days)
def test_whatever_evidence_changes_no_latest_date_moves_later_and_nothing_closes(
    known: Evidence, changed: Evidence, policy: Policy, on: date
) -> None:
    before = decided(known, policy, release_on_or_after(policy, on))
    for day in releases(policy, on):
        later = decided(after(changed, carried_by(before.values())), policy, day)
        for stage, decision in before.items():
            assert later[stage].open >= decision.open
            latest = later[stage].latest_on
            assert decision.latest_on is None or (latest and latest <= decision.latest_on)
        before = later


@given(evidences, evidences, policies, days)
def test_on_the_day_published_as_its_latest_a_stage_is_open(
    known: Evidence, changed: Evidence, policy: Policy, on: date
) -> None:
    before = decided(known, policy, release_on_or_after(policy, on))
    for stage, decision in before.items():
        if decision.latest_on is not None and not decision.open:
            known_then = after(changed, carried_by(before.values()))
            then = decided(known_then, policy, decision.latest_on)[stage]
            assert (then.open, then.missed) == (True, False)


@given(evidences, policies, days)
def test_a_passed_release_date_is_shown_as_missed(
    known: Evidence, policy: Policy, on: date
) -> None:
    before = decided(known, policy, release_on_or_after(policy, on))
    for stage, decision in before.items():
        if decision.latest_on is not None and not decision.open:
            (late,) = releases(policy, decision.latest_on, 1)
            then = decided(after(known, carried_by(before.values())), policy, late)[stage]
            assert (then.open, then.missed) == (True, True)
            assert f"It was due on {decision.latest_on}" in then.explanation


@given(evidences, holds, policies, days)
def test_a_hold_asked_for_meanwhile_moves_interim_efficacy_to_its_end_and_no_further(
    known: Evidence, hold: object, policy: Policy, on: date
) -> None:
    first = release_on_or_after(policy, on)
    free = decided(known, policy, first)["R3"]
    asked = decided(structs.replace(known, hold=hold), policy, first)["R3"]
    assert asked.hold
    if free.latest_on and asked.latest_on and not free.open:
        assert asked.latest_on in (free.latest_on, max(free.latest_on, asked.hold.until))


@given(policies, policies, days)
def test_no_hold_outlives_the_day_that_was_published_as_its_end(
    old: Policy, new: Policy, asked_on: date
) -> None:
    hold = HeldBack("university", "PRODUCT_CHANGED", asked_on, add_months(asked_on, 12))
    far = add_months(asked_on, 60)
    running = evidence(registered_on=asked_on, last_registered_on=far, hold=hold)
    before = decided(running, old, asked_on)
    assert before["R3"].hold
    until = before["R3"].hold.until
    gates = decided(after(running, carried_by(before.values())), new, until)["R3"].gates
    assert [gate.met for gate in gates if gate.id == "not-held"] == [True]


PLAIN_NUMBER = re.compile(r"\d+")
A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def numbers_in(text: str) -> set[int]:
    """The numbers of a text that are no days of the calendar."""
    return {int(found) for found in PLAIN_NUMBER.findall(A_DAY.sub("", text))}


@given(held, policies, days)
def test_explanations_contain_no_count_that_is_not_public(
    known: Evidence, policy: Policy, on: date
) -> None:
    """Every number in them is one of the policy; a gate's count is that of open groups."""
    numbers = structs.asdict(policy.numbers)
    firsts = [numbers.pop(name)[0] for name in HORIZONS]
    rules = {*numbers.values(), *firsts, policy.sealing.smallest}
    for decision in decided(known, policy, on).values():
        assert numbers_in(decision.explanation) <= rules
        for gate in decision.gates:
            assert numbers_in(gate.sentence) <= rules
            assert gate.required in (None, policy.numbers.interim_patients)
            assert (gate.current is not None) == (gate.id == "enough-followed")
            assert gate.current is None or gate.current <= sum(g.accepted for g in known.groups)
