"""Before step one: what was told of patients is read while nobody has to wait for a publication.

Writers wait for the transaction that follows. It reads again only what changed until it began.
"""

from datetime import date

from registry.release.adoption import latest_release
from registry.release.stages import Policy, notice_day_on_or_before
from registry.snapshot import Snapshot
from registry.storage.courses import CourseReader
from registry.storage.engine import Database
from registry.storage.publication import latest_snapshot
from registry.storage.vault import read_episodes


async def read_ahead(database: Database, policy: Policy, as_of: date) -> CourseReader:
    """What was told of everybody in a group, or nothing where a publication will not ask for it."""
    reader = CourseReader(database)
    async with database.reading():
        latest = await latest_snapshot(database)
        if asks(policy, latest.snapshot if latest else None, as_of):
            episodes = await read_episodes(database)
            await reader.told([s.episode.id for s in episodes if s.group_id is not None])
    return reader


def asks(policy: Policy, before: Snapshot | None, as_of: date) -> bool:
    """Whether groups may be counted or safety notices issued by a day, after a snapshot."""
    released_on = before.released_on if before else None
    noticed_on = before.noticed_on if before else None
    return (
        released_on is None
        or noticed_on is None
        or released_on < latest_release(policy, before, as_of)
        or noticed_on < notice_day_on_or_before(policy, as_of)
    )
