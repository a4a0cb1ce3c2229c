"""Courses as they had been told by a day: what a notice of that day may know."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from piccolo.querystring import QueryString

from registry.model.codes import EntryKind
from registry.model.course import Name, Version, course_of, standing
from registry.model.episode import Course
from registry.storage.engine import Database
from registry.storage.entries import programme_keys, version_in
from registry.storage.vault import StoredEpisode

NOTICED = (EntryKind.ADMINISTRATION, EntryKind.VISIT, EntryKind.ADVERSE_EVENT)


async def read_courses_told_by(
    database: Database, programme_id: str, episodes: Sequence[StoredEpisode], day: date
) -> list[Course]:
    """Administrations, visits and events of these episodes, in the version last told by a day."""
    keys = await programme_keys(database, programme_id)
    rows = await database.run(
        QueryString(
            "SELECT c.* FROM course_entry c "
            "JOIN episode e ON e.id = c.episode_id JOIN submission s ON s.id = c.submission_id "
            "WHERE e.programme_id = {} AND substr(s.received_at, 1, 10) <= {} ORDER BY c.version",
            programme_id,
            day.isoformat(),
        )
    )
    found: dict[str, dict[Name, Version]] = defaultdict(dict)
    for row in rows:
        version = version_in(keys, row)
        if version.kind in NOTICED:
            found[version.episode_id][version.kind, version.key] = version
    return [
        course_of(stored.episode.id, standing(told))
        for stored in episodes
        if (told := found.get(stored.episode.id))
    ]
