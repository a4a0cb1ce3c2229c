"""Rules on outcomes: consistent with themselves, with what is stored, and with the clock."""

from collections.abc import Iterator

import msgspec

from anonymise.identifiers import FieldKind, scan
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
from registry.model.codes import BatchOutcome, EventClass, Timing, VisitStatus
from registry.model.episode import AdverseEvent, Course, FollowUpVisit
from registry.model.measures import MEASURES, VISIT_WINDOWS
from registry.model.naming import camel
from registry.model.submission import EpisodeOutcome, SubmissionBatch

NO_COURSE = Course("")
Key = int | tuple[str, int, str]


def unregistered_episode(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """An outcome is told of a registered episode."""
    for item in told(batch, situation):
        if item.notice is None and item.stored is None:
            yield item.at("pseudonym")


def infused_and_not(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A patient is infused, or not infused, or waiting: never two of them (law 5)."""
    for item in told(batch, situation):
        if item.outcome.not_infused and (
            item.outcome.administrations or known(item).administrations
        ):
            yield item.at("notInfused")
        if item.outcome.administrations and known(item).not_infused:
            yield item.at("administrations")


def known(item: Told) -> Course:
    """What is stored of the episode, or nothing."""
    return item.stored.course if item.stored else NO_COURSE


def repeated_news(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """What is stored is never overwritten by a later report."""
    for item in told(batch, situation):
        before, now = known(item), item.outcome
        if now.collected_day is not None and before.collected_day is not None:
            yield item.at("collectedDay")
        if now.not_infused and before.not_infused:
            yield item.at("notInfused")
        for name, told_before, told_now in listed(before, now):
            yield from again(item, name, told_before, told_now)


def listed(before: Course, now: EpisodeOutcome) -> Iterator[tuple[str, list[Key], list[Key]]]:
    """Each list of a course with the keys of its stored and of its new rows."""
    yield "batches", [b.number for b in before.batches], [b.number for b in now.batches]
    yield (
        "administrations",
        [a.number for a in before.administrations],
        [a.number for a in now.administrations],
    )
    yield "visits", [v.window for v in before.visits], [v.window for v in now.visits]
    yield (
        "adverseEvents",
        [event_key(e) for e in before.adverse_events],
        [event_key(e) for e in now.adverse_events],
    )


def event_key(event: AdverseEvent) -> tuple[str, int, str]:
    """What makes a reported event the same event. A patient dies once."""
    if event.event_class is EventClass.DEATH:
        return (EventClass.DEATH, 0, "")
    return (event.event_class, event.day, event.term)


def again(item: Told, name: str, before: list[Key], now: list[Key]) -> Iterator[Place]:
    """Rows of a list that are stored already or stand twice in the report."""
    seen = set(before)
    for index, key in enumerate(now):
        if key in seen:
            yield item.at(f"{name}[{index}]")
        seen.add(key)


def days(outcome: EpisodeOutcome) -> Iterator[tuple[str, int]]:
    """Every day an outcome names, with its field."""
    if outcome.collected_day is not None:
        yield "collectedDay", outcome.collected_day
    for index, batch in enumerate(outcome.batches):
        yield f"batches[{index}].startedDay", batch.started_day
        yield f"batches[{index}].finishedDay", batch.finished_day
    for index, given in enumerate(outcome.administrations):
        yield f"administrations[{index}].day", given.day
    if outcome.not_infused:
        yield "notInfused.day", outcome.not_infused.day
    for index, visit in enumerate(outcome.visits):
        if visit.day is not None:
            yield f"visits[{index}].day", visit.day
    for index, event in enumerate(outcome.adverse_events):
        yield f"adverseEvents[{index}].day", event.day
    if outcome.none_observed_to_day is not None:
        yield "noneObservedToDay", outcome.none_observed_to_day


def impossible_day(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """Days count from acceptance (day 0) and lie in the past."""
    for item in told(batch, situation):
        month = item.accepted_month
        for field, day in days(item.outcome):
            if day < 0 or day > 20_000 or (month and earliest(month, day) > situation.received_on):
                yield item.at(field)


def wrong_order(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """Manufacturing ends after it starts; the first administration follows the collection."""
    for item in told(batch, situation):
        for index, attempt in enumerate(item.outcome.batches):
            if attempt.finished_day < attempt.started_day:
                yield item.at(f"batches[{index}].finishedDay")
        collected = item.outcome.collected_day
        collected = known(item).collected_day if collected is None else collected
        for index, given in enumerate(item.outcome.administrations):
            if collected is not None and given.day < collected:
                yield item.at(f"administrations[{index}].day")


def after_death(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """Nothing is done to a patient after death."""
    for item in told(batch, situation):
        events = (*known(item).adverse_events, *item.outcome.adverse_events)
        died = min((e.day for e in events if e.event_class is EventClass.DEATH), default=None)
        if died is None:
            continue
        for index, given in enumerate(item.outcome.administrations):
            if given.day > died:
                yield item.at(f"administrations[{index}].day")
        for index, visit in enumerate(item.outcome.visits):
            if visit.status is VisitStatus.DONE and (visit.day or 0) > died:
                yield item.at(f"visits[{index}].status")


def incomplete_visit(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A visit stands in a known window; one that took place has its day."""
    for item in told(batch, situation):
        for index, visit in enumerate(item.outcome.visits):
            if visit.window not in VISIT_WINDOWS:
                yield item.at(f"visits[{index}].window")
            if visit.status is VisitStatus.DONE and visit.day is None:
                yield item.at(f"visits[{index}].day")


def unknown_response(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A response is a category of a known measure; a value lies on its scale."""
    for item in told(batch, situation):
        for index, visit in enumerate(item.outcome.visits):
            if visit.response and not is_category(visit):
                yield item.at(f"visits[{index}].response")
            if (visit.value is not None or visit.scale is not None) and not is_on_scale(visit):
                yield item.at(f"visits[{index}].value")


def is_category(visit: FollowUpVisit) -> bool:
    """Whether the response names a category of its measure."""
    response = visit.response
    measure = MEASURES.get(response.measure) if response else None
    return bool(response and measure and response.category in measure.categories)


def is_on_scale(visit: FollowUpVisit) -> bool:
    """Whether the value lies within the range of its scale."""
    measure = MEASURES.get(visit.scale or "")
    if measure is None or measure.lowest is None or measure.highest is None:
        return False
    return visit.value is not None and measure.lowest <= visit.value <= measure.highest


def failure_without_reason(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A failed manufacturing attempt states its coded reason."""
    for item in told(batch, situation):
        for index, attempt in enumerate(item.outcome.batches):
            if (attempt.outcome is BatchOutcome.FAILED) != (attempt.failure is not None):
                yield item.at(f"batches[{index}].failure")


def grade_without_version(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A graded event names its grading system, its version and its term."""
    for item in told(batch, situation):
        for index, event in enumerate(item.outcome.adverse_events):
            graded = event.grade is not None
            if graded and not (event.system and event.version and event.term):
                yield item.at(f"adverseEvents[{index}].version")
            if event.grade is not None and not 0 <= event.grade <= 5:
                yield item.at(f"adverseEvents[{index}].grade")


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
        if notice.retrospective and is_month(notice.accepted_month):
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


def identifying_text(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """No text field may hold what looks like a direct identifier (law 7)."""
    for item in told(batch, situation):
        for path, text in texts(msgspec.to_builtins(item.outcome), ""):
            if path != "pseudonym" and scan(text, kind=FieldKind.CODE):
                yield item.at(path)


def texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Every text inside a value, with its path in the words of the sponsor schema."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, f"{path}.{camel(name)}" if path else camel(name))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from texts(inner, f"{path}[{index}]")


OUTCOME_RULES = (
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
        "This is stored already, or stands twice in the report.",
        "Send only what is new; change what is stored by a correction.",
        repeated_news,
    ),
    SubmissionRule(
        "day-possible",
        "This day is negative or lies in the future.",
        "Count days from acceptance (day 0) and report what has happened.",
        impossible_day,
    ),
    SubmissionRule(
        "days-in-order",
        "This day lies before the step it must follow.",
        "Check the days of collection, manufacturing and administration.",
        wrong_order,
    ),
    SubmissionRule(
        "nothing-after-death",
        "This lies after the patient's death.",
        "Check the day of death and the day of this step.",
        after_death,
    ),
    SubmissionRule(
        "visit-complete",
        "The visit has no known window, or took place without a day.",
        "Use a planned window (0, 28, 100, 183, 365 days, then yearly) and give the day.",
        incomplete_visit,
    ),
    SubmissionRule(
        "response-known",
        "This response or value does not belong to its measure.",
        "Use the categories and the range of the measure named.",
        unknown_response,
    ),
    SubmissionRule(
        "failure-reasoned",
        "A failed manufacturing attempt needs a reason, and only a failed one has one.",
        "Give the coded reason of the failure.",
        failure_without_reason,
    ),
    SubmissionRule(
        "grade-versioned",
        "A graded event names its system, version and term, with a grade from 0 to 5.",
        "Add for example system CTCAE, version 6.0, and the term's code.",
        grade_without_version,
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
    SubmissionRule(
        "text-without-identifiers",
        "This text looks like a direct identifier and was not kept.",
        "Remove names, numbers and dates of the outside world.",
        identifying_text,
    ),
)
