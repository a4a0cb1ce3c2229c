"""Withdrawals: asked for by a sponsor, confirmed by a curator; erasure leaves a tombstone.

The tombstone is the episode itself, without keys and without a course: the patient still counts
as accepted, and published groups stay as they are.
"""

from datetime import date

from registry.model.codes import WithdrawalScope
from registry.storage.engine import Database
from registry.storage.notices import forget_notices
from registry.storage.openings import forget_records
from registry.storage.tables import (
    CourseEntryRecord,
    EpisodeRecord,
    LinkTokenRecord,
    PatientRecord,
)
from registry.storage.vault import StoredEpisode, read_episodes

ERASED = ""


async def ask_withdrawal(database: Database, episode_id: str, scope: WithdrawalScope) -> None:
    """Note what the patient asked for; a confirmed withdrawal stays as it is."""
    await database.run(
        EpisodeRecord.update({EpisodeRecord.withdrawal: scope.value}).where(
            (EpisodeRecord.id == episode_id) & EpisodeRecord.withdrawn_on.is_null()
        )
    )


async def open_withdrawals(database: Database) -> list[StoredEpisode]:
    """Withdrawals that wait for a curator."""
    return [
        stored
        for stored in await read_episodes(database)
        if stored.withdrawal is not None and stored.withdrawn_on is None
    ]


async def confirm_withdrawal(database: Database, stored: StoredEpisode, on: date) -> None:
    """Confirm what was asked for; ERASE destroys data key and rows of the patient everywhere."""
    mine = EpisodeRecord.id == stored.episode.id
    if stored.withdrawal is WithdrawalScope.ERASE:
        mine = EpisodeRecord.patient == stored.episode.patient
        await erase(database, stored.episode.patient)
    await database.run(
        EpisodeRecord.update(
            {
                EpisodeRecord.withdrawn_on: on.isoformat(),
                EpisodeRecord.withdrawal: stored.withdrawal and stored.withdrawal.value,
            }
        ).where(mine)
    )


async def erase(database: Database, patient: str) -> None:
    """Destroy a patient's data key, sealed keys, course, link tokens and the salts of its records
    in the log; pseudonym and order of registration stay.
    """
    where = EpisodeRecord.patient == patient
    ids = [row["id"] for row in await database.run(EpisodeRecord.select().where(where))]
    await database.run(CourseEntryRecord.delete().where(CourseEntryRecord.episode_id.is_in(ids)))
    await forget_notices(database, ids)
    await forget_records(database, patient)
    await database.run(EpisodeRecord.update({EpisodeRecord.sealed_keys: ERASED}).where(where))
    await database.run(LinkTokenRecord.delete().where(LinkTokenRecord.patient == patient))
    await database.run(
        PatientRecord.update({PatientRecord.wrapped_key: ERASED}).where(
            PatientRecord.pseudonym == patient
        )
    )
