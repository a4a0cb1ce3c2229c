"""A sponsor's own records: a patient's facts in every version, and what it once submitted."""

from datetime import date

from msgspec import Struct, structs

from anonymise.pseudonym import registry_pseudonym
from registry.intake.leaves import kept_receipt
from registry.intake.tools import Intake
from registry.model.codes import Timing
from registry.model.course import ReceivedVersion, revision
from registry.model.episode import StatedNotice, TreatmentEpisode
from registry.model.programme import Programme
from registry.model.submission import StoredContent
from registry.storage.columns import unseal_keys
from registry.storage.courses import read_history
from registry.storage.directory import find_fact
from registry.storage.engine import Database
from registry.storage.notices import EarlierNotice, earlier_notices
from registry.storage.submissions import find_content, submissions_of
from registry.storage.vault import StoredEpisode, find_episodes, find_patients


class FormerNotice(Struct, frozen=True):
    """What a notice said until a correction, with the correction's reason, id and time."""

    said: StatedNotice
    earlier: EarlierNotice


class Record(Struct, frozen=True):
    """An episode with its history, oldest first, and the revision a correction is based on.

    `notice` is None where the patient was erased.
    """

    episode: TreatmentEpisode
    revision: int
    history: tuple[ReceivedVersion, ...]
    notice: StatedNotice | None
    former_notices: tuple[FormerNotice, ...]


async def stored_content(database: Database, sponsor_id: str, digest: str) -> StoredContent | None:
    """What a sponsor's content of this digest became; None where it never arrived."""
    found = await find_content(database, sponsor_id, digest)
    if found is None:
        return None
    received_on = date.fromisoformat(found.received_at[:10])
    receipt = await kept_receipt(database, found.id)
    return StoredContent(found.id, found.digest, found.subject, received_on, receipt)


async def own_contents(
    database: Database, sponsor_id: str, most: int, after: int = 0
) -> list[StoredContent]:
    """What a sponsor sent, newest first, without the receipts."""
    return [
        StoredContent(sent.id, sent.digest, sent.subject, date.fromisoformat(sent.received_at[:10]))
        for sent in await submissions_of(database, sponsor_id, most, after)
    ]


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
    notice, former = await notices_of(intake, found)
    return Record(found.episode, revision(latest, found.notice_version), history, notice, former)


async def notices_of(
    intake: Intake, stored: StoredEpisode
) -> tuple[StatedNotice | None, tuple[FormerNotice, ...]]:
    """What the notice of an episode says, and what it said before; nothing of an erased one."""
    episode, database = stored.episode, intake.database
    patient = (await find_patients(database, [episode.patient]))[episode.patient]
    if not patient.wrapped_key:
        return None, ()

    def opened(month: str, sealed: str) -> StatedNotice:
        return StatedNotice(month, unseal_keys(database.sealing, patient, episode.id, sealed))

    former = await earlier_notices(database, episode.id)
    now = opened(episode.accepted_month, stored.sealed_keys)
    late = episode.timing is Timing.RETROSPECTIVE
    return structs.replace(now, retrospective=late), tuple(
        FormerNotice(opened(one.accepted_month, one.sealed_keys), one) for one in former
    )
