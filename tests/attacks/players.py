"""What becomes of the patients, and when their sponsors tell it: late, corrected, withdrawn.

Each patient's fate is drawn whole; what the registry knows of it grows with every telling.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
from msgspec import structs
from numpy.random import Generator

from registry.model.codes import EventClass, NotInfusedReason, ResultSource, Verdict, VisitStatus
from registry.model.endpoint import EndpointResult
from registry.model.episode import (
    Administration,
    AdverseEvent,
    Course,
    FollowUpVisit,
    NotInfused,
    Response,
)
from tests.attacks.accrual import LARGEST, draw_world
from tests.attacks.world import LONGEST_WAIT, RESPONSE, Patient, Study, Told, World

INFUSED_LATE, SEEN, TOLD_LATE, CORRECTED, WITHDRAWN = 0.02, 0.92, 0.03, 0.03, 0.02
DEATHS_A_YEAR, RELAPSES, REREAD = 0.25, 0.3, 0.33
REASONS = tuple(NotInfusedReason)
BEST, WORST = "CMR", "PD"
YEAR = 365

News = tuple[int, dict[str, Any]]
"""A day counted from acceptance, and the fields of a course it adds to."""


@dataclass(frozen=True)
class Fate:
    """What really becomes of a patient, in days from acceptance."""

    infused_on: int | None
    dies_on: int
    responds: bool
    reason: NotInfusedReason
    baseline: int
    better_by: int


def play_world(seed: int, programmes: int = 10, largest: int = LARGEST) -> World:
    """A registry with everything its sponsors ever tell it."""
    world = draw_world(seed, programmes, largest)
    chance = np.random.default_rng([seed, 1])
    studies = {study.programme.id: study for study in world.studies}
    patients = tuple(followed(p, studies[p.programme_id], chance) for p in world.patients)
    told = replace(world, patients=patients)
    return replace(
        told, studies=tuple(judged(study, told.of(study.programme.id)) for study in told.studies)
    )


def followed(patient: Patient, study: Study, chance: Generator) -> Patient:
    """The patient with all that is told, and with a withdrawal where there is one."""
    days = int(chance.integers(30, 1200)) if chance.random() < WITHDRAWN else None
    leaves = None if days is None else patient.registered_on + timedelta(days=days)
    told = [*tellings(patient, fate_of(study, chance), chance)]
    told += reviewed(study, told, chance)
    heard = tuple(one for one in told if leaves is None or one.on <= leaves)
    return replace(patient, told=heard, withdrawn_on=leaves)


def fate_of(study: Study, chance: Generator) -> Fate:
    """A fate: infused or not, a response, a death, a change of function."""
    late = chance.random() < INFUSED_LATE
    wait = LONGEST_WAIT + chance.integers(5, 120) if late else 30 + chance.gamma(2, 25)
    return Fate(
        infused_on=int(wait) if chance.random() < study.infused else None,
        dies_on=1 + int(YEAR * chance.exponential(1 / DEATHS_A_YEAR)),
        responds=bool(chance.random() < study.success),
        reason=REASONS[chance.integers(len(REASONS))],
        baseline=int(chance.integers(6, 13)),
        better_by=int(chance.integers(-2, 6)),
    )


def tellings(patient: Patient, fate: Fate, chance: Generator) -> Iterator[Told]:
    """Everything known after each telling; none is told before the notice."""
    course, latest = Course(patient.id), patient.registered_on
    for day, fields in sorted(news_of(fate, chance), key=lambda dated: dated[0]):
        late = 800 if chance.random() < TOLD_LATE else 0
        on = patient.accepted_on + timedelta(days=day + int(chance.integers(10, 90)) + late)
        course, latest = grown(course, fields), max(on, latest)
        yield Told(latest, course, answers="visits" in fields)
    if course.visits and chance.random() < CORRECTED:
        yield Told(latest + timedelta(days=int(chance.integers(100, 900))), corrected(course))


def reviewed(study: Study, told: Sequence[Told], chance: Generator) -> Iterator[Told]:
    """What a central review reads otherwise, of every third patient whose response was told."""
    on, last = study.reviewed_on, told[-1] if told else None
    if on and last and last.on <= on and last.course.visits and chance.random() < REREAD:
        yield Told(on, corrected(last.course))


def news_of(fate: Fate, chance: Generator) -> Iterator[News]:
    """What happens to a patient, day by day."""
    given = fate.infused_on if fate.infused_on and fate.infused_on < fate.dies_on else None
    if fate.dies_on < 5 * YEAR:
        death = AdverseEvent(EventClass.DEATH, fate.dies_on, grade=5)
        yield fate.dies_on, {"adverse_events": (death,)}
    if given is None:
        if chance.random() < 0.7:
            yield 60, {"not_infused": NotInfused(fate.reason, 60)}
        return
    yield given, {"administrations": (Administration(1, given),)}
    if chance.random() < 0.4:
        yield given + 7, {"adverse_events": (reaction(given + 7, chance),)}
    yield from visits(given, fate, chance)
    relapse = given + int(chance.integers(30, 900))
    if chance.random() < RELAPSES and relapse < fate.dies_on:
        yield relapse, {"adverse_events": (AdverseEvent(EventClass.RELAPSE, relapse),)}


def reaction(day: int, chance: Generator) -> AdverseEvent:
    """A cytokine release syndrome of some grade."""
    return AdverseEvent(EventClass.CRS, day, "CRS", "ASTCT", "2019", int(chance.integers(1, 5)))


def visits(given: int, fate: Fate, chance: Generator) -> Iterator[News]:
    """The visits that take place before death: baseline, day 100 and one year."""
    yield given, {"visits": (FollowUpVisit(0, VisitStatus.DONE, given, **function(fate, False)),)}
    for window in (RESPONSE.day, YEAR):
        day = given + window + int(chance.integers(-5, 15))
        if day >= fate.dies_on:
            return
        if chance.random() >= SEEN:
            yield day, {"visits": (FollowUpVisit(window, VisitStatus.MISSED),)}
            continue
        response = Response(RESPONSE.measure, BEST if fate.responds else WORST)
        seen = FollowUpVisit(window, VisitStatus.DONE, day, response, **function(fate, True))
        yield day, {"visits": (seen,)}


def function(fate: Fate, after: bool) -> dict[str, Any]:
    """The value of a visit on the scale of function."""
    value = fate.baseline + (fate.better_by if after else 0)
    return {"scale": "MJOA", "value": max(0, min(18, value))}


def grown(course: Course, fields: dict[str, Any]) -> Course:
    """The course with what is told added to its lists."""
    news = {
        name: getattr(course, name) + value if isinstance(value, tuple) else value
        for name, value in fields.items()
    }
    return structs.replace(course, **news)


def corrected(course: Course) -> Course:
    """The course with another response on its last visit that has one."""
    return with_response(course, lambda category: WORST if category == BEST else BEST)


def with_response(course: Course, change: Any) -> Course:
    """The course with another category of response on every visit that has one."""
    return structs.replace(course, visits=tuple(changed(visit, change) for visit in course.visits))


def changed(visit: FollowUpVisit, change: Any) -> FollowUpVisit:
    """The visit with another category of response."""
    if visit.response is None:
        return visit
    response = structs.replace(visit.response, category=change(visit.response.category))
    return structs.replace(visit, response=response)


def judged(study: Study, patients: Sequence[Patient]) -> Study:
    """The study with the verdict its sponsor reports half a year after the end.

    Where a cut-off was announced, the result is that of the patients registered up to it.
    """
    on = study.accepts_until + timedelta(days=183)
    cut = study.cut_offs[0].on if study.cut_offs else None
    mine = [p for p in patients if cut is None or p.registered_on <= cut]
    successes = sum(response_of(p.known(on)) == BEST for p in mine)
    met = 100 * successes >= RESPONSE.criterion.at_least_percent * max(len(mine), 1)
    result = EndpointResult(
        id=f"{study.programme.id}.result",
        programme_id=study.programme.id,
        label=RESPONSE.label,
        source_kind=ResultSource.SPONSOR,
        endpoint_id=RESPONSE.id,
        verdict=Verdict.MET if met else Verdict.NOT_MET,
        estimate=round(100 * successes / max(len(mine), 1), 1),
        patients=len(mine),
        cut_off=cut.isoformat() if cut else "",
        synthetic=True,
    )
    return replace(study, results=((on, result),))


def response_of(course: Course) -> str | None:
    """The category of response at day 100, if it was seen."""
    visit = next((v for v in course.visits if v.window == RESPONSE.day and v.response), None)
    return visit.response.category if visit and visit.response else None
