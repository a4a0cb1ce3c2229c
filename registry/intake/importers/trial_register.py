"""A study of ClinicalTrials.gov as a cited programme with its reported outcomes.

Nothing is judged here: a verdict needs a person who reads the publication, and drop-out reasons
stay in the study's own words. What cannot be read becomes a note, never a guess.
"""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec
from msgspec import Struct

from registry.errors import DataError
from registry.intake.importers.trial_study import (
    AdverseEvents,
    OutcomeMeasure,
    PartialDate,
    Period,
    Protocol,
    StudyRecord,
)
from registry.model.codes import ResultSource, Route
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
NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})?")
PERCENT = re.compile(r"percent(age)? of (participants|patients|subjects)", re.IGNORECASE)


class Study(Struct, frozen=True):
    """What a study record tells: facts for the directory, and notes on what it does not."""

    programme: Programme
    results: tuple[EndpointResult, ...]
    notes: tuple[str, ...]


def read_study(content: bytes, product_id: str, lineage: str, disease: str, on: date) -> Study:
    """The study as facts of the directory. DataError where this is no study record."""
    try:
        record = msgspec.json.decode(content, type=StudyRecord)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise DataError(
            f"This is no study record of ClinicalTrials.gov: {fault}.",
            "Download the study as JSON from the register's API, version 2.",
        ) from None
    programme = programme_of(record, product_id, lineage, disease, on)
    results = tuple(results_of(record, programme))
    return Study(programme, results, tuple(notes_on(record, results)))


def programme_of(
    record: StudyRecord, product_id: str, lineage: str, disease: str, on: date
) -> Programme:
    """The cited programme: state and flow in the words of the register, no coded events."""
    told, status = record.protocol_section, record.protocol_section.status_module
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
        design_text=" ".join(reported(record)),
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
    parts = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d{2}))?", told.date)
    if parts is None:
        return None
    year, month = int(parts[1]), int(parts[2])
    end = monthrange(year, month)[1]
    day = int(parts[3]) if parts[3] else (end if last else 1)
    return date(year, month, day) if 1 <= day <= end else None


def reported(record: StudyRecord) -> Iterator[str]:
    """Participant flow and serious adverse events as sentences."""
    if record.results_section is None:
        return
    periods = record.results_section.participant_flow_module.periods
    if periods:
        yield from flow(periods)
    yield from serious(record.results_section.adverse_events_module)


def flow(periods: tuple[Period, ...]) -> Iterator[str]:
    """How many started the first period and completed the last, and why others did not go on."""
    started = achieved(periods[0], "STARTED")
    completed = achieved(periods[-1], "COMPLETED")
    if started is not None:
        yield f"{started} participants started."
    if completed is not None:
        yield f"{completed} completed."
    reasons = Counter[str]()
    for out in (out for period in periods for out in period.drop_withdraws):
        reasons[out.type] += sum(whole(r.num_subjects) or 0 for r in out.reasons)
    told = ", ".join(f"{reason} {count}" for reason, count in reasons.items() if count)
    if told:
        yield f"Did not complete: {told}."


def achieved(period: Period, milestone: str) -> int | None:
    """How many of all arms reached a milestone; None where an arm is not told."""
    arms = [m.achievements for m in period.milestones if m.type == milestone]
    counts = [whole(subjects.num_subjects) for subjects in arms[0]] if arms else []
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def serious(events: AdverseEvents) -> Iterator[str]:
    """How many of each arm had a serious adverse event."""
    for arm in events.event_groups:
        if arm.serious_num_affected is not None and arm.serious_num_at_risk is not None:
            yield (
                f"Serious adverse events: {arm.serious_num_affected} of "
                f"{arm.serious_num_at_risk} ({arm.title or 'only arm'})."
            )


def results_of(record: StudyRecord, programme: Programme) -> Iterator[EndpointResult]:
    """One cited result per primary or secondary outcome, without a verdict."""
    if record.results_section is None:
        return
    posted = record.protocol_section.status_module.results_first_post_date_struct
    measures = record.results_section.outcome_measures_module.outcome_measures
    for number, measure in enumerate(measures, start=1):
        if measure.type not in ("PRIMARY", "SECONDARY"):
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
    """Estimate and interval where the outcome is one percentage of one arm, else nothing."""
    numbers = [m for row in measure.classes for c in row.categories for m in c.measurements]
    if len(numbers) != 1 or not PERCENT.search(measure.unit_of_measure):
        return None, None, None
    (one,) = numbers
    return decimal(one.value), decimal(one.lower_limit), decimal(one.upper_limit)


def decimal(text: str) -> float | None:
    """A printed percentage; None for NA, for bounds such as >90, and beyond 100."""
    value = float(text) if NUMBER.fullmatch(text.strip()) else None
    return value if value is not None and value <= 100 else None


def whole(text: str) -> int | None:
    """A printed count, or None."""
    return int(text) if text.strip().isdecimal() else None


def analysed(measure: OutcomeMeasure) -> int | None:
    """How many participants of all arms were analysed; None where an arm is not told."""
    counts = [whole(c.value) for d in measure.denoms[:1] for c in d.counts]
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def notes_on(record: StudyRecord, results: Iterable[EndpointResult]) -> Iterator[str]:
    """What a curator should look at."""
    told = record.protocol_section
    if told.design_module.study_type not in ROUTES:
        yield "The type of study is not stated; it is entered as a clinical trial."
    for name, when in (
        ("start", told.status_module.start_date_struct),
        ("completion", told.status_module.completion_date_struct),
    ):
        if when.date and day_of(when, last=True) is None:
            yield f"The {name} date is not a day or a month; it is left out."
    if record.results_section is None:
        yield "The register has no results of this study."
        return
    results = list(results)
    yield f"{len(results)} outcomes without a verdict: confirm each from its publication."
    several = sum(result.estimate is None for result in results)
    if several:
        yield f"{several} outcomes are no single percentage; their numbers stay in words."
