"""After the infusion: adverse events, relapse, death, and a status row for every due visit."""

from collections.abc import Iterator
from random import Random

from msgspec import Struct

from registry.model.codes import AtmpClass, DeathCause, EndpointKind, EventClass, VisitStatus
from registry.model.episode import Administration as Given
from registry.model.episode import AdverseEvent, Batch, FollowUpVisit, NotInfused, Response
from registry.model.measures import MEASURES
from seeds.scenarios import PRODUCTS, Scenario

FOLLOWED = (28, 100, 183, 365, 731, 1096, 1461, 1826)
LOOKED_FOR_EVENTS = (100, 365, 731)
"""Windows at which hospitals say that there was no further event, in time for safety horizons."""

REPORTED_LATE = 40
"""Days after which a hospital says that a visit was missed, or the patient gone."""


class Collected(Struct, frozen=True):
    """Cells were collected on this day."""

    day: int


class NoneObserved(Struct, frozen=True):
    """Events were looked for up to this day, and there were none beside those told."""

    day: int


News = Collected | Batch | Given | NotInfused | FollowUpVisit | AdverseEvent | NoneObserved
Dated = tuple[int, News]


class Fate(Struct, frozen=True):
    """What awaits a patient: days count from acceptance, None where it does not happen.

    `gone` is the day from which nothing more is heard, for the reason `gone_as`.
    """

    succeeds: bool
    died: int | None = None
    gone: int | None = None
    gone_as: VisitStatus = VisitStatus.LOST

    def heard_of_on(self, day: int) -> bool:
        """Whether the hospital still sees the patient on a day."""
        return all(end is None or day < end for end in (self.died, self.gone))


class Risk(Struct, frozen=True):
    """An adverse event of a share of the infused, between two days after the infusion."""

    event_class: EventClass
    term: str
    system: str
    version: str
    share: float
    first: int
    last: int
    grades: tuple[int, ...] = (1, 1, 2, 2, 3, 4)


RISKS = (
    Risk(EventClass.INFECTION, "Infections and infestations - Other, specify", "CTCAE", "6.0",
         0.15, 1, 20),
    Risk(EventClass.OTHER, "Infusion related reaction", "CTCAE", "6.0", 0.05, 0, 1, (1, 2, 3)),
)  # fmt: skip
GENE_THERAPY_RISKS = (
    Risk(EventClass.CRS, "CRS", "ASTCT", "2019", 0.55, 1, 14),
    Risk(EventClass.ICANS, "ICANS", "ASTCT", "2019", 0.14, 2, 20),
    Risk(EventClass.IEC_HS, "IEC-HS", "ASTCT", "2023", 0.03, 8, 28, (2, 3, 4)),
    Risk(EventClass.CYTOPENIA, "Neutrophil count decreased", "CTCAE", "6.0", 0.3, 3, 28, (3, 4)),
    Risk(EventClass.MALIGNANCY, "Treatment related secondary malignancy", "CTCAE", "6.0",
         0.008, 200, 1500, (3, 4)),
)  # fmt: skip


def fate_of(scenario: Scenario, day: int, chance: Random) -> Fate:
    """The fate of a patient from a day on. Nobody hears of a death after a loss."""
    died = day + chance.randint(5, 700) if chance.random() < scenario.dies else None
    gone = day + chance.randint(120, 1400) if chance.random() < scenario.lost else None
    if died is not None and gone is not None and gone <= died:
        died = None
    gone_as = VisitStatus.WITHDRAWN if chance.random() < 0.2 else VisitStatus.LOST
    return Fate(chance.random() < scenario.success, died, gone, gone_as)


def followed(scenario: Scenario, infusion: int, fate: Fate, chance: Random) -> Iterator[Dated]:
    """Everything that is heard of an infused patient after the infusion."""
    early = list(adverse_events(scenario, infusion, fate, chance))
    yield from early
    looked_to = infusion + FOLLOWED[0]
    if not early and fate.heard_of_on(looked_to):
        yield looked_to, NoneObserved(looked_to)
    if scenario.boosters and chance.random() < scenario.boosters:
        booster = infusion + chance.randint(95, 140)
        if fate.heard_of_on(booster):
            yield booster, Given(2, booster)
    if not fate.succeeds and scenario.endpoint.kind is not EndpointKind.CHANGE:
        yield from relapse(infusion, fate, chance)
    yield from death(fate)


def adverse_events(
    scenario: Scenario, infusion: int, fate: Fate, chance: Random
) -> Iterator[Dated]:
    """Each event a patient of this product may have, graded."""
    gene_therapy = PRODUCTS[scenario.product].atmp_class is AtmpClass.GTMP
    for risk in RISKS + GENE_THERAPY_RISKS if gene_therapy else RISKS:
        day = infusion + chance.randint(risk.first, risk.last)
        grade = chance.choice(risk.grades)
        if chance.random() < risk.share and fate.heard_of_on(day):
            terms = (risk.term, risk.system, risk.version)
            yield day, AdverseEvent(risk.event_class, day, *terms, grade, grade >= 3)


def relapse(infusion: int, fate: Fate, chance: Random) -> Iterator[Dated]:
    """Relapse, and for some the next therapy or a transplant soon after."""
    day = infusion + chance.randint(60, 400)
    then = day + chance.randint(14, 70)
    after = chance.choice((None, EventClass.NEXT_THERAPY, EventClass.TRANSPLANT))
    if fate.heard_of_on(day):
        yield day, AdverseEvent(EventClass.RELAPSE, day)
        if after is not None and fate.heard_of_on(then):
            yield then, AdverseEvent(after, then)


def death(fate: Fate) -> Iterator[Dated]:
    """The day of death, where the hospital hears of it."""
    if fate.died is not None:
        cause = DeathCause.OTHER if fate.succeeds else DeathCause.TREATED_DISEASE
        yield fate.died, AdverseEvent(EventClass.DEATH, fate.died, cause=cause)


def visits(
    scenario: Scenario, clock_start: int, infused: bool, fate: Fate, chance: Random
) -> Iterator[Dated]:
    """A status row for every due window; after a death or a loss one last row says so."""
    before = baseline(scenario, chance) if infused else None
    if before is not None:
        yield 1, before
    for window in FOLLOWED:
        due = clock_start + window
        if fate.died is not None and fate.died <= due:
            yield due, FollowUpVisit(window, VisitStatus.DEAD)
            return
        if fate.gone is not None and fate.gone <= due:
            yield due + REPORTED_LATE, FollowUpVisit(window, fate.gone_as)
            return
        if chance.random() < 0.03:
            yield due + REPORTED_LATE, FollowUpVisit(window, VisitStatus.MISSED)
        else:
            yield due, seen(scenario, window, due, before, fate.succeeds, chance)
            if window in LOOKED_FOR_EVENTS:
                yield due, NoneObserved(due)


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
