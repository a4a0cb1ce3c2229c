"""A year in all Member States or one: what of every public table belongs to it.

Nothing is counted here that no other answer has: rows over sealed groups are those of the views
under a filter by both half-years and the country, and everything else is chosen from their rows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Generic, TypeVar

from msgspec import Struct

from registry.model.codes import ResultSource
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.cohort import Dimension
from registry.views.cohort_rows import CohortRow
from registry.views.costs import CostRow, costs
from registry.views.decisions import DecisionRow, decisions
from registry.views.directory import CentreRow, centres
from registry.views.endpoint_results import EndpointResultRow, endpoint_results
from registry.views.extent import Extent, event_days, own_programmes
from registry.views.names import names_of
from registry.views.products import ApprovalRow, approvals
from registry.views.programmes import ProgrammeRow, programmes
from registry.views.reasons import EFFICACY_STAGES

Row = TypeVar("Row", bound=CohortRow)


class YearAndAll(Struct, Generic[Row], frozen=True):
    """A row of the year, and that of all years with the same keys; either may be missing."""

    year: Row | None
    every: Row | None

    @property
    def rows(self) -> tuple[Row, ...]:
        """Those that are there, that of the year first."""
        return tuple(row for row in (self.year, self.every) if row is not None)


def approvals_of(snapshot: Snapshot, extent: Extent) -> list[ApprovalRow]:
    """National approvals whose history has begun by the end of the year, or tells no day."""
    rows = (row for row in approvals(snapshot) if extent.holds(row.country))
    return [row for row in rows if _begun(row, extent)]


def programmes_of(snapshot: Snapshot, extent: Extent) -> list[ProgrammeRow]:
    """Programmes of sponsors registered by the end of the year, with a site in the country.

    A programme that names no site is in the country of its sponsor.
    """
    names = names_of(snapshot)

    def places(row: ProgrammeRow) -> set[str]:
        sites = {names.centres[id].country for id in row.centre_ids if id in names.centres}
        sponsor = names.organisations.get(row.sponsor_id or "")
        return sites or ({sponsor.country} if sponsor else set())

    own = (row for row in programmes(snapshot) if row.sponsor_id is not None)
    by_then = (row for row in own if row.registered_on <= extent.last)
    return [row for row in by_then if not extent.country or extent.country in places(row)]


def centres_of(snapshot: Snapshot, extent: Extent) -> tuple[CentreRow, ...]:
    """Centres of the country as the snapshot knows them: a centre has no year."""
    return centres(snapshot, country=extent.country or None)


def results_of(snapshot: Snapshot, extent: Extent) -> list[EndpointResultRow]:
    """Verdicts that became public in the year: of a sponsor's programme here, or elsewhere."""
    since = dict(_public_since(snapshot))
    rows = (row for row in endpoint_results(snapshot) if row.id in since)
    mine = {row.id for row in programmes_of(snapshot, extent)}
    return [
        row
        for row in rows
        if since[row.id].year == extent.year and (not extent.country or row.programme_id in mine)
    ]


def undated_results(snapshot: Snapshot) -> int:
    """How many results are known from publications that name no day, and so are of no year."""
    since = {id for id, _ in _public_since(snapshot)}
    cited = (row.result for row in snapshot.endpoint_results)
    return sum(
        result.source_kind is ResultSource.PUBLICATION and result.id not in since
        for result in cited
    )


def costs_of(snapshot: Snapshot, extent: Extent) -> list[CostRow]:
    """Costs of the year under their sponsors' names, by the sponsor's country."""
    rows = costs(snapshot, country=extent.country or None)
    return [row for row in rows if row.year == extent.year]


def decisions_of(snapshot: Snapshot, extent: Extent) -> list[DecisionRow]:
    """The decisions on the programmes of a report."""
    mine = {row.id for row in programmes_of(snapshot, extent)}
    return [row for row in decisions(snapshot) if row.programme_id in mine]


def overdue_of(snapshot: Snapshot, extent: Extent) -> list[ProgrammeRow]:
    """Programmes whose result was due by the end of the year and is still not reported."""
    late = (row for row in programmes_of(snapshot, extent) if row.overdue)
    return [row for row in late if row.result_due_on and row.result_due_on <= extent.last]


def year_and_all(
    view: Callable[..., Sequence[Row]], snapshot: Snapshot, extent: Extent, *by: Dimension
) -> list[YearAndAll[Row]]:
    """The rows of a view of the year beside those of all years, in order of the latter's ids."""
    found: dict[tuple[object, ...], list[Row | None]] = {}
    for place, where in enumerate((extent.where, extent.place)):
        for row in view(snapshot, by=by, where=where):
            found.setdefault(_same(row), [None, None])[place] = row
    pairs = [YearAndAll(year, every) for year, every in found.values()]
    return sorted(pairs, key=lambda pair: pair.rows[-1].id)


def told_by(
    pairs: Iterable[YearAndAll[Row]], snapshot: Snapshot, extent: Extent
) -> list[YearAndAll[Row]]:
    """The pairs that have something to say by the end of the year; what is only cited has not."""
    begun = {row.programme.id for row in own_programmes(snapshot) if _is_registered(row, extent)}
    return [pair for pair in pairs if _says(pair, begun)]


def _same(row: CohortRow) -> tuple[object, ...]:
    return row.keys, row.timing, row.synthetic


def _says(pair: YearAndAll[Row], begun: set[str]) -> bool:
    """Whether a pair shows a number of the year, or is of a programme that had begun by then."""
    if pair.year is not None and (pair.year.groups or pair.year.left_out):
        return True
    return any(programme.id in begun for row in pair.rows for programme in row.programmes)


def _is_registered(row: PublicProgramme, extent: Extent) -> bool:
    return row.programme.registered_on <= extent.last


def _begun(row: ApprovalRow, extent: Extent) -> bool:
    days = event_days(row.events)
    return not row.events or any(day <= extent.last for day in days)


def _public_since(snapshot: Snapshot) -> Iterator[tuple[str, date]]:
    """Ids of endpoint results, each with the day from which its verdict can be read."""
    opened = {row.programme.id: _opened_on(row) for row in snapshot.programmes}
    for public in snapshot.endpoint_results:
        result = public.result
        cited = result.source_kind is ResultSource.PUBLICATION
        day = result.published_on if cited else opened.get(result.programme_id)
        if day is not None:
            yield result.id, day


def _opened_on(row: PublicProgramme) -> date | None:
    """When the first stage opened with which verdicts do."""
    opened = (d.opened_on for d in row.decisions if d.open and d.stage in EFFICACY_STAGES)
    return min((day for day in opened if day is not None), default=None)
