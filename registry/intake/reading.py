"""Reading rows of persons: nobody does so without an audit event, which stands before the answer.

What a sponsor reads is its own, and still somebody reads it: an API key, an account. Where the
event cannot be stored, nothing is answered.
"""

from registry.intake.due import due_of
from registry.intake.records import Record, record_of, stored_content
from registry.intake.tools import Envelope, Intake
from registry.model.due import DueVisit
from registry.model.submission import StoredContent
from registry.storage.engine import Database
from registry.storage.ledger import Act, record_act
from registry.storage.touches import CONTENT_READ, DUE_READ, RECORD_READ


async def read_record(
    intake: Intake, envelope: Envelope, programme_id: str, pseudonym: str
) -> Record | None:
    """The record behind the sender's own pseudonym, read in the transaction of its event.

    None, and no event, where the sender has none in the programme.
    """
    async with intake.database.transaction():
        sponsor_id = envelope.sender.sponsor_id
        record = await record_of(intake, sponsor_id, programme_id, pseudonym)
        if record is not None:
            await note(intake.database, envelope, RECORD_READ, record.episode.patient)
    return record


async def read_content(database: Database, envelope: Envelope, digest: str) -> StoredContent | None:
    """What the sender's content of this digest became, read in the transaction of its event."""
    async with database.transaction():
        found = await stored_content(database, envelope.sender.sponsor_id, digest)
        if found is not None:
            await note(database, envelope, CONTENT_READ, found.submission_id)
    return found


async def read_due(
    database: Database, envelope: Envelope, programme_id: str
) -> tuple[DueVisit, ...] | None:
    """Every window of a programme of the sender's; None where it is not.

    The event is stored after the reading and before the answer: the list of a large programme takes
    too long to keep writers waiting.
    """
    on = envelope.received.date()
    found = await due_of(database, envelope.sender.sponsor_id, programme_id, on)
    if found is not None:
        async with database.transaction():
            await note(database, envelope, DUE_READ, programme_id)
    return found


async def note(database: Database, envelope: Envelope, action: str, subject: str) -> None:
    """The audit event of a read, in the caller's transaction."""
    act = Act(envelope.received, envelope.sender.actor, action, subject, "")
    await record_act(database, act)
