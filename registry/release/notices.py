"""When a product gets its safety notice: rows of id, one plain sentence, and a pure function.

This is the one road on which an outcome may move what is public before its group is open (design:
release policy, R2). Nothing that seals, decides or counts may import it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from msgspec import Struct, structs

from registry.model.codes import (
    ApprovalEventKind,
    DeathCause,
    EventClass,
    VisitStatus,
)
from registry.model.episode import AdverseEvent, Course, is_fatal
from registry.model.product import Approval, last_day
from registry.release.stages import Notices

OF_THE_DISEASE = (
    EventClass.DEATH,
    EventClass.RELAPSE,
    EventClass.NEXT_THERAPY,
    EventClass.TRANSPLANT,
)


class History(Struct, frozen=True):
    """What is known of one product under any name: every accepted patient's course, approvals.

    `since` is the day its first programme was registered.
    """

    courses: tuple[Course, ...]
    approvals: tuple[Approval, ...]
    since: date


class NoticeRule(Struct, frozen=True):
    """One reason for a notice. The notice itself does not say which."""

    id: str
    sentence: str
    fires: Callable[[History, Notices], bool]

    def says(self, numbers: Notices) -> str:
        """The sentence with the policy's own numbers."""
        return self.sentence.format(**structs.asdict(numbers))


def early_death(history: History, numbers: Notices) -> bool:
    """A death within some days of an administration, unless it is coded as of the disease."""
    return any(died_early(course, numbers.death_days) for course in history.courses)


def died_early(course: Course, days: int) -> bool:
    """Whether a patient may have died within some days of an administration, of something else.

    What is not known (cause, or the very day) counts as if it were so.
    """
    given = [administration.day for administration in course.administrations]
    return any(
        first <= day + days and (last is None or last >= day)
        for first, last in deaths(course)
        for day in given
    )


def deaths(course: Course) -> Iterator[tuple[int, int | None]]:
    """From which day to which a patient may have died, not known to be of the treated disease.

    Told by a death, else by an event that was fatal, else by a visit that found the patient dead.
    A death of the disease beside a fatal event of another kind is not for certain of the disease.
    """
    told = [event for event in course.adverse_events if event.event_class is EventClass.DEATH]
    fatal = [event for event in course.adverse_events if is_fatal(event) and event not in told]
    others = [event for event in fatal if event.event_class is not EventClass.RELAPSE]
    if told:
        yield from (
            (event.day, event.day)
            for event in told
            if others or event.cause is not DeathCause.TREATED_DISEASE
        )
    elif fatal:
        yield from ((event.day, None) for event in others)
    else:
        yield from found_dead(course)


def found_dead(course: Course) -> Iterator[tuple[int, int | None]]:
    """From the day a patient was last seen to the visit that first found him or her dead."""
    start = course.first_administration_day or 0
    dead = (v for v in course.visits if v.status is VisitStatus.DEAD)
    found = min((v.day if v.day is not None else start + v.window for v in dead), default=None)
    if found is not None:
        yield min(last_seen(course, start), found), found


def last_seen(course: Course, start: int) -> int:
    """The last day on which a patient is known to have lived."""
    done = (v.day for v in course.visits if v.status is VisitStatus.DONE and v.day is not None)
    return max((start, *done))


def second_malignancy(history: History, numbers: Notices) -> bool:
    """A new malignancy, whenever it came."""
    return any(event.event_class is EventClass.MALIGNANCY for event in events_of(history.courses))


def repeated_serious_event(history: History, numbers: Notices) -> bool:
    """Some serious events of one term, whoever judges whether the product caused them."""
    terms = Counter(
        (event.event_class, event.system, event.term.strip().casefold())
        for event in events_of(history.courses)
        if is_serious(event)
    )
    return max(terms.values(), default=0) >= numbers.serious_events


def is_serious(event: AdverseEvent) -> bool:
    """Whether an event is serious and not the course of the disease itself."""
    return (event.serious or is_fatal(event)) and event.event_class not in OF_THE_DISEASE


def events_of(courses: Iterable[Course]) -> Iterator[AdverseEvent]:
    """Every event of these courses."""
    return (event for course in courses for event in course.adverse_events)


def suspended_approval(history: History, numbers: Notices) -> bool:
    """An approval that was suspended since the first programme began, or is suspended now."""
    return any(was_suspended(approval, history.since) for approval in history.approvals)


def was_suspended(approval: Approval, since: date) -> bool:
    """Whether an approval was suspended since a day, or has been since before it."""
    suspended = ApprovalEventKind.SUSPENDED
    now = bool(approval.events) and approval.events[-1].kind is suspended
    days = (last_day(event.on) for event in approval.events if event.kind is suspended)
    return now or any(day is not None and day >= since for day in days)


NOTICE_RULES = (
    NoticeRule(
        "early-death",
        "A patient died within {death_days} days of an administration, and not for certain of the "
        "treated disease.",
        early_death,
    ),
    NoticeRule("second-malignancy", "A patient got a new malignancy.", second_malignancy),
    NoticeRule(
        "repeated-serious-event",
        "At least {serious_events} serious events of one term were reported, whoever judges what "
        "caused them.",
        repeated_serious_event,
    ),
    NoticeRule(
        "suspended-approval",
        "A national approval was suspended while a programme was registered.",
        suspended_approval,
    ),
)


def is_noticed(history: History, numbers: Notices) -> bool:
    """Whether a product gets its notice."""
    return any(rule.fires(history, numbers) for rule in NOTICE_RULES)
