"""What only curators see: possible duplicates and withdrawals. Looking is an audit event, too."""

from datetime import date
from pathlib import Path

from msgspec import Struct

from registry.access.because import Because
from registry.intake.tools import Intake
from registry.intake.withdraw import confirm
from registry.model.codes import WithdrawalScope
from registry.release.contents.seen import died_by
from registry.storage.courses import read_courses
from registry.storage.engine import Database
from registry.storage.erasures import keep_erasures
from registry.storage.ledger import record_act
from registry.storage.persons import PossiblePerson, possible_persons
from registry.storage.vault import episodes_of
from registry.storage.withdrawals import open_withdrawals


class Pair(Struct, frozen=True):
    """Two pseudonyms that share tokens, each with programme and number of every episode."""

    found: PossiblePerson
    first_places: tuple[str, ...]
    second_places: tuple[str, ...]


class Asked(Struct, frozen=True):
    """A withdrawal that waits: the episode, what was asked for, whether a death was told."""

    id: str
    programme_id: str
    sequence: int
    scope: WithdrawalScope
    death_told: bool


async def read_pairs(database: Database, because: Because) -> list[Pair]:
    """Every pair that waits; the sponsors know a patient by the number in the programme."""
    async with database.transaction():
        await record_act(database, because.act("possible duplicates read", "persons"))
        pairs = await possible_persons(database)
        patients = {patient for pair in pairs for patient in (pair.first, pair.second)}
        places: dict[str, list[str]] = {patient: [] for patient in patients}
        for stored in await episodes_of(database, sorted(patients)):
            place = f"{stored.episode.programme_id}:{stored.episode.sequence}"
            places[stored.episode.patient].append(place)
    return [Pair(p, tuple(places[p.first]), tuple(places[p.second])) for p in pairs]


async def read_withdrawals(database: Database, because: Because) -> list[Asked]:
    """Every withdrawal that waits for a curator."""
    async with database.transaction():
        await record_act(database, because.act("withdrawals read", "persons"))
        found = await open_withdrawals(database)
        courses = await read_courses(database, [stored.episode.id for stored in found])
    died = {id for id, course in courses.items() if died_by(course) is not None}
    return [
        Asked(
            stored.episode.id,
            stored.episode.programme_id,
            stored.episode.sequence,
            stored.withdrawal,
            stored.episode.id in died,
        )
        for stored in found
        if stored.withdrawal is not None
    ]


async def confirm_withdrawal(
    intake: Intake, erasures: Path, episode_id: str, because: Because
) -> date:
    """Confirm a withdrawal and bring the erasure list up to it; the day.

    AccountError where none waits under this id.
    """
    await confirm(intake, episode_id, because.at, because.actor, because.reason)
    await keep_erasures(intake.database, erasures)
    return because.at.date()
