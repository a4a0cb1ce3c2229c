"""Courses as they had been told by a day: what a notice of that day may know."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import msgspec
from piccolo.querystring import QueryString

from registry.model.codes import EntryKind
from registry.model.course import SHAPES, Entry, course_of
from registry.model.episode import Course
from registry.storage.engine import Database
from registry.storage.vault import StoredEpisode

NOTICED = (EntryKind.ADMINISTRATION, EntryKind.VISIT, EntryKind.ADVERSE_EVENT)


async def read_courses_told_by(
    database: Database, programme_id: str, episodes: Sequence[StoredEpisode], day: date
) -> list[Course]:
    """Administrations, visits and events of these episodes, in the version last told by a day."""
    rows = await database.run(
        QueryString(
            "SELECT c.episode_id, c.kind, c.key, c.document FROM course_entry c "
            "JOIN episode e ON e.id = c.episode_id JOIN submission s ON s.id = c.submission_id "
            "WHERE e.programme_id = {} AND c.kind IN ({}, {}, {}) "
            "AND substr(s.received_at, 1, 10) <= {} ORDER BY c.version",
            programme_id,
            *(str(kind) for kind in NOTICED),
            day.isoformat(),
        )
    )
    documents: dict[str, dict[tuple[str, str], str | None]] = defaultdict(dict)
    for row in rows:
        documents[row["episode_id"]][row["kind"], row["key"]] = row["document"]
    return [
        course_of(id, (_entry(*name, document) for name, document in told.items() if document))
        for id in (stored.episode.id for stored in episodes)
        if (told := documents.get(id))
    ]


def _entry(kind: str, key: str, document: str) -> Entry:
    shape = SHAPES[EntryKind(kind)]
    return Entry(EntryKind(kind), key, msgspec.json.decode(document, type=shape))
