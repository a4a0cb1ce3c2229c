"""A sponsor's own record of one patient: every fact in every version, as stored."""

from msgspec import Struct

from anonymise.pseudonym import registry_pseudonym
from registry.intake.tools import Intake
from registry.model.course import ReceivedVersion, revision
from registry.model.episode import TreatmentEpisode
from registry.model.programme import Programme
from registry.storage.courses import read_history
from registry.storage.directory import find_fact
from registry.storage.vault import find_episodes


class Record(Struct, frozen=True):
    """An episode with its history, oldest first, and the revision a correction is based on."""

    episode: TreatmentEpisode
    revision: int
    history: tuple[ReceivedVersion, ...]


async def record_of(
    intake: Intake, sponsor_id: str, programme_id: str, pseudonym: str
) -> Record | None:
    """The record behind a sponsor's own pseudonym; None where it has none in the programme."""
    programme = await find_fact(intake.database, Programme, programme_id)
    if programme is None or programme.sponsor_id != sponsor_id:
        return None
    patient = registry_pseudonym(intake.keys.pseudonym, sponsor_id, pseudonym)
    found = (await find_episodes(intake.database, programme_id, [patient])).get(patient)
    if found is None:
        return None
    history = await read_history(intake.database, found.episode.id)
    latest = {(told.version.kind, told.version.key): told.version for told in history}
    return Record(found.episode, revision(latest), history)
