"""Adverse events up to each safety horizon, and who is known to be alive or dead by then.

Days count from the first administration in time, else from acceptance. Relapse is an outcome of
the disease and opens with efficacy, not here.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from msgspec import structs

from registry.model.codes import EventClass
from registry.model.episode import AdverseEvent, Course
from registry.model.sealed import SAFETY_DAYS, KnownStatus, NoSuccess, SafetyCounts
from registry.model.terms import coded_term
from registry.release.contents.infusion import own_clock, uncounted
from registry.release.contents.seen import died_by, is_reached, last_contact
from registry.release.contents.tally import Cell, Counting, Shows, row_key

WITH_EVENT, NONE_OBSERVED, NOT_OBSERVED = "WITH_EVENT", "NONE_OBSERVED", "NOT_OBSERVED"
STANDINGS = (WITH_EVENT, NONE_OBSERVED, NOT_OBSERVED, NoSuccess.WITHDRAWN.value,
             NoSuccess.REGISTERED_LATE.value)  # fmt: skip

CLASSES = tuple(kind for kind in EventClass if kind is not EventClass.RELAPSE)


def safety_countings(wait: int) -> Iterator[Counting[Any]]:
    """Known status and adverse events at each safety horizon."""
    for since, day in zip((None, *SAFETY_DAYS), SAFETY_DAYS, strict=False):
        yield Counting(
            Shows.ACTIVITY,
            day,
            KnownStatus(day, 0),
            partial(known_cells, wait=wait, day=day),
        )
        empty = SafetyCounts(day, dict.fromkeys(STANDINGS, 0), 0, dict.fromkeys(CLASSES, 0), ())
        yield Counting(
            Shows.SAFETY,
            day,
            empty,
            partial(safety_cells, wait=wait, since=since, day=day),
        )


def known_cells(course: Course, wait: int, day: int) -> Iterator[Cell]:
    """Whether a patient is known to be alive on a day, or to have died by then."""
    if uncounted(course) is not None:
        return
    start, died = own_clock(course, wait), died_by(course)
    dead = died is not None and died <= start + day
    if dead or is_reached(day, start, last_contact(course)):
        yield ("known",)


def safety_cells(course: Course, wait: int, since: int | None, day: int) -> Iterator[Cell]:
    """What a patient adds to the adverse events after `since` (None: at any time) up to `day`."""
    reason = uncounted(course)
    if reason is not None:
        yield "patients", reason.value
        return
    start = own_clock(course, wait)
    told = [event for event in reported(course) if event.day <= start + day]
    before = [event for event in told if since is not None and event.day <= start + since]
    inside = told[len(before) :]
    looked = is_reached(day, start, course.none_observed_to_day)
    yield "patients", WITH_EVENT if inside else NONE_OBSERVED if looked else NOT_OBSERVED
    yield from event_cells(before, inside)


def reported(course: Course) -> list[AdverseEvent]:
    """The adverse events of a patient in order of time, with a death of which only a visit told."""
    told = [e for e in course.adverse_events if e.event_class is not EventClass.RELAPSE]
    died = died_by(course)
    if died is not None and not any(e.event_class is EventClass.DEATH for e in told):
        told.append(AdverseEvent(EventClass.DEATH, died))
    return sorted(told, key=lambda event: event.day)


def event_cells(before: list[AdverseEvent], inside: list[AdverseEvent]) -> Iterator[Cell]:
    """Events by row, and rows, classes and seriousness a patient has for the first time."""
    keys = {row_key(public(event)) for event in before}
    classes = {event.event_class for event in before}
    for event in inside:
        key = row_key(public(event))
        yield "events", *key, "events"
        if key not in keys:
            yield "events", *key, "patients"
        if event.event_class not in classes:
            yield "classes", event.event_class.value
        keys.add(key)
        classes.add(event.event_class)
    if any(map(is_serious, inside)) and not any(map(is_serious, before)):
        yield ("serious",)


def public(event: AdverseEvent) -> AdverseEvent:
    """The event with its term only where that is a code of a listed system; else it is text."""
    term = coded_term(event.system, event.term, event.version)
    if term is not None:
        return structs.replace(event, term=term)
    return AdverseEvent(event.event_class, event.day, grade=event.grade, serious=event.serious)


def is_serious(event: AdverseEvent) -> bool:
    """Whether an event is serious; a death is, whatever was ticked."""
    return event.serious or event.event_class is EventClass.DEATH
