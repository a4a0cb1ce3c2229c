"""Synthetic patients of one scenario: what happens to each, day by day, and when it is known.

Plausible, not fitted to any real cohort: manufacturing fails and is repeated, some are never
infused, some relapse, die or are lost, most visits take place. Days count from acceptance.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from msgspec import Struct

from registry.model.codes import (
    AgeBand,
    BatchFailure,
    BatchOutcome,
    Clock,
    EndpointKind,
    EventClass,
    NotInfusedReason,
    Sex,
    VisitStatus,
)
from registry.model.episode import (
    Administration,
    AdverseEvent,
    Batch,
    FollowUpVisit,
    NotInfused,
    Response,
)
from registry.model.measures import MEASURES, VISIT_WINDOWS
from seeds.scenarios import Scenario

EARLIEST_INFUSION = 26
"""Days: later than the monthly notice, so that every notice is prospective."""

News = Batch | Administration | NotInfused | FollowUpVisit | AdverseEvent | int
"""One piece of news; a bare int is the day of collection."""

MINORS = (AgeBand.INFANT, AgeBand.CHILD, AgeBand.CHILD, AgeBand.ADOLESCENT)
ADULTS = (AgeBand.ADULT, AgeBand.ADULT, AgeBand.OLDER_ADULT)


class Told(Struct, frozen=True):
    """A piece of news and the day on which the hospital knows it."""

    known_on: date
    news: News


class Patient(Struct, frozen=True):
    """A synthetic patient: pseudonym, keys, and everything that will be told."""

    pseudonym: str
    accepted_on: date
    centre_id: str
    age_band: AgeBand
    sex: Sex
    told: tuple[Told, ...]


def patient(scenario: Scenario, accepted_on: date, centre_id: str, chance: Random) -> Patient:
    """One patient with a course drawn by `chance`."""
    minor = chance.random() < scenario.minors
    news = sorted(course(scenario, chance), key=lambda item: item[0])
    return Patient(
        pseudonym=f"{chance.getrandbits(128):032x}",
        accepted_on=accepted_on,
        centre_id=centre_id,
        age_band=chance.choice(MINORS if minor else ADULTS),
        sex=chance.choice((Sex.FEMALE, Sex.MALE)),
        told=tuple(Told(accepted_on + timedelta(days=day), item) for day, item in news),
    )


def course(scenario: Scenario, chance: Random) -> Iterator[tuple[int, News]]:
    """Everything that happens, with the day on which it is known."""
    collected = chance.randint(3, 14)
    yield collected, collected
    ready, batches = manufacture(collected + 2, chance)
    yield from ((batch.finished_day, batch) for batch in batches)
    infusion = None if ready is None else max(EARLIEST_INFUSION, ready + chance.randint(4, 20))
    if infusion is None:
        yield unfit(batches[-1].finished_day + 3, NotInfusedReason.MANUFACTURING_FAILURE)
    elif chance.random() > scenario.infused:
        yield unfit(infusion, chance.choice(NOT_MANUFACTURING))
    else:
        late = chance.random() < 0.012
        yield from infused(scenario, infusion + (380 if late else 0), chance)


NOT_MANUFACTURING = (
    NotInfusedReason.PROGRESSION,
    NotInfusedReason.PROGRESSION,
    NotInfusedReason.DEATH,
    NotInfusedReason.INTERCURRENT_ILLNESS,
    NotInfusedReason.PATIENT_WITHDREW,
    NotInfusedReason.OTHER_THERAPY,
    NotInfusedReason.PHYSICIAN_DECISION,
)


def unfit(day: int, reason: NotInfusedReason) -> tuple[int, News]:
    """The decision that the patient will not be infused."""
    return day, NotInfused(reason, day)


def manufacture(start: int, chance: Random) -> tuple[int | None, list[Batch]]:
    """Up to two attempts; the day the product is ready, or None where both fail."""
    attempts: list[Batch] = []
    for number in (1, 2):
        end = start + chance.randint(8, 18)
        if chance.random() > 0.09:
            out = chance.random() < 0.05
            outcome = BatchOutcome.RELEASED_OUT_OF_SPECIFICATION if out else BatchOutcome.RELEASED
            dose = f"{chance.randint(20, 300)}"
            attempts.append(Batch(number, outcome, start, end, None, dose, "10*6"))
            return end, attempts
        failure = chance.choice(tuple(BatchFailure))
        attempts.append(Batch(number, BatchOutcome.FAILED, start, end, failure))
        start = end + 3
    return None, attempts


def infused(scenario: Scenario, day: int, chance: Random) -> Iterator[tuple[int, News]]:
    """The infusion and everything after it."""
    yield day, Administration(1, day)
    died = day + chance.randint(5, 700) if chance.random() < scenario.dies else None
    lost = day + chance.randint(120, 1400) if chance.random() < scenario.lost else None
    yield from early_events(scenario, day, died, chance)
    if died is not None:
        yield died, AdverseEvent(EventClass.DEATH, died)
    succeeds = chance.random() < scenario.success
    if not succeeds and scenario.endpoint.kind is not EndpointKind.CHANGE:
        relapse = day + chance.randint(60, 400)
        if died is None or relapse < died:
            yield relapse, AdverseEvent(EventClass.RELAPSE, relapse)
    yield from visits(scenario, day, died, lost, succeeds, chance)


def early_events(
    scenario: Scenario, day: int, died: int | None, chance: Random
) -> Iterator[tuple[int, News]]:
    """Cytokine release, neurotoxicity and infection in the first weeks, graded."""
    gene_therapy = scenario.endpoint.measure in ("LUGANO", "IMWG", "ALL_REMISSION")
    wanted = [(EventClass.INFECTION, "Infections - Other, specify", "CTCAE", "6.0", 0.15)]
    if gene_therapy:
        wanted += [
            (EventClass.CRS, "CRS", "ASTCT", "2019", 0.55),
            (EventClass.ICANS, "ICANS", "ASTCT", "2019", 0.14),
        ]
    for kind, term, system, version, share in wanted:
        at = day + chance.randint(1, 20)
        if chance.random() < share and (died is None or at < died):
            grade = chance.choice((1, 1, 2, 2, 3, 4))
            yield at, AdverseEvent(kind, at, term, system, version, grade, grade >= 3)


def visits(
    scenario: Scenario,
    infusion: int,
    died: int | None,
    lost: int | None,
    succeeds: bool,
    chance: Random,
) -> Iterator[tuple[int, News]]:
    """A status row for every due window; after a death or a loss one last row says so."""
    start = 0 if scenario.endpoint.clock is Clock.ACCEPTANCE else infusion
    before = baseline(scenario, chance)
    if before is not None:
        yield 1, before
    for window in VISIT_WINDOWS[1:9]:
        due = start + window
        if due <= infusion:
            continue
        if died is not None and died <= due:
            yield max(died, due), FollowUpVisit(window, VisitStatus.DEAD)
            return
        if lost is not None and lost <= due:
            yield due + 40, FollowUpVisit(window, VisitStatus.LOST)
            return
        if chance.random() < 0.03:
            yield due + 40, FollowUpVisit(window, VisitStatus.MISSED)
            continue
        yield due, seen(scenario, window, due, before, succeeds, chance)


def baseline(scenario: Scenario, chance: Random) -> FollowUpVisit | None:
    """The value before treatment, for endpoints that count a change."""
    if scenario.endpoint.kind is not EndpointKind.CHANGE:
        return None
    value = chance.randint(30, 62)
    return FollowUpVisit(0, VisitStatus.DONE, 0, scale=scenario.endpoint.measure, value=value)


def seen(
    scenario: Scenario,
    window: int,
    due: int,
    before: FollowUpVisit | None,
    succeeds: bool,
    chance: Random,
) -> FollowUpVisit:
    """A visit that took place, with the outcome in the window of the endpoint."""
    endpoint = scenario.endpoint
    if window != endpoint.day or endpoint.kind is EndpointKind.TIME_TO_EVENT:
        return FollowUpVisit(window, VisitStatus.DONE, due)
    if before is not None:
        change = chance.randint(10, 30) if succeeds else chance.randint(-8, 9)
        value = (before.value or 0) + change
        return FollowUpVisit(window, VisitStatus.DONE, due, scale=endpoint.measure, value=value)
    good = endpoint.success_categories
    poor = [c for c in MEASURES[endpoint.measure].categories if c not in good]
    category = chance.choice(good) if succeeds else chance.choice(poor)
    response = Response(endpoint.measure, category)
    return FollowUpVisit(window, VisitStatus.DONE, due, response)
