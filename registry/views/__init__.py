"""The public tables: a snapshot in, rows out. One pure file per table."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain

from msgspec import Struct

from registry.snapshot import Snapshot
from registry.views.advice import AdviceRow, advice
from registry.views.cohort import Dimension
from registry.views.costs import CostRow, PooledCostRow, costs, pooled_costs
from registry.views.cumulative_incidence import incidence
from registry.views.curve_rows import CurveKind, IncidenceRow, SurvivalRow
from registry.views.decisions import DecisionRow, decisions
from registry.views.directory import CentreRow, centres
from registry.views.efficacy import efficacy
from registry.views.efficacy_rows import EfficacyRow
from registry.views.endpoint_results import EndpointResultRow, endpoint_results
from registry.views.follow_up import FollowUpRow, follow_up
from registry.views.lay_summaries import LaySummaryRow, lay_summaries
from registry.views.manufacturing import ManufacturingRow, manufacturing
from registry.views.products import ApprovalRow, ProductRow, approvals, products
from registry.views.programmes import ProgrammeRow, programmes
from registry.views.safety import SafetyRow, safety
from registry.views.survival import survival


class View(Struct, frozen=True):
    """A public table: its id, one plain sentence, the type of its rows, and how they are made."""

    id: str
    sentence: str
    row: type[Struct]
    rows: Callable[[Snapshot], Sequence[Struct]]


BY_PROGRAMME = (Dimension.PROGRAMME, Dimension.COUNTRY)


def _efficacy_by_programme(snapshot: Snapshot) -> Sequence[EfficacyRow]:
    return efficacy(snapshot, by=BY_PROGRAMME, where={})


def _safety_by_programme(snapshot: Snapshot) -> Sequence[SafetyRow]:
    return safety(snapshot, by=BY_PROGRAMME, where={})


def _manufacturing_by_programme(snapshot: Snapshot) -> Sequence[ManufacturingRow]:
    return manufacturing(snapshot, by=BY_PROGRAMME, where={})


def _follow_up_by_programme(snapshot: Snapshot) -> Sequence[FollowUpRow]:
    return follow_up(snapshot, by=BY_PROGRAMME, where={})


def _survival_by(dimension: Dimension, snapshot: Snapshot) -> Sequence[SurvivalRow]:
    both = (survival(snapshot, by=(dimension,), where={}, curve=curve) for curve in CurveKind)
    return tuple(sorted(chain(*both), key=lambda row: row.id))


def _incidence_by_programme(snapshot: Snapshot) -> Sequence[IncidenceRow]:
    return incidence(snapshot, by=(Dimension.PROGRAMME,), where={})


_ROWS = (
    View("centres", "Hospitals and what they offer.", CentreRow, centres),
    View("products", "Products and their national approvals.", ProductRow, products),
    View("approvals", "National approvals, with or without a programme.", ApprovalRow, approvals),
    View("programmes", "Registered programmes, their stage and plan.", ProgrammeRow, programmes),
    View(
        "endpoint-results",
        "Endpoints with their verdict, failed or met.",
        EndpointResultRow,
        endpoint_results,
    ),
    View("costs", "Development and manufacturing costs by sponsor.", CostRow, costs),
    View(
        "pooled-costs",
        "Costs of care and follow-up over at least three sponsors.",
        PooledCostRow,
        pooled_costs,
    ),
    View("advice", "Scientific advice and evaluations of exemptions.", AdviceRow, advice),
    View(
        "lay-summaries",
        "Products in their sponsors' own plain words.",
        LaySummaryRow,
        lay_summaries,
    ),
    View(
        "release-decisions",
        "Whether each stage of each programme is open, and why.",
        DecisionRow,
        decisions,
    ),
    View(
        "efficacy",
        "Primary outcomes by programme and country, summed over whole sealed groups.",
        EfficacyRow,
        _efficacy_by_programme,
    ),
    View(
        "survival",
        "Survival, and survival without an event, by programme, of all accepted and the infused.",
        SurvivalRow,
        partial(_survival_by, Dimension.PROGRAMME),
    ),
    View(
        "survival-by-class",
        "Survival, and survival without an event, by class of product, over all its diseases.",
        SurvivalRow,
        partial(_survival_by, Dimension.ATMP_CLASS),
    ),
    View(
        "cumulative-incidence",
        "First events by cause while others compete, and their rates, by programme.",
        IncidenceRow,
        _incidence_by_programme,
    ),
    View(
        "safety",
        "Adverse events by programme and country, up to each closed horizon.",
        SafetyRow,
        _safety_by_programme,
    ),
    View(
        "manufacturing",
        "Attempts to manufacture by programme and country, and how long it took.",
        ManufacturingRow,
        _manufacturing_by_programme,
    ),
    View(
        "follow-up",
        "How many have a known status by programme and country, on each closed horizon.",
        FollowUpRow,
        _follow_up_by_programme,
    ),
)

VIEWS = {view.id: view for view in _ROWS}
