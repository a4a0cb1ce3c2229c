"""Safety and long-term results open horizon by horizon, each as it closes for a whole group."""

from datetime import date

import pytest
from hypothesis import given
from msgspec import structs

from registry.model.decision import Horizon
from registry.release.evidence import Evidence, GroupEvidence, group_closes_on
from registry.release.rules import Decision, decide_all
from registry.release.stages import load_policy, release_on_or_after
from tests.rules.test_gate_laws import days, evidences, groups
from tests.rules.test_gates import BEGAN, DAY, evidence, group

POLICY = load_policy()
OPEN = evidence(groups=(group(),), own_groups=(group(),))
SAFETY, LONG_TERM = POLICY.numbers.safety_horizon_days, POLICY.numbers.long_term_horizon_days


def stage(id: str, known: Evidence, on: date) -> Decision:
    (found,) = [d for d in decide_all(known, POLICY, on) if d.stage.id == id]
    return found


def opens_on(day: int) -> date:
    """The release date after a horizon has closed for the one open group."""
    return release_on_or_after(POLICY, group_closes_on(group(), day) + DAY)


def test_safety_shows_each_horizon_with_the_release_after_it_closed() -> None:
    told = stage("R2", OPEN, BEGAN).horizons
    assert told == tuple(Horizon(day, open=False, opens_on=opens_on(day)) for day in SAFETY)


@pytest.mark.parametrize("number", range(len(SAFETY)))
def test_a_safety_horizon_is_open_from_its_release_on(number: int) -> None:
    day = opens_on(SAFETY[number])
    for on, count in ((day - DAY, number), (day, number + 1)):
        opened = {"R2": opens_on(SAFETY[0])} if number else {}
        found = stage("R2", structs.replace(OPEN, opened=opened), on)
        assert [horizon.open for horizon in found.horizons].count(True) == count


def test_without_an_open_group_no_horizon_has_a_day() -> None:
    for id, horizons in (("R2", SAFETY), ("R5", LONG_TERM)):
        told = stage(id, evidence(), BEGAN).horizons
        assert told == tuple(Horizon(day, open=False, opens_on=None) for day in horizons)


def test_long_term_horizons_wait_for_efficacy() -> None:
    """The blinded trial ends in 2030: efficacy and with it every closed horizon open a year on."""
    late = release_on_or_after(POLICY, date(2031, 6, 30))
    blinded = structs.replace(OPEN, blinded_until=date(2030, 6, 30), last_registered_on=late)
    told = {horizon.day: horizon.opens_on for horizon in stage("R5", blinded, BEGAN).horizons}
    assert told[365] == told[1826] == late
    assert told[3653] == max(late, opens_on(3653))
    assert told[5479] == opens_on(5479)


def test_other_stages_have_no_horizons() -> None:
    for decision in decide_all(OPEN, POLICY, BEGAN):
        assert bool(decision.horizons) == (decision.stage.id in ("R2", "R5"))


@given(evidences, groups, days)
def test_a_further_group_never_closes_a_horizon_nor_puts_it_off(
    known: Evidence, further: GroupEvidence, on: date
) -> None:
    more = structs.replace(known, own_groups=(*known.own_groups, further))
    told = (stage("R2", of, on).horizons for of in (known, more))
    for before, after in zip(*told, strict=True):
        assert before.open <= after.open
        assert before.opens_on is None or (after.opens_on and after.opens_on <= before.opens_on)
