"""Results owed: a public day, overdue after it, and no way around it; on both databases."""

from datetime import date

import pytest
from running import OTHER_UNIVERSITY, Running
from sending import RESPONSE, envelope, notices, pseudonyms, record, register, send

from registry.intake.register import accept_draft
from registry.model.codes import ProgrammeEventKind, StopReason, Verdict
from registry.model.registration import EndpointResultDraft, StatusDraft
from registry.model.submission import Accepted, Rejected
from registry.snapshot import PublicProgramme

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
DAYS = [date(2027, 3, 31), date(2027, 9, 30), date(2028, 3, 31)]


def stopped(id: str, reason: StopReason) -> StatusDraft:
    return StatusDraft(id, ProgrammeEventKind.STOPPED, MARCH, reason)


async def public(registry: Running, on: date) -> PublicProgramme:
    """The only programme as it is public on a day."""
    await registry.publish(on)
    assert registry.house.shelf.current is not None
    (told,) = registry.house.shelf.current.snapshot.programmes
    return told


@pytest.mark.parametrize("reported", [False, True])
async def test_what_is_due_is_public_and_overdue_only_where_nothing_came(
    registry: Running, reported: bool
) -> None:
    id = await register(registry.house, BEGAN)
    await record(registry.house, stopped(id, StopReason.FUNDING), MARCH)
    if reported:
        verdict = EndpointResultDraft(id, RESPONSE.id, Verdict.NOT_EVALUABLE, MARCH)
        await record(registry.house, verdict, MARCH)
    told = [await public(registry, day) for day in DAYS]
    assert {row.due_on for row in told} == {DAYS[-1]}
    assert [row.overdue for row in told] == [False, False, not reported]
    answer = await registry.ask("{ programmes { edges { node { resultDueOn overdue } } } }")
    (edge,) = answer["programmes"]["edges"]
    assert edge["node"] == {"resultDueOn": "2028-03-31", "overdue": not reported}


async def test_what_never_started_owes_nothing_and_accepts_nobody_any_more(
    registry: Running,
) -> None:
    id = await register(registry.house, BEGAN)
    await record(registry.house, stopped(id, StopReason.NEVER_STARTED), MARCH)
    told = [await public(registry, day) for day in DAYS]
    assert [(row.due_on, row.overdue) for row in told] == [(None, False)] * len(DAYS)
    refused = await send(registry.house, id, DAYS[-1], notices(pseudonyms(1)))
    assert isinstance(refused, Rejected)
    assert "acceptance-open" in [finding.rule for finding in refused.findings]


async def test_who_accepted_a_patient_cannot_say_it_never_started(registry: Running) -> None:
    house = registry.house
    id = await register(house, BEGAN)
    assert isinstance(await send(house, id, MARCH, notices(pseudonyms(1))), Accepted)
    never = stopped(id, StopReason.NEVER_STARTED)
    refused = await accept_draft(house.intake, never, envelope(MARCH))
    assert isinstance(refused, Rejected)
    assert [(f.rule, f.path) for f in refused.findings] == [("started-with-patients", "reason")]
    stranger = await accept_draft(house.intake, never, envelope(MARCH, OTHER_UNIVERSITY))
    assert isinstance(stranger, Rejected)
    assert [finding.rule for finding in stranger.findings] == ["programme-own"]
