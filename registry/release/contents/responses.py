"""The best response of each patient up to the latest assessment of a measure."""

from collections.abc import Iterable, Iterator
from functools import partial

from registry.model.codes import EndpointKind, VisitStatus
from registry.model.endpoint import Endpoint
from registry.model.episode import Course, FollowUpVisit
from registry.model.measures import BASELINE, MEASURES
from registry.model.sealed import BestResponse, NoSuccess
from registry.release.contents.infusion import infused_in_time, never_infused, uncounted
from registry.release.contents.outcomes import clock_start
from registry.release.contents.seen import died_by
from registry.release.contents.tally import Cell, Counting, Shows

NOT_ASSESSED = "NOT_ASSESSED"
NO_RESPONSE = (
    *(NoSuccess.NEVER_INFUSED.value, NoSuccess.UNREPORTED.value),
    *(NoSuccess.DEAD.value, NoSuccess.MISSING.value, NOT_ASSESSED),
    *(NoSuccess.WITHDRAWN.value, NoSuccess.REGISTERED_LATE.value),
)


def best_responses(endpoints: Iterable[Endpoint], wait: int) -> Iterator[Counting[BestResponse]]:
    """One content per measure of responses, up to the day of its latest endpoint."""
    latest: dict[str, Endpoint] = {}
    for endpoint in endpoints:
        if endpoint.kind is EndpointKind.RESPONDER and endpoint.measure in MEASURES:
            before = latest.setdefault(endpoint.measure, endpoint)
            latest[endpoint.measure] = max(before, endpoint, key=lambda e: (e.day, e.id))
    for measure, endpoint in sorted(latest.items()):
        categories = dict.fromkeys(MEASURES[measure].categories, 0)
        empty = BestResponse(measure, endpoint.day, categories, dict.fromkeys(NO_RESPONSE, 0))
        yield Counting(
            Shows.EFFICACY,
            endpoint.day,
            empty,
            partial(best_cells, endpoint=endpoint, wait=wait),
        )


def best_cells(course: Course, endpoint: Endpoint, wait: int) -> Iterator[Cell]:
    """The best category of a patient, or why there is none."""
    visits = [v for v in course.visits if is_assessment(v) and v.window <= endpoint.day]
    reason = uncounted(course)
    order = MEASURES[endpoint.measure].categories
    found = [v.response.category for v in visits if v.response and is_of(endpoint, v)]
    if reason is not None:
        yield "no_response", reason.value
    elif not infused_in_time(course, wait):
        yield "no_response", never_infused(course).value
    elif found:
        yield "categories", min(found, key=order.index)
    else:
        yield "no_response", why_none(endpoint, course, bool(visits))


def is_assessment(visit: FollowUpVisit) -> bool:
    """Whether a visit after the baseline took place."""
    return visit.status is VisitStatus.DONE and visit.window > BASELINE


def is_of(endpoint: Endpoint, visit: FollowUpVisit) -> bool:
    """Whether a visit tells a response of the endpoint's measure."""
    return visit.response is not None and visit.response.measure == endpoint.measure


def why_none(endpoint: Endpoint, course: Course, seen: bool) -> str:
    """Why an infused patient has none: dead by the day, seen but not assessed, or missing."""
    died = died_by(course)
    if died is not None and died <= clock_start(endpoint, course) + endpoint.day:
        return NoSuccess.DEAD.value
    return NOT_ASSESSED if seen else NoSuccess.MISSING.value
