"""Which follow-up windows a product has, and when each is due: by the calendar, in favour."""

from datetime import date, timedelta
from typing import Any

import pytest

from registry.intake.schedule import DATA, due_visits, schedule_of, schedules, windows_of
from registry.model.codes import (
    AtmpClass,
    Clock,
    EndpointKind,
    EndpointRole,
    EventClass,
    NotInfusedReason,
    Origin,
    Population,
    Route,
    Timing,
    Vector,
    VisitStatus,
)
from registry.model.due import DueStatus, DueVisit
from registry.model.endpoint import Endpoint, SuccessCriterion, lock
from registry.model.episode import (
    Administration,
    AdverseEvent,
    Course,
    FollowUpVisit,
    NotInfused,
    TreatmentEpisode,
)
from registry.model.product import Product
from registry.model.programme import Programme

ACCEPTED = TreatmentEpisode("e", "p", 7, "r", "2027-03", date(2027, 3, 10), Timing.PROSPECTIVE)
FIRST, LAST = date(2027, 3, 1), date(2027, 3, 31)
WAIT = 90
INFUSED = (Administration(1, 35),)


def product(atmp_class: AtmpClass | None, vector: Vector | None) -> Product:
    return Product("x", "X", "cells", atmp_class, Origin.AUTOLOGOUS, vector)


def programme(kind: EndpointKind = EndpointKind.RESPONDER) -> Programme:
    endpoint = Endpoint(
        id="e",
        label="e",
        role=EndpointRole.PRIMARY,
        kind=kind,
        measure="IMWG",
        clock=Clock.FIRST_ADMINISTRATION,
        population=Population.ACCEPTED,
        day=100,
        criterion=SuccessCriterion(50),
    )
    return Programme(
        id="p",
        product_id="x",
        sponsor_id="s",
        title="P",
        disease="lbcl",
        route=Route.HOSPITAL_EXEMPTION,
        lineage="x",
        registered_on=date(2027, 1, 1),
        longest_wait_days=WAIT,
        endpoints=(lock(endpoint, date(2027, 1, 1)),),
    )


CELL = product(AtmpClass.SCTMP, Vector.NONE)


def due(on: date, visits: tuple[FollowUpVisit, ...] = (), **known: Any) -> dict[int, DueVisit]:
    """The windows of a patient accepted in March 2027, on a day."""
    course = Course("e", visits=visits, **known)
    return {v.window: v for v in due_visits(ACCEPTED, course, programme(), CELL, on)}


SCHEDULES = [
    (AtmpClass.GTMP, Vector.INTEGRATING, 18, 5479),
    (AtmpClass.TEP, Vector.INTEGRATING, 18, 5479),
    (AtmpClass.TEP, Vector.NONE, 10, 3653),
    (AtmpClass.SCTMP, Vector.NONE, 13, 5114),
    (AtmpClass.GTMP, Vector.NON_INTEGRATING, 13, 5114),
    (AtmpClass.COMBINED, Vector.NONE, 13, 5114),
    (None, None, 18, 5479),
]


@pytest.mark.parametrize(("atmp_class", "vector", "visits", "last"), SCHEDULES)
def test_follow_up_is_as_long_as_class_and_vector_ask(
    atmp_class: AtmpClass, vector: Vector, visits: int, last: int
) -> None:
    windows = schedule_of(product(atmp_class, vector)).windows
    assert windows[:5] == (0, 28, 100, 183, 365)
    assert (len(windows) - 1, windows[-1]) == (visits, last)
    assert list(windows) == sorted(set(windows))


def test_every_product_has_exactly_one_schedule() -> None:
    fits = [
        (c, v, [s.id for s in schedules().schedules if c in s.classes and v in s.vectors])
        for c in AtmpClass
        for v in Vector
    ]
    assert [fit for fit in fits if len(fit[2]) != 1] == []
    assert 'version = "1.0.0"' in DATA.read_text()


def test_a_baseline_is_due_only_where_a_change_is_measured() -> None:
    assert windows_of(programme(), CELL)[0] == 28
    assert windows_of(programme(EndpointKind.CHANGE), CELL)[0] == 0


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (FIRST + timedelta(days=35 + 28 - 1), DueStatus.UPCOMING),
        (FIRST + timedelta(days=35 + 28), DueStatus.DUE),
        (LAST + timedelta(days=35 + 28 + 60), DueStatus.DUE),
        (LAST + timedelta(days=35 + 28 + 61), DueStatus.OVERDUE),
    ],
)
def test_a_visit_is_due_from_its_earliest_day_and_overdue_after_its_latest(
    on: date, status: DueStatus
) -> None:
    visit = due(on, administrations=INFUSED)[28]
    assert visit.status is status
    assert (visit.earliest, visit.latest) == (date(2027, 5, 3), date(2027, 6, 2))
    assert visit.sequence == 7


def test_a_window_with_a_status_row_is_received_whatever_it_says() -> None:
    missed = FollowUpVisit(28, VisitStatus.MISSED)
    visit = due(date(2027, 8, 1), (missed,), administrations=INFUSED)[28]
    assert (visit.status, visit.visit) == (DueStatus.RECEIVED, VisitStatus.MISSED)


def test_nothing_is_due_while_a_patient_may_still_be_infused() -> None:
    ends = LAST + timedelta(days=WAIT)
    assert due(ends) == {}
    assert due(ends + timedelta(days=1))[100].status is DueStatus.DUE


def test_a_patient_who_is_not_infused_is_followed_from_acceptance() -> None:
    left = NotInfused(NotInfusedReason.PROGRESSION, 20)
    visit = due(date(2027, 4, 1), not_infused=left)[28]
    assert (visit.earliest, visit.status) == (date(2027, 3, 29), DueStatus.DUE)


@pytest.mark.parametrize("status", [VisitStatus.DEAD, VisitStatus.WITHDRAWN, VisitStatus.LOST])
def test_follow_up_ends_with_the_visit_that_says_so(status: VisitStatus) -> None:
    known = due(date(2040, 1, 1), (FollowUpVisit(100, status),), administrations=INFUSED)
    assert list(known) == [28, 100]


@pytest.mark.parametrize(("day", "last"), [(134, 28), (135, 100), (136, 100)])
def test_follow_up_ends_with_death_on_a_day(day: int, last: int) -> None:
    death = (AdverseEvent(EventClass.DEATH, day),)
    assert list(due(date(2040, 1, 1), administrations=INFUSED, adverse_events=death))[-1] == last


def test_who_was_lost_and_found_again_has_the_visit_received() -> None:
    visits = (FollowUpVisit(28, VisitStatus.LOST), FollowUpVisit(183, VisitStatus.DONE, 220))
    assert list(due(date(2040, 1, 1), visits, administrations=INFUSED)) == [28, 183]
