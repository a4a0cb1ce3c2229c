"""Rules on notices of acceptance: who may send them, when, and what they may hold."""

import re
from collections import Counter
from collections.abc import Iterator

from msgspec import structs

from anonymise.identifiers import FieldKind, scan
from registry.intake.rules.sameness import is_same_notice
from registry.intake.rules.situation import (
    REGISTRATION_DAYS,
    Place,
    Situation,
    SubmissionRule,
    earliest,
    is_month,
    latest,
)
from registry.model.codes import ProgrammeEventKind, StopReason
from registry.model.programme import closed_on, event_of
from registry.model.submission import EpisodeNotice, SubmissionBatch

MOST_PRIOR_LINES, WORST_ECOG = 30, 4
LONGEST_CONSENT = 40
"""Bytes of UTF-8: a longer one would be seen by the length of what is sealed."""
TOKEN = re.compile(r"[0-9a-f]{64}")


def unregistered_programme(_: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """The programme must be registered before its first episode."""
    if situation.programme is None:
        yield Place("programmeId")


def foreign_programme(_: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A sponsor writes to its own programmes only."""
    programme = situation.programme
    if programme is not None and programme.sponsor_id != situation.sponsor_id:
        yield Place("programmeId")


def empty(batch: SubmissionBatch, _: Situation) -> Iterator[Place]:
    """A submission carries at least one notice or outcome."""
    if not batch.notices and not batch.outcomes:
        yield Place("notices")


def identifying_pseudonym(batch: SubmissionBatch, _: Situation) -> Iterator[Place]:
    """A pseudonym must not look like a name, a date or a number of the outside world."""
    for row, notice in enumerate(batch.notices):
        if scan(notice.pseudonym, kind=FieldKind.PSEUDONYM):
            yield Place(f"notices[{row}].pseudonym", row)
    for row, outcome in enumerate(batch.outcomes):
        if scan(outcome.pseudonym, kind=FieldKind.PSEUDONYM):
            yield Place(f"outcomes[{row}].pseudonym", row)


def doubled_notice(batch: SubmissionBatch, _: Situation) -> Iterator[Place]:
    """A patient is accepted once per programme."""
    sent = Counter(notice.pseudonym for notice in batch.notices)
    for row, notice in enumerate(batch.notices):
        if sent[notice.pseudonym] > 1:
            yield Place(f"notices[{row}].pseudonym", row)


def changed_notice(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A notice sent again says what it said before."""
    for row, notice in enumerate(batch.notices):
        stored = situation.stored.get(notice.pseudonym)
        if stored is not None and not is_same_notice(notice, stored):
            yield Place(f"notices[{row}]", row)


def doubled_outcome(batch: SubmissionBatch, _: Situation) -> Iterator[Place]:
    """One submission tells the news of a patient once."""
    sent = Counter(outcome.pseudonym for outcome in batch.outcomes)
    for row, outcome in enumerate(batch.outcomes):
        if sent[outcome.pseudonym] > 1:
            yield Place(f"outcomes[{row}].pseudonym", row)


def month_wrong(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """The month of acceptance is written YYYY-MM and has begun."""
    for row, notice in enumerate(batch.notices):
        month = notice.accepted_month
        if not is_month(month) or earliest(month, 0) > situation.received_on:
            yield Place(f"notices[{row}].acceptedMonth", row)


def late_notice(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A prospective notice comes within 90 days of acceptance."""
    for row, notice in new_months(batch, situation):
        due = latest(notice.accepted_month, REGISTRATION_DAYS)
        if not notice.retrospective and due < situation.received_on:
            yield Place(f"notices[{row}].retrospective", row)


def after_closing(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """Nobody is accepted after the programme closed to acceptance, or when it never started."""
    programme = situation.programme
    closed = closed_on(programme) if programme else None
    stopped = event_of(programme, ProgrammeEventKind.STOPPED) if programme else None
    never = stopped is not None and stopped.reason is StopReason.NEVER_STARTED
    for row, notice in new_months(batch, situation):
        if closed is not None and (never or earliest(notice.accepted_month, 0) > closed):
            yield Place(f"notices[{row}].acceptedMonth", row)


def new_months(batch: SubmissionBatch, situation: Situation) -> Iterator[tuple[int, EpisodeNotice]]:
    """The notices of new patients whose month can be read."""
    for row, notice in enumerate(batch.notices):
        if is_month(notice.accepted_month) and notice.pseudonym not in situation.stored:
            yield row, notice


def incomplete_patient(batch: SubmissionBatch, _: Situation) -> Iterator[Place]:
    """Earlier lines and performance status lie within their scales; consent names its version."""
    for row, notice in enumerate(batch.notices):
        if not 0 <= (notice.prior_lines or 0) <= MOST_PRIOR_LINES:
            yield Place(f"notices[{row}].priorLines", row)
        if not 0 <= (notice.performance_status or 0) <= WORST_ECOG:
            yield Place(f"notices[{row}].performanceStatus", row)
        version = notice.consent.version if notice.consent is not None else "1"
        if not version.strip() or len(version.encode()) > LONGEST_CONSENT:
            yield Place(f"notices[{row}].consent.version", row)


def identifying_consent(batch: SubmissionBatch, _: Situation) -> Iterator[Place]:
    """A consent version is a code, not a text about a patient."""
    for row, notice in enumerate(batch.notices):
        if notice.consent is not None and scan(notice.consent.version, kind=FieldKind.CODE):
            yield Place(f"notices[{row}].consent.version", row)


def misshapen_tokens(batch: SubmissionBatch, _: Situation) -> Iterator[Place]:
    """Link tokens are three different digests of 64 lower-case hexadecimal digits."""
    for row, notice in enumerate(batch.notices):
        tokens = structs.astuple(notice.link_tokens) if notice.link_tokens else ()
        if tokens and (len(set(tokens)) < 3 or not all(map(TOKEN.fullmatch, tokens))):
            yield Place(f"notices[{row}].linkTokens", row)


def centre_missing(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """The centre is one of the programme's; it may be left out where there is only one."""
    centres = situation.programme.centre_ids if situation.programme else ()
    for row, notice in enumerate(batch.notices):
        alone = notice.centre_id is None and len(centres) == 1
        if situation.programme and not alone and notice.centre_id not in centres:
            yield Place(f"notices[{row}].centreId", row)


NOTICE_RULES = (
    SubmissionRule(
        "programme-registered",
        "This programme is not registered.",
        "Register the programme first; use the id the registry returned.",
        unregistered_programme,
    ),
    SubmissionRule(
        "programme-own",
        "This programme belongs to another sponsor.",
        "Send it with the key of the sponsor that registered the programme.",
        foreign_programme,
    ),
    SubmissionRule(
        "submission-not-empty",
        "The submission holds neither a notice nor an outcome.",
        "Add at least one row.",
        empty,
    ),
    SubmissionRule(
        "pseudonym-opaque",
        "This pseudonym looks like a direct identifier and was not kept.",
        "Use the random pseudonym your pseudonymisation tool drew.",
        identifying_pseudonym,
    ),
    SubmissionRule(
        "notice-once",
        "This patient stands here twice.",
        "Keep one notice per patient and programme.",
        doubled_notice,
    ),
    SubmissionRule(
        "notice-unchanged",
        "This patient is registered already, with other words than these.",
        "Send it as it was or leave it out; correct the stored one, with a reason, if it is wrong.",
        changed_notice,
    ),
    SubmissionRule(
        "outcome-once",
        "This patient's news stands here twice.",
        "Put all news of a patient in one row.",
        doubled_outcome,
    ),
    SubmissionRule(
        "month-valid",
        "The month of acceptance is not a month YYYY-MM that has begun.",
        "Write the month of acceptance, for example 2026-03.",
        month_wrong,
    ),
    SubmissionRule(
        "notice-in-time",
        "This patient was accepted more than 90 days ago.",
        "Mark the notice retrospective; it is accepted and shown apart from prospective ones.",
        late_notice,
    ),
    SubmissionRule(
        "acceptance-open",
        "The programme was closed to acceptance before this month, or never started.",
        "Check the month, or register a new programme.",
        after_closing,
    ),
    SubmissionRule(
        "centre-of-programme",
        "The centre is missing or is not one of the programme's centres.",
        "Give the id of one of the programme's centres.",
        centre_missing,
    ),
    SubmissionRule(
        "link-tokens-formed",
        "These are not three different link tokens of 64 hexadecimal digits; none was kept.",
        "Send what the pseudonymisation wrote, or leave all three out.",
        misshapen_tokens,
    ),
    SubmissionRule(
        "patient-on-scale",
        "This value lies outside its scale, or is empty or too long.",
        "Count 0 to 30 earlier lines, give ECOG 0 to 4, and name the version of the consent text.",
        incomplete_patient,
    ),
    SubmissionRule(
        "consent-without-identifiers",
        "This consent version looks like a direct identifier and was not kept.",
        "Give the version of the consent text, for example 2.1.",
        identifying_consent,
    ),
)
