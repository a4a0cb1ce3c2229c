"""A stopped programme of 22 patients whose counts are public, and corrections of what was told."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contents import numbers_of
from msgspec import structs
from running import HOSPITAL, OPERATOR, UNIVERSITY, Running
from sending import envelope, infused, notices, pseudonyms, record, register, send

from registry.intake.corrections import accept_correction
from registry.intake.register import enter_directory
from registry.intake.tools import Envelope
from registry.intake.withdraw import accept_withdrawal, confirm
from registry.model.codes import (
    CorrectionReason,
    ProgrammeEventKind,
    StopReason,
    VisitStatus,
    WithdrawalScope,
)
from registry.model.episode import FollowUpVisit, Response
from registry.model.parties import Centre
from registry.model.registration import Recorded, StatusDraft
from registry.model.sealed import SealedGroup
from registry.model.submission import (
    Accepted,
    CorrectionBatch,
    EpisodeCorrection,
    EpisodeOutcome,
    Withdrawal,
)

BEGAN, MARCH, NEWS = date(2027, 1, 11), date(2027, 3, 10), date(2027, 9, 1)
SPRING, AUTUMN, OPENED = date(2027, 3, 31), date(2027, 9, 30), date(2028, 3, 31)
AFTER, LATER = date(2028, 9, 30), date(2029, 3, 31)
PATIENTS = pseudonyms(22)
SECOND = "second-hospital"
ANOTHER = Centre(SECOND, UNIVERSITY, "Second Hospital (fictional)", "Tarn", "ES", synthetic=True)


def group_of(registry: Running) -> SealedGroup:
    assert registry.house.shelf.current is not None
    (group,) = registry.house.shelf.current.snapshot.groups
    return group


async def shown(registry: Running, *days: date) -> dict[str, Any]:
    """What is public of the group after publishing on these days."""
    for day in days:
        await registry.publish(day)
    return numbers_of(group_of(registry))


async def counted(
    registry: Running, told: Sequence[EpisodeOutcome] = (), centres: int = 1, **changes: Any
) -> str:
    """The programme once its counts are public; all responded unless told otherwise."""
    house = registry.house
    places = (HOSPITAL, SECOND)[:centres]
    if centres > 1:
        await enter_directory(house.intake, [ANOTHER], Envelope(OPERATOR, house.clock()), "world")
    programme = await register(house, BEGAN, longest_wait_days=90, centre_ids=places, **changes)
    accepted = [
        structs.replace(notice, centre_id=places[n * centres // len(PATIENTS)])
        for n, notice in enumerate(notices(PATIENTS))
    ]
    assert isinstance(await send(house, programme, MARCH, accepted), Accepted)
    await registry.publish(SPRING)
    news = told or [infused(patient, "CMR") for patient in PATIENTS]
    assert isinstance(await send(house, programme, NEWS, outcomes=news), Accepted)
    await stop(registry, programme)
    await shown(registry, AUTUMN, OPENED)
    return programme


async def stop(registry: Running, programme: str) -> None:
    stopped = StatusDraft(programme, ProgrammeEventKind.STOPPED, NEWS, StopReason.FUTILITY)
    await record(registry.house, stopped, NEWS)


def responds(patient: str, category: str, revision: int = 3) -> EpisodeCorrection:
    """The visit at day 100 showed another response."""
    visit = FollowUpVisit(100, VisitStatus.DONE, 135, Response("LUGANO", category))
    told = EpisodeOutcome(patient, visits=(visit,))
    return EpisodeCorrection(told, revision, CorrectionReason.TRANSCRIPTION_ERROR)


async def correct(
    registry: Running, programme: str, made: Sequence[EpisodeCorrection], on: date = OPENED
) -> None:
    batch = CorrectionBatch(programme, tuple(made))
    answer = await accept_correction(registry.house.intake, batch, envelope(on))
    assert isinstance(answer, Accepted), answer


async def leave(
    registry: Running, programme: str, patient: str, scope: WithdrawalScope, on: date = OPENED
) -> None:
    """A patient withdraws, and a curator confirms two days later."""
    asked = Withdrawal(programme, patient, scope)
    answer = await accept_withdrawal(registry.house.intake, asked, envelope(on))
    assert isinstance(answer, Recorded)
    at = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(days=2)
    await confirm(registry.house.intake, answer.id, at, "curator")
