"""A correction is a new version with its reason; the old one is kept, what is public stands."""

import asyncio
import json
from datetime import date
from typing import Any

import pytest
from msgspec import structs
from running import OTHER_UNIVERSITY, UNIVERSITY, Running
from sending import (
    all_but_acts,
    envelope,
    everything,
    infused,
    notices,
    pseudonyms,
    record,
    register,
    send,
)

from registry.app import House
from registry.intake.corrections import accept_correction
from registry.intake.records import Record, record_of
from registry.model.codes import (
    CorrectionReason,
    EntryKind,
    NotInfusedReason,
    ProgrammeEventKind,
    VisitStatus,
)
from registry.model.episode import Administration, FollowUpVisit, NotInfused, Response
from registry.model.registration import StatusDraft
from registry.model.submission import (
    Accepted,
    ChangeKind,
    CorrectionBatch,
    EntryName,
    EpisodeCorrection,
    EpisodeOutcome,
    Rejected,
)
from registry.storage.courses import read_courses
from registry.storage.ledger import acts

pytestmark = pytest.mark.anyio

BEGAN, MARCH, AUTUMN = date(2027, 1, 11), date(2027, 3, 10), date(2027, 9, 1)
LATER = date(2027, 12, 1)
PATIENTS = pseudonyms(22)
ADMINISTRATION = EntryName(EntryKind.ADMINISTRATION, "1")
RIGHT = FollowUpVisit(100, VisitStatus.DONE, 135, Response("LUGANO", "PD"))


@pytest.fixture
async def programme(house: House) -> str:
    """22 patients, all told to respond at day 100."""
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(PATIENTS))
    told = [infused(patient, "CMR") for patient in PATIENTS]
    assert isinstance(await send(house, programme, AUTUMN, outcomes=told), Accepted)
    return programme


def correction(patient: str = PATIENTS[0], based_on: int = 3, **known: Any) -> EpisodeCorrection:
    """What replaces facts of one patient, whose record has three of them."""
    made = EpisodeCorrection(
        EpisodeOutcome(patient, visits=(RIGHT,)), based_on, CorrectionReason.TRANSCRIPTION_ERROR
    )
    return structs.replace(made, **known)


async def correct(
    house: House, programme: str, *made: EpisodeCorrection, on: date = LATER, **known: Any
) -> Accepted | Rejected:
    batch = CorrectionBatch(programme, made)
    return await accept_correction(house.intake, batch, envelope(on, **known))


async def rules_of(answer: Accepted | Rejected) -> set[str]:
    assert isinstance(answer, Rejected), answer
    return {finding.rule for finding in answer.findings}


async def own(house: House, programme: str) -> Record:
    found = await record_of(house.intake, UNIVERSITY, programme, PATIENTS[0])
    assert found is not None
    return found


async def test_the_new_version_stands_and_the_old_one_is_kept(house: House, programme: str) -> None:
    assert isinstance(await correct(house, programme, correction()), Accepted)
    found = await own(house, programme)
    course = (await read_courses(house.database, [found.episode.id]))[found.episode.id]
    assert course.visits == (RIGHT,)
    visits = [told.version for told in found.history if told.version.kind is EntryKind.VISIT]
    assert [(v.number, v.reason) for v in visits] == [
        (1, None),
        (2, CorrectionReason.TRANSCRIPTION_ERROR),
    ]
    assert found.revision == 4
    assert (await acts(house.database))[-1].action == "correction accepted"


async def test_what_never_happened_is_taken_back_and_may_be_told_again(
    house: House, programme: str
) -> None:
    gone = correction(outcome=EpisodeOutcome(PATIENTS[0]), taken_back=(ADMINISTRATION,))
    assert isinstance(await correct(house, programme, gone), Accepted)
    left = NotInfused(NotInfusedReason.PROGRESSION, 40)
    news = EpisodeOutcome(PATIENTS[0], not_infused=left)
    assert isinstance(await send(house, programme, LATER, outcomes=[news]), Accepted)
    id = (await own(house, programme)).episode.id
    course = (await read_courses(house.database, [id]))[id]
    assert (course.administrations, course.not_infused) == ((), left)


async def test_a_correction_of_an_older_revision_is_a_conflict(
    house: House, programme: str
) -> None:
    await correct(house, programme, correction())
    before = await everything(house.database)
    again = correction(reason=CorrectionReason.SOURCE_CHANGED)
    assert await rules_of(await correct(house, programme, again)) == {"based-on-latest"}
    assert await everything(house.database) == before


async def test_of_two_people_correcting_at_once_one_is_told_of_the_other(
    house: House, programme: str
) -> None:
    reasons = (CorrectionReason.SOURCE_CHANGED, CorrectionReason.OTHER)
    pair = await asyncio.gather(
        *(correct(house, programme, correction(reason=reason)) for reason in reasons)
    )
    assert sorted(type(answer).__name__ for answer in pair) == ["Accepted", "Rejected"]


async def test_a_dry_run_shows_what_would_change_and_changes_nothing(
    house: House, programme: str
) -> None:
    before = await all_but_acts(house.database)
    made = correction(taken_back=(EntryName(EntryKind.NONE_OBSERVED),))
    told = await correct(house, programme, made, dry_run=True)
    assert isinstance(told, Accepted)
    changed, gone = told.changes
    assert (changed.path, changed.kind) == (
        "corrections[0].outcome.visits[0]",
        ChangeKind.CHANGED,
    )
    assert json.loads(changed.before or "")["response"]["category"] == "CMR"
    assert json.loads(changed.after or "")["response"]["category"] == "PD"
    assert (gone.kind, gone.after) == (ChangeKind.TAKEN_BACK, None)
    assert await all_but_acts(house.database) == before


async def test_a_corrected_course_must_still_make_sense(house: House, programme: str) -> None:
    left = NotInfused(NotInfusedReason.PROGRESSION, 40)
    both = correction(outcome=EpisodeOutcome(PATIENTS[0], not_infused=left))
    answer = await correct(house, programme, both)
    assert await rules_of(answer) == {"infused-or-not"}
    assert isinstance(answer, Rejected)
    assert answer.findings[0].path == "corrections[0].outcome.notInfused"


@pytest.mark.parametrize(
    ("name", "replaced"),
    [
        (EntryName(EntryKind.VISIT, "365"), False),
        (EntryName(EntryKind.COLLECTED), False),
        (EntryName(EntryKind.VISIT, "100"), True),
    ],
)
async def test_only_what_is_stored_and_not_replaced_can_be_taken_back(
    house: House, programme: str, name: EntryName, replaced: bool
) -> None:
    told = EpisodeOutcome(PATIENTS[0], visits=(RIGHT,) if replaced else ())
    made = correction(outcome=told, taken_back=(name,))
    assert await rules_of(await correct(house, programme, made)) == {"entry-stored"}


async def test_a_correction_that_changes_nothing_is_refused(house: House, programme: str) -> None:
    empty = correction(outcome=EpisodeOutcome(PATIENTS[0]))
    assert await rules_of(await correct(house, programme, empty)) == {"correction-not-empty"}
    assert await rules_of(await correct(house, programme)) == {"correction-not-empty"}


async def test_a_correction_of_an_unknown_patient_is_refused(house: House, programme: str) -> None:
    unknown = correction(pseudonyms(1, start=0xDEAD)[0])
    assert "episode-registered" in await rules_of(await correct(house, programme, unknown))


async def test_another_sponsor_corrects_and_reads_nothing(house: House, programme: str) -> None:
    answer = await correct(house, programme, correction(), sponsor=OTHER_UNIVERSITY)
    assert await rules_of(answer) == {"programme-own", "episode-registered"}
    assert await record_of(house.intake, OTHER_UNIVERSITY, programme, PATIENTS[0]) is None


async def test_the_same_correction_again_is_answered_and_not_stored_again(
    house: House, programme: str
) -> None:
    first = await correct(house, programme, correction())
    stored = await everything(house.database)
    again = await correct(house, programme, correction())
    assert isinstance(first, Accepted)
    assert isinstance(again, Accepted)
    assert (again.submission_id, again.repeated) == (first.submission_id, True)
    assert await everything(house.database) == stored


async def test_what_is_public_stays_and_what_opens_later_counts_the_corrected(
    registry: Running, house: House, programme: str
) -> None:
    await registry.publish(date(2027, 9, 30))
    closed = StatusDraft(programme, ProgrammeEventKind.ENDED, date(2027, 9, 30))
    await record(house, closed, date(2027, 9, 30))
    await registry.publish(date(2028, 9, 30))
    shown = house.shelf.current and house.shelf.current.snapshot.groups
    assert shown
    assert [counts.success for counts in shown[0].endpoints] == [22]
    later = date(2028, 10, 15)
    assert isinstance(await correct(house, programme, correction(), on=later), Accepted)
    await registry.publish(date(2029, 3, 31))
    assert house.shelf.current is not None
    assert house.shelf.current.snapshot.groups[0].endpoints == shown[0].endpoints


async def test_a_correction_before_publication_counts(
    registry: Running, house: House, programme: str
) -> None:
    assert isinstance(await correct(house, programme, correction()), Accepted)
    closed = StatusDraft(programme, ProgrammeEventKind.ENDED, date(2027, 9, 30))
    await record(house, closed, LATER)
    for day in (date(2028, 3, 31), date(2028, 9, 30)):
        await registry.publish(day)
    assert house.shelf.current is not None
    (counts,) = house.shelf.current.snapshot.groups[0].endpoints
    assert (counts.success, counts.no_success["OBSERVED_FAILURE"]) == (21, 1)


async def test_the_day_of_an_infusion_is_corrected_with_its_visits(
    house: House, programme: str
) -> None:
    moved = EpisodeOutcome(PATIENTS[0], administrations=(Administration(1, 38),))
    assert isinstance(await correct(house, programme, correction(outcome=moved)), Accepted)
    id = (await own(house, programme)).episode.id
    assert (await read_courses(house.database, [id]))[id].administrations == (
        Administration(1, 38),
    )
