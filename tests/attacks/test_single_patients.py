"""Attackers who compare registries that differ in one patient: both look exactly alike."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from running import Running, running_registry
from sending import envelope, infused, notices, pseudonyms, record, register, send

from registry.intake.corrections import accept_correction
from registry.model.codes import CorrectionReason, EntryKind, ProgrammeEventKind, StopReason
from registry.model.registration import StatusDraft
from registry.model.submission import (
    Accepted,
    CorrectionBatch,
    EntryName,
    EpisodeCorrection,
    EpisodeNotice,
    EpisodeOutcome,
    Rejected,
)
from registry.snapshot import Snapshot

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
SPRING = date(2027, 3, 31)
LATER = (date(2028, 9, 30), date(2029, 3, 31), date(2030, 3, 31))
PATIENTS, ONE_MORE = pseudonyms(11), pseudonyms(1, start=0xF1)


@pytest.fixture
async def twin(tmp_path: Path) -> AsyncIterator[Running]:
    async with running_registry(f"sqlite:///{tmp_path}/twin.sqlite", BEGAN) as running:
        yield running


async def published(registry: Running, *days: date) -> list[Snapshot]:
    """What is public after each of these days."""
    found = []
    for day in days:
        await registry.publish(day)
        assert registry.house.shelf.current is not None
        found.append(registry.house.shelf.current.snapshot)
    return found


OLD = EpisodeNotice(ONE_MORE[0], "2020-02", retrospective=True)


@pytest.mark.parametrize("hidden", [notices(ONE_MORE), [OLD]], ids=["now", "years ago"])
async def test_a_programme_with_one_patient_looks_like_one_with_none(
    registry: Running, twin: Running, hidden: list[EpisodeNotice]
) -> None:
    seen = []
    for running, some in ((registry, hidden), (twin, [])):
        programme = await register(running.house, BEGAN, planned_end=date(2040, 1, 1))
        if some:
            assert isinstance(await send(running.house, programme, MARCH, some), Accepted)
        seen.append(await published(running, SPRING, *LATER))
    assert seen[0] == seen[1]


async def test_nobody_sees_that_one_more_patient_waits_behind_an_open_group(
    registry: Running, twin: Running
) -> None:
    seen = []
    for running, more in ((registry, True), (twin, False)):
        programme = await register(running.house, BEGAN)
        await send(running.house, programme, MARCH, notices(PATIENTS))
        before = await published(running, SPRING, date(2028, 9, 30))
        if more:
            late, day = notices(ONE_MORE, "2028-10"), date(2028, 11, 2)
            assert isinstance(await send(running.house, programme, day, late), Accepted)
        seen.append(before + await published(running, *LATER[1:]))
    assert seen[0] == seen[1]


async def corrected(registry: Running, programme: str, month: str, on: date) -> Accepted | Rejected:
    notice = EpisodeNotice(PATIENTS[0], month)
    made = EpisodeCorrection(
        EpisodeOutcome(PATIENTS[0]), 0, CorrectionReason.SOURCE_CHANGED, notice=notice
    )
    batch = CorrectionBatch(programme, (made,))
    return await accept_correction(registry.house.intake, batch, envelope(on))


async def test_a_failed_result_is_not_put_off_by_moving_one_patients_month(
    registry: Running, twin: Running
) -> None:
    seen = []
    for running, moves in ((registry, True), (twin, False)):
        house = running.house
        programme = await register(house, BEGAN)
        await send(house, programme, date(2027, 4, 20), notices(PATIENTS))
        told = [infused(patient, "PD") for patient in PATIENTS[1:]]
        await send(house, programme, date(2027, 8, 1), outcomes=told)
        await running.publish(date(2027, 9, 30))
        if moves:
            assert isinstance(
                await corrected(running, programme, "2027-04", date(2027, 10, 2)), Accepted
            )
        stop = StatusDraft(
            programme, ProgrammeEventKind.STOPPED, date(2027, 10, 5), StopReason.FUTILITY
        )
        await record(house, stop, date(2027, 10, 5))
        seen.append(await published(running, date(2028, 3, 31), *LATER))
    assert [s.groups for s in seen[0]] == [s.groups for s in seen[1]]
    assert seen[0][-1].groups[0].endpoints[0].success == 0


async def test_nobody_is_moved_to_a_month_after_the_registration(registry: Running) -> None:
    programme = await register(registry.house, BEGAN)
    await send(registry.house, programme, MARCH, notices(PATIENTS))
    refused = await corrected(registry, programme, "2027-04", date(2029, 5, 1))
    assert isinstance(refused, Rejected)
    assert [finding.rule for finding in refused.findings] == ["month-before-registration"]


async def test_the_last_notice_that_can_come_in_time_still_finds_its_group(
    registry: Running,
) -> None:
    """Closed on 2 July: the last notice of July comes on 29 October."""
    house = registry.house
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(PATIENTS))
    await registry.publish(SPRING)
    closed = date(2027, 7, 2)
    await record(
        house, StatusDraft(programme, ProgrammeEventKind.ACCEPTANCE_CLOSED, closed), closed
    )
    await registry.publish(date(2027, 9, 30))
    last = await send(house, programme, date(2027, 10, 29), notices(ONE_MORE, "2027-07"))
    assert isinstance(last, Accepted)
    (snapshot,) = await published(registry, date(2028, 3, 31))
    assert [group.accepted for group in snapshot.groups] == [12]


async def test_what_a_correction_took_back_may_be_told_again(registry: Running) -> None:
    house = registry.house
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(PATIENTS))
    day = date(2027, 9, 1)
    told = [infused(PATIENTS[0], "CMR")]
    first = await send(house, programme, day, outcomes=told)
    assert isinstance(first, Accepted)
    names = (
        EntryName(EntryKind.ADMINISTRATION, "1"),
        EntryName(EntryKind.VISIT, "100"),
        EntryName(EntryKind.NONE_OBSERVED),
    )
    gone = EpisodeCorrection(EpisodeOutcome(PATIENTS[0]), 3, CorrectionReason.DOUBLED, names)
    taken = await accept_correction(
        house.intake, CorrectionBatch(programme, (gone,)), envelope(day)
    )
    assert isinstance(taken, Accepted)
    again = await send(house, programme, day, outcomes=told)
    assert isinstance(again, Accepted)
    assert (again.repeated, again.new, again.submission_id != first.submission_id) == (
        False,
        3,
        True,
    )
    same = await send(house, programme, day, outcomes=told)
    assert isinstance(same, Accepted)
    assert (same.repeated, same.new) == (True, 0)
