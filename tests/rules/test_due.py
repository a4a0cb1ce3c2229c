"""When results are due, and overdue: no less careful than the trackers of trial registers.

The cases are those of the trackers of the EU register (completed or prematurely ended, over a year
and some weeks ago) and of the FDAAA (a year after completion, with a time of grace).
"""

from datetime import date
from typing import Any

import pytest
from msgspec import structs

from registry.model.codes import EndpointRole, ProgrammeEventKind, Route, StopReason
from registry.model.endpoint import lock
from registry.model.product import last_day
from registry.model.programme import Programme, ProgrammeEvent
from registry.release.evidence import Evidence
from registry.release.stages import load_policy
from registry.release.steps.tell import due_on, is_overdue
from tests.rules.samples import PROGRAMME, RESPONSE, but
from tests.rules.test_gates import DAY, evidence, group

POLICY = load_policy()
ON = date(2024, 1, 1)
ALIVE = {"last_registered_on": date(2023, 6, 1), "last_answered_on": date(2023, 6, 1)}
SECONDARY = but(RESPONSE, id="second", role=EndpointRole.SECONDARY)
STUDY = but(
    PROGRAMME,
    endpoints=(lock(RESPONSE, date(2020, 1, 15)), lock(SECONDARY, date(2020, 1, 15))),
    events=(),
)


def withdrawn(reason: StopReason) -> Programme:
    """The study, stopped for a reason."""
    return but(
        STUDY, events=(ProgrammeEvent(ProgrammeEventKind.STOPPED, date(2021, 2, 1), reason),)
    )


CASES: dict[str, tuple[dict[str, Any], date | None]] = {
    "completed: twelve months after the end": ({"ended_on": date(2022, 1, 31)}, date(2023, 3, 31)),
    "completed, not due yet": ({"ended_on": date(2023, 12, 31)}, date(2025, 3, 31)),
    "due on a release date itself": ({"ended_on": date(2022, 3, 31)}, date(2023, 3, 31)),
    "a day later, the sponsor has half a year of grace": (
        {"ended_on": date(2022, 4, 1)},
        date(2023, 9, 30),
    ),
    "prematurely ended: twelve months after the stop": (
        {"stopped_on": date(2021, 2, 1), "planned_end": date(2026, 6, 1)},
        date(2022, 3, 31),
    ),
    "stopped and later called ended: still from the stop": (
        {"stopped_on": date(2021, 2, 1), "ended_on": date(2023, 2, 1)},
        date(2022, 3, 31),
    ),
    "ongoing: not due": ({"planned_end": date(2027, 1, 1), **ALIVE}, date(2028, 3, 31)),
    "ongoing without any planned end: not due": (ALIVE, None),
    "past its planned end without a word: due from the planned end": (
        {"planned_end": date(2022, 6, 1), **ALIVE},
        date(2023, 9, 30),
    ),
    "declared to have ended later than planned: due from the end": (
        {"planned_end": date(2022, 6, 1), "ended_on": date(2023, 1, 10)},
        date(2024, 3, 31),
    ),
    "no date at all, and nobody accepted for two years": (
        {"last_registered_on": date(2021, 2, 1), "last_answered_on": date(2023, 12, 1)},
        date(2024, 3, 31),
    ),
    "no date at all, and silent since its registration": ({}, date(2023, 3, 31)),
    "children: six months after the end": (
        {"ended_on": date(2022, 9, 30), "paediatric": True},
        date(2023, 3, 31),
    ),
    "children: a day later": (
        {"ended_on": date(2022, 10, 1), "paediatric": True},
        date(2023, 9, 30),
    ),
    "cited from a publication: nothing is owed": (
        {"cited": True, "ended_on": date(2020, 1, 1)},
        None,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_result_is_due_by_the_calendar(case: tuple[dict[str, Any], date | None]) -> None:
    known, due = case
    assert due_on(STUDY, evidence(**known), POLICY, ON) == due


def test_what_stopped_before_its_first_patient_owes_nothing() -> None:
    stopped = evidence(stopped_on=date(2021, 2, 1))
    assert due_on(withdrawn(StopReason.NEVER_STARTED), stopped, POLICY, ON) is None
    for reason in set(StopReason) - {StopReason.NEVER_STARTED}:
        assert due_on(withdrawn(reason), stopped, POLICY, ON) == date(2022, 3, 31)


def test_what_has_patients_did_start_whatever_its_sponsor_says() -> None:
    stopped = evidence(stopped_on=date(2021, 2, 1), own_groups=(group(),))
    assert due_on(withdrawn(StopReason.NEVER_STARTED), stopped, POLICY, ON) == date(2022, 3, 31)


@pytest.mark.parametrize(("days", "late"), [(-1, False), (0, True), (1, True)])
def test_a_result_that_has_not_come_is_overdue_from_its_release_date_on(
    days: int, late: bool
) -> None:
    due = date(2023, 3, 31)
    assert is_overdue(STUDY, due, [], due + days * DAY) is late


@pytest.mark.parametrize("on", [date(2022, 1, 1), date(2023, 3, 31), date(2030, 1, 1)])
def test_a_reported_result_is_never_overdue_early_or_late(on: date) -> None:
    assert not is_overdue(STUDY, date(2023, 3, 31), [RESPONSE.id], on)


def test_every_primary_endpoint_is_owed_and_no_secondary_one() -> None:
    second = but(RESPONSE, id="other")
    both = but(STUDY, endpoints=(*STUDY.endpoints, lock(second, date(2020, 1, 15))))
    due = date(2023, 3, 31)
    assert is_overdue(both, due, [RESPONSE.id], due)
    assert not is_overdue(both, due, [RESPONSE.id, "other"], due)
    assert is_overdue(STUDY, due, ["second"], due)


def test_a_date_told_as_month_or_year_is_read_as_its_last_day() -> None:
    """In the sponsor's favour, as the trackers do."""
    told = {"2022": date(2022, 12, 31), "2022-02": date(2022, 2, 28), "2024-02": date(2024, 2, 29)}
    assert {text: last_day(text) for text in told} == told


def silent(**known: Any) -> Evidence:
    return structs.replace(evidence(), **known)


def test_a_sign_of_life_puts_a_presumed_end_off_and_a_declared_one_never() -> None:
    seen = {"last_answered_on": date(2023, 12, 1)}
    assert due_on(STUDY, silent(**seen), POLICY, ON) is None
    ended = silent(ended_on=date(2022, 1, 31), **seen)
    assert due_on(STUDY, ended, POLICY, ON) == date(2023, 3, 31)


def test_a_route_without_trial_numbers_is_owed_all_the_same() -> None:
    exempt = but(STUDY, route=Route.HOSPITAL_EXEMPTION, identifiers=())
    known = evidence(ended_on=date(2022, 1, 31))
    assert due_on(exempt, known, POLICY, ON) == date(2023, 3, 31)
