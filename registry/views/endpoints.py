"""A programme's endpoints: as first locked, which is what counts, with every later version."""

from datetime import date
from typing import Any

from msgspec import Struct

from registry.model.codes import EndpointChangeReason, EndpointKind, EndpointRole, Population
from registry.model.endpoint import LaterEndpoint, LockedEndpoint
from registry.model.outcomes import Outcome, outcome_of
from registry.model.programme import Programme, later_versions


class VersionRow(Struct, frozen=True):
    """What an endpoint asks, in one version. The goal is a share of the population, in per cent."""

    label: str
    role: EndpointRole
    kind: EndpointKind
    population: Population
    goal_percent: int
    outcome: Outcome
    digest: str
    locked_on: date


class LaterVersionRow(VersionRow, frozen=True):
    """What an endpoint was changed to, and why. Nothing is counted or judged by it."""

    reason: EndpointChangeReason


class EndpointRow(VersionRow, frozen=True):
    """An endpoint as it was first locked, beside it what it was changed to, oldest first.

    `endpoint_id` names it within its programme.
    """

    id: str
    endpoint_id: str
    changed: bool
    later_versions: tuple[LaterVersionRow, ...]


def endpoint_rows(programme: Programme) -> tuple[EndpointRow, ...]:
    """The endpoints of a programme, in the order in which it states them."""
    return tuple(_row(programme, locked) for locked in programme.endpoints)


def later_rows(programme: Programme, endpoint_id: str) -> tuple[LaterVersionRow, ...]:
    """The later versions of one endpoint, oldest first."""
    return tuple(_later(later) for later in later_versions(programme, endpoint_id))


def _row(programme: Programme, locked: LockedEndpoint) -> EndpointRow:
    id = locked.endpoint.id
    later = later_rows(programme, id)
    return EndpointRow(
        id=f"{programme.id}.{id}",
        endpoint_id=id,
        changed=bool(later),
        later_versions=later,
        **_version(locked),
    )


def _later(later: LaterEndpoint) -> LaterVersionRow:
    return LaterVersionRow(reason=later.reason, **_version(later.locked))


def _version(locked: LockedEndpoint) -> dict[str, Any]:
    endpoint = locked.endpoint
    return {
        "label": endpoint.label,
        "role": endpoint.role,
        "kind": endpoint.kind,
        "population": endpoint.population,
        "goal_percent": endpoint.criterion.at_least_percent,
        "outcome": outcome_of(endpoint),
        "digest": locked.digest,
        "locked_on": locked.locked_on,
    }
