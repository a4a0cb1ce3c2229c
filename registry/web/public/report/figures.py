"""The figures of a report: what each is a table of, its file, and the question that gives it.

The file of a figure has the columns of the view its rows are of (`registry/exports`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from msgspec import Struct

from registry.exports.release import FORMATS
from registry.exports.tables import rows_in
from registry.snapshot import Snapshot
from registry.views import VIEWS, View
from registry.views.cohort import Dimension
from registry.views.costs import pooled_costs
from registry.views.extent import Extent
from registry.views.follow_up import follow_up
from registry.views.report import (
    Row,
    approvals_of,
    centres_of,
    costs_of,
    decisions_of,
    overdue_of,
    programmes_of,
    results_of,
    year_and_all,
)
from registry.views.safety import safety

Rows = Callable[[Snapshot, Extent], Sequence[Struct]]

COUNTED = """\
{{ year: {field}(by: [{by}], filter: {{ {year} }}, first: {most}) {{ ...rows }}
  allYears: {field}(by: [{by}]{place}, first: {most}) {{ ...rows }} }}
fragment rows on {kind} {{ edges {{ node {{
  id keys {{ dimension label }} timing synthetic groups forming
  accepted {{ value withheld {{ text }} }} leftOut {{ patients text }}
  {fields}
}} }} }}"""
MOST_ROWS, MOST_ROWS_WITH_HORIZONS = 200, 20
"""As many rows as a query may cost; those with horizons are by four classes at the most."""
PATIENTS = "infusion { accepted { value } infused { value withheld { text } } }"
KNOWN = (
    "horizons { day accepted { value } known { value numerator denominator } missing { value } }"
)
EVENTS = """horizons { day accepted { value } infused { value }
    serious { patients ofAccepted { value low high numerator denominator } observed noneText }
    classes { label patients ofAccepted { value low high numerator denominator } observed } }"""


class Figure(Struct, frozen=True):
    """A figure: `view` names the columns of its file, `query` asks for the same in GraphQL."""

    id: str
    view: str
    rows: Rows
    query: Callable[[Extent], str]

    def file(self, snapshot: Snapshot, extent: Extent, ending: str) -> bytes:
        """Its rows as a file. The ending is one of `FILES`."""
        return file_of(VIEWS[self.view], self.rows(snapshot, extent), snapshot, ending)


def file_of(view: View, rows: Sequence[Struct], snapshot: Snapshot, ending: str) -> bytes:
    """Rows of a view as a file with its columns."""
    return b"".join(FORMATS[ending].write(rows_in(view, rows), snapshot))


FILES = ("csv", "json")


def listed(values: Iterable[str]) -> str:
    """Texts as a list in a query."""
    quoted = (f'"{value}"' for value in sorted(values))
    return f"[{', '.join(quoted)}]"


def filter_of(extent: Extent) -> str:
    """The filter of a report in a query."""
    asked = f"periods: {listed(extent.where[Dimension.PERIOD])}"
    return f'{asked}, countries: ["{extent.country}"]' if extent.country else asked


def asked_of(field: str, fields: str, by: Sequence[Dimension], extent: Extent) -> str:
    """The query for rows over sealed groups: of the year, and of all years."""
    kind = f"{field[0].upper()}{field[1:]}Connection"
    most = MOST_ROWS if fields == PATIENTS else MOST_ROWS_WITH_HORIZONS
    place = f', filter: {{ countries: ["{extent.country}"] }}' if extent.country else ""
    return COUNTED.format(
        field=field,
        kind=kind,
        by=", ".join(by),
        year=filter_of(extent),
        place=place,
        fields=fields,
        most=most,
    )


def both(
    view: Callable[..., Sequence[Row]], by: Sequence[Dimension], snapshot: Snapshot, extent: Extent
) -> list[Row]:
    """The rows of the year, then those of all years."""
    pairs = year_and_all(view, snapshot, extent, *by)
    return [row for pair in pairs for row in pair.rows]


def counted(id: str, *by: Dimension) -> Figure:
    """A figure of accepted and infused patients."""
    fields = PATIENTS if id != "completeness" else KNOWN
    rows, query = partial(both, follow_up, by), partial(asked_of, "followUp", fields, by)
    return Figure(id, "follow-up", rows, query)


def fixed(query: str) -> Callable[[Extent], str]:
    """A query with the country of a report, where it has one: `PLACE` stands for it."""

    def asked(extent: Extent) -> str:
        place = f'(country: "{extent.country}", first: 200)' if extent.country else "(first: 200)"
        return query.replace("PLACE", place)

    return asked


def figures() -> Iterator[Figure]:
    """Every figure of a report, in its order."""
    yield counted("patients")
    for id, dimension in BY.items():
        yield counted(id, dimension)
    yield Figure("goals", "endpoint-results", results_of, fixed(GOALS))
    by = (Dimension.ATMP_CLASS,)
    asked = partial(asked_of, "safety", EVENTS, by)
    yield Figure("safety", "safety", partial(both, safety, by), asked)
    yield Figure("costs", "costs", costs_of, fixed(COSTS))
    yield Figure("pooled-costs", "pooled-costs", pooled, fixed(POOLED))
    yield counted("completeness")
    yield Figure("overdue", "programmes", overdue_of, fixed(PROGRAMMES))
    yield Figure("decisions", "release-decisions", decisions_of, fixed(DECISIONS))
    yield Figure("programmes", "programmes", programmes_of, fixed(PROGRAMMES))
    yield Figure("approvals", "approvals", approvals_of, fixed(APPROVALS))
    yield Figure("centres", "centres", centres_of, fixed(CENTRES))


def pooled(snapshot: Snapshot, extent: Extent) -> Sequence[Struct]:
    """Costs over sponsors, which have neither a year nor a country."""
    return () if extent.country else pooled_costs(snapshot)


BY = {
    "patients-by-country": Dimension.COUNTRY,
    "patients-by-class": Dimension.ATMP_CLASS,
    "patients-by-disease": Dimension.DISEASE,
    "patients-by-route": Dimension.ROUTE,
}
GOALS = """\
{ endpointResults(first: 200) { edges { node {
  id label programmeTitle goalPercent verdict { value text withheld { text opensOn } }
  calculated { share { value low high numerator denominator } withheld { text } }
  estimate { value withheld { text } } low { value } high { value } patients { value } synthetic
} } } }"""
COSTS = """\
{ costsPLACE { edges { node {
  id coversText programmeTitle sponsorName year basis amount { value currency text } synthetic
} } } }"""
POOLED = """\
{ pooledCosts(first: 200) { edges { node {
  id productClass category per median { value currency text withheld { text } } synthetic
} } } }"""
PROGRAMMES = """\
{ programmes(first: 200) { edges { node {
  id title sponsorName registeredOn stage overdue resultDueOn plannedPatients synthetic
} } } }"""
DECISIONS = """\
{ releaseDecisions(first: 200) { edges { node {
  id programmeTitle stage open openedOn latestOn missed explanation synthetic
} } } }"""
APPROVALS = """\
{ approvalsPLACE { edges { node {
  id productName country authorityName diseaseLabel events { kind on reason } validTo synthetic
} } } }"""
CENTRES = "{ centresPLACE { edges { node { id name city country synthetic } } } }"

FIGURES = {figure.id: figure for figure in figures()}
