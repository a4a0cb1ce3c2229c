"""A registry with many patients, written straight into its tables: what publication has to read."""

from collections.abc import Iterator
from datetime import date

import msgspec
from msgspec import structs
from running import Running
from sending import PRODUCT, programme, record

from registry.model.codes import EventClass, VisitStatus
from registry.model.course import entries_of
from registry.model.episode import Administration, AdverseEvent, Course, FollowUpVisit, Response
from registry.storage.rows import insert_rows
from registry.storage.tables import (
    CourseEntryRecord,
    EpisodeRecord,
    PatientRecord,
    SealedGroupRecord,
    SubmissionRecord,
)

BEGAN, OPENS, LATER = date(2027, 1, 11), date(2028, 3, 31), date(2028, 9, 30)
GROUP, WAIT = 20, 90


async def filled(registry: Running, programmes: int, patients: int) -> None:
    """Programmes of a product each, whose patients are all in open groups of twenty."""
    for number in range(programmes):
        product = structs.replace(PRODUCT, name=f"Tarnleucel {number}")
        product_id = await record(registry.house, product, BEGAN)
        draft = programme(product_id, title=f"Study {number}", longest_wait_days=WAIT)
        id = await record(registry.house, draft, BEGAN)
        await written(registry, id, patients // programmes)


async def written(registry: Running, programme_id: str, patients: int) -> None:
    """The rows of one programme."""
    ids = [f"{programme_id}.{number:05}" for number in range(patients)]
    groups = [f"{programme_id}.g{number:03}" for number in range(1, patients // GROUP + 1)]
    sent = f"{programme_id}.sent"
    columns = {
        SubmissionRecord: ("id", "sponsor_id", "idempotency_key", "digest", "subject",
                           "received_at", "after_snapshot"),
        PatientRecord: ("pseudonym", "sponsor_id", "wrapped_key", "key_version"),
        SealedGroupRecord: ("id", "programme_id", "country", "timing", "age_class", "formed_on",
                            "first_month", "last_month", "opened_on", "synthetic"),
        EpisodeRecord: ("id", "programme_id", "sequence", "patient", "accepted_month",
                        "registered_on", "timing", "sealed_keys", "group_id", "submission_id",
                        "notice_version"),
        CourseEntryRecord: ("episode_id", "kind", "key", "version", "status", "document",
                            "submission_id"),
    }  # fmt: skip
    rows = {
        SubmissionRecord: [(sent, "s", sent, sent, programme_id, "2027-09-01T12:00:00+00:00", 0)],
        PatientRecord: [(id, "s", "", 1) for id in ids],
        SealedGroupRecord: [
            (id, programme_id, "ES", "PROSPECTIVE", "18+", "2027-03-31", "2027-03", "2027-03",
             "2027-09-30", 0)
            for id in groups
        ],
        EpisodeRecord: [
            (id, programme_id, n + 1, id, "2027-03", "2027-03-10", "PROSPECTIVE", "",
             groups[min(n // GROUP, len(groups) - 1)], sent, 1)
            for n, id in enumerate(ids)
        ],
        CourseEntryRecord: [row for n, id in enumerate(ids) for row in entries(id, n, sent)],
    }  # fmt: skip
    async with registry.house.database.transaction():
        for table, named in columns.items():
            await insert_rows(registry.house.database, table, named, rows[table])


def entries(id: str, number: int, sent: str) -> Iterator[tuple[object, ...]]:
    """What is told of one patient: eight facts."""
    course = course_of(number)
    for entry in entries_of(course):
        status = entry.value.status.value if isinstance(entry.value, FollowUpVisit) else None
        document = msgspec.json.encode(entry.value).decode()
        yield (id, entry.kind.value, entry.key, 1, status, document, sent)


def course_of(number: int) -> Course:
    """A patient seen at four visits; one in seven dies."""
    category = ("CMR", "PMR", "PD")[number % 3]
    visits = tuple(
        FollowUpVisit(window, VisitStatus.DONE, 30 + window, Response("LUGANO", category))
        for window in (28, 100, 183, 365)
    )
    fever = AdverseEvent(EventClass.CRS, 35, "CRS", "ASTCT", "2019", 1 + number % 4)
    course = Course(
        "",
        collected_day=5,
        administrations=(Administration(1, 30),),
        visits=visits,
        adverse_events=(fever,),
        none_observed_to_day=200,
    )
    death = AdverseEvent(EventClass.DEATH, 300 + number % 90)
    dead = structs.replace(course, adverse_events=(fever, death), visits=visits[:3])
    return dead if number % 7 == 0 else course
