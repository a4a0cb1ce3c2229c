"""How long do patients live, and how long without an event: curves with interval and table."""

from collections.abc import Iterator

from registry import texts
from registry.snapshot import Snapshot
from registry.views.curve_rows import CurveKind, SurvivalCurve, SurvivalPoint, SurvivalRow
from registry.views.survival import survival
from registry.web.charts import CurvePoint, CurveWords, Figure, curve
from registry.web.public.results.blocks import Block, at_row, beside, of_programme
from registry.web.public.results.cells import (
    At,
    Cell,
    Table,
    number_cell,
    rate_cell,
    share_cell,
    why,
    withheld_cell,
)

SHARES = ("0%", "25%", "50%", "75%", "100%")
HEADS = ("Day", "Groups", "At risk", "Events", "Lost", "Share", "Followed")
TITLES = {
    CurveKind.SURVIVAL: "Share of patients alive",
    CurveKind.FIRST_EVENT: "Share alive without relapse, next therapy or new cancer",
}
OF = {
    "of_accepted": ("all accepted, from acceptance", "Time since acceptance"),
    "of_infused": ("the infused, from first treatment", "Time since first treatment"),
}
QUERY = """\
{{ survival(by: [PROGRAMME], curve: {curve}, filter: {{ programmes: ["{programme}"] }},
  first: 20) {{
  edges {{ node {{ keys {{ label }} timing {field} {{
    groups accepted {{ value }} withheld {{ text opensOn condition }}
    points {{
      day groups atRisk lost completeness {{ value numerator denominator }}
      events {{ text patients }}
      survival {{ value low high betaLow betaHigh withheld {{ text }} }}
    }}
  }} }} }} }} }}"""
NOTE = (
    "Life table, log-log 95% interval; {groups} groups at first, each as far as it has been "
    "followed. The two curves are never compared: to be infused one has to live long enough."
)


def survival_blocks(snapshot: Snapshot, programme: str) -> Iterator[Block]:
    """The curves of a programme: of all accepted, and of the infused where one is public."""
    for kind in CurveKind:
        for row in survival_rows(snapshot, programme, kind):
            yield curve_block(row, programme, "of_accepted")
            if row.of_infused.points:
                yield curve_block(row, programme, "of_infused")


def survival_rows(snapshot: Snapshot, programme: str, kind: CurveKind) -> list[SurvivalRow]:
    """The curves of one kind: prospective and retrospective patients never share one."""

    def view(snapshot: Snapshot, **asked: object) -> tuple[SurvivalRow, ...]:
        return survival(snapshot, curve=kind, **asked)  # type: ignore[arg-type]

    return of_programme(view, snapshot, programme)


def curve_block(row: SurvivalRow, programme: str, field: str) -> Block:
    """One curve as a drawing and as a table, or why there is none."""
    found: SurvivalCurve = getattr(row, field)
    at, whom = at_row("survival", row), OF[field][0]
    late = ", registered afterwards" if row.timing == "RETROSPECTIVE" else ""
    title = f"{TITLES[row.curve]}: {whom}{late}"
    table = curve_table(found, at, field, title)
    return Block(
        f"{row.curve}-{field}-{row.timing}-{programme}".lower().replace("_", "-"),
        title,
        table,
        "survival",
        query_of(row, programme, field),
        notes=beside([row]),
        figure=drawing(found, table, title, OF[field][1]) if found.points else None,
    )


def query_of(row: SurvivalRow, programme: str, field: str) -> str:
    """The question behind a curve."""
    name = {"of_accepted": "ofAccepted", "of_infused": "ofInfused"}[field]
    return QUERY.format(curve=row.curve.name, programme=programme, field=name)


def curve_table(found: SurvivalCurve, at: At, field: str, title: str) -> Table:
    """A row for each horizon; without any, the reason in the place of all."""
    if not found.points and found.withheld is not None:
        where = at.of(f"{field}.withheld")
        row = (Cell("Every day"), withheld_cell(found.withheld, where, span=len(HEADS) - 1))
        return Table(title, HEADS, (row,))
    rows = tuple(point_row(point, at, f"{field}.points") for point in found.points)
    return Table(title, HEADS, rows)


def point_row(point: SurvivalPoint, at: At, measure: str) -> tuple[Cell, ...]:
    """What is known at a horizon."""
    item = str(point.day)
    events = sum(event.patients for event in point.events)
    told = ", ".join(
        f"{event.patients} {texts.CAUSES[event.cause]}" for event in point.events if event.patients
    )
    return (
        Cell(f"{point.day:,}", span(point.day)),
        number_cell(point.groups, at.of(f"{measure}.groups", item)),
        number_cell(point.at_risk, at.of(f"{measure}.at_risk", item)),
        Cell(f"{events:,}", told, number=True),
        number_cell(point.lost, at.of(f"{measure}.lost", item)),
        share_cell(point.survival, at.of(f"{measure}.survival", item)),
        rate_cell(point.completeness, at.of(f"{measure}.completeness", item)),
    )


def drawing(found: SurvivalCurve, table: Table, title: str, axis: str) -> Figure:
    """The curve, its interval, and how many were at risk."""
    points = [drawn(point) for point in found.points]
    last = found.points[-1]
    shown = why(last.survival.withheld) if last.survival.withheld else said(last)
    words = CurveWords(
        title,
        f"{title}. {shown}",
        axis,
        "Patients at risk",
        SHARES,
        HEADS,
        table.words,
        "Not shown: later days are not public yet.",
        NOTE.format(groups=found.points[0].groups),
    )
    return curve(points, words, max(365, round(last.day * 1.25)), 1.0)


def said(point: SurvivalPoint) -> str:
    """The last estimate in words."""
    value = point.survival.value
    return f"At day {point.day:,}: {value:.0%}." if value is not None else ""


def drawn(point: SurvivalPoint) -> CurvePoint:
    """A horizon in the drawing."""
    figure = point.survival
    return CurvePoint(
        point.day, span(point.day), point.at_risk, figure.value, figure.low, figure.high
    )


def span(day: int) -> str:
    """A horizon as people say it: 6 mo, 2 y."""
    months = round(day * 12 / 365.25)
    return f"{months} mo" if months % 12 else f"{months // 12} y"
