"""Withdrawals: asked for by a sponsor, confirmed by a curator; erasure leaves a tombstone.

The tombstone is the episode itself, without keys and without a course: the patient still counts
as accepted, and published groups stay as they are.
"""

from datetime import date
from typing import Any

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
from registry.storage.vault import StoredEpisode, episodes_with_withdrawal

ERASED = ""
STOP, _, ERASE = SCOPES = tuple(WithdrawalScope)
"""From the narrowest to the widest; each includes the one before."""


async def ask_withdrawal(database: Database, episode_id: str, scope: WithdrawalScope) -> None:
    """Note what the patient asked for; what is confirmed gives way to a wider scope alone.

    Who is left out of releases stays so while a curator has not confirmed the erasure.
    """
    mine = EpisodeRecord.id == episode_id
    (row,) = await database.run(EpisodeRecord.select().where(mine))
    if row["withdrawn_on"] is not None and not is_wider(scope, row["withdrawal"]):
        return
    asked: dict[Any, str | None] = {EpisodeRecord.withdrawal: scope.value}
    if row["withdrawal"] == STOP:
        asked[EpisodeRecord.withdrawn_on] = None
    await database.run(EpisodeRecord.update(asked).where(mine))


def is_wider(scope: WithdrawalScope, confirmed: str) -> bool:
    """Whether a scope asks for more than what is confirmed."""
    return SCOPES.index(scope) > SCOPES.index(WithdrawalScope(confirmed))


async def open_withdrawals(database: Database) -> list[StoredEpisode]:
    """Withdrawals that wait for a curator."""
    asked = await episodes_with_withdrawal(database)
    return [stored for stored in asked if waits_for_curator(stored)]


def waits_for_curator(stored: StoredEpisode) -> bool:
    """Whether what was asked for is not done: not confirmed, or to be erased and still there."""
    to_erase = stored.withdrawal is ERASE and stored.sealed_keys != ERASED
    return stored.withdrawal is not None and (stored.withdrawn_on is None or to_erase)


async def confirm_withdrawal(database: Database, stored: StoredEpisode, on: date) -> None:
    """Confirm what was asked for; ERASE destroys data key and rows of the patient everywhere."""
    if stored.withdrawal is ERASE:
        await erase_again(database, stored.episode.patient, on)
        return
    mine = EpisodeRecord.id == stored.episode.id
    await database.run(
        EpisodeRecord.update(
            {
                EpisodeRecord.withdrawn_on: on.isoformat(),
                EpisodeRecord.withdrawal: stored.withdrawal and stored.withdrawal.value,
            }
        ).where(mine)
    )


async def erase_again(database: Database, patient: str, on: date) -> None:
    """Erase a patient everywhere, for the first time or after an older backup brought it back.

    A patient that is not stored stays so.
    """
    await erase(database, patient)
    gone = EpisodeRecord.update(
        {
            EpisodeRecord.withdrawn_on: on.isoformat(),
            EpisodeRecord.withdrawal: ERASE.value,
        }
    )
    await database.run(gone.where(EpisodeRecord.patient == patient))


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
