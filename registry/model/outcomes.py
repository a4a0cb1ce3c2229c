"""Outcome definitions: two endpoints are counted together only where they ask the same."""

from msgspec import Struct

from registry.model.codes import Clock, EndpointKind, EndpointRole
from registry.model.endpoint import Endpoint
from registry.model.measures import CATEGORY_LABELS, MEASURES
from registry.model.programme import Programme

_AFTER = {Clock.ACCEPTANCE: "acceptance", Clock.FIRST_ADMINISTRATION: "first administration"}


class Outcome(Struct, frozen=True):
    """What counts as success, whatever share of successes a programme set as its goal.

    `day` counts from the clock: the assessment day, or the horizon of a TIME_TO_EVENT.
    """

    id: str
    label: str
    measure: str
    measure_label: str
    kind: EndpointKind
    day: int
    clock: Clock
    success_categories: tuple[str, ...]
    events: tuple[str, ...]
    improvement: int | None


def outcome_of(endpoint: Endpoint) -> Outcome:
    """The definition of an endpoint without its name, role, goal and population."""
    measure = MEASURES.get(endpoint.measure)
    categories = tuple(sorted(set(endpoint.success_categories)))
    events = tuple(sorted({str(event) for event in endpoint.events}))
    parts = [
        endpoint.measure,
        endpoint.kind,
        asked_by(endpoint, categories, events),
        f"day-{endpoint.day}",
        endpoint.clock,
    ]
    return Outcome(
        id=":".join(parts),
        label=_label(endpoint, measure.label if measure else endpoint.measure),
        measure=endpoint.measure,
        measure_label=measure.label if measure else endpoint.measure,
        kind=endpoint.kind,
        day=endpoint.day,
        clock=endpoint.clock,
        success_categories=categories,
        events=events,
        improvement=endpoint.improvement,
    )


def asked_by(endpoint: Endpoint, categories: tuple[str, ...], events: tuple[str, ...]) -> str:
    """What counts as success, by the kind of the endpoint."""
    match endpoint.kind:
        case EndpointKind.RESPONDER:
            return "+".join(categories)
        case EndpointKind.TIME_TO_EVENT:
            return "+".join(events)
        case EndpointKind.CHANGE:
            return str(endpoint.improvement or 0)


def primary_endpoints(programme: Programme) -> list[tuple[Outcome, str]]:
    """Each primary outcome of a programme once, with the id of the first endpoint that asks it."""
    found: dict[str, tuple[Outcome, str]] = {}
    for locked in programme.endpoints:
        if locked.endpoint.role is EndpointRole.PRIMARY:
            outcome = outcome_of(locked.endpoint)
            found.setdefault(outcome.id, (outcome, locked.endpoint.id))
    return list(found.values())


def _label(endpoint: Endpoint, measure: str) -> str:
    after = _AFTER[endpoint.clock]
    match endpoint.kind:
        case EndpointKind.RESPONDER:
            labels = (CATEGORY_LABELS.get(c, c) for c in endpoint.success_categories)
            asked = f"{' or '.join(labels)} at day {endpoint.day}"
        case EndpointKind.TIME_TO_EVENT:
            events = " or ".join(_plain(event) for event in endpoint.events)
            asked = f"free of {events} to day {endpoint.day}"
        case EndpointKind.CHANGE:
            asked = f"at least {endpoint.improvement} points better at day {endpoint.day}"
    return f"{measure}: {asked} after {after}"


def _plain(code: str) -> str:
    return code.lower().replace("_", " ")
