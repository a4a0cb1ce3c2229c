"""Rules on outcomes: of registered episodes, once, consistent with what is stored, and in time."""

from collections.abc import Iterator

from registry.intake.rules.sameness import change_of
from registry.intake.rules.situation import (
    REGISTRATION_DAYS,
    Place,
    Situation,
    Stored,
    SubmissionRule,
    Told,
    earliest,
    is_month,
    latest,
    told,
)
from registry.model.codes import EventClass, Timing, VisitStatus
from registry.model.course import FACT_BYTES, Entry, size_of
from registry.model.episode import is_fatal
from registry.model.naming import camel
from registry.model.submission import ChangeKind, EpisodeOutcome, Severity, SubmissionBatch
from registry.model.terms import coded_term


def unregistered_episode(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """An outcome is told of a registered episode."""
    for item in told(batch, situation):
        if item.notice is None and item.stored is None:
            yield item.at("pseudonym")


def infused_and_not(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A patient is infused, or not infused, or waiting: never two of them (law 5)."""
    for item in told(batch, situation):
        if item.outcome.not_infused and (
            item.outcome.administrations or item.course.administrations
        ):
            yield item.at("notInfused")
        if item.outcome.administrations and item.course.not_infused:
            yield item.at("administrations")


def changed_news(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """What is stored is never overwritten by a later report."""
    for item in told(batch, situation):
        for entry in item.entries if item.stored else ():
            if change_of(entry, item.stored) is ChangeKind.CHANGED:
                yield item.at(shown(entry))


def withdrawn_patient(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """Nothing more is taken in of a patient who withdrew."""
    for row, notice in enumerate(batch.notices):
        if notice.pseudonym in situation.erased:
            yield Place(f"notices[{row}].pseudonym", row)
    for item in told(batch, situation):
        if item.stored and item.stored.withdrawn:
            kinds = {change_of(entry, item.stored) for entry in item.entries}
            if kinds - {ChangeKind.UNCHANGED}:
                yield item.at("pseudonym")


def doubled_news(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A report tells a fact once."""
    for item in told(batch, situation):
        seen = set()
        for entry in item.entries:
            if entry.name in seen:
                yield item.at(shown(entry))
            seen.add(entry.name)


def long_news(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A fact is short: the length of its ciphertext would tell it from the others."""
    for item in told(batch, situation):
        for entry in item.entries:
            if size_of(entry) > FACT_BYTES:
                yield item.at(shown(entry))


def shown(entry: Entry) -> str:
    """An entry's place in the words of the sponsor schema."""
    return camel(entry.path)


def known_too_late(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A prospective episode was registered, and its endpoints locked, before its first outcome.

    Days are known to the month only, so the latest possible day counts, in the sponsor's favour.
    """
    locks = [e.locked_on for e in situation.programme.endpoints] if situation.programme else []
    for item in told(batch, situation):
        month, first = item.accepted_month, first_outcome_day(item.outcome)
        if month is None or first is None or is_retrospective(item):
            continue
        registered = item.stored.episode.registered_on if item.stored else situation.received_on
        if latest(month, first) < max([registered, *locks]):
            yield item.at("retrospective")


def needless_mark(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """Only what can be late is marked retrospective, and with its first outcome at the latest.

    Otherwise a sponsor could take a patient out of the prospective ones once the outcome is known.
    """
    told_first = {o.pseudonym: first_outcome_day(o) for o in batch.outcomes}
    for row, notice in enumerate(batch.notices):
        new = notice.pseudonym not in situation.stored
        if new and notice.retrospective and is_month(notice.accepted_month):
            first = told_first.get(notice.pseudonym)
            day = REGISTRATION_DAYS if first is None else min(first, REGISTRATION_DAYS)
            if earliest(notice.accepted_month, day) > situation.received_on:
                yield Place(f"notices[{row}].retrospective", row)
    for item in told(batch, situation):
        if item.outcome.retrospective and item.stored and not was_late(item.stored, item.outcome):
            yield item.at("retrospective")


def was_late(stored: Stored, outcome: EpisodeOutcome) -> bool:
    """Whether a stored episode is retrospective already, or this first outcome can make it so."""
    if stored.episode.timing is Timing.RETROSPECTIVE:
        return True
    course, first = stored.course, first_outcome_day(outcome)
    told_before = course.administrations or course.adverse_events or course.visits
    if first is None or told_before:
        return False
    return earliest(stored.episode.accepted_month, first) <= stored.episode.registered_on


def is_retrospective(item: Told) -> bool:
    """Whether the episode is marked retrospective, now or before."""
    marked = item.outcome.retrospective or bool(item.notice and item.notice.retrospective)
    return marked or bool(item.stored and item.stored.episode.timing is Timing.RETROSPECTIVE)


def first_outcome_day(outcome: EpisodeOutcome) -> int | None:
    """The day of the first administration, visit or event told, or None."""
    told_days = [given.day for given in outcome.administrations]
    told_days += [event.day for event in outcome.adverse_events]
    told_days += [v.day for v in outcome.visits if v.day is not None and v.window > 0]
    return min(told_days, default=None)


def cause_without_death(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """Only a death has a cause of death."""
    for item in told(batch, situation):
        for index, event in enumerate(item.outcome.adverse_events):
            if event.cause is not None and event.event_class is not EventClass.DEATH:
                yield item.at(f"adverseEvents[{index}].cause")


def fatal_without_death(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """Who had a fatal event has died: otherwise curves and counts would go on as if alive."""
    for item in told(batch, situation):
        if is_told_dead(item):
            continue
        for index, event in enumerate(item.outcome.adverse_events):
            if is_fatal(event):
                yield item.at(f"adverseEvents[{index}].outcome")


def uncoded_term(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A term is a code of its system, for only such a one is ever published beside its class."""
    for item in told(batch, situation):
        for index, event in enumerate(item.outcome.adverse_events):
            if event.term and coded_term(event.system, event.term, event.version) is None:
                yield item.at(f"adverseEvents[{index}].term")


def is_told_dead(item: Told) -> bool:
    """Whether a death is told of a patient, now or before: as an event, or by a visit."""
    events = (*item.course.adverse_events, *item.outcome.adverse_events)
    visits = (*item.course.visits, *item.outcome.visits)
    died = any(event.event_class is EventClass.DEATH for event in events)
    return died or any(visit.status is VisitStatus.DEAD for visit in visits)


OUTCOME_RULES = (
    SubmissionRule(
        "cause-of-death",
        "A cause of death stands with an event that is no death.",
        "Give the cause with the event of class DEATH, or leave it out.",
        cause_without_death,
    ),
    SubmissionRule(
        "fatal-with-death",
        "An event ended fatally, and no death is told of this patient.",
        "Add an event of class DEATH with its day and cause, or correct the outcome or grade.",
        fatal_without_death,
    ),
    SubmissionRule(
        "term-coded",
        "This term is no code of its system, so the event is published by class and grade only.",
        "Give the term's code or its words as CTCAE or ASTCT write them, and the version's number.",
        uncoded_term,
        Severity.WARNING,
    ),
    SubmissionRule(
        "told-in-short",
        "A text of this fact is too long.",
        "Give codes as their system writes them, not sentences: at most 100 letters each.",
        long_news,
    ),
    SubmissionRule(
        "episode-registered",
        "No patient with this pseudonym is registered in the programme.",
        "Send the notice of acceptance first, or in the same submission.",
        unregistered_episode,
    ),
    SubmissionRule(
        "infused-or-not",
        "This patient would be both infused and not infused.",
        "Keep one: accepted = infused + not infused + waiting.",
        infused_and_not,
    ),
    SubmissionRule(
        "not-reported-before",
        "This is stored already with another value.",
        "Leave what is stored as it was, or change it by a correction with a reason.",
        changed_news,
    ),
    SubmissionRule(
        "patient-takes-part",
        "This patient withdrew.",
        "Leave the patient out; what was published stays as it is.",
        withdrawn_patient,
    ),
    SubmissionRule(
        "told-once",
        "This stands twice in the report.",
        "Keep one row per batch, administration, window and event.",
        doubled_news,
    ),
    SubmissionRule(
        "outcome-after-registration",
        "This outcome is older than the patient's registration or the endpoint's lock.",
        "Mark the episode retrospective; it is accepted and shown apart from prospective ones.",
        known_too_late,
    ),
    SubmissionRule(
        "retrospective-when-late",
        "This episode is not late, or its outcome was told before.",
        "Leave the mark out; it belongs to the notice, or to the first outcome at the latest.",
        needless_mark,
    ),
)
