"""What an answer tells of stored values beside those that were sent, and its audit event.

A dry run shows what stands beside what was sent, and a refusal says that something else stands: by
asking with one guess after another, too, a stored value can be read. So each patient of whom an
answer says that another value is stored leaves an event; where all is new or the same, none.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from anonymise.pseudonym import registry_pseudonym
from registry.intake.importers.differing import whom
from registry.intake.tools import Envelope, Intake
from registry.model.submission import Accepted, Change, Rejected, SubmissionBatch
from registry.storage.ledger import Act, record_acts
from registry.storage.touches import VALUES_COMPARED


def compared(answer: Accepted | Rejected, batch: SubmissionBatch) -> Iterator[str]:
    """The source pseudonyms of whom an answer to a submission says that another value is stored."""
    if isinstance(answer, Rejected):
        yield from whom(answer.findings, batch)
    else:
        yield from shown(answer.changes, [outcome.pseudonym for outcome in batch.outcomes])


def shown(changes: Iterable[Change], pseudonyms: Sequence[str]) -> Iterator[str]:
    """Whose stored value stands beside another one; `pseudonyms` by the row of a change."""
    for change in changes:
        if change.before is not None and change.before != change.after:
            yield pseudonyms[change.row]


async def note_compared(intake: Intake, envelope: Envelope, pseudonyms: Collection[str]) -> None:
    """One audit event for each of these source pseudonyms, in the caller's transaction."""
    if not pseudonyms:
        return
    key, sender = intake.keys.pseudonym, envelope.sender
    patients = {registry_pseudonym(key, sender.sponsor_id, source) for source in pseudonyms}
    await record_acts(
        intake.database,
        [
            Act(envelope.received, sender.actor, VALUES_COMPARED, patient, "")
            for patient in sorted(patients)
        ],
    )


async def note_after(intake: Intake, envelope: Envelope, pseudonyms: Collection[str]) -> None:
    """The same before the answer leaves, where all that was read with it was taken back."""
    if pseudonyms:
        async with intake.database.transaction():
            await note_compared(intake, envelope, pseudonyms)
