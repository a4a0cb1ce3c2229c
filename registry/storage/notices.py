"""Notices in versions: the episode holds the one that stands, earlier ones stay beside it."""

from collections.abc import Sequence

from msgspec import Struct, structs
from piccolo.querystring import QueryString

from registry.model.codes import CorrectionReason
from registry.storage.engine import Database
from registry.storage.rows import chunks, insert
from registry.storage.tables import EarlierNoticeRecord, EpisodeRecord
from registry.storage.vault import StoredEpisode


class EarlierNotice(Struct, frozen=True):
    """A notice as it stood until a correction, with the correction's reason, id and time."""

    episode_id: str
    version: int
    accepted_month: str
    sealed_keys: str
    reason: CorrectionReason
    submission_id: str
    received_at: str = ""


class Corrected(Struct, frozen=True):
    """What stands from now on of an episode's notice: month, and keys as ciphertext."""

    stored: StoredEpisode
    accepted_month: str
    sealed_keys: str
    reason: CorrectionReason


async def replace_notices(
    database: Database, submission_id: str, corrected: Sequence[Corrected]
) -> None:
    """Put the earlier notices aside and the corrected ones in their place."""
    rows = [structs.asdict(earlier(one, submission_id)) for one in corrected]
    for row in rows:
        row.pop("received_at")
        row["reason"] = row["reason"].value
    await insert(database, EarlierNoticeRecord, rows)
    for one in corrected:
        await database.run(
            EpisodeRecord.update(
                {
                    EpisodeRecord.accepted_month: one.accepted_month,
                    EpisodeRecord.sealed_keys: one.sealed_keys,
                    EpisodeRecord.notice_version: one.stored.notice_version + 1,
                }
            ).where(EpisodeRecord.id == one.stored.episode.id)
        )


def earlier(corrected: Corrected, submission_id: str) -> EarlierNotice:
    """What stood before."""
    stored = corrected.stored
    return EarlierNotice(
        stored.episode.id,
        stored.notice_version,
        stored.episode.accepted_month,
        stored.sealed_keys,
        corrected.reason,
        submission_id,
    )


async def earlier_notices(database: Database, episode_id: str) -> list[EarlierNotice]:
    """The notices of an episode that no longer stand, oldest first."""
    rows = await database.run(
        QueryString(
            "SELECT n.*, s.received_at FROM earlier_notice n "
            "JOIN submission s ON s.id = n.submission_id WHERE n.episode_id = {} "
            "ORDER BY n.version",
            episode_id,
        )
    )
    return [EarlierNotice(**row | {"reason": CorrectionReason(row["reason"])}) for row in rows]


async def forget_notices(database: Database, episode_ids: Sequence[str]) -> None:
    """Erase the earlier notices of episodes."""
    for some in chunks(episode_ids):
        where = EarlierNoticeRecord.episode_id.is_in(list(some))
        await database.run(EarlierNoticeRecord.delete().where(where))


async def first_months(database: Database, episode_ids: Sequence[str]) -> dict[str, str]:
    """The month of acceptance as first told, of those episodes whose notice was corrected."""
    found: dict[str, str] = {}
    for some in chunks(episode_ids):
        where = (EarlierNoticeRecord.version == 1) & EarlierNoticeRecord.episode_id.is_in([*some])
        for row in await database.run(EarlierNoticeRecord.select().where(where)):
            found[row["episode_id"]] = row["accepted_month"]
    return found
