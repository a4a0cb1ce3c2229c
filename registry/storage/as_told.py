"""Courses as they had been told by a day: what a notice of that day may know."""

from collections.abc import Iterable, Sequence
from datetime import date

from registry.model.codes import EntryKind
from registry.model.course import course_of, standing
from registry.model.episode import Course
from registry.storage.courses import CourseReader, ToldVersion
from registry.storage.vault import StoredEpisode

NOTICED = (EntryKind.ADMINISTRATION, EntryKind.VISIT, EntryKind.ADVERSE_EVENT)


async def read_courses_told_by(
    reader: CourseReader, episodes: Sequence[StoredEpisode], day: date
) -> list[Course]:
    """Administrations, visits and events of these episodes, in the version last told by a day."""
    ids = [s.episode.id for s in episodes if s.episode.registered_on <= day]
    told = await reader.told(ids)
    courses = (course_told_by(id, versions, day.isoformat()) for id, versions in told.items())
    return [course for course in courses if course is not None]


def course_told_by(id: str, told: Iterable[ToldVersion], day: str) -> Course | None:
    """The same of one episode; None where nothing had been told. The day is in ISO 8601."""
    versions = {
        (one.version.kind, one.version.key): one.version
        for one in told
        if one.received_at[:10] <= day and one.version.kind in NOTICED
    }
    return course_of(id, standing(versions)) if versions else None
