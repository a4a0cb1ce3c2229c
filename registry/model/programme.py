"""Programmes: the declared use of one product in one disease by one route."""

from datetime import date

from msgspec import Struct

from registry.model.codes import ProgrammeEventKind, Route, StopReason
from registry.model.endpoint import Endpoint, LaterEndpoint, LockedEndpoint
from registry.model.source import Source

LONGEST_WAIT_DAYS = 365


class ProgrammeEvent(Struct, frozen=True, forbid_unknown_fields=True):
    """Acceptance closed, stopped early, or ended as planned."""

    kind: ProgrammeEventKind
    on: date
    reason: StopReason | None = None


class CutOff(Struct, frozen=True, forbid_unknown_fields=True):
    """A day announced before it comes: who was registered up to it is published apart.

    Figures of a result with this cut-off can then be shown, for its patients are whole groups.
    """

    on: date
    announced_on: date


class Programme(Struct, frozen=True, forbid_unknown_fields=True):
    """The declared use of one product in one disease by one route.

    `lineage` names the curator-kept family of one product under any name.
    `longest_wait_days` is locked at registration: infused later counts as not infused.
    `endpoints` are as first locked: by them alone is counted and judged. `later_endpoints` are
    their later versions, oldest first.
    `registry_text` is a cited register's own wording of the programme's state.
    """

    id: str
    product_id: str
    sponsor_id: str | None
    title: str
    disease: str
    route: Route
    lineage: str
    registered_on: date
    identifiers: tuple[str, ...] = ()
    orpha: str | None = None
    icd: str | None = None
    centre_ids: tuple[str, ...] = ()
    planned_patients: int | None = None
    starts_on: date | None = None
    planned_end: date | None = None
    blinded_until: date | None = None
    longest_wait_days: int = LONGEST_WAIT_DAYS
    paediatric: bool = False
    endpoints: tuple[LockedEndpoint, ...] = ()
    later_endpoints: tuple[LaterEndpoint, ...] = ()
    events: tuple[ProgrammeEvent, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    design_text: str = ""
    status_text: str = ""
    synthetic: bool = False
    source: Source | None = None


class Lineage(Struct, frozen=True, forbid_unknown_fields=True):
    """A curator's finding: the product `id` is another one's under a new name."""

    id: str
    lineage: str


class ProgrammeDocument(Struct, frozen=True, forbid_unknown_fields=True):
    """What a hospital's tools need of a programme offline, with its follow-up windows in days."""

    programme: Programme
    windows: tuple[int, ...]


def later_versions(programme: Programme, endpoint_id: str) -> tuple[LaterEndpoint, ...]:
    """What stands beside a locked endpoint, oldest first; empty where it never changed."""
    return tuple(
        later for later in programme.later_endpoints if later.locked.endpoint.id == endpoint_id
    )


def latest_versions(programme: Programme) -> dict[str, Endpoint]:
    """Each endpoint as its sponsor states it now, by id."""
    locks = (*programme.endpoints, *(later.locked for later in programme.later_endpoints))
    return {lock.endpoint.id: lock.endpoint for lock in locks}


def event_of(programme: Programme, *kinds: ProgrammeEventKind) -> ProgrammeEvent | None:
    """The first event of one of these kinds, or None."""
    return next((event for event in programme.events if event.kind in kinds), None)


def closed_on(programme: Programme) -> date | None:
    """The day from which no further patient is accepted, or None while it is open."""
    days = [event.on for event in programme.events]
    return min(days) if days else None
