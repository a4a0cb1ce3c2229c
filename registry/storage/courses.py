"""What became of episodes, as entries in versions: a later version never overwrites an earlier.

An entry without a document says that a correction took the fact back.
"""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

import msgspec
from msgspec import Struct
from piccolo.querystring import QueryString

from registry.model.codes import CorrectionReason, EntryKind
from registry.model.course import SHAPES, Name, ReceivedVersion, Version, course_of, standing
from registry.model.episode import Course, FollowUpVisit
from registry.storage.engine import Database
from registry.storage.rows import chunks, insert_rows, select_in
from registry.storage.tables import CourseEntryRecord


class ToldVersion(Struct, frozen=True, gc=False):
    """A version of an entry, with the number of the snapshot after which it came."""

    after: int
    version: Version


COLUMNS = ("episode_id", "kind", "key", "version", "status", "reason", "document", "submission_id")


async def add_versions(database: Database, submission_id: str, versions: Iterable[Version]) -> None:
    """Store versions; UniqueViolation where one exists."""
    encode = msgspec.json.encode
    rows = [
        (
            version.episode_id,
            str(version.kind),
            version.key,
            version.number,
            status_of(version.value),
            version.reason and version.reason.value,
            None if version.value is None else encode(version.value).decode(),
            submission_id,
        )
        for version in versions
    ]
    await insert_rows(database, CourseEntryRecord, COLUMNS, rows)


def status_of(value: Struct | None) -> str | None:
    """The status of a visit; None for what is none."""
    return str(value.status) if isinstance(value, FollowUpVisit) else None


async def read_versions(database: Database, ids: Sequence[str]) -> dict[str, dict[Name, Version]]:
    """The latest version of every entry of these episodes, by episode, then kind and key."""
    found: dict[str, dict[Name, Version]] = {id: {} for id in ids}
    rows = await select_in(database, CourseEntryRecord, "episode_id", ids)
    for row in sorted(rows, key=itemgetter("version")):
        version = _version(row)
        found[version.episode_id][version.kind, version.key] = version
    return found


def _version(row: dict[str, Any]) -> Version:
    kind = EntryKind(row["kind"])
    document = row["document"]
    value = msgspec.json.decode(document, type=SHAPES[kind]) if document else None
    reason = CorrectionReason(row["reason"]) if row["reason"] else None
    return Version(row["episode_id"], kind, row["key"], value, row["version"], reason)


async def read_history(database: Database, id: str) -> tuple[ReceivedVersion, ...]:
    """Every version of every entry of an episode, in order of time, with who told it when."""
    rows = await database.run(
        QueryString(
            "SELECT c.*, s.received_at FROM course_entry c "
            "JOIN submission s ON s.id = c.submission_id WHERE c.episode_id = {} "
            "ORDER BY s.received_at, c.kind, c.key, c.version",
            id,
        )
    )
    return tuple(
        ReceivedVersion(_version(row), row["submission_id"], row["received_at"]) for row in rows
    )


async def read_courses(database: Database, ids: Sequence[str]) -> dict[str, Course]:
    """The course of each episode as it stands now, empty where nothing was told yet."""
    found = await read_versions(database, ids)
    return {id: course_of(id, standing(versions)) for id, versions in found.items()}


async def read_told(database: Database, ids: Sequence[str]) -> dict[str, list[ToldVersion]]:
    """Every version told of these episodes, by episode, each with the snapshot it came after."""
    found: dict[str, list[ToldVersion]] = {id: [] for id in ids}
    for some in chunks(ids):
        marks = ", ".join(["{}"] * len(some))
        query = QueryString(
            "SELECT c.*, s.after_snapshot FROM course_entry c "  # noqa: S608
            "JOIN submission s ON s.id = c.submission_id "
            f"WHERE c.episode_id IN ({marks}) ORDER BY c.version",
            *some,
        )
        for row in await database.run(query):
            told = ToldVersion(row["after_snapshot"], _version(row))
            found[told.version.episode_id].append(told)
    return found


async def last_told(database: Database) -> dict[str, int]:
    """The number of the snapshot after which news of each episode last came, by episode."""
    rows = await database.run(
        QueryString(
            "SELECT c.episode_id, MAX(s.after_snapshot) AS last FROM course_entry c "
            "JOIN submission s ON s.id = c.submission_id GROUP BY c.episode_id"
        )
    )
    return {row["episode_id"]: row["last"] for row in rows}
