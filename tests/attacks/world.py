"""A simulated registry as it really is: sponsors, programmes, patients, and what becomes of them.

The truth stands here, apart from what is published (`publication.py`) and from what an attacker
makes of it. Eight years of acceptances; publication is followed for three more, until windows
have closed.
"""

from dataclasses import dataclass
from datetime import date

from registry.model.codes import (
    AgeBand,
    AtmpClass,
    Clock,
    EndpointKind,
    EndpointRole,
    EventClass,
    Origin,
    Population,
    Timing,
    Vector,
)
from registry.model.endpoint import Endpoint, EndpointResult, SuccessCriterion
from registry.model.episode import Course
from registry.model.product import Product
from registry.model.programme import CutOff, Programme, ProgrammeEvent

BEGINS, YEARS, FOLLOWED = date(2027, 1, 1), 8, 11
LONGEST_WAIT = 365

RESPONSE = Endpoint(
    id="response",
    label="Complete metabolic response at day 100",
    role=EndpointRole.PRIMARY,
    kind=EndpointKind.RESPONDER,
    measure="LUGANO",
    clock=Clock.FIRST_ADMINISTRATION,
    population=Population.ACCEPTED,
    day=100,
    criterion=SuccessCriterion(50),
    success_categories=("CMR",),
)
SURVIVAL = Endpoint(
    id="survival",
    label="Alive one year after acceptance",
    role=EndpointRole.SECONDARY,
    kind=EndpointKind.TIME_TO_EVENT,
    measure="SURVIVAL",
    clock=Clock.ACCEPTANCE,
    population=Population.ACCEPTED,
    day=365,
    criterion=SuccessCriterion(60),
    events=(EventClass.DEATH,),
)
FUNCTION = Endpoint(
    id="function",
    label="Two points better on the mJOA scale at day 100",
    role=EndpointRole.SECONDARY,
    kind=EndpointKind.CHANGE,
    measure="MJOA",
    clock=Clock.FIRST_ADMINISTRATION,
    population=Population.ACCEPTED,
    day=100,
    criterion=SuccessCriterion(50),
    improvement=2,
)
CLASSES = (
    (AtmpClass.GTMP, Origin.AUTOLOGOUS, Vector.INTEGRATING),
    (AtmpClass.SCTMP, Origin.ALLOGENEIC, Vector.NONE),
    (AtmpClass.TEP, Origin.AUTOLOGOUS, Vector.NONE),
)
COUNTRIES = ("ES", "DE", "FR", "NL", "IT")
DISEASES = ("lbcl", "b-all", "multiple-myeloma", "cartilage-defect")


@dataclass(frozen=True)
class Site:
    """A centre with its country."""

    id: str
    country: str


@dataclass(frozen=True)
class Told:
    """Everything told of a patient up to a day; `answers` where a due visit was answered then."""

    on: date
    course: Course
    answers: bool = False


@dataclass(frozen=True)
class Patient:
    """One accepted patient in one programme, and what the registry comes to know when.

    `person` is the same for two episodes of one person. `found_late_on` is the day on which news
    showed that a notice in time had come too late after all.
    """

    id: str
    person: str
    programme_id: str
    site: Site
    age_band: AgeBand | None
    accepted_on: date
    registered_on: date
    timing: Timing
    told: tuple[Told, ...] = ()
    withdrawn_on: date | None = None
    found_late_on: date | None = None

    def known(self, on: date) -> Course:
        """What the registry knows of the patient on a day."""
        told = [told for told in self.told if told.on <= on]
        return told[-1].course if told else Course(self.id)


@dataclass(frozen=True)
class Study:
    """A programme as registered, with what its sponsor later says of it and when.

    `success` is the true share of successes among the infused; `events` and `cut_offs` carry
    their own days; `results` are reported on theirs. On `reviewed_on` many responses are read anew.
    """

    programme: Programme
    sites: tuple[Site, ...]
    success: float
    infused: float
    accepts_until: date
    size: int
    events: tuple[ProgrammeEvent, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    results: tuple[tuple[date, EndpointResult], ...] = ()
    reviewed_on: date | None = None

    @property
    def per_half_year(self) -> float:
        """How many patients it accepts in half a year."""
        days = (self.accepts_until - (self.programme.starts_on or BEGINS)).days
        return self.size / max(days / 182.5, 1.0)


@dataclass(frozen=True)
class World:
    """One simulated registry. `patients` stand in order of registration."""

    seed: int
    products: tuple[Product, ...]
    studies: tuple[Study, ...]
    patients: tuple[Patient, ...]

    def of(self, programme_id: str) -> list[Patient]:
        """The patients of one programme, in order of registration."""
        return [patient for patient in self.patients if patient.programme_id == programme_id]
