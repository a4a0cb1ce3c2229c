"""Notices in versions: the episode holds the one that stands, earlier ones stay beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct, structs
from piccolo.querystring import QueryString

from registry.model.codes import CorrectionReason
from registry.storage.engine import Database
from registry.storage.rows import chunks, insert
from registry.storage.sealing import MONTHS_BLOCK, Sealing
from registry.storage.tables import EarlierNoticeRecord, EpisodeRecord
from registry.storage.vault import StoredEpisode, place_of, seal_place

EARLIER_PLACE = ("earlier_notice", "place")
"""The column in which the month of an earlier notice stands."""


class Month(Struct, frozen=True, gc=False):
    """The month of acceptance that a notice told."""

    accepted_month: str


read_month = msgspec.json.Decoder(Month).decode


class EarlierNotice(Struct, frozen=True):
    """A notice as it stood until a correction, with the correction's reason, id and time."""

    episode_id: str
    version: int
    accepted_month: str
    sealed_keys: str
    reason: CorrectionReason
    submission_id: str
    received_at: str


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
    sealing = database.sealing
    rows = [earlier_row(sealing, one, submission_id) for one in corrected]
    await insert(database, EarlierNoticeRecord, rows)
    for one in corrected:
        id = one.stored.episode.id
        place = structs.replace(place_of(one.stored), accepted_month=one.accepted_month)
        await database.run(
            EpisodeRecord.update(
                {
                    EpisodeRecord.place: seal_place(sealing, id, place),
                    EpisodeRecord.sealed_keys: one.sealed_keys,
                    EpisodeRecord.notice_version: one.stored.notice_version + 1,
                }
            ).where(EpisodeRecord.id == id)
        )


def earlier_row(sealing: Sealing, corrected: Corrected, submission_id: str) -> dict[str, object]:
    """What stood before, as its row holds it."""
    stored = corrected.stored
    id, version = stored.episode.id, stored.notice_version
    month = Month(stored.episode.accepted_month)
    return {
        "episode_id": id,
        "version": version,
        "place": sealing.seal_own(month, MONTHS_BLOCK, *EARLIER_PLACE, id, version),
        "sealed_keys": stored.sealed_keys,
        "reason": corrected.reason.value,
        "submission_id": submission_id,
    }


def month_in(sealing: Sealing, row: Mapping[str, Any]) -> str:
    """The month of acceptance a notice told that no longer stands."""
    context = *EARLIER_PLACE, row["episode_id"], row["version"]
    return sealing.open_own(row["place"], read_month, *context).accepted_month


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
    return [
        EarlierNotice(
            episode_id,
            row["version"],
            month_in(database.sealing, row),
            row["sealed_keys"],
            CorrectionReason(row["reason"]),
            row["submission_id"],
            row["received_at"],
        )
        for row in rows
    ]


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
            found[row["episode_id"]] = month_in(database.sealing, row)
    return found
