"""What a study record of ClinicalTrials.gov (API version 2) holds, as far as it is read here.

Every part may be missing: registers fill in what they have. Numbers come as text.
"""

from typing import Annotated

from msgspec import Meta, Struct

NctId = Annotated[str, Meta(pattern=r"^NCT[0-9]{8}\Z")]
Count = Annotated[int, Meta(ge=0)]


class Part(Struct, frozen=True, rename="camel"):
    """A part of the record; fields this house does not read are passed over."""


class SecondaryId(Part, frozen=True, rename="camel"):
    """An identifier elsewhere."""

    id: str = ""


class Identification(Part, frozen=True, rename="camel"):
    """How the study is called."""

    nct_id: NctId
    brief_title: str = ""
    secondary_id_infos: tuple[SecondaryId, ...] = ()


class PartialDate(Part, frozen=True, rename="camel"):
    """A day, or a month, as YYYY-MM-DD or YYYY-MM."""

    date: str = ""


class Status(Part, frozen=True, rename="camel"):
    """Where the study stands."""

    overall_status: str = ""
    why_stopped: str = ""
    start_date_struct: PartialDate = PartialDate()
    completion_date_struct: PartialDate = PartialDate()
    results_first_post_date_struct: PartialDate = PartialDate()


class Enrollment(Part, frozen=True, rename="camel"):
    """How many were planned, or are enrolled."""

    count: Count | None = None


class Design(Part, frozen=True, rename="camel"):
    """Interventional, observational or expanded access."""

    study_type: str = ""
    enrollment_info: Enrollment = Enrollment()


class Eligibility(Part, frozen=True, rename="camel"):
    """Whom the study takes."""

    std_ages: tuple[str, ...] = ()


class Protocol(Part, frozen=True, rename="camel"):
    """What was registered beforehand."""

    identification_module: Identification
    status_module: Status = Status()
    design_module: Design = Design()
    eligibility_module: Eligibility = Eligibility()


class Subjects(Part, frozen=True, rename="camel"):
    """How many of an arm."""

    group_id: str = ""
    num_subjects: str = ""


class Milestone(Part, frozen=True, rename="camel"):
    """STARTED, COMPLETED or a step of the study's own."""

    type: str = ""
    achievements: tuple[Subjects, ...] = ()


class DropOut(Part, frozen=True, rename="camel"):
    """Why some did not go on, in the study's own words."""

    type: str = ""
    reasons: tuple[Subjects, ...] = ()


class Period(Part, frozen=True, rename="camel"):
    """A part of the study through which participants went."""

    milestones: tuple[Milestone, ...] = ()
    drop_withdraws: tuple[DropOut, ...] = ()


class Flow(Part, frozen=True, rename="camel"):
    """The participant flow."""

    periods: tuple[Period, ...] = ()


class Measurement(Part, frozen=True, rename="camel"):
    """One number of an arm."""

    group_id: str = ""
    value: str = ""
    lower_limit: str = ""
    upper_limit: str = ""


class Category(Part, frozen=True, rename="camel"):
    """A category of an outcome."""

    title: str = ""
    measurements: tuple[Measurement, ...] = ()


class OutcomeClass(Part, frozen=True, rename="camel"):
    """A row of an outcome, such as a time point."""

    title: str = ""
    categories: tuple[Category, ...] = ()


class Counted(Part, frozen=True, rename="camel"):
    """How many of an arm were analysed."""

    group_id: str = ""
    value: str = ""


class Denominator(Part, frozen=True, rename="camel"):
    """What was analysed, participants as a rule."""

    units: str = ""
    counts: tuple[Counted, ...] = ()


class Arm(Part, frozen=True, rename="camel"):
    """An arm of an outcome."""

    id: str = ""
    title: str = ""


class OutcomeMeasure(Part, frozen=True, rename="camel"):
    """An outcome with its numbers."""

    type: str = ""
    title: str = ""
    time_frame: str = ""
    param_type: str = ""
    dispersion_type: str = ""
    unit_of_measure: str = ""
    groups: tuple[Arm, ...] = ()
    denoms: tuple[Denominator, ...] = ()
    classes: tuple[OutcomeClass, ...] = ()


class OutcomeMeasures(Part, frozen=True, rename="camel"):
    """All outcomes with results."""

    outcome_measures: tuple[OutcomeMeasure, ...] = ()


class EventGroup(Part, frozen=True, rename="camel"):
    """How many of an arm had a serious adverse event."""

    id: str = ""
    title: str = ""
    serious_num_affected: Count | None = None
    serious_num_at_risk: Count | None = None


class EventCount(Part, frozen=True, rename="camel"):
    """How many of an arm had one kind of event."""

    group_id: str = ""
    num_affected: Count | None = None
    num_at_risk: Count | None = None


class SeriousTerm(Part, frozen=True, rename="camel"):
    """One kind of serious adverse event, by arm."""

    term: str = ""
    organ_system: str = ""
    stats: tuple[EventCount, ...] = ()


class AdverseEvents(Part, frozen=True, rename="camel"):
    """The adverse events by arm."""

    event_groups: tuple[EventGroup, ...] = ()
    serious_events: tuple[SeriousTerm, ...] = ()


class Results(Part, frozen=True, rename="camel"):
    """What was reported afterwards."""

    participant_flow_module: Flow = Flow()
    outcome_measures_module: OutcomeMeasures = OutcomeMeasures()
    adverse_events_module: AdverseEvents = AdverseEvents()


class StudyRecord(Part, frozen=True, rename="camel"):
    """A study record with or without results."""

    protocol_section: Protocol
    results_section: Results | None = None
