"""Where a patient's line through a curve ends: a sentence, a course and its end in each row."""

from typing import Any

import pytest

from registry.model.codes import EventClass, NotInfusedReason, VisitStatus
from registry.model.episode import Administration, AdverseEvent, Course, FollowUpVisit, NotInfused
from registry.model.sealed import GRID
from registry.release.contents.curves import CURVES, LEFT, LOST, Curve, End, Step, line_of

WAIT, INFUSED, YEAR = 90, 30, 365
CURVE = {curve.id: curve for curve in CURVES}
SURVIVAL, FIRST_EVENT = CURVE["survival"], CURVE["first-event"]
DEATH, RELAPSE = EventClass.DEATH, EventClass.RELAPSE
TO_A_YEAR = GRID[: GRID.index(YEAR) + 1]


def patient(*days: int, events: tuple[tuple[EventClass, int], ...] = (), **known: Any) -> Course:
    """A patient infused on day 30 and seen on these days."""
    facts: dict[str, Any] = {
        "administrations": (Administration(1, INFUSED),),
        "visits": tuple(FollowUpVisit(n, VisitStatus.DONE, day) for n, day in enumerate(days)),
        "adverse_events": tuple(AdverseEvent(what, day) for what, day in events),
    }
    return Course("c", **facts | known)


def end(curve: Curve, *steps: Step) -> End | None:
    """How the line ends; the patient is in the curve."""
    line = line_of(curve, steps, WAIT, 0)
    assert line is not None
    return line.end


def told(what: VisitStatus, window: int) -> dict[str, Any]:
    return {"visits": (FollowUpVisit(28, VisitStatus.DONE, 58), FollowUpVisit(window, what))}


NOT_INFUSED = NotInfused(NotInfusedReason.DEATH, 50)
GONE = (FollowUpVisit(1, VisitStatus.DONE, YEAR), FollowUpVisit(731, VisitStatus.LOST))
CASES: list[tuple[str, Course, End | None]] = [
    ("died on the last day of an interval", patient(events=((DEATH, 183),)), End(183, DEATH)),
    ("died a day after it", patient(events=((DEATH, 184),)), End(365, DEATH)),
    ("died on day 0", patient(events=((DEATH, 0),)), End(91, DEATH)),
    ("died on the last day that is looked at", patient(events=((DEATH, 365),)), End(365, DEATH)),
    ("died a day after it, not seen before", patient(events=((DEATH, 366),)), None),
    ("found dead at a visit, without a date", patient(**told(VisitStatus.DEAD, 100)),
     End(183, DEATH)),
    ("not infused because of death", Course("c", not_infused=NOT_INFUSED), End(91, DEATH)),
    ("relapsed, and seen to the end", patient(YEAR, events=((RELAPSE, 100),)), None),
    ("never heard of again", Course("c"), End(91, LOST)),
    ("infused, then nothing", patient(), End(91, LOST)),
    ("a missed visit is no sign of life", patient(**told(VisitStatus.MISSED, 183)), End(91, LOST)),
    ("last seen strictly inside", patient(250), End(365, LOST)),
    ("last seen two weeks before an end", patient(183 - 14), End(183, LEFT)),
    ("last seen a day earlier", patient(183 - 15), End(183, LOST)),
    ("last seen two weeks after an end", patient(183 + 14), End(183, LEFT)),
    ("last seen a day later", patient(183 + 15), End(365, LOST)),
    ("seen a month before the end", patient(YEAR - 30), None),
    ("seen a day earlier", patient(YEAR - 31), End(365, LOST)),
    ("seen at the end, and the hospital follows no more", patient(visits=GONE), End(365, LEFT)),
    ("seen long after the end", patient(900), None),
    ("looked at for events up to the end", patient(none_observed_to_day=YEAR), None),
    ("withdrawn", patient(900, withdrawn=True), End(91, LOST)),
    ("registered too late", patient(900, registered_late=True), End(91, LOST)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("course", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_line_of_survival_ends_as_the_sentence_says(course: Course, expected: End | None) -> None:
    assert end(SURVIVAL, Step(course, TO_A_YEAR)) == expected


FIRST: list[tuple[str, Course, End]] = [
    ("relapsed, then died", patient(events=((DEATH, 300), (RELAPSE, 100))), End(183, RELAPSE)),
    ("both on one day", patient(events=((DEATH, 100), (RELAPSE, 100))), End(183, RELAPSE)),
    ("had the next therapy", patient(events=((EventClass.NEXT_THERAPY, 200),)),
     End(365, EventClass.NEXT_THERAPY)),
    ("a side effect ends nothing", patient(250, events=((EventClass.CRS, 40),)), End(365, LOST)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("course", "expected"), [case[1:] for case in FIRST], ids=[case[0] for case in FIRST]
)
def test_the_first_event_of_several_causes_ends_a_line(course: Course, expected: End) -> None:
    assert end(FIRST_EVENT, Step(course, TO_A_YEAR)) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [(WAIT, 183), (WAIT + 1, None)],
    ids=["infused in time", "infused a day too late"],
)
def test_the_clock_of_the_infused_starts_at_the_first_administration(
    on: int, expected: int | None
) -> None:
    course = patient(administrations=(Administration(1, on),), events=((DEATH, on + 92),))
    line = line_of(CURVE["survival-of-infused"], [Step(course, TO_A_YEAR)], WAIT, 0)
    assert (line and line.end and line.end.day) == expected


def test_an_event_before_the_infusion_is_none_of_the_infused() -> None:
    course = patient(events=((RELAPSE, INFUSED - 1), (DEATH, INFUSED + 100)))
    assert end(CURVE["first-event-of-infused"], Step(course, TO_A_YEAR)) == End(183, DEATH)


LATE_NEWS: list[tuple[str, Course, Course, End | None]] = [
    ("a death told late", patient(YEAR), patient(events=((DEATH, 300),)), End(548, DEATH)),
    ("seen no more", patient(YEAR), patient(YEAR), End(548, LOST)),
    ("seen on", patient(YEAR), patient(YEAR, 800), None),
    ("published dead, alive after all", patient(events=((DEATH, 300),)), patient(800),
     End(365, DEATH)),
    ("published lost, seen again", patient(), patient(800), End(91, LOST)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("then", "now", "expected"), [c[1:] for c in LATE_NEWS], ids=[c[0] for c in LATE_NEWS]
)
def test_what_was_published_stands_and_later_news_shows_in_the_next_interval(
    then: Course, now: Course, expected: End | None
) -> None:
    steps = (Step(then, TO_A_YEAR), Step(now, (548, 731)))
    assert end(SURVIVAL, *steps) == expected


@pytest.mark.parametrize(
    ("registered", "entered"), [(0, 0), (1, 91), (91, 91), (92, 183), (5479, 5479)]
)
def test_who_was_registered_after_the_fact_enters_at_the_next_day_of_the_grid(
    registered: int, entered: int
) -> None:
    line = line_of(SURVIVAL, [Step(patient(5479), GRID)], WAIT, registered)
    assert line is not None
    assert line.entered == entered


@pytest.mark.parametrize("registered", [184, 5480])
def test_who_died_or_was_lost_before_the_registration_never_enters(registered: int) -> None:
    course = patient(events=((DEATH, 200),))
    assert line_of(SURVIVAL, [Step(course, GRID)], WAIT, registered) is None
