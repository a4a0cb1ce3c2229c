"""A study of ClinicalTrials.gov as a cited programme with its reported outcomes.

Nothing is judged here: a verdict needs a person who reads the publication, and drop-out reasons
stay in the study's own words. What cannot be read becomes a note, never a guess.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from msgspec import Struct, structs

from registry.intake.importers.trial_record import read_record
from registry.intake.importers.trial_reports import (
    ParticipantFlow,
    SeriousEvents,
    events_of,
    flow_of,
    notes_on_participants,
    reported,
    stop_reason,
    total,
)
from registry.intake.importers.trial_study import (
    OutcomeMeasure,
    PartialDate,
    Protocol,
    Results,
    Status,
    StudyRecord,
)
from registry.model.codes import ResultSource, Route, StopReason
from registry.model.endpoint import EndpointResult
from registry.model.identifiers import identify
from registry.model.programme import Programme
from registry.model.source import Source

TO_CONFIRM = "cited from the register; verdict to be confirmed"
ROUTES = {
    "INTERVENTIONAL": Route.CLINICAL_TRIAL,
    "EXPANDED_ACCESS": Route.COMPASSIONATE_USE,
    "OBSERVATIONAL": Route.MARKETED_USE,
}
ROLES = ("PRIMARY", "SECONDARY")
NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})?")
DAY = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])(?:-(\d{2}))?", re.ASCII)
PERCENT = re.compile(r"percent(age)? of (participants|patients|subjects)", re.IGNORECASE)
INTERVAL = re.compile(r"95 ?% confidence interval", re.IGNORECASE)


class Study(Struct, frozen=True):
    """What a study record tells: facts for the directory, and notes on what it does not.

    `flow`, `events` and `stop_reason` are for the curator to see: no fact has a place for them.
    """

    programme: Programme
    results: tuple[EndpointResult, ...]
    flow: ParticipantFlow
    events: tuple[SeriousEvents, ...]
    stop_reason: StopReason | None
    notes: tuple[str, ...]


def read_study(content: bytes, product_id: str, lineage: str, disease: str, on: date) -> Study:
    """The study as facts of the directory. DataError where this is no study record."""
    record, unread = read_record(content)
    reports = record.results_section or Results()
    flow = flow_of(reports.participant_flow_module.periods)
    programme = structs.replace(
        programme_of(record.protocol_section, product_id, lineage, disease, on),
        design_text=" ".join(reported(flow, reports.adverse_events_module)),
    )
    return Study(
        programme=programme,
        results=tuple(results_of(record, programme)),
        flow=flow,
        events=tuple(events_of(reports.adverse_events_module)),
        stop_reason=stop_reason(record.protocol_section.status_module),
        notes=(*(f"The part {name} cannot be read." for name in unread), *notes_on(record, flow)),
    )


def programme_of(
    told: Protocol, product_id: str, lineage: str, disease: str, on: date
) -> Programme:
    """The cited programme: its state in the words of the register, no coded events."""
    status = told.status_module
    nct = told.identification_module.nct_id
    state = [text for text in (status.overall_status, status.why_stopped.strip()) if text]
    return Programme(
        id=f"cited-{nct.lower()}",
        product_id=product_id,
        sponsor_id=None,
        title=told.identification_module.brief_title or nct,
        disease=disease,
        route=ROUTES.get(told.design_module.study_type, Route.CLINICAL_TRIAL),
        lineage=lineage,
        registered_on=on,
        identifiers=identifiers_of(told),
        planned_patients=told.design_module.enrollment_info.count,
        starts_on=day_of(status.start_date_struct, last=False),
        planned_end=day_of(status.completion_date_struct, last=True),
        paediatric=told.eligibility_module.std_ages == ("CHILD",),
        status_text="; ".join(state),
        source=Source(f"https://clinicaltrials.gov/study/{nct}", False, TO_CONFIRM),
    )


def identifiers_of(told: Protocol) -> tuple[str, ...]:
    """The study's identifiers of the registers this house knows, in their normal form."""
    named = told.identification_module
    written = (named.nct_id, *(other.id for other in named.secondary_id_infos))
    known = (identify(text) for text in written)
    return tuple(dict.fromkeys(found[1] for found in known if found))


def day_of(told: PartialDate, *, last: bool) -> date | None:
    """The first or last day a partial date can mean; None where it is no date."""
    parts = DAY.fullmatch(told.date)
    if parts is None:
        return None
    year, month = int(parts[1]), int(parts[2])
    end = monthrange(year, month)[1]
    day = int(parts[3]) if parts[3] else (end if last else 1)
    return date(year, month, day) if 1 <= day <= end else None


def results_of(record: StudyRecord, programme: Programme) -> Iterator[EndpointResult]:
    """One cited result per primary or secondary outcome, without a verdict."""
    if record.results_section is None:
        return
    posted = record.protocol_section.status_module.results_first_post_date_struct
    measures = record.results_section.outcome_measures_module.outcome_measures
    for number, measure in enumerate(measures, start=1):
        if measure.type not in ROLES:
            continue
        estimate, low, high = percentage(measure)
        yield EndpointResult(
            id=f"{programme.id}.outcome-{number}",
            programme_id=programme.id,
            label=measure.title or "not stated",
            source_kind=ResultSource.PUBLICATION,
            measure_text="; ".join(measured(measure)),
            estimate=estimate,
            low=low,
            high=high,
            patients=analysed(measure),
            cut_off=measure.time_frame,
            published_on=day_of(posted, last=True),
            source=programme.source,
        )


def measured(measure: OutcomeMeasure) -> Iterator[str]:
    """Role, unit, and each number with its arm, as the register states them."""
    yield measure.type.lower()
    arms = {arm.id: arm.title for arm in measure.groups}
    for row in measure.classes:
        for category in row.categories:
            for one in category.measurements:
                about = (arms.get(one.group_id, ""), row.title, category.title)
                named = ", ".join(filter(None, about))
                value = f"{one.value} {measure.unit_of_measure}".strip()
                yield f"{named}: {value}" if named else value


def percentage(measure: OutcomeMeasure) -> tuple[float | None, float | None, float | None]:
    """Estimate and 95% interval where the outcome is one percentage of one arm, else nothing."""
    numbers = [m for row in measure.classes for c in row.categories for m in c.measurements]
    plain = PERCENT.search(measure.unit_of_measure) and measure.param_type in ("", "NUMBER")
    if len(numbers) != 1 or len(measure.groups) > 1 or not plain:
        return None, None, None
    (one,) = numbers
    estimate = decimal(one.value)
    if estimate is None or not INTERVAL.search(measure.dispersion_type):
        return estimate, None, None
    return estimate, decimal(one.lower_limit), decimal(one.upper_limit)


def decimal(text: str) -> float | None:
    """A printed percentage; None for NA, for bounds such as >90, and beyond 100."""
    value = float(text) if NUMBER.fullmatch(text.strip()) else None
    return value if value is not None and value <= 100 else None


def analysed(measure: OutcomeMeasure) -> int | None:
    """How many participants of all arms were analysed; None where an arm is not told."""
    people = [d for d in measure.denoms if d.units.casefold() in ("", "participants")]
    return total([count.value for count in people[0].counts]) if people else None


def notes_on(record: StudyRecord, flow: ParticipantFlow) -> Iterator[str]:
    """What a curator should look at."""
    told = record.protocol_section
    if told.design_module.study_type not in ROUTES:
        yield "The type of study is not stated; it is entered as a clinical trial."
    yield from notes_on_state(told.status_module)
    if record.results_section is None:
        yield "The register has no results of this study."
        return
    yield from notes_on_outcomes(record.results_section.outcome_measures_module.outcome_measures)
    yield from notes_on_participants(record.results_section, flow)


def notes_on_state(status: Status) -> Iterator[str]:
    """Dates that are none, and a reason to stop that has no code."""
    for name, when in (
        ("start", status.start_date_struct),
        ("completion", status.completion_date_struct),
        ("results' posting", status.results_first_post_date_struct),
    ):
        if when.date and day_of(when, last=True) is None:
            yield f"The {name} date is not a day or a month; it is left out."
    if status.why_stopped and stop_reason(status) is None:
        yield "Why it stopped is not plainly one of the coded reasons; it stays in words."


def notes_on_outcomes(measures: tuple[OutcomeMeasure, ...]) -> Iterator[str]:
    """Outcomes without a verdict, left out, of several arms, without participants or percentage."""
    cited = [measure for measure in measures if measure.type in ROLES]
    if len(cited) < len(measures):
        yield f"{len(measures) - len(cited)} outcomes are neither primary nor secondary; left out."
    if not cited:
        yield "The results have no primary or secondary outcome."
        return
    yield f"{len(cited)} outcomes without a verdict: confirm each from its publication."
    for count, said in (
        (
            sum(len(m.groups) > 1 for m in cited),
            "have several arms; if arms share participants, their sum counts them twice.",
        ),
        (
            sum(analysed(m) is None for m in cited),
            "do not tell how many participants were analysed.",
        ),
        (
            sum(percentage(m)[0] is None for m in cited),
            "are no single percentage; their numbers stay in words.",
        ),
    ):
        if count:
            yield f"{count} outcomes {said}"
