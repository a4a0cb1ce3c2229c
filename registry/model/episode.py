"""One treatment episode per accepted patient in one programme, and what became of it.

All days count from acceptance (day 0); the calendar is kept only as the month of acceptance.
"""

from calendar import monthrange
from datetime import date
from functools import cached_property

from msgspec import Struct

from registry.model.codes import (
    AgeBand,
    BatchFailure,
    BatchOutcome,
    ConsentScope,
    DeathCause,
    EventClass,
    EventOutcome,
    LostReason,
    NotInfusedReason,
    Relatedness,
    Sex,
    Timing,
    VisitStatus,
)


class Response(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A response category of a named measure, for example CR of IMWG."""

    measure: str
    category: str


class Consent(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Which version of the consent text the patient signed, and for what."""

    version: str
    scope: ConsentScope


class Batch(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One manufacturing attempt. Dose in a UCUM unit; days from acceptance; viability 0 to 100.

    `site` is the manufacturing site's LOC or ORG number of EMA's organisation service.
    """

    number: int
    outcome: BatchOutcome
    started_day: int
    finished_day: int
    failure: BatchFailure | None = None
    released_day: int | None = None
    viability_percent: int | None = None
    dose_value: str | None = None
    dose_unit: str | None = None
    fraction: int | None = None
    site: str | None = None


class Administration(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One administration of the product."""

    number: int
    day: int


class NotInfused(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The decision, on a day, that this patient will not be infused."""

    reason: NotInfusedReason
    day: int


class FollowUpVisit(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A due visit and what is known of it. `window` is its planned day after the clock starts.

    `utility` is a health utility index in thousandths, of a named `utility_instrument`.
    """

    window: int
    status: VisitStatus
    day: int | None = None
    response: Response | None = None
    scale: str | None = None
    value: int | None = None
    lost_reason: LostReason | None = None
    utility: int | None = None
    utility_instrument: str | None = None


FATAL_GRADE = 5


class AdverseEvent(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A reportable event. `term` is a code of `system` in `version` (CTCAE, ASTCT, MedDRA …).

    Only a death has a `cause`.
    """

    event_class: EventClass
    day: int
    term: str = ""
    system: str = ""
    version: str = ""
    grade: int | None = None
    serious: bool = False
    related: Relatedness | None = None
    outcome: EventOutcome | None = None
    cause: DeathCause | None = None


class TreatmentEpisode(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """An accepted patient, by registry pseudonym, and the order of registration. No outcome."""

    id: str
    programme_id: str
    sequence: int
    patient: str
    accepted_month: str
    registered_on: date
    timing: Timing


class EpisodeKeys(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The quasi-identifying part of an episode, sealed at rest under the patient's own key.

    `performance_status` is that of the ECOG scale, 0 to 4.
    """

    centre_id: str
    country: str
    age_band: AgeBand | None = None
    sex: Sex | None = None
    prior_lines: int | None = None
    performance_status: int | None = None
    consent: Consent | None = None


class StatedNotice(Struct, frozen=True):
    """What the notice of an episode says: month of acceptance, keys, and whether it came late.

    Of a former notice the last is not kept.
    """

    accepted_month: str
    keys: EpisodeKeys
    retrospective: bool | None = None


class Course(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """What became of an episode so far: milestones, visits, events.

    Of a `withdrawn` patient nothing is known any more but that he or she was accepted. One of whom
    it turned out afterwards that he or she was `registered_late` counts as accepted only, too.
    In a group of several programmes `locked_wait_days` is the longest wait of the patient's own.
    Every table asks for the same two days, so they are worked out once.
    """

    episode_id: str
    collected_day: int | None = None
    lymphodepletion_day: int | None = None
    batches: tuple[Batch, ...] = ()
    administrations: tuple[Administration, ...] = ()
    not_infused: NotInfused | None = None
    visits: tuple[FollowUpVisit, ...] = ()
    adverse_events: tuple[AdverseEvent, ...] = ()
    none_observed_to_day: int | None = None
    withdrawn: bool = False
    registered_late: bool = False
    locked_wait_days: int | None = None

    @cached_property
    def first_administration_day(self) -> int | None:
        """Day of the first administration, or None."""
        return min((given.day for given in self.administrations), default=None)

    @cached_property
    def death_day(self) -> int | None:
        """Day of death as reported among the events, or None."""
        deaths = (e.day for e in self.adverse_events if e.event_class is EventClass.DEATH)
        return min(deaths, default=None)


def month_end(month: str) -> date:
    """Last day of a month written YYYY-MM; the latest day an acceptance in it can have."""
    year, number = int(month[:4]), int(month[5:7])
    return date(year, number, monthrange(year, number)[1])


def is_fatal(event: AdverseEvent) -> bool:
    """Whether a patient died of an event: by its outcome, or by a grade of 5 (CTCAE: death)."""
    return event.outcome is EventOutcome.FATAL or event.grade == FATAL_GRADE
