"""Every registered programme with its stage, its plan, its locked endpoints and its decisions."""

from datetime import date

from msgspec import Struct

from registry.model.codes import ProgrammeEventKind, Route, StopReason
from registry.model.decision import PublicDecision
from registry.model.programme import ProgrammeEvent, event_of
from registry.model.source import Source
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.activity import ActivityRow, activity
from registry.views.endpoints import EndpointRow, endpoint_rows
from registry.views.names import Names, disease_label, is_part_of, names_of
from registry.views.notices import NoticeRow, notice_of
from registry.views.remainders import RemainderRow, remainders


class ProgrammeRow(Struct, frozen=True):
    """A registered programme. Public from its first day, whatever becomes of it."""

    id: str
    title: str
    product_id: str
    product_name: str
    sponsor_id: str | None
    sponsor_name: str
    disease: str
    disease_label: str
    route: Route
    stage: str
    overdue: bool
    result_due_on: date | None
    silent: bool
    registered_on: date
    starts_on: date | None
    planned_end: date | None
    planned_patients: int | None
    longest_wait_days: int
    lineage: str
    identifiers: tuple[str, ...]
    centre_ids: tuple[str, ...]
    design_text: str
    status_text: str
    stop_reason: StopReason | None
    events: tuple[ProgrammeEvent, ...]
    endpoints: tuple[EndpointRow, ...]
    activity: tuple[ActivityRow, ...]
    remainders: tuple[RemainderRow, ...]
    decisions: tuple[PublicDecision, ...]
    safety_notice: NoticeRow
    source: Source | None
    synthetic: bool
    as_of: date


def programmes(
    snapshot: Snapshot,
    *,
    disease: str | None = None,
    product: str | None = None,
    sponsor: str | None = None,
    route: Route | None = None,
    stage: str | None = None,
) -> tuple[ProgrammeRow, ...]:
    """Programmes in order of id. Source: the register of programmes and its sealed groups.

    A disease finds its narrower ones too.
    """
    names = names_of(snapshot)
    return tuple(
        _programme(row, snapshot, names)
        for row in sorted(snapshot.programmes, key=lambda row: row.programme.id)
        if is_part_of(row.programme.disease, disease)
        and product in (None, row.programme.product_id)
        and sponsor in (None, row.programme.sponsor_id)
        and route in (None, row.programme.route)
        and stage in (None, row.stage)
    )


def programme(snapshot: Snapshot, programme_id: str) -> ProgrammeRow | None:
    """One programme, or None where no programme has this id."""
    rows = (row for row in snapshot.programmes if row.programme.id == programme_id)
    found = next(rows, None)
    return _programme(found, snapshot, names_of(snapshot)) if found else None


def _programme(row: PublicProgramme, snapshot: Snapshot, names: Names) -> ProgrammeRow:
    programme = row.programme
    product = names.products.get(programme.product_id)
    sponsor = names.organisations.get(programme.sponsor_id or "")
    stopped = event_of(programme, ProgrammeEventKind.STOPPED)
    return ProgrammeRow(
        id=programme.id,
        title=programme.title,
        product_id=programme.product_id,
        product_name=product.name if product else programme.product_id,
        sponsor_id=programme.sponsor_id,
        sponsor_name=sponsor.name if sponsor else "",
        disease=programme.disease,
        disease_label=disease_label(programme.disease),
        route=programme.route,
        stage=row.stage,
        overdue=row.overdue,
        result_due_on=row.due_on,
        silent=row.silent,
        registered_on=programme.registered_on,
        starts_on=programme.starts_on,
        planned_end=programme.planned_end,
        planned_patients=programme.planned_patients,
        longest_wait_days=programme.longest_wait_days,
        lineage=programme.lineage,
        identifiers=programme.identifiers,
        centre_ids=programme.centre_ids,
        design_text=programme.design_text,
        status_text=programme.status_text,
        stop_reason=stopped.reason if stopped else None,
        events=programme.events,
        endpoints=endpoint_rows(programme),
        activity=activity(snapshot, row),
        remainders=remainders(snapshot, programme.id),
        decisions=row.decisions,
        safety_notice=notice_of(snapshot, programme.product_id),
        source=programme.source,
        synthetic=programme.synthetic,
        as_of=snapshot.as_of,
    )
