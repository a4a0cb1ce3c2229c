"""Withdrawal: nothing published changes, nobody leaves the denominator, erasure leaves no trace."""

from datetime import UTC, date, datetime

import pytest
from contents import numbers_of
from running import OTHER_UNIVERSITY, UNIVERSITY, Running
from sending import envelope, everything, infused, notices, pseudonyms, record, register, send

from registry.access.because import Because
from registry.app import House
from registry.cli.withdrawals import lines
from registry.errors import AccountError
from registry.intake.due import due_of
from registry.intake.records import record_of
from registry.intake.withdraw import accept_withdrawal, confirm
from registry.model.codes import DeathCause, EventClass, ProgrammeEventKind, WithdrawalScope
from registry.model.episode import AdverseEvent
from registry.model.registration import Recorded, StatusDraft
from registry.model.sealed import SealedGroup
from registry.model.submission import Accepted, EpisodeOutcome, Rejected, Withdrawal
from registry.storage.withdrawals import open_withdrawals

pytestmark = pytest.mark.anyio

BEGAN, MARCH, AUTUMN = date(2027, 1, 11), date(2027, 3, 10), date(2027, 9, 1)
CLOSED, NEXT = date(2027, 9, 30), date(2027, 10, 4)
PATIENTS = pseudonyms(12)
LEAVING = PATIENTS[0]
STOP, EXCLUDE, ERASE = WithdrawalScope


@pytest.fixture
async def programme(registry: Running, house: House) -> str:
    """Twelve patients, sealed in spring, who all responded, in a programme that ended."""
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(PATIENTS))
    await registry.publish(date(2027, 3, 31))
    told = [infused(patient, "CMR") for patient in PATIENTS]
    assert isinstance(await send(house, programme, AUTUMN, outcomes=told), Accepted)
    await record(house, StatusDraft(programme, ProgrammeEventKind.ENDED, CLOSED), CLOSED)
    return programme


async def withdraw(
    house: House,
    programme: str,
    scope: WithdrawalScope,
    sponsor: str = UNIVERSITY,
    on: date = CLOSED,
) -> Recorded | Rejected:
    asked = Withdrawal(programme, LEAVING, scope)
    return await accept_withdrawal(house.intake, asked, envelope(on, sponsor))


async def confirmed(house: House, programme: str, scope: WithdrawalScope) -> None:
    recorded = await withdraw(house, programme, scope)
    assert isinstance(recorded, Recorded)
    await confirm(house.intake, recorded.id, datetime(2027, 10, 1, tzinfo=UTC), "curator")


def group_of(registry: Running) -> SealedGroup:
    assert registry.house.shelf.current is not None
    return registry.house.shelf.current.snapshot.groups[0]


async def counted(registry: Running) -> dict[str, int]:
    """What the one group shows once everything of it is open."""
    for day in (date(2028, 3, 31), date(2028, 9, 30)):
        await registry.publish(day)
    group = group_of(registry)
    (counts,) = group.endpoints
    assert group.accepted == len(PATIENTS)
    return {"SUCCESS": counts.success} | {r: n for r, n in counts.no_success.items() if n}


@pytest.mark.parametrize("scope", [EXCLUDE, ERASE])
async def test_who_withdrew_still_counts_as_accepted_and_as_withdrawn(
    registry: Running, programme: str, scope: WithdrawalScope
) -> None:
    await confirmed(registry.house, programme, scope)
    assert await counted(registry) == {"SUCCESS": 11, "WITHDRAWN": 1}


async def test_the_end_of_follow_up_takes_nothing_back(registry: Running, programme: str) -> None:
    await confirmed(registry.house, programme, STOP)
    assert await counted(registry) == {"SUCCESS": 12}


async def test_until_a_curator_confirms_everything_counts(
    registry: Running, programme: str
) -> None:
    await withdraw(registry.house, programme, ERASE)
    assert [w.episode.sequence for w in await open_withdrawals(registry.house.database)] == [1]
    assert await counted(registry) == {"SUCCESS": 12}


@pytest.mark.parametrize("dead", [True, False])
async def test_a_curator_sees_where_a_death_was_told_of_who_withdraws(
    house: House, programme: str, dead: bool
) -> None:
    death = (AdverseEvent(EventClass.DEATH, 140, cause=DeathCause.OTHER),)
    told = EpisodeOutcome(LEAVING, adverse_events=death if dead else (), none_observed_to_day=25)
    assert isinstance(await send(house, programme, NEXT, outcomes=[told]), Accepted)
    await withdraw(house, programme, EXCLUDE, on=NEXT)
    because = Because("curator", house.clock())
    (line,) = await lines(house, because)
    assert line.endswith("(a death was told)") is dead


@pytest.mark.parametrize("scope", list(WithdrawalScope))
async def test_what_is_published_stays(
    registry: Running, programme: str, scope: WithdrawalScope
) -> None:
    before = await counted(registry)
    shown = numbers_of(group_of(registry))
    answer = await withdraw(registry.house, programme, scope, on=date(2028, 10, 1))
    assert isinstance(answer, Recorded)
    at = datetime(2028, 10, 2, tzinfo=UTC)
    await confirm(registry.house.intake, answer.id, at, "curator")
    await registry.publish(date(2029, 3, 31))
    assert shown.items() <= numbers_of(group_of(registry)).items()
    assert before == {"SUCCESS": 12}


@pytest.mark.parametrize(("scope", "lost"), [(STOP, 0), (EXCLUDE, 1), (ERASE, 1)])
async def test_who_withdraws_between_two_intervals_is_lost_in_the_next_one(
    registry: Running, programme: str, scope: WithdrawalScope, lost: int
) -> None:
    """The published rows and the next one still fit: nobody's fate is their difference."""
    looked = [EpisodeOutcome(patient, none_observed_to_day=360) for patient in PATIENTS]
    answer = await send(registry.house, programme, date(2028, 3, 1), outcomes=looked)
    assert isinstance(answer, Accepted)
    await counted(registry)
    recorded = await withdraw(registry.house, programme, scope, on=date(2028, 10, 1))
    assert isinstance(recorded, Recorded)
    await confirm(registry.house.intake, recorded.id, datetime(2028, 10, 2, tzinfo=UTC), "c")
    await registry.publish(date(2029, 3, 31))
    rows = {row.day: row for row in group_of(registry).curves[0].intervals}
    assert [(rows[day].at_risk, rows[day].lost) for day in (183, 365)] == [(12, 0), (12, lost)]


async def test_erasure_leaves_a_tombstone_and_nothing_else(house: House, programme: str) -> None:
    own = await record_of(house.intake, UNIVERSITY, programme, LEAVING)
    assert own is not None
    await confirmed(house, programme, ERASE)
    stored = await everything(house.database)
    assert not [row for row in stored["course_entry"] if own.episode.id in row]
    (episode,) = [row for row in stored["episode"] if own.episode.id in row]
    assert "'sealed_keys': ''" in episode
    (patient,) = [row for row in stored["patient"] if own.episode.patient in row]
    assert "'wrapped_key': ''" in patient
    assert len(stored["episode"]) == len(PATIENTS)


async def test_nothing_new_is_taken_in_of_who_withdrew(house: House, programme: str) -> None:
    await withdraw(house, programme, STOP)
    same = await send(house, programme, CLOSED, outcomes=[infused(LEAVING, "CMR")])
    assert isinstance(same, Accepted)
    news = [EpisodeOutcome(LEAVING, none_observed_to_day=180)]
    refused = await send(house, programme, CLOSED, outcomes=news)
    assert isinstance(refused, Rejected)
    assert {finding.rule for finding in refused.findings} == {"patient-takes-part"}


async def test_an_erased_patient_is_not_registered_again(house: House, programme: str) -> None:
    await confirmed(house, programme, ERASE)
    other = await register(house, NEXT, title="Another study", starts_on=NEXT)
    refused = await send(house, other, NEXT, notices([LEAVING], "2027-10"))
    assert isinstance(refused, Rejected)
    assert {finding.rule for finding in refused.findings} == {"patient-takes-part"}


async def test_an_erased_patient_still_waiting_is_of_no_country_and_counts_for_none(
    registry: Running, house: House
) -> None:
    programme = await register(house, AUTUMN, title="Slow study", starts_on=AUTUMN)
    await send(house, programme, AUTUMN, notices(PATIENTS[:11], "2027-09"))
    await confirmed(house, programme, ERASE)
    mine = [g for g in await groups_on(registry, date(2027, 10, 1)) if g == programme]
    assert mine == []
    await send(house, programme, NEXT, notices(pseudonyms(1, start=0xBEEF), "2027-10"))
    mine = [g for g in await groups_on(registry, date(2028, 3, 31)) if g == programme]
    assert mine == [programme]


async def groups_on(registry: Running, day: date) -> list[str]:
    """The programmes of the groups that are public on a day."""
    await registry.publish(day)
    assert registry.house.shelf.current is not None
    return [group.programme_id for group in registry.house.shelf.current.snapshot.groups]


async def test_no_visit_is_due_of_who_withdrew(house: House, programme: str) -> None:
    await withdraw(house, programme, STOP)
    due = await due_of(house.database, UNIVERSITY, programme, date(2040, 1, 1))
    assert due is not None
    assert 1 not in {visit.sequence for visit in due}


async def test_another_sponsor_withdraws_nobody(house: House, programme: str) -> None:
    before = await everything(house.database)
    refused = await withdraw(house, programme, ERASE, OTHER_UNIVERSITY)
    assert isinstance(refused, Rejected)
    assert await everything(house.database) == before


async def test_only_what_was_asked_for_can_be_confirmed(house: House, programme: str) -> None:
    at = datetime(2027, 10, 1, tzinfo=UTC)
    with pytest.raises(AccountError, match="No withdrawal waits"):
        await confirm(house.intake, "nothing", at, "curator")
    await confirmed(house, programme, STOP)
    own = await record_of(house.intake, UNIVERSITY, programme, LEAVING)
    assert own is not None
    with pytest.raises(AccountError, match="No withdrawal waits"):
        await confirm(house.intake, own.episode.id, at, "curator")


@pytest.mark.parametrize(("first", "then"), [(STOP, EXCLUDE), (STOP, ERASE), (EXCLUDE, ERASE)])
async def test_a_patient_may_ask_for_more_later_and_what_was_confirmed_holds_until_then(
    registry: Running, house: House, programme: str, first: WithdrawalScope, then: WithdrawalScope
) -> None:
    await confirmed(house, programme, first)
    assert isinstance(await withdraw(house, programme, then, on=NEXT), Recorded)
    (waiting,) = await open_withdrawals(house.database)
    assert (waiting.withdrawal, waiting.is_excluded) == (then, first is EXCLUDE)
    await registry.reach(NEXT)
    at = datetime(2027, 10, 5, tzinfo=UTC)
    await confirm(house.intake, waiting.episode.id, at, "curator")
    assert await open_withdrawals(house.database) == []
    assert await counted(registry) == {"SUCCESS": 11, "WITHDRAWN": 1}
    keys = [row for row in (await everything(house.database))["patient"] if "key': ''" in row]
    assert len(keys) == (1 if then is ERASE else 0)


@pytest.mark.parametrize("then", [STOP, EXCLUDE, ERASE])
async def test_a_confirmed_erasure_is_not_taken_back(
    house: House, programme: str, then: WithdrawalScope
) -> None:
    await confirmed(house, programme, ERASE)
    assert isinstance(await withdraw(house, programme, then, on=NEXT), Recorded)
    assert await open_withdrawals(house.database) == []
