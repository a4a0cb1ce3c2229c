"""A sponsor's due list: its own programmes only, page by page, and as table and calendar."""

import csv
from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar
from running import OTHER_UNIVERSITY, UNIVERSITY, Running
from sending import infused, notices, pseudonyms, register, send

from registry.exports.due import due_calendar, due_csv
from registry.model.due import DueVisit
from registry_graphql.contract import OPERATIONS

pytestmark = pytest.mark.anyio

BEGAN, MARCH, AUTUMN = date(2027, 1, 11), date(2027, 3, 10), date(2027, 9, 1)
OPERATION = (OPERATIONS / "sponsor" / "due-visits.graphql").read_text()
PATIENTS = pseudonyms(3)


@pytest.fixture
async def programme(registry: Running) -> str:
    """Three patients infused on day 35; the visit of day 100 is told, that of day 28 is not."""
    programme = await register(registry.house, BEGAN)
    await send(registry.house, programme, MARCH, notices(PATIENTS))
    told = [infused(patient, "CMR") for patient in PATIENTS]
    await send(registry.house, programme, AUTUMN, outcomes=told)
    registry.clock.today = AUTUMN
    return programme


async def ask(registry: Running, programme: str, sponsor: str = UNIVERSITY, **more: Any) -> Any:
    answer = await registry.send(OPERATION, sponsor, programmeId=programme, **more)
    return answer.json()["data"]["answer"]


async def test_the_list_names_what_lacks_and_counts_the_rest(
    registry: Running, programme: str
) -> None:
    listed = await ask(registry, programme)
    assert [(v["sequence"], v["window"], v["status"]) for v in listed["visits"]] == [
        (number, 28, "OVERDUE") for number in (1, 2, 3)
    ]
    # an integrating vector has 18 windows: one received, one overdue, 16 to come
    assert listed["counts"] == {"received": 3, "upcoming": 48, "due": 0, "overdue": 3}
    assert listed["hasNextPage"] is False


async def test_pages_follow_one_another_without_gap(registry: Running, programme: str) -> None:
    seen: list[tuple[int, int]] = []
    after = None
    while True:
        wanted = ["RECEIVED", "UPCOMING", "DUE", "OVERDUE"]
        part = await ask(registry, programme, statuses=wanted, first=7, after=after)
        seen += [(v["sequence"], v["window"]) for v in part["visits"]]
        after = part["endCursor"]
        if not part["hasNextPage"]:
            break
    assert len(seen) == len(set(seen)) == 3 * 18
    assert seen == sorted(seen)


async def test_another_sponsor_cannot_tell_the_programme_from_one_that_is_not_there(
    registry: Running, programme: str
) -> None:
    assert await ask(registry, programme, OTHER_UNIVERSITY) is None
    assert await ask(registry, "nowhere", OTHER_UNIVERSITY) is None


async def test_the_list_is_a_table_and_a_calendar(registry: Running, programme: str) -> None:
    listed = await ask(registry, programme, statuses=["OVERDUE", "RECEIVED"])
    visits = [
        DueVisit(
            v["sequence"],
            v["window"],
            v["status"],
            date.fromisoformat(v["earliest"]),
            date.fromisoformat(v["latest"]),
            v["visit"],
        )
        for v in listed["visits"]
    ]
    rows = list(csv.DictReader(due_csv(visits).splitlines()))
    assert rows[1] == {
        "sequence": "1",
        "window": "100",
        "status": "RECEIVED",
        "earliest": "2027-07-14",
        "latest": "2027-08-13",
        "visit": "DONE",
    }
    made = Calendar.from_ical(due_calendar("Study", visits, datetime(2027, 9, 1, tzinfo=UTC)))
    events = made.walk("VEVENT")
    assert len(events) == 6
    assert str(events[0]["summary"]) == "Patient 1: day 28 (overdue)"
    assert b"DTSTART;VALUE=DATE:20270503" in events[0].to_ical()
    assert b"DTEND;VALUE=DATE:20270603" in events[0].to_ical()
