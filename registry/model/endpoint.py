"""Endpoints, locked by digest before the first outcome, and their results."""

import hashlib
from collections.abc import Iterable
from datetime import date

import msgspec
from msgspec import Struct, structs

from registry.model.codes import (
    Clock,
    EndpointChangeReason,
    EndpointKind,
    EndpointRole,
    EventClass,
    Population,
    ResultSource,
    Verdict,
)
from registry.model.source import Source


class SuccessCriterion(Struct, frozen=True, forbid_unknown_fields=True):
    """The endpoint is met when at least `at_least_percent` of the population succeed."""

    at_least_percent: int


class Endpoint(Struct, frozen=True, forbid_unknown_fields=True):
    """A pre-specified endpoint.

    `day` is the assessment day (RESPONDER, CHANGE) or the horizon (TIME_TO_EVENT), counted from
    the clock. RESPONDER counts `success_categories` of the measure; TIME_TO_EVENT counts those
    free of `events`; CHANGE counts an improvement of at least `improvement` scale points.
    `category_bounds` are the changes at which the categories of a CHANGE begin, but the lowest one.
    """

    id: str
    label: str
    role: EndpointRole
    kind: EndpointKind
    measure: str
    clock: Clock
    population: Population
    day: int
    criterion: SuccessCriterion
    success_categories: tuple[str, ...] = ()
    events: tuple[EventClass, ...] = ()
    improvement: int | None = None
    category_bounds: tuple[int, ...] = ()


class LockedEndpoint(Struct, frozen=True, forbid_unknown_fields=True):
    """An endpoint as it stood when it was locked; later versions stand beside it."""

    endpoint: Endpoint
    digest: str
    locked_on: date


class LaterEndpoint(Struct, frozen=True, forbid_unknown_fields=True):
    """A later version of a locked endpoint, for the public to see; nothing is judged by it."""

    locked: LockedEndpoint
    reason: EndpointChangeReason


class EndpointResult(Struct, frozen=True, forbid_unknown_fields=True):
    """What became of an endpoint, as its sponsor or a publication states it.

    `verdict` is None where a publication gives none. Percentages are 0 to 100.
    """

    id: str
    programme_id: str
    label: str
    source_kind: ResultSource
    endpoint_id: str | None = None
    verdict: Verdict | None = None
    measure_text: str = ""
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    patients: int | None = None
    cut_off: str = ""
    published_on: date | None = None
    lesson: str = ""
    source: Source | None = None
    synthetic: bool = False


def endpoint_digest(endpoint: Endpoint) -> str:
    """SHA-256 of the endpoint's canonical JSON, lower-case hex; bounds stand in it if it has any.

    So an endpoint that was locked before bounds could be stated keeps its digest.
    """
    stated = msgspec.to_builtins(endpoint)
    if not endpoint.category_bounds:
        del stated["category_bounds"]
    return hashlib.sha256(msgspec.json.encode(stated, order="sorted")).hexdigest()


def with_bounds(endpoint: Endpoint) -> Endpoint:
    """A CHANGE endpoint with the bounds it states, else those of worse, unchanged and improved.

    Worse by at least the locked improvement, and improved by at least that, are categories then.
    """
    if endpoint.category_bounds or endpoint.improvement is None:
        return endpoint
    improved = endpoint.improvement
    return structs.replace(endpoint, category_bounds=(1 - improved, improved))


def lock(endpoint: Endpoint, on: date) -> LockedEndpoint:
    """The endpoint, its categories settled, with its digest and the day from which it is locked."""
    settled = with_bounds(endpoint)
    return LockedEndpoint(settled, endpoint_digest(settled), on)


def locked_digest(endpoints: Iterable[LockedEndpoint]) -> str:
    """SHA-256 of the JSON list of the digests of locked endpoints, in their order, in hex."""
    digests = [endpoint.digest for endpoint in endpoints]
    return hashlib.sha256(msgspec.json.encode(digests)).hexdigest()
