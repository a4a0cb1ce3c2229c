"""Every gate of the release policy at its boundary: the day before, the day, the day after."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs

from registry.model.calendar import add_months
from registry.release.dates import is_silent
from registry.release.evidence import Evidence, GroupEvidence, group_closes_on
from registry.release.gates import GATES, Gate
from registry.release.rules import decide, decide_all
from registry.release.stages import GateId, load_policy

POLICY = load_policy()
DAY = timedelta(days=1)
BEGAN = date(2020, 1, 15)
FAR = date(2035, 1, 1)


def evidence(**known: Any) -> Evidence:
    """A running programme, registered in January 2020, of which nothing else is known."""
    blank = Evidence(
        programme_id="p",
        cited=False,
        paediatric=False,
        registered_on=BEGAN,
        stopped_on=None,
        ended_on=None,
        planned_end=None,
        blinded_until=None,
        first_accepted=None,
        last_registered_on=None,
        last_answered_on=None,
        owes_visits=True,
        published_on=None,
        approval_decided_on=None,
        groups=(),
        own_groups=(),
        opened={},
        latest={},
    )
    return structs.replace(blank, **known)


def group(accepted: int = 11, programme: str = "p", **known: Any) -> GroupEvidence:
    """An open group: last acceptance in June 2020, a year of waiting, assessed on day 100."""
    made = GroupEvidence("g", programme, accepted, date(2020, 9, 30), "2020-06", 365, 100)
    return structs.replace(made, **known)


CLOSES = group_closes_on(group(), 100)


def met(gate: GateId, known: Evidence, on: date) -> bool:
    return GATES[gate].check(known, POLICY, on).met


def turning_day(gate: GateId, known: Evidence) -> date:
    """The first day, of fifteen years, on which a gate is met; it stays met from then on."""
    days = [BEGAN + DAY * n for n in range((FAR - BEGAN).days)]
    answers = [met(gate, known, day) for day in days]
    assert answers == sorted(answers), "a gate that was met is no longer met"
    assert answers[-1], "the gate is never met"
    return days[answers.index(True)]


def test_every_gate_of_the_policy_has_a_rule_and_every_rule_stands_in_the_policy() -> None:
    assert set(GATES) == set(GateId)
    assert {gate for stage in POLICY.stages for gate in stage.gates} == set(GateId)


@pytest.mark.parametrize("gate", GATES.values(), ids=lambda gate: gate.id)
def test_a_gate_is_explained_in_one_plain_sentence(gate: Gate) -> None:
    told = gate.says(POLICY)
    assert told[0].isupper()
    assert told.endswith(".")
    assert "{" not in told


def test_a_group_window_closes_by_the_calendar_after_last_acceptance_longest_wait_and_day() -> None:
    assert date(2020, 6, 30) + timedelta(days=365 + 100) == CLOSES


TURNING_DAYS = {
    "registered: on the day": (GateId.REGISTERED, evidence(), BEGAN),
    "safety: the day after three months and the longest wait": (
        GateId.SAFETY_HORIZON_CLOSED,
        evidence(own_groups=(group(),)),
        group_closes_on(group(), 91) + DAY,
    ),
    "long term: the day after a year and the longest wait": (
        GateId.LONG_TERM_HORIZON_CLOSED,
        evidence(own_groups=(group(),)),
        group_closes_on(group(), 365) + DAY,
    ),
    "20 followed: the day after the second window closes": (
        GateId.ENOUGH_FOLLOWED,
        evidence(groups=(group(11), group(9, last_accepted="2020-08"))),
        group_closes_on(group(9, last_accepted="2020-08"), 100) + DAY,
    ),
    "19 followed: 12 months after the first window closed": (
        GateId.ENOUGH_FOLLOWED,
        evidence(groups=(group(19),)),
        add_months(CLOSES, 12),
    ),
    "a group opened long after its window closed counts its 12 months from opening": (
        GateId.ENOUGH_FOLLOWED,
        evidence(groups=(group(19, opened_on=date(2024, 3, 31)),)),
        date(2025, 3, 31),
    ),
    "a blinded trial: 12 months after its registered completion": (
        GateId.NO_RUNNING_BLINDED_TRIAL,
        evidence(blinded_until=date(2023, 5, 31)),
        date(2024, 5, 31),
    ),
    "stopped: after 6 months": (
        GateId.STOPPED_OR_SILENT,
        evidence(stopped_on=date(2022, 8, 31)),
        date(2023, 2, 28),
    ),
    "silent: 24 months after registration": (
        GateId.STOPPED_OR_SILENT,
        evidence(),
        date(2022, 1, 15),
    ),
    "silent: 24 months after the last acceptance": (
        GateId.STOPPED_OR_SILENT,
        evidence(last_registered_on=date(2021, 6, 1)),
        date(2023, 6, 1),
    ),
    "silent: 24 months after the last answered visit": (
        GateId.STOPPED_OR_SILENT,
        evidence(last_registered_on=date(2021, 6, 1), last_answered_on=date(2022, 6, 1)),
        date(2024, 6, 1),
    ),
    "final: 12 months after the declared end": (
        GateId.FINAL_DATE_REACHED,
        evidence(ended_on=date(2022, 2, 1)),
        date(2023, 2, 1),
    ),
    "final: 6 months after the end of a paediatric programme": (
        GateId.FINAL_DATE_REACHED,
        evidence(ended_on=date(2022, 2, 1), paediatric=True),
        date(2022, 8, 1),
    ),
    "final: 12 months after 24 months without an acceptance": (
        GateId.FINAL_DATE_REACHED,
        evidence(last_registered_on=date(2021, 2, 1)),
        date(2024, 2, 1),
    ),
    "final: at first publication": (
        GateId.FINAL_DATE_REACHED,
        evidence(published_on=date(2022, 2, 2)),
        date(2022, 2, 2),
    ),
    "final: at a decision on the approval": (
        GateId.FINAL_DATE_REACHED,
        evidence(approval_decided_on=date(2022, 3, 3)),
        date(2022, 3, 3),
    ),
    "final: 24 months after the gates of interim results were met": (
        GateId.FINAL_DATE_REACHED,
        evidence(interim_met_on=date(2021, 3, 31)),
        date(2023, 3, 31),
    ),
    "final: 24 months after the planned end": (
        GateId.FINAL_DATE_REACHED,
        evidence(planned_end=date(2023, 12, 31)),
        date(2025, 12, 31),
    ),
    "final: 5 years after the end of the month of the first acceptance": (
        GateId.FINAL_DATE_REACHED,
        evidence(first_accepted="2020-02"),
        date(2025, 2, 28),
    ),
}


@pytest.mark.parametrize("case", TURNING_DAYS.values(), ids=TURNING_DAYS.keys())
def test_a_gate_is_met_from_its_day_on(case: tuple[GateId, Evidence, date]) -> None:
    gate, known, day = case
    assert turning_day(gate, known) == day


@pytest.mark.parametrize(("accepted", "enough"), [(19, False), (20, True), (21, True)])
def test_interim_efficacy_needs_20_patients_whose_window_closed(
    accepted: int, enough: bool
) -> None:
    found = GATES[GateId.ENOUGH_FOLLOWED].check(
        evidence(groups=(group(accepted),)), POLICY, CLOSES + DAY
    )
    assert (found.met, found.required, found.current) == (enough, 20, accepted)


def test_interim_efficacy_counts_the_whole_lineage_in_the_disease() -> None:
    family = evidence(groups=(group(11), group(11, programme="renamed")), own_groups=(group(11),))
    assert met(GateId.ENOUGH_FOLLOWED, family, CLOSES + DAY)


def test_a_small_cohort_is_labelled_small_and_a_large_one_is_not() -> None:
    late = add_months(CLOSES, 12)
    small, large = (evidence(groups=(group(n),)) for n in (19, 20))
    assert GATES[GateId.ENOUGH_FOLLOWED].check(small, POLICY, late).label == "small"
    assert GATES[GateId.ENOUGH_FOLLOWED].check(large, POLICY, late).label == ""


def test_a_forming_group_opens_nothing() -> None:
    assert not met(GateId.GROUP_OPEN, evidence(), FAR)
    opened = group()
    for days, is_open in ((-1, False), (0, True), (1, True)):
        on = opened.opened_on + days * DAY
        assert met(GateId.GROUP_OPEN, evidence(own_groups=(opened,)), on) is is_open


def test_a_group_without_a_primary_endpoint_never_counts_as_followed() -> None:
    assert not met(GateId.ENOUGH_FOLLOWED, evidence(groups=(group(40, window_day=None),)), FAR)


def test_a_blinded_trial_that_ended_no_longer_holds_results_back() -> None:
    running = evidence(blinded_until=date(2023, 5, 31))
    assert not met(GateId.NO_RUNNING_BLINDED_TRIAL, running, date(2022, 6, 1))
    for end in ("ended_on", "stopped_on"):
        ended = structs.replace(running, **{end: date(2022, 5, 1)})
        assert met(GateId.NO_RUNNING_BLINDED_TRIAL, ended, date(2022, 6, 1))


def test_a_programme_that_stopped_or_ended_is_not_called_silent() -> None:
    assert is_silent(evidence(), POLICY, FAR)
    assert not is_silent(evidence(stopped_on=date(2021, 1, 1)), POLICY, FAR)
    assert not is_silent(evidence(ended_on=date(2021, 1, 1)), POLICY, FAR)


def test_a_programme_that_owes_no_visit_any_more_is_not_called_silent() -> None:
    """Two programmes that told everything, one of the dead, one of the living, look alike."""
    told = evidence(groups=(group(),), own_groups=(group(),), owes_visits=False)
    assert not is_silent(told, POLICY, FAR)
    assert is_silent(structs.replace(told, owes_visits=True), POLICY, FAR)
    assert is_silent(evidence(owes_visits=False), POLICY, FAR)


def test_of_several_final_dates_the_earliest_counts() -> None:
    known = evidence(
        ended_on=date(2022, 2, 1), published_on=date(2022, 5, 1), planned_end=date(2020, 2, 1)
    )
    assert turning_day(GateId.FINAL_DATE_REACHED, known) == date(2022, 2, 1)


def test_a_cited_programme_passes_registration_only() -> None:
    cited = evidence(cited=True, ended_on=BEGAN, groups=(group(400),))
    assert [d.stage.id for d in decide_all(cited, POLICY, FAR)] == ["R0"]


def test_once_open_a_stage_stays_open_with_its_first_day() -> None:
    stage = next(stage for stage in POLICY.stages if stage.id == "R3")
    opened = decide(stage, evidence(opened={"R3": date(2022, 3, 31)}), POLICY, FAR)
    assert (opened.open, opened.opened_on) == (True, date(2022, 3, 31))
    assert not all(answer.result.met for answer in opened.answers)
