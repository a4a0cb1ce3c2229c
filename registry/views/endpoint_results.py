"""What became of each endpoint. A failed one is a row like any other."""

from datetime import date

from msgspec import Struct

from registry.model.codes import ResultSource, Verdict
from registry.model.decision import Standing
from registry.model.source import Source
from registry.snapshot import PublicEndpointResult, Snapshot
from registry.views.calculated import Calculated, Calculator
from registry.views.endpoints import LaterVersionRow, later_rows
from registry.views.figures import Figure, Reason, Withheld
from registry.views.names import Names, disease_label, is_part_of, names_of

REASONS = {
    Standing.WITHHELD: Reason.VERDICT_NOT_YET,
    Standing.NOT_REPORTED: Reason.NOT_REPORTED,
    Standing.NOT_DUE: Reason.NOT_DUE,
    Standing.AWAITS_SET: Reason.AWAITS_SET,
    Standing.IN_SET: Reason.IN_SET,
    Standing.TOO_FEW: Reason.TOO_FEW,
}


class VerdictFigure(Struct, frozen=True):
    """A verdict, or the reason why there is none to show."""

    as_of: date
    value: Verdict | None = None
    withheld: Withheld | None = None


class VerdictSetRow(Struct, frozen=True):
    """Small programmes whose verdicts are public only together; formed once, never changed.

    `met` of `total` programmes reached every primary endpoint.
    """

    id: str
    formed_on: date
    programme_ids: tuple[str, ...]
    met: int
    total: int


class EndpointResultRow(Struct, frozen=True):
    """An endpoint with its verdict. Estimate and limits in per cent, as their source states them.

    `goal_percent` is the share of successes the criterion asks for as it was first locked. A
    programme below 11 patients may be told in a `verdict_set` only. `calculated` is the registry's
    own answer, from the counts of open groups.
    """

    id: str
    programme_id: str
    programme_title: str
    product_id: str
    product_name: str
    disease: str
    disease_label: str
    endpoint_id: str | None
    label: str
    goal_percent: int | None
    changed: bool
    later_versions: tuple[LaterVersionRow, ...]
    source_kind: ResultSource
    verdict: VerdictFigure
    verdict_set: VerdictSetRow | None
    calculated: Calculated
    measure_text: str
    estimate: Figure
    low: Figure
    high: Figure
    patients: Figure
    cut_off: str
    lesson: str
    source: Source | None
    synthetic: bool
    as_of: date


def endpoint_results(
    snapshot: Snapshot,
    *,
    verdict: Verdict | None = None,
    product: str | None = None,
    disease: str | None = None,
    programme: str | None = None,
) -> tuple[EndpointResultRow, ...]:
    """Endpoint results in order of id. Source: sponsors and cited publications.

    A disease finds its narrower ones too; a verdict finds only published ones.
    """
    names, calculator = names_of(snapshot), Calculator(snapshot)
    rows = (
        _row(public, names, snapshot, calculator)
        for public in sorted(snapshot.endpoint_results, key=lambda public: public.result.id)
    )
    return tuple(
        row
        for row in rows
        if verdict in (None, row.verdict.value)
        and product in (None, row.product_id)
        and is_part_of(row.disease, disease)
        and programme in (None, row.programme_id)
    )


def _row(
    public: PublicEndpointResult, names: Names, snapshot: Snapshot, calculator: Calculator
) -> EndpointResultRow:
    result, as_of = public.result, snapshot.as_of
    shown = public.standing is Standing.PUBLISHED
    programme = names.programmes.get(result.programme_id)
    product_id = programme.product_id if programme else ""
    product = names.products.get(product_id)
    disease = programme.disease if programme else "not-stated"
    later = later_rows(programme, result.endpoint_id or "") if programme else ()
    return EndpointResultRow(
        id=result.id,
        programme_id=result.programme_id,
        programme_title=programme.title if programme else "",
        product_id=product_id,
        product_name=product.name if product else product_id,
        disease=disease,
        disease_label=disease_label(disease),
        endpoint_id=result.endpoint_id,
        label=result.label,
        goal_percent=_goal(public, names),
        changed=bool(later),
        later_versions=later,
        source_kind=result.source_kind,
        verdict=_verdict(public, as_of),
        verdict_set=_verdict_set(public, snapshot),
        calculated=calculator.of(result.programme_id, result.endpoint_id),
        measure_text=result.measure_text,
        estimate=_figure(public, result.estimate, as_of),
        low=_figure(public, result.low, as_of),
        high=_figure(public, result.high, as_of),
        patients=_figure(public, result.patients, as_of),
        cut_off=result.cut_off if shown else "",
        lesson=result.lesson if shown else "",
        source=result.source,
        synthetic=result.synthetic,
        as_of=as_of,
    )


def _verdict_set(public: PublicEndpointResult, snapshot: Snapshot) -> VerdictSetRow | None:
    if public.standing is not Standing.IN_SET:
        return None
    return next(
        VerdictSetRow(known.id, known.formed_on, known.programme_ids, known.met, known.total)
        for known in snapshot.verdict_sets
        if public.result.programme_id in known.programme_ids
    )


def _goal(public: PublicEndpointResult, names: Names) -> int | None:
    programme = names.programmes.get(public.result.programme_id)
    goals = (
        locked.endpoint.criterion.at_least_percent
        for locked in (programme.endpoints if programme else ())
        if locked.endpoint.id == public.result.endpoint_id
    )
    return next(goals, None)


def _withheld(public: PublicEndpointResult) -> Withheld:
    return Withheld(REASONS[public.standing], public.opens_on)


def _verdict(public: PublicEndpointResult, as_of: date) -> VerdictFigure:
    if public.standing is not Standing.PUBLISHED:
        return VerdictFigure(as_of, withheld=_withheld(public))
    if public.result.verdict is None:
        return VerdictFigure(as_of, withheld=Withheld(Reason.NOT_STATED))
    return VerdictFigure(as_of, public.result.verdict)


def _figure(public: PublicEndpointResult, value: float | None, as_of: date) -> Figure:
    if public.standing is not Standing.PUBLISHED:
        return Figure(as_of, withheld=_withheld(public))
    if value is not None:
        return Figure(as_of, value)
    cited = public.result.source_kind is ResultSource.PUBLICATION
    return Figure(
        as_of, withheld=Withheld(Reason.NOT_STATED if cited else Reason.FIGURES_NOT_PUBLIC)
    )
