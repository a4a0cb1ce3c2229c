"""What one patient counts as: a sentence, a course and its expected standing in each row."""

from typing import Any

import pytest

from registry.model.codes import (
    Clock,
    EndpointKind,
    EndpointRole,
    EventClass,
    NotInfusedReason,
    Population,
    VisitStatus,
)
from registry.model.endpoint import Endpoint, SuccessCriterion
from registry.model.episode import (
    Administration,
    AdverseEvent,
    Course,
    FollowUpVisit,
    NotInfused,
    Response,
)
from registry.model.sealed import Funnel, NoSuccess
from registry.release.contents.infusion import funnel
from registry.release.contents.outcomes import endpoint_counting, standing
from registry.release.contents.tally import counted

WAIT, INFUSED, BEFORE, GAIN = 90, 30, 40, 10
EARLIER, DAY, LATER = 28, 100, 183
NEVER, DEAD = NoSuccess.NEVER_INFUSED, NoSuccess.DEAD
UNREPORTED = NoSuccess.UNREPORTED
WITHDRAWN, LATE = NoSuccess.WITHDRAWN, NoSuccess.REGISTERED_LATE
MISSING, FAILED = NoSuccess.MISSING, NoSuccess.OBSERVED_FAILURE
RELAPSE, DEATH = EventClass.RELAPSE, EventClass.DEATH
UNSEEN = (VisitStatus.MISSED, VisitStatus.LOST, VisitStatus.WITHDRAWN, VisitStatus.NOT_DUE)
LOCKED: dict[EndpointKind, dict[str, Any]] = {
    EndpointKind.RESPONDER: {"measure": "IMWG", "success_categories": ("sCR", "CR")},
    EndpointKind.TIME_TO_EVENT: {"measure": "EVENT_FREE_SURVIVAL", "events": (RELAPSE, DEATH)},
    EndpointKind.CHANGE: {"measure": "KOOS", "improvement": GAIN},
}
# a sentence, the course it tells, and the reason for no success (None is a success)
Case = tuple[str, Course, NoSuccess | None]
GOOD: dict[str, Any] = {"response": Response("IMWG", "CR"), "scale": "KOOS", "value": BEFORE + GAIN}


def endpoint(kind: EndpointKind, clock: Clock) -> Endpoint:
    """An endpoint on day 100 of its clock."""
    rest: dict[str, Any] = {"population": Population.ACCEPTED, "criterion": SuccessCriterion(50)}
    rest |= LOCKED[kind]
    return Endpoint("e", "On day 100", EndpointRole.PRIMARY, kind, clock=clock, day=DAY, **rest)


def day_of(clock: Clock, day: int, infused: int = INFUSED) -> int:
    """A day of the clock, counted from acceptance."""
    return day if clock is Clock.ACCEPTANCE else infused + day


def seen(clock: Clock, window: int, infused: int = INFUSED, **known: Any) -> FollowUpVisit:
    """A visit that took place on its planned day."""
    return FollowUpVisit(window, VisitStatus.DONE, day_of(clock, window, infused), **known)


def baseline(clock: Clock, infused: int = INFUSED) -> FollowUpVisit:
    return seen(clock, 0, infused, scale="KOOS", value=BEFORE)


def well(clock: Clock, infused: int = INFUSED) -> tuple[FollowUpVisit, ...]:
    """A baseline and a visit on day 100 that is a success of every kind."""
    return baseline(clock, infused), seen(clock, DAY, infused, **GOOD)


def patient(*visits: FollowUpVisit, on: tuple[int, ...] = (INFUSED,), **known: Any) -> Course:
    """A patient infused on the days `on`, seen at `visits`."""
    given = tuple(Administration(number, day) for number, day in enumerate(on, start=1))
    return Course("c", administrations=given, visits=visits, **known)


def events(*told: tuple[EventClass, int]) -> tuple[AdverseEvent, ...]:
    return tuple(AdverseEvent(event_class, day) for event_class, day in told)


def infusion_cases(clock: Clock) -> list[Case]:
    def on(*days: int) -> Course:
        return patient(*well(clock, min(days)), on=days)

    return [
        ("of whom no infusion is told, nor its absence", patient(*well(clock), on=()), UNREPORTED),
        (
            "never infused",
            patient(on=(), not_infused=NotInfused(NotInfusedReason.PROGRESSION, 40)),
            NEVER,
        ),
        ("died before any infusion", patient(on=(), adverse_events=events((DEATH, 20))), NEVER),
        ("infused on the day before the longest wait ends", on(WAIT - 1), None),
        ("infused on the last day of the longest wait", on(WAIT), None),
        ("infused a day after the longest wait", on(WAIT + 1), NEVER),
        ("infused in time, again after the longest wait", on(WAIT + 30, WAIT), None),
    ]


def lost_cases(clock: Clock) -> list[Case]:
    def died(day: int) -> Course:
        return patient(*well(clock), adverse_events=events((DEATH, day_of(clock, day))))

    def unseen(status: VisitStatus) -> Course:
        return patient(baseline(clock), FollowUpVisit(DAY, status))

    def on_day(day: int) -> Course:
        visit = FollowUpVisit(DAY, VisitStatus.DONE, day_of(clock, day), **GOOD)
        return patient(baseline(clock), visit)

    earlier = patient(baseline(clock), seen(clock, EARLIER, **GOOD))
    dead_before = FollowUpVisit(EARLIER, VisitStatus.DEAD)
    return [
        ("died a day before the endpoint's day", died(DAY - 1), DEAD),
        ("died on the endpoint's day", died(DAY), DEAD),
        ("seen well, died a day after the endpoint's day", died(DAY + 1), None),
        ("visit dead, without a date", unseen(VisitStatus.DEAD), DEAD),
        *((f"visit {status.lower()}", unseen(status), MISSING) for status in UNSEEN),
        ("infused, then nothing reported", patient(), MISSING),
        ("seen well, then withdrew", patient(*well(clock), withdrawn=True), WITHDRAWN),
        ("seen well, but late", patient(*well(clock), registered_late=True), LATE),
        ("seen well at an earlier visit only", earlier, MISSING),
        ("dead at an earlier visit, without a date", patient(dead_before), DEAD),
        ("seen well on the first day that counts", on_day(DAY - DAY // 10), None),
        ("seen well a day too early to count", on_day(DAY - DAY // 10 - 1), MISSING),
    ]


def responder_cases(clock: Clock) -> list[Case]:
    def answered(measure: str, category: str) -> Course:
        return patient(seen(clock, DAY, response=Response(measure, category)))

    later = seen(clock, LATER, **GOOD)
    worse = seen(clock, DAY, response=Response("IMWG", "PD"))
    died_unseen = patient(adverse_events=events((DEATH, day_of(clock, DAY) + 1)))
    return [
        ("first success category", answered("IMWG", "sCR"), None),
        ("last success category", answered("IMWG", "CR"), None),
        ("best category that is no success", answered("IMWG", "VGPR"), FAILED),
        ("like-named category of another measure", answered("RECIST", "CR"), MISSING),
        ("seen without a response", patient(seen(clock, DAY)), MISSING),
        ("relapsed after an early response", patient(seen(clock, EARLIER, **GOOD), worse), FAILED),
        ("failed on the day, responded later", patient(worse, later), FAILED),
        ("missed on the day, responded later", patient(later), MISSING),
        ("died after the day without being seen on it", died_unseen, MISSING),
    ]


def event_cases(clock: Clock) -> list[Case]:
    end = day_of(clock, DAY)

    def had(*told: tuple[EventClass, int]) -> Course:
        return patient(seen(clock, DAY), adverse_events=events(*told))

    def unseen(*told: tuple[EventClass, int]) -> Course:
        return patient(seen(clock, EARLIER), adverse_events=events(*told))

    before = None if clock is Clock.FIRST_ADMINISTRATION else FAILED
    return [
        ("event a day before the horizon", had((RELAPSE, end - 1)), FAILED),
        ("event on the horizon day", had((RELAPSE, end)), FAILED),
        ("event a day after the horizon, seen", had((RELAPSE, end + 1)), None),
        ("event a day after the horizon, unseen", unseen((RELAPSE, end + 1)), None),
        ("died a day after the horizon, unseen", unseen((DEATH, end + 1)), None),
        ("events on both sides of the horizon", had((RELAPSE, 400), (RELAPSE, 40)), FAILED),
        ("relapsed and died before the horizon", had((RELAPSE, 40), (DEATH, 50)), DEAD),
        ("event outside the locked set, seen", had((EventClass.CRS, end)), None),
        ("later event outside the set, unseen", unseen((EventClass.CRS, end + 1)), MISSING),
        ("missed at the horizon, seen later", patient(seen(clock, LATER)), None),
        ("none observed up to the horizon", patient(none_observed_to_day=end), None),
        ("none observed up to a day before it", patient(none_observed_to_day=end - 1), MISSING),
        ("event before the first infusion", had((RELAPSE, INFUSED - 1)), before),
        ("event on the day the clock starts", had((RELAPSE, day_of(clock, 0))), FAILED),
    ]


def change_cases(clock: Clock) -> list[Case]:
    def scored(value: int | None, scale: str | None = "KOOS") -> FollowUpVisit:
        return seen(clock, DAY, scale=scale, value=value)

    def first(scale: str | None, value: int | None) -> Course:
        return patient(seen(clock, 0, scale=scale, value=value), scored(90))

    before = baseline(clock)
    return [
        ("one point less than the locked number", patient(before, scored(49)), FAILED),
        ("exactly the locked number", patient(before, scored(50)), None),
        ("worse than at baseline", patient(before, scored(BEFORE - GAIN)), FAILED),
        ("no baseline reported", patient(scored(90)), MISSING),
        ("baseline missed", patient(FollowUpVisit(0, VisitStatus.MISSED), scored(90)), MISSING),
        ("baseline on another scale", first("MJOA", 9), MISSING),
        ("baseline without a value", first(None, None), MISSING),
        ("visit on another scale", patient(before, scored(18, "MJOA")), MISSING),
        ("visit without a value", patient(before, scored(None, None)), MISSING),
        ("improved at a later visit only", patient(before, seen(clock, LATER, **GOOD)), MISSING),
    ]


OWN = dict(zip(LOCKED, (responder_cases, event_cases, change_cases), strict=True))
TABLE = [
    pytest.param(kind, clock, course, expected, id=f"{kind}-{clock}-{sentence}")
    for kind in EndpointKind
    for clock in Clock
    for cases in (infusion_cases, lost_cases, OWN[kind])
    for sentence, course, expected in cases(clock)
]


@pytest.mark.parametrize(("kind", "clock", "course", "expected"), TABLE)
def test_a_patient_stands_as_the_sentence_says(
    kind: EndpointKind, clock: Clock, course: Course, expected: NoSuccess | None
) -> None:
    assert standing(endpoint(kind, clock), course, WAIT) == expected


@pytest.mark.parametrize("clock", Clock)
@pytest.mark.parametrize("kind", EndpointKind)
def test_a_group_names_the_reasons_nobody_has(kind: EndpointKind, clock: Clock) -> None:
    group = [patient(*well(clock)), patient(*well(clock)), patient(), patient(on=())]
    counts = counted(endpoint_counting(endpoint(kind, clock), WAIT), group)
    assert (counts.endpoint_id, counts.success) == ("e", 2)
    nobody = dict.fromkeys((NEVER, DEAD, FAILED, WITHDRAWN, LATE), 0)
    assert counts.no_success == {**nobody, UNREPORTED: 1, MISSING: 1}


FUNNEL: list[tuple[Course, Funnel]] = [
    *((patient(on=on), Funnel(1, {})) for on in ((WAIT - 1,), (WAIT,), (WAIT + 30, WAIT))),
    (patient(on=(WAIT + 1,)), Funnel(0, {"INFUSED_LATE": 1})),
    (patient(on=()), Funnel(0, {"NOT_REPORTED": 1})),
    (patient(withdrawn=True), Funnel(0, {"WITHDRAWN": 1})),
    (patient(registered_late=True), Funnel(0, {"REGISTERED_LATE": 1})),
    (patient(on=(), adverse_events=events((DEATH, 20))), Funnel(0, {"NOT_REPORTED": 1})),
    *(
        (patient(on=(), not_infused=NotInfused(reason, 20)), Funnel(0, {reason.value: 1}))
        for reason in NotInfusedReason
    ),
]


@pytest.mark.parametrize(("course", "expected"), FUNNEL)
def test_the_funnel_knows_in_time_late_told_and_silent(course: Course, expected: Funnel) -> None:
    assert counted(funnel(WAIT), [course]) == expected
