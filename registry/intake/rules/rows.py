"""Rules on the rows of an outcome: days, visits, responses, batches, events, texts."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from msgspec import Struct
from msgspec.structs import fields

from anonymise.identifiers import FieldKind, scan
from registry.intake.rules.situation import (
    Place,
    Situation,
    SubmissionRule,
    Told,
    earliest,
    told,
)
from registry.model.codes import BatchOutcome, EventClass, VisitStatus
from registry.model.episode import FollowUpVisit
from registry.model.identifiers import IdentifierKind, normalise
from registry.model.measures import DOSE_UNITS, MEASURES
from registry.model.naming import camel
from registry.model.submission import EpisodeOutcome, Severity, SubmissionBatch

DECIMAL = re.compile(r"\d{1,15}(\.\d{1,6})?([eE]\+?\d{1,2})?")
MOST_DOSE, MOST_FRACTIONS, MOST_NUMBERED, LAST_DAY = 1e20, 20, 100, 20_000


Path = tuple[str | int, ...]


def days(outcome: EpisodeOutcome) -> Iterator[tuple[Path, int | None]]:
    """Every day an outcome names or could name, with its path."""
    yield ("collected_day",), outcome.collected_day
    yield ("lymphodepletion_day",), outcome.lymphodepletion_day
    for index, batch in enumerate(outcome.batches):
        yield ("batches", index, "started_day"), batch.started_day
        yield ("batches", index, "finished_day"), batch.finished_day
        yield ("batches", index, "released_day"), batch.released_day
    for index, given in enumerate(outcome.administrations):
        yield ("administrations", index, "day"), given.day
    if outcome.not_infused:
        yield ("not_infused", "day"), outcome.not_infused.day
    for index, visit in enumerate(outcome.visits):
        yield ("visits", index, "day"), visit.day
    for index, event in enumerate(outcome.adverse_events):
        yield ("adverse_events", index, "day"), event.day
    yield ("none_observed_to_day",), outcome.none_observed_to_day


def impossible_day(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """Days count from acceptance (day 0) and lie in the past."""
    for item in told(batch, situation):
        month = item.accepted_month
        passed = (situation.received_on - earliest(month, 0)).days if month else LAST_DAY
        last = min(passed, LAST_DAY)
        for path, day in days(item.outcome):
            if day is not None and not 0 <= day <= last:
                yield item.at(written(path))


def wrong_order(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """Manufacturing ends after it starts; the first administration follows the collection."""
    for item in told(batch, situation):
        for index, attempt in enumerate(item.outcome.batches):
            if attempt.finished_day < attempt.started_day:
                yield item.at(f"batches[{index}].finishedDay")
            if attempt.released_day is not None and attempt.released_day < attempt.finished_day:
                yield item.at(f"batches[{index}].releasedDay")
        collected = item.outcome.collected_day
        collected = item.course.collected_day if collected is None else collected
        for index, given in enumerate(item.outcome.administrations):
            if collected is not None and given.day < collected:
                yield item.at(f"administrations[{index}].day")


def after_death(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """Nothing is done to a patient after death."""
    for item in told(batch, situation):
        events = (*item.course.adverse_events, *item.outcome.adverse_events)
        died = min((e.day for e in events if e.event_class is EventClass.DEATH), default=None)
        yield from seen_after_dead_visit(item)
        if died is None:
            continue
        for index, given in enumerate(item.outcome.administrations):
            if given.day > died:
                yield item.at(f"administrations[{index}].day")
        for index, visit in enumerate(item.outcome.visits):
            if visit.status is VisitStatus.DONE and (visit.day or 0) > died:
                yield item.at(f"visits[{index}].status")


def seen_after_dead_visit(item: Told) -> Iterator[Place]:
    """A visit that took place in a later window than one whose patient was dead."""
    visits = (*item.course.visits, *item.outcome.visits)
    dead = min((v.window for v in visits if v.status is VisitStatus.DEAD), default=None)
    for index, visit in enumerate(item.outcome.visits):
        if dead is not None and visit.status is VisitStatus.DONE and visit.window > dead:
            yield item.at(f"visits[{index}].status")


def incomplete_visit(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A visit stands in a known window; one that took place has its day."""
    for item in told(batch, situation):
        for index, visit in enumerate(item.outcome.visits):
            if visit.window not in situation.windows:
                yield item.at(f"visits[{index}].window")
            if visit.status is VisitStatus.DONE and visit.day is None:
                yield item.at(f"visits[{index}].day")


def misplaced_visit(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A visit lies nearer to its own window than to the next, counted from one of the clocks."""
    reaches = {window: reach(window, situation.windows) for window in situation.windows}
    for item in told(batch, situation):
        given = (*item.course.administrations, *item.outcome.administrations)
        start = min([a.day for a in given], default=0)
        for index, visit in enumerate(item.outcome.visits):
            if visit.day is None or visit.window not in reaches:
                continue
            first, last = reaches[visit.window]
            if not (first <= visit.day <= last or first <= visit.day - start <= last):
                yield item.at(f"visits[{index}].day")


def reach(window: int, windows: tuple[int, ...]) -> tuple[float, float]:
    """The first and last day of a window: half way to its neighbours."""
    place = windows.index(window)
    before = windows[place - 1] if place else float("-inf")
    after = windows[place + 1] if place + 1 < len(windows) else 2 * window - before
    return (before + window) / 2, (window + after) / 2


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


def implausible_batch(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A dose is a positive number in a UCUM unit of the list; viability is a percentage."""
    for item in told(batch, situation):
        for index, attempt in enumerate(item.outcome.batches):
            both = (attempt.dose_value is None) == (attempt.dose_unit is None)
            if not both or attempt.dose_unit not in (None, *DOSE_UNITS):
                yield item.at(f"batches[{index}].doseUnit")
            if attempt.dose_value is not None and not is_positive(attempt.dose_value):
                yield item.at(f"batches[{index}].doseValue")
            if not 0 <= (attempt.viability_percent or 0) <= 100:
                yield item.at(f"batches[{index}].viabilityPercent")
            if not 1 <= (attempt.fraction or 1) <= MOST_FRACTIONS:
                yield item.at(f"batches[{index}].fraction")
            if attempt.site is not None and not is_site(attempt.site):
                yield item.at(f"batches[{index}].site")


def is_site(text: str) -> bool:
    """Whether a text is a LOC or ORG number."""
    return any(normalise(kind, text) for kind in (IdentifierKind.LOC, IdentifierKind.ORG))


def misnumbered(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """Batches and administrations are numbered from 1."""
    for item in told(batch, situation):
        for name in ("batches", "administrations"):
            for index, row in enumerate(getattr(item.outcome, name)):
                if not 1 <= row.number <= MOST_NUMBERED:
                    yield item.at(f"{name}[{index}].number")


def is_positive(text: str) -> bool:
    """Whether a text is a positive decimal number, such as 3e6 or 1.5."""
    return bool(DECIMAL.fullmatch(text)) and 0 < float(text) < MOST_DOSE


def lost_without_reason(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """Only a patient lost to follow-up has a reason for being lost."""
    for item in told(batch, situation):
        for index, visit in enumerate(item.outcome.visits):
            if visit.lost_reason is not None and visit.status is not VisitStatus.LOST:
                yield item.at(f"visits[{index}].lostReason")


def utility_without_instrument(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A health utility lies between -1 and 1 and names its instrument."""
    for item in told(batch, situation):
        for index, visit in enumerate(item.outcome.visits):
            named = (visit.utility is None) == (visit.utility_instrument is None)
            if not named or not -1000 <= (visit.utility or 0) <= 1000:
                yield item.at(f"visits[{index}].utility")


def silent_on_events(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """Whoever was seen after an infusion has events, or a day up to which none was observed."""
    for item in told(batch, situation):
        course, now = item.course, item.outcome
        spoken = (*course.adverse_events, *now.adverse_events)
        looked = now.none_observed_to_day or course.none_observed_to_day
        infused = course.administrations or now.administrations
        seen = any(v.status is VisitStatus.DONE and v.window > 0 for v in now.visits)
        if infused and seen and not spoken and looked is None:
            yield item.at("noneObservedToDay")


def grade_without_version(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """A graded event names its grading system, its version and its term."""
    for item in told(batch, situation):
        for index, event in enumerate(item.outcome.adverse_events):
            graded = event.grade is not None
            if graded and not (event.system and event.version and event.term):
                yield item.at(f"adverseEvents[{index}].version")
            if event.grade is not None and not 0 <= event.grade <= 5:
                yield item.at(f"adverseEvents[{index}].grade")


def identifying_text(batch: SubmissionBatch, situation: Situation) -> Iterator[Place]:
    """No text field may hold what looks like a direct identifier (law 7)."""
    harmless: set[str] = set()
    for item in told(batch, situation):
        for path, text in texts(item.outcome):
            if text in harmless or path == ("pseudonym",):
                continue
            if scan(text, kind=FieldKind.CODE):
                yield item.at(written(path))
            else:
                harmless.add(text)


@cache
def fields_with_text(struct: type[Struct]) -> tuple[str, ...]:
    """The fields of a struct that can hold a free text, themselves or further inside."""
    return tuple(f.name for f in fields(struct) if can_hold_text(f.type))


def can_hold_text(kind: Any) -> bool:
    """Whether values of an annotation can hold a free text; codes, numbers and days cannot."""
    if get_args(kind):
        return any(can_hold_text(inner) for inner in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Struct):
        return bool(fields_with_text(kind))
    return kind is str


def texts(struct: Struct) -> list[tuple[Path, str]]:
    """Every free text inside a struct, with its path; codes of a list are none."""
    found: list[tuple[Path, str]] = []
    gather(struct, (), found)
    return found


def gather(value: object, path: Path, found: list[tuple[Path, str]]) -> None:
    """Add the free texts inside a value that lies at a path."""
    if isinstance(value, Struct):
        for name in fields_with_text(type(value)):
            inner = getattr(value, name)
            if type(inner) is str:
                found.append(((*path, name), inner))
            elif inner:
                gather(inner, (*path, name), found)
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            gather(inner, (*path, index), found)
    elif type(value) is str:
        found.append((path, value))


def written(path: Path) -> str:
    """A path in the words of the sponsor schema: `visits[0].response.measure`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{camel(part)}" for part in path)
    return "".join(parts).removeprefix(".")


ROW_RULES = (
    SubmissionRule(
        "batch-plausible",
        "This dose, viability, fraction or site is not a value of its kind.",
        "Give dose and a unit of the list, viability as 0 to 100, the site as LOC- or ORG- number.",
        implausible_batch,
    ),
    SubmissionRule(
        "numbered-from-one",
        "Batches and administrations are numbered from 1 to 100.",
        "Number the patient's first one 1, the next 2.",
        misnumbered,
    ),
    SubmissionRule(
        "lost-with-status",
        "A reason for being lost belongs to a visit of status LOST.",
        "Set the status to LOST or leave the reason out.",
        lost_without_reason,
    ),
    SubmissionRule(
        "utility-with-instrument",
        "A health utility needs its instrument and lies between -1000 and 1000 thousandths.",
        "Give the index times 1000, and the name of the instrument.",
        utility_without_instrument,
    ),
    SubmissionRule(
        "events-or-none",
        "A patient was seen after infusion, and neither an event nor their absence is told.",
        "List the events, or give the day up to which none was observed.",
        silent_on_events,
        Severity.WARNING,
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
        "The visit has no window of this product's schedule, or took place without a day.",
        "Use a window of the schedule (0, 28, 100, 183, 365 days, then yearly) and give the day.",
        incomplete_visit,
    ),
    SubmissionRule(
        "visit-in-window",
        "The visit's day lies nearer to another window.",
        "Check day and window; both count from the first administration, or from acceptance.",
        misplaced_visit,
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
        "text-without-identifiers",
        "This text looks like a direct identifier and was not kept.",
        "Remove names, numbers and dates of the outside world.",
        identifying_text,
    ),
)
