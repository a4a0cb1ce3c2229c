"""What a notice said wrongly is corrected with a reason; what it said before is kept."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from contents import numbers_of
from msgspec import structs
from running import UNIVERSITY, Running
from sending import all_but_acts, envelope, everything, notices, pseudonyms, register, send

from registry.app import House
from registry.intake.corrections import accept_correction
from registry.intake.records import Record, record_of
from registry.intake.withdraw import accept_withdrawal, confirm
from registry.model.codes import AgeBand, CorrectionReason, Sex, Timing, WithdrawalScope
from registry.model.registration import Recorded
from registry.model.submission import (
    Accepted,
    ChangeKind,
    CorrectionBatch,
    EpisodeCorrection,
    EpisodeNotice,
    EpisodeOutcome,
    Rejected,
    Withdrawal,
)
from registry.storage.tables import EarlierNoticeRecord

pytestmark = pytest.mark.anyio

BEGAN, MARCH, LATER = date(2027, 1, 11), date(2027, 3, 10), date(2027, 5, 3)
PATIENTS = pseudonyms(22)
WRONG = PATIENTS[0]
RIGHT = EpisodeNotice(WRONG, "2027-02", age_band=AgeBand.CHILD, sex=Sex.FEMALE)


@pytest.fixture
async def programme(house: House) -> str:
    programme = await register(house, BEGAN)
    assert isinstance(await send(house, programme, MARCH, notices(PATIENTS)), Accepted)
    return programme


async def correct(
    house: House,
    programme: str,
    notice: EpisodeNotice = RIGHT,
    *,
    based_on: int = 0,
    outcome: EpisodeOutcome | None = None,
    on: date = LATER,
    **known: Any,
) -> Accepted | Rejected:
    told = outcome or EpisodeOutcome(WRONG)
    made = EpisodeCorrection(told, based_on, CorrectionReason.TRANSCRIPTION_ERROR, notice=notice)
    batch = CorrectionBatch(programme, (made,))
    return await accept_correction(house.intake, batch, envelope(on, **known))


async def own(house: House, programme: str) -> Record:
    found = await record_of(house.intake, UNIVERSITY, programme, WRONG)
    assert found is not None
    return found


def rules(answer: Accepted | Rejected) -> list[tuple[str, str]]:
    assert isinstance(answer, Rejected), answer
    return [(finding.rule, finding.path) for finding in answer.findings]


async def test_what_is_told_replaces_and_what_is_left_out_stays(
    house: House, programme: str
) -> None:
    assert isinstance(await correct(house, programme), Accepted)
    bare = EpisodeNotice(WRONG, "2027-02", prior_lines=3)
    assert isinstance(await correct(house, programme, bare, based_on=1), Accepted)
    notice = (await own(house, programme)).notice
    assert notice is not None
    keys = notice.keys
    assert (notice.accepted_month, keys.age_band, keys.sex, keys.prior_lines, keys.country) == (
        "2027-02",
        AgeBand.CHILD,
        Sex.FEMALE,
        3,
        "ES",
    )


async def test_every_earlier_notice_is_kept_with_reason_and_time(
    house: House, programme: str
) -> None:
    answer = await correct(house, programme)
    assert isinstance(answer, Accepted)
    found = await own(house, programme)
    assert found.revision == 1
    (former,) = found.former_notices
    assert (former.said.accepted_month, former.said.keys.age_band) == ("2027-03", AgeBand.ADULT)
    assert former.earlier.reason is CorrectionReason.TRANSCRIPTION_ERROR
    assert former.earlier.submission_id == answer.submission_id
    assert former.earlier.received_at.startswith("2027-05-03")


async def test_a_dry_run_shows_both_and_stores_nothing(house: House, programme: str) -> None:
    before = await all_but_acts(house.database)
    answer = await correct(house, programme, dry_run=True)
    assert isinstance(answer, Accepted)
    (change,) = answer.changes
    assert (change.kind, change.path) == (ChangeKind.CHANGED, "corrections[0].notice")
    assert json.loads(change.before or "")["accepted_month"] == "2027-03"
    assert json.loads(change.after or "")["accepted_month"] == "2027-02"
    assert await all_but_acts(house.database) == before


async def test_the_same_words_change_nothing(house: House, programme: str) -> None:
    same = notices([WRONG])[0]
    answer = await correct(house, programme, same)
    assert isinstance(answer, Accepted)
    assert (answer.new, answer.unchanged) == (0, 1)
    assert await house.database.run(EarlierNoticeRecord.count()) == 0


async def test_whoever_read_an_older_revision_is_refused(house: House, programme: str) -> None:
    assert isinstance(await correct(house, programme), Accepted)
    other = structs.replace(RIGHT, age_band=AgeBand.INFANT)
    assert rules(await correct(house, programme, other)) == [
        ("based-on-latest", "corrections[0].basedOn")
    ]


REFUSED = {
    "another patient's": ({"notice": structs.replace(RIGHT, pseudonym=PATIENTS[1])},
                          ("notice-of-patient", "corrections[0].notice.pseudonym")),
    "a month that never was": ({"notice": structs.replace(RIGHT, accepted_month="2027-13")},
                               ("month-valid", "corrections[0].notice.acceptedMonth")),
    "a foreign centre": ({"notice": structs.replace(RIGHT, centre_id="nowhere")},
                         ("centre-of-programme", "corrections[0].notice.centreId")),
    "a month that makes it late": (
        {"notice": structs.replace(RIGHT, accepted_month="2026-11")},
        ("month-in-time", "corrections[0].notice.retrospective")),
    "a day not yet come in the corrected month": (
        {"notice": structs.replace(RIGHT, accepted_month="2027-03"),
         "outcome": EpisodeOutcome(WRONG, collected_day=64)},
        ("day-possible", "corrections[0].outcome.collectedDay")),
}  # fmt: skip


@pytest.mark.parametrize("refused", REFUSED.values(), ids=REFUSED.keys())
async def test_a_wrong_notice_is_refused_at_its_place(
    house: House, programme: str, refused: tuple[dict[str, Any], tuple[str, str]]
) -> None:
    sent, told = refused
    before = await everything(house.database)
    assert rules(await correct(house, programme, **sent)) == [told]
    assert await everything(house.database) == before


@pytest.mark.parametrize(("month", "late"), [("2026-11", True), ("2026-12", False)])
async def test_the_ninety_days_count_from_the_corrected_month(
    house: House, programme: str, month: str, late: bool
) -> None:
    answer = await correct(house, programme, structs.replace(RIGHT, accepted_month=month))
    assert isinstance(answer, Rejected) is late


async def test_a_late_month_is_taken_with_its_mark_and_stays_apart(
    house: House, programme: str
) -> None:
    late = structs.replace(RIGHT, accepted_month="2026-11", retrospective=True)
    assert isinstance(await correct(house, programme, late), Accepted)
    assert (await own(house, programme)).episode.timing is Timing.RETROSPECTIVE


async def test_the_mark_of_a_late_notice_is_a_change_of_its_own(
    house: House, programme: str
) -> None:
    marked = structs.replace(notices([WRONG])[0], retrospective=True)
    shown = await correct(house, programme, marked, dry_run=True)
    assert isinstance(shown, Accepted)
    assert [change.kind for change in shown.changes] == [ChangeKind.CHANGED]
    answer = await correct(house, programme, marked)
    assert isinstance(answer, Accepted)
    assert (answer.new, (await own(house, programme)).revision) == (1, 1)
    again = await correct(house, programme, marked, based_on=1)
    assert isinstance(again, Accepted)
    assert (again.new, again.unchanged) == (0, 1)


async def test_the_notice_of_who_withdrew_stays(house: House, programme: str) -> None:
    asked = Withdrawal(programme, WRONG, WithdrawalScope.STOP_FOLLOW_UP)
    assert isinstance(await accept_withdrawal(house.intake, asked, envelope(LATER)), Recorded)
    assert ("notice-kept", "corrections[0].notice") in rules(await correct(house, programme))


async def test_the_age_is_sealed_as_corrected_while_nobody_has_seen_it(
    registry: Running, house: House, programme: str
) -> None:
    assert isinstance(await correct(house, programme, on=date(2027, 3, 12)), Accepted)
    await registry.publish(date(2027, 3, 31))
    await registry.publish(date(2028, 9, 30))
    assert registry.house.shelf.current is not None
    (group,) = registry.house.shelf.current.snapshot.groups
    assert (group.age_class, group.first_period) == ("SEVERAL", "2027-H1")


async def test_what_is_published_stays(registry: Running, house: House, programme: str) -> None:
    await registry.publish(date(2027, 3, 31))
    await registry.publish(date(2028, 9, 30))
    assert registry.house.shelf.current is not None
    (group,) = registry.house.shelf.current.snapshot.groups
    on = date(2028, 10, 1)
    assert isinstance(await correct(house, programme, on=on), Accepted)
    await registry.publish(date(2029, 3, 31))
    (after,) = registry.house.shelf.current.snapshot.groups
    assert numbers_of(group).items() <= numbers_of(after).items()
    assert (after.age_class, after.first_period) == (group.age_class, group.first_period)


async def test_of_an_erased_patient_no_notice_is_left(house: House, programme: str) -> None:
    assert isinstance(await correct(house, programme), Accepted)
    asked = Withdrawal(programme, WRONG, WithdrawalScope.ERASE)
    recorded = await accept_withdrawal(house.intake, asked, envelope(LATER))
    assert isinstance(recorded, Recorded)
    await confirm(house.intake, recorded.id, datetime(2027, 5, 4, tzinfo=UTC), "curator")
    assert await house.database.run(EarlierNoticeRecord.count()) == 0
    found = await own(house, programme)
    assert (found.notice, found.former_notices) == (None, ())
    refused = await correct(house, programme, based_on=1)
    assert ("notice-kept", "corrections[0].notice") in rules(refused)
