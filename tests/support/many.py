"""A registry with many patients, written straight into its tables: what publication has to read."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from msgspec import structs
from running import Running
from sending import PRODUCT, programme, record

from anonymise.envelope import wrap
from registry.model.codes import EventClass, Timing, VisitStatus
from registry.model.course import Version, entries_of
from registry.model.episode import (
    Administration,
    AdverseEvent,
    Course,
    FollowUpVisit,
    Response,
    TreatmentEpisode,
)
from registry.storage.courses import add_versions
from registry.storage.submissions import StoredSubmission, record_submission
from registry.storage.vault import (
    StoredEpisode,
    StoredGroup,
    StoredPatient,
    add_episodes,
    add_groups,
    add_patients,
    seal_members,
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
    """The rows of one programme, through the storage that seals them."""
    house, sent = registry.house, f"{programme_id}.sent"
    sealing, database = house.database.sealing, house.database
    ids = [f"{programme_id}.{number:05}" for number in range(patients)]
    groups = [f"{programme_id}.g{number:03}" for number in range(1, patients // GROUP + 1)]
    key = wrap(sealing.wrapping.of(1), bytes(32))
    received = datetime(2027, 9, 1, 12, tzinfo=UTC).isoformat()
    submission = StoredSubmission(sent, "s", sent, sent, programme_id, received)
    episodes = [
        TreatmentEpisode(id, programme_id, n, id, "2027-03", date(2027, 3, 10), Timing.PROSPECTIVE)
        for n, id in enumerate(ids, start=1)
    ]
    sealed = [
        StoredGroup(
            id,
            programme_id,
            "ES",
            Timing.PROSPECTIVE,
            "18+",
            date(2027, 3, 31),
            "2027-03",
            "2027-03",
            date(2027, 9, 30),
        )
        for id in groups
    ]
    async with database.transaction():
        await record_submission(database, submission)
        await add_patients(database, [StoredPatient(id, key, 1) for id in ids])
        await add_groups(database, sealed)
        unsealed = [StoredEpisode(e, "", sent) for e in episodes]
        await add_episodes(database, unsealed)
        last = len(groups) - 1
        home = {id: groups[min(number // GROUP, last)] for number, id in enumerate(ids)}
        await seal_members(database, unsealed, home)
        await add_versions(database, sent, (v for n, id in enumerate(ids) for v in told(id, n)))


def told(id: str, number: int) -> Iterator[Version]:
    """What is told of one patient: eight facts."""
    return (Version(id, e.kind, e.key, e.value) for e in entries_of(course_of(number)))


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
