"""Where a file differs from what is stored: the corrections that would make them agree."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from registry.intake.rules.sameness import COMPARED
from registry.model.codes import CorrectionReason, EntryKind
from registry.model.course import SHAPES, Entry, entries_of, fields_of
from registry.model.episode import StatedNotice
from registry.model.records import StoredRecord
from registry.model.submission import (
    EpisodeCorrection,
    EpisodeNotice,
    EpisodeOutcome,
    Finding,
    SubmissionBatch,
)

DIFFERS = ("not-reported-before", "notice-unchanged")
"""The rules that refuse a file where something else is stored."""


def whom(findings: Iterable[Finding], batch: SubmissionBatch) -> Iterator[str]:
    """The patients of whom something else is stored than a batch says."""
    for finding in findings:
        if finding.rule in DIFFERS and finding.row is not None:
            rows = batch.notices if finding.path.startswith("notices") else batch.outcomes
            yield rows[finding.row].pseudonym


def corrections(
    batch: SubmissionBatch, records: Mapping[str, StoredRecord], reason: CorrectionReason
) -> Iterator[EpisodeCorrection]:
    """A correction of each patient whose record (by pseudonym) says otherwise than the file.

    What the file does not mention stays; facts that are not stored yet are submitted, not
    corrected.
    """
    notices = {notice.pseudonym: notice for notice in batch.notices}
    outcomes = {outcome.pseudonym: outcome for outcome in batch.outcomes}
    for pseudonym, record in records.items():
        told = outcomes.get(pseudonym, EpisodeOutcome(pseudonym))
        changed = fields_of(entry for entry in entries_of(told) if differs(entry, record))
        notice = notices.get(pseudonym)
        otherwise = notice if notice and says_otherwise(notice, record) else None
        if changed or otherwise:
            outcome = EpisodeOutcome(pseudonym, **changed)
            yield EpisodeCorrection(outcome, record.revision, reason, notice=otherwise)


def differs(entry: Entry, record: StoredRecord) -> bool:
    """Whether a fact is stored with another value. Having looked for longer is news."""
    stored = [told for told in record.history if (told.kind, told.key) == entry.name]
    value = max(stored, key=lambda told: told.version).value if stored else None
    if value is None or entry.kind is EntryKind.NONE_OBSERVED:
        return False
    return bool(msgspec.json.decode(value, type=SHAPES[entry.kind]) != entry.value)


def says_otherwise(notice: EpisodeNotice, record: StoredRecord) -> bool:
    """Whether a notice says something else than the stored one; what it leaves out is as stored."""
    if record.notice is None:
        return False
    stored = msgspec.json.decode(record.notice, type=StatedNotice)
    told = {name: getattr(notice, name) for name in COMPARED}
    same = all(value in (None, getattr(stored.keys, name)) for name, value in told.items())
    late = notice.retrospective and not stored.retrospective
    return notice.accepted_month != stored.accepted_month or not same or late
