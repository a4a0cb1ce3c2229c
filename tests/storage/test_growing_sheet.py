"""A spreadsheet grows and is sent whole again: old rows stay, new ones are added."""

import json
from datetime import date

import pytest
from msgspec import structs
from running import Running
from sending import all_but_acts, everything, infused, notices, pseudonyms, register, send

from registry.app import House
from registry.model.codes import AgeBand, NotInfusedReason, VisitStatus
from registry.model.episode import FollowUpVisit, NotInfused
from registry.model.submission import Accepted, ChangeKind, EpisodeOutcome, Rejected
from registry.storage.vault import read_episodes

pytestmark = pytest.mark.anyio

BEGAN, MARCH, AUTUMN = date(2027, 1, 11), date(2027, 3, 10), date(2027, 9, 1)
NEXT_YEAR = date(2028, 9, 1)
PATIENTS = pseudonyms(3)
SHEET = [infused(patient, "CMR") for patient in PATIENTS]


@pytest.fixture
async def programme(registry: Running) -> str:
    """A programme with three patients and their first news."""
    programme = await register(registry.house, BEGAN)
    assert isinstance(await send(registry.house, programme, MARCH, notices(PATIENTS)), Accepted)
    assert isinstance(await send(registry.house, programme, AUTUMN, outcomes=SHEET), Accepted)
    return programme


def with_visit(outcome: EpisodeOutcome, visit: FollowUpVisit) -> EpisodeOutcome:
    return structs.replace(outcome, visits=(*outcome.visits, visit))


YEARLY = FollowUpVisit(365, VisitStatus.DONE, 402)


async def test_the_whole_sheet_again_adds_only_what_is_new(house: House, programme: str) -> None:
    grown = [with_visit(SHEET[0], YEARLY), *SHEET[1:]]
    before, stood = await everything(house.database), await read_episodes(house.database)
    told = await send(house, programme, NEXT_YEAR, notices(PATIENTS), grown)
    assert isinstance(told, Accepted)
    # 3 notices, 3 times an administration, a visit and a day without events
    assert (told.new, told.unchanged) == (1, 3 + 9)
    after = await everything(house.database)
    assert len(after["course_entry"]) == len(before["course_entry"]) + 1
    assert await read_episodes(house.database) == stood


async def test_a_value_that_differs_from_the_stored_one_is_refused(
    house: House, programme: str
) -> None:
    before = await all_but_acts(house.database)
    refused = await send(house, programme, NEXT_YEAR, outcomes=[infused(PATIENTS[1], "PD")])
    assert isinstance(refused, Rejected)
    assert [(f.rule, f.path) for f in refused.findings] == [
        ("not-reported-before", "outcomes[0].visits[0]")
    ]
    assert await all_but_acts(house.database) == before


async def test_a_notice_that_differs_from_the_stored_one_is_refused(
    house: House, programme: str
) -> None:
    older = structs.replace(notices(PATIENTS)[2], age_band=AgeBand.OLDER_ADULT)
    moved = notices(PATIENTS[:1], "2027-02")
    refused = await send(house, programme, NEXT_YEAR, [*moved, older])
    assert isinstance(refused, Rejected)
    assert {(f.rule, f.path) for f in refused.findings} == {
        ("notice-unchanged", "notices[0]"),
        ("notice-unchanged", "notices[1]"),
    }


async def test_what_a_repeated_notice_leaves_out_is_not_a_difference(
    house: House, programme: str
) -> None:
    short = [structs.replace(notice, age_band=None) for notice in notices(PATIENTS)]
    told = await send(house, programme, NEXT_YEAR, short)
    assert isinstance(told, Accepted)
    assert (told.new, told.unchanged) == (0, 3)


async def test_the_same_fact_twice_in_one_report_is_refused(house: House, programme: str) -> None:
    doubled = with_visit(with_visit(EpisodeOutcome(PATIENTS[0]), YEARLY), YEARLY)
    refused = await send(house, programme, NEXT_YEAR, outcomes=[doubled])
    assert isinstance(refused, Rejected)
    assert [(f.rule, f.path) for f in refused.findings] == [("told-once", "outcomes[0].visits[1]")]


@pytest.mark.parametrize(("day", "new"), [(34, 0), (35, 0), (36, 1)])
async def test_events_were_looked_for_to_the_latest_day_told(
    house: House, programme: str, day: int, new: int
) -> None:
    news = EpisodeOutcome(PATIENTS[0], none_observed_to_day=day)
    told = await send(house, programme, NEXT_YEAR, outcomes=[news])
    assert isinstance(told, Accepted)
    assert told.new == new


async def test_a_dry_run_shows_old_and_new_beside_each_other_and_the_next_release(
    registry: Running, house: House, programme: str
) -> None:
    await registry.publish(date(2027, 9, 30))
    left = NotInfused(NotInfusedReason.PHYSICIAN_DECISION, 30)
    newcomer = pseudonyms(1, start=0xBEEF)
    sheet = [with_visit(SHEET[0], YEARLY), EpisodeOutcome(newcomer[0], not_infused=left)]
    arrived = notices(newcomer, "2028-08")
    told = await send(house, programme, NEXT_YEAR, arrived, sheet, dry_run=True)
    assert isinstance(told, Accepted)
    kinds = {change.path: change.kind for change in told.changes}
    assert kinds == {
        "notices[0]": ChangeKind.NEW,
        "outcomes[0].noneObservedToDay": ChangeKind.UNCHANGED,
        "outcomes[0].administrations[0]": ChangeKind.UNCHANGED,
        "outcomes[0].visits[0]": ChangeKind.UNCHANGED,
        "outcomes[0].visits[1]": ChangeKind.NEW,
        "outcomes[1].notInfused": ChangeKind.NEW,
    }
    visit = next(c for c in told.changes if c.path == "outcomes[0].visits[0]")
    assert visit.before == visit.after
    assert json.loads(visit.after or "")["window"] == 100
    assert told.next_release == date(2028, 3, 31)
