"""What became of episodes, as entries in versions: a later version never overwrites an earlier.

An entry without a document says that a correction took the fact back.
"""

from collections.abc import Iterable, Sequence
from operator import itemgetter

from msgspec import Struct
from piccolo.querystring import QueryString

from registry.model.course import Name, ReceivedVersion, Version, course_of, standing
from registry.model.episode import Course
from registry.storage.engine import Database
from registry.storage.entries import add_entries, data_keys, version_in
from registry.storage.rows import chunks, select_in
from registry.storage.tables import CourseEntryRecord

COUNTS = "SELECT episode_id, COUNT(*) AS told FROM course_entry GROUP BY episode_id"


class ToldVersion(Struct, frozen=True, gc=False):
    """A version of an entry: the snapshot after which it came, and when (ISO 8601)."""

    after: int
    received_at: str
    version: Version


class CourseReader:
    """What was told of episodes, each row read and opened once however often it is asked for.

    It asks for no row again: in a transaction, begin with `keep_current`.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._known: dict[str, list[ToldVersion]] = {}

    async def told(self, ids: Sequence[str]) -> dict[str, list[ToldVersion]]:
        """Every version told of these episodes, by episode, in order of version."""
        unread = [id for id in ids if id not in self._known]
        self._known |= await read_told(self.database, unread)
        return {id: self._known[id] for id in ids}

    async def keep_current(self) -> None:
        """Forget the episodes of which something was told since they were read, or all erased.

        Rows are only ever added, and all of an episode go at once: as many as then are the same.
        """
        rows = await self.database.run(QueryString(COUNTS)) if self._known else []
        now = {row["episode_id"]: row["told"] for row in rows}
        self._known = {id: told for id, told in self._known.items() if len(told) == now.get(id, 0)}


async def add_versions(database: Database, submission_id: str, versions: Iterable[Version]) -> None:
    """Store versions; UniqueViolation where one exists."""
    told = tuple(versions)
    keys = await data_keys(database, [*{version.episode_id: None for version in told}])
    await add_entries(database, keys, ((version, submission_id) for version in told))


async def read_versions(database: Database, ids: Sequence[str]) -> dict[str, dict[Name, Version]]:
    """The latest version of every entry of these episodes, by episode, then kind and key."""
    found: dict[str, dict[Name, Version]] = {id: {} for id in ids}
    keys = await data_keys(database, ids)
    rows = await select_in(database, CourseEntryRecord, "episode_id", ids)
    for row in sorted(rows, key=itemgetter("version")):
        version = version_in(keys, row)
        found[version.episode_id][version.kind, version.key] = version
    return found


async def read_history(database: Database, id: str) -> tuple[ReceivedVersion, ...]:
    """Every version of every entry of an episode, in order of time, with who told it when."""
    keys = await data_keys(database, [id])
    rows = await database.run(
        QueryString(
            "SELECT c.*, s.received_at FROM course_entry c "
            "JOIN submission s ON s.id = c.submission_id WHERE c.episode_id = {}",
            id,
        )
    )
    told = (
        ReceivedVersion(version_in(keys, row), row["submission_id"], row["received_at"])
        for row in rows
    )
    return tuple(sorted(told, key=in_time))


def in_time(told: ReceivedVersion) -> tuple[str, str, str, int]:
    """By when it was told; what was told together by kind and key."""
    version = told.version
    return told.received_at, version.kind, version.key, version.number


async def read_courses(database: Database, ids: Sequence[str]) -> dict[str, Course]:
    """The course of each episode as it stands now, empty where nothing was told yet."""
    found = await read_versions(database, ids)
    return {id: course_of(id, standing(versions)) for id, versions in found.items()}


async def read_told(database: Database, ids: Sequence[str]) -> dict[str, list[ToldVersion]]:
    """Every version told of these episodes, by episode, in order of version and then of name."""
    found: dict[str, list[ToldVersion]] = {id: [] for id in ids}
    keys, moments = await data_keys(database, ids), dict[str, str]()
    for some in chunks(ids):
        marks = ", ".join(["{}"] * len(some))
        query = QueryString(
            "SELECT c.*, s.after_snapshot, s.received_at FROM course_entry c "  # noqa: S608
            "JOIN submission s ON s.id = c.submission_id "
            f"WHERE c.episode_id IN ({marks}) ORDER BY c.version, c.name",
            *some,
        )
        for row in await database.run(query):
            at = moments.setdefault(row["received_at"], row["received_at"])
            told = ToldVersion(row["after_snapshot"], at, version_in(keys, row))
            found[told.version.episode_id].append(told)
    return found


async def last_told(database: Database) -> dict[str, int]:
    """The number of the snapshot after which news of each episode last came, by episode.

    A corrected notice is news, too: it may say that another one knows the patient.
    """
    rows = await database.run(
        QueryString(
            "SELECT c.episode_id, MAX(s.after_snapshot) AS last FROM course_entry c "
            "JOIN submission s ON s.id = c.submission_id GROUP BY c.episode_id UNION ALL "
            "SELECT n.episode_id, MAX(s.after_snapshot) AS last FROM earlier_notice n "
            "JOIN submission s ON s.id = n.submission_id GROUP BY n.episode_id ORDER BY last"
        )
    )
    return {row["episode_id"]: row["last"] for row in rows}
