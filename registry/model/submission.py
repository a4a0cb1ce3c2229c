"""What a sponsor sends: notices of acceptance and outcomes of registered episodes."""

import hashlib
from datetime import date
from enum import StrEnum

import msgspec
from msgspec import Struct

from registry.model.codes import (
    AgeBand,
    CorrectionReason,
    DataQuality,
    EntryKind,
    Sex,
    WithdrawalScope,
)
from registry.model.episode import (
    Administration,
    AdverseEvent,
    Batch,
    Consent,
    FollowUpVisit,
    NotInfused,
)


class LinkTokens(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What tells a curator that two pseudonyms are possibly one person: three keyed digests of
    64 lower-case hexadecimal digits, made offline with the consortium's key.
    """

    first: str
    second: str
    third: str


class EpisodeNotice(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A patient was accepted: source pseudonym and month are enough where there is one centre.

    `prior_lines` counts earlier lines of treatment; `performance_status` is ECOG, 0 to 4.
    """

    pseudonym: str
    accepted_month: str
    centre_id: str | None = None
    age_band: AgeBand | None = None
    sex: Sex | None = None
    prior_lines: int | None = None
    performance_status: int | None = None
    consent: Consent | None = None
    link_tokens: LinkTokens | None = None
    retrospective: bool = False


class EpisodeOutcome(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """News of a registered episode: only what is new since the last report."""

    pseudonym: str
    collected_day: int | None = None
    lymphodepletion_day: int | None = None
    batches: tuple[Batch, ...] = ()
    administrations: tuple[Administration, ...] = ()
    not_infused: NotInfused | None = None
    visits: tuple[FollowUpVisit, ...] = ()
    adverse_events: tuple[AdverseEvent, ...] = ()
    none_observed_to_day: int | None = None
    retrospective: bool = False


class SubmissionBatch(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything one submission carries for one programme."""

    programme_id: str
    notices: tuple[EpisodeNotice, ...] = ()
    outcomes: tuple[EpisodeOutcome, ...] = ()
    data_quality: DataQuality = DataQuality.SELF_REPORTED


class OnePatient(Struct, frozen=True, gc=False):
    """What one submission tells of one patient: the record that its leaf of the log commits to."""

    notice: EpisodeNotice | None
    outcome: EpisodeOutcome | None
    data_quality: DataQuality


class EntryName(Struct, frozen=True, forbid_unknown_fields=True):
    """Which fact of a course: its kind, and its key where there can be several.

    The key of a batch or administration is its number, of a visit its window, of an adverse
    event `class|day|term`, of a death `DEATH`.
    """

    kind: EntryKind
    key: str = ""


class EpisodeCorrection(Struct, frozen=True, forbid_unknown_fields=True):
    """What replaces facts of one episode, and which facts are taken back.

    `based_on` is the episode's revision the correction was made from. `notice` says what was
    wrong in the notice of the same patient; what it leaves out stays.
    """

    outcome: EpisodeOutcome
    based_on: int
    reason: CorrectionReason
    taken_back: tuple[EntryName, ...] = ()
    notice: EpisodeNotice | None = None


class CorrectionBatch(Struct, frozen=True, forbid_unknown_fields=True):
    """Corrections of one programme, stored whole or not at all."""

    programme_id: str
    corrections: tuple[EpisodeCorrection, ...]


class Withdrawal(Struct, frozen=True, forbid_unknown_fields=True):
    """A patient withdraws. A curator confirms what goes beyond the end of follow-up."""

    programme_id: str
    pseudonym: str
    scope: WithdrawalScope


class Sender(Struct, frozen=True):
    """On whose behalf something is sent (`sponsor_id`), and by whom (`actor`, a key's id)."""

    sponsor_id: str
    actor: str


class Severity(StrEnum):
    """An ERROR stops the whole submission; a WARNING is stored with it."""

    ERROR = "ERROR"
    WARNING = "WARNING"


class Finding(Struct, frozen=True):
    """One problem in a submission. Carries where and why, never the value itself.

    `path` is a place such as `notices[3].ageBand`; `rule` the id of the rule that fired.
    """

    rule: str
    path: str
    message: str
    remedy: str
    row: int | None = None
    severity: Severity = Severity.ERROR


class ChangeKind(StrEnum):
    """What a row does to what is stored."""

    NEW = "NEW"
    UNCHANGED = "UNCHANGED"
    CHANGED = "CHANGED"
    TAKEN_BACK = "TAKEN_BACK"


class Change(Struct, frozen=True):
    """What one fact of a submission does; `before` and `after` as JSON, for its sender only."""

    row: int
    path: str
    kind: ChangeKind
    before: str | None = None
    after: str | None = None


class EpisodeReceipt(Struct, frozen=True, gc=False):
    """The sequence number a newly registered episode has in its programme."""

    pseudonym: str
    sequence: int


class Accepted(Struct, frozen=True):
    """The submission is stored durably (or, in a dry run, would be).

    `new` and `unchanged` count facts: notices, and entries of outcomes. `changes` lists them in a
    dry run; `next_release` is the first day on which anything of it can count publicly. `receipt`
    is the log's, as JSON: it verifies offline; None where nothing is stored.
    """

    submission_id: str
    digest: str
    received_on: date
    dry_run: bool = False
    repeated: bool = False
    registered: tuple[EpisodeReceipt, ...] = ()
    outcomes: int = 0
    new: int = 0
    unchanged: int = 0
    changes: tuple[Change, ...] = ()
    next_release: date | None = None
    warnings: tuple[Finding, ...] = ()
    receipt: str | None = None


class StoredContent(Struct, frozen=True):
    """What the registry holds of a sponsor's submission: proof that this content arrived.

    `subject` is the programme, or the fact that was registered. `receipt` is the log's, as it was
    first given, with the records of erased patients closed.
    """

    submission_id: str
    digest: str
    subject: str
    received_on: date
    receipt: str | None = None


class Rejected(Struct, frozen=True):
    """Nothing was stored; `findings` lists every problem found in one pass."""

    findings: tuple[Finding, ...]


def batch_digest(batch: Struct) -> str:
    """SHA-256 of the canonical JSON of what was sent, lower-case hex."""
    return hashlib.sha256(msgspec.json.encode(batch, order="sorted")).hexdigest()
