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
    NotInfusedReason,
    Sex,
)
from registry.model.episode import Administration, Batch, NotInfused
from seeds.follow_up import Collected, Dated, Fate, News, death, fate_of, followed, visits
from seeds.scenarios import Scenario

EARLIEST_INFUSION = 31
"""Days: a notice is sent at most 30 days after acceptance, so each is prospective."""

LATE_BY = 380
"""Days by which a few are infused later than others: beyond every longest wait."""

MINORS = (AgeBand.INFANT, AgeBand.CHILD, AgeBand.CHILD, AgeBand.ADOLESCENT)
ADULTS = (AgeBand.ADULT, AgeBand.ADULT, AgeBand.OLDER_ADULT)
SEXES = (*(Sex.FEMALE, Sex.MALE) * 60, Sex.OTHER)

WHY_NOT = (
    *(NotInfusedReason.PROGRESSION,) * 6,
    *(NotInfusedReason.DEATH,) * 3,
    *(NotInfusedReason.INTERCURRENT_ILLNESS,) * 3,
    *(NotInfusedReason.PATIENT_WITHDREW,) * 3,
    *(NotInfusedReason.OTHER_THERAPY,) * 3,
    *(NotInfusedReason.PHYSICIAN_DECISION,) * 3,
    NotInfusedReason.OUT_OF_SPECIFICATION_NOT_RELEASED,
    NotInfusedReason.FUNDING,
    NotInfusedReason.OTHER,
)
"""Why a patient whose product is ready is not infused, each as often as it stands here."""


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
        sex=chance.choice(SEXES),
        told=tuple(Told(accepted_on + timedelta(days=day), item) for day, item in news),
    )


def course(scenario: Scenario, chance: Random) -> Iterator[Dated]:
    """Everything that happens, with the day on which it is known."""
    collected = chance.randint(3, 14)
    yield collected, Collected(collected)
    ready, batches = manufacture(collected + 2, chance)
    yield from ((batch.finished_day, batch) for batch in batches)
    if ready is None:
        decided = max(EARLIEST_INFUSION, batches[-1].finished_day + 3)
        yield from never_infused(scenario, decided, NotInfusedReason.MANUFACTURING_FAILURE, chance)
        return
    planned = max(EARLIEST_INFUSION, ready + chance.randint(4, 20))
    if chance.random() > scenario.infused:
        yield from never_infused(scenario, planned, chance.choice(WHY_NOT), chance)
    else:
        late = chance.random() < 0.012
        yield from infused(scenario, planned + (LATE_BY if late else 0), chance)


def manufacture(start: int, chance: Random) -> tuple[int | None, list[Batch]]:
    """Up to two attempts; the day the product is ready, or None where both fail."""
    attempts: list[Batch] = []
    for number in (1, 2):
        end = start + chance.randint(8, 18)
        if chance.random() > 0.09:
            out = chance.random() < 0.05
            outcome = BatchOutcome.RELEASED_OUT_OF_SPECIFICATION if out else BatchOutcome.RELEASED
            dose = f"{chance.randint(20, 300)}e6"
            made = Batch(number, outcome, start, end, dose_value=dose, dose_unit="{cells}")
            return end, [*attempts, made]
        failure = chance.choice(tuple(BatchFailure))
        attempts.append(Batch(number, BatchOutcome.FAILED, start, end, failure))
        start = end + 3
    return None, attempts


def never_infused(
    scenario: Scenario, day: int, reason: NotInfusedReason, chance: Random
) -> Iterator[Dated]:
    """The decision not to infuse; follow-up goes on where the clock starts at acceptance."""
    yield day, NotInfused(reason, day)
    dead = reason is NotInfusedReason.DEATH
    fate = Fate(False, day) if dead else fate_of(scenario, day, chance)
    if dead or scenario.endpoint.clock is Clock.ACCEPTANCE:
        yield from death(fate)
    if scenario.endpoint.clock is Clock.ACCEPTANCE:
        yield from visits(scenario, 0, False, fate, chance)


def infused(scenario: Scenario, day: int, chance: Random) -> Iterator[Dated]:
    """The infusion and everything after it."""
    yield day, Administration(1, day)
    fate = fate_of(scenario, day, chance)
    yield from followed(scenario, day, fate, chance)
    start = 0 if scenario.endpoint.clock is Clock.ACCEPTANCE else day
    yield from visits(scenario, start, True, fate, chance)
