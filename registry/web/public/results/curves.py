"""How long do patients live, and how long without an event: curves with interval and table."""

from collections.abc import Iterator

from registry import texts
from registry.language import Language, marked
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
    said,
    share_cell,
    why,
    withheld_cell,
)

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
HEADS = (
    marked("Day"),
    marked("Groups"),
    marked("At risk"),
    marked("Events"),
    marked("Lost"),
    marked("Share"),
    marked("Followed"),
)
TITLES = {
    CurveKind.SURVIVAL: marked("Share of patients alive"),
    CurveKind.FIRST_EVENT: marked("Share alive without relapse, next therapy or new cancer"),
}
OF = {
    "of_accepted": (marked("all accepted, from acceptance"), marked("Time since acceptance")),
    "of_infused": (
        marked("the infused, from first treatment"),
        marked("Time since first treatment"),
    ),
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
NOTE = marked(
    "Life table, log-log 95%% interval; %(groups)s groups at first, each as far as it has been "
    "followed. The two curves are never compared: to be infused one has to live long enough."
)


def survival_blocks(snapshot: Snapshot, programme: str, language: Language) -> Iterator[Block]:
    """The curves of a programme: of all accepted, and of the infused where one is public."""
    for kind in CurveKind:
        for row in survival_rows(snapshot, programme, kind):
            yield curve_block(row, programme, "of_accepted", language)
            if row.of_infused.points:
                yield curve_block(row, programme, "of_infused", language)


def survival_rows(snapshot: Snapshot, programme: str, kind: CurveKind) -> list[SurvivalRow]:
    """The curves of one kind: prospective and retrospective patients never share one."""

    def view(snapshot: Snapshot, **asked: object) -> tuple[SurvivalRow, ...]:
        return survival(snapshot, curve=kind, **asked)  # type: ignore[arg-type]

    return of_programme(view, snapshot, programme)


def curve_block(row: SurvivalRow, programme: str, field: str, language: Language) -> Block:
    """One curve as a drawing and as a table, or why there is none."""
    found: SurvivalCurve = getattr(row, field)
    at, (_, axis) = at_row("survival", row), OF[field]
    title = title_of(row, field, language)
    table = curve_table(found, at.of(field), title, language)
    return Block(
        f"{row.curve}-{field}-{row.timing}-{programme}".lower().replace("_", "-"),
        title,
        table,
        "survival",
        query_of(row, programme, field),
        notes=beside([row], language),
        figure=drawing(found, table, language.say(axis), language) if found.points else None,
    )


def title_of(row: SurvivalRow, field: str, language: Language) -> str:
    """What a curve shows, of whom."""
    whom = language.say(OF[field][0])
    if row.timing == "RETROSPECTIVE":
        whom = language.say("%(whom)s, registered afterwards", whom=whom)
    return f"{language.say(TITLES[row.curve])}: {whom}"


def query_of(row: SurvivalRow, programme: str, field: str) -> str:
    """The question behind a curve."""
    name = {"of_accepted": "ofAccepted", "of_infused": "ofInfused"}[field]
    return QUERY.format(curve=row.curve.name, programme=programme, field=name)


def curve_table(found: SurvivalCurve, at: At, title: str, language: Language) -> Table:
    """A row for each horizon; without any, the reason in the place of all."""
    heads = said(HEADS, language)
    if not found.points and found.withheld is not None:
        where = at.of(f"{at.measure}.withheld")
        reason = withheld_cell(found.withheld, language, where, span=len(HEADS) - 1)
        return Table(title, heads, ((Cell(language.say("Every day")), reason),))
    rows = tuple(point_row(point, at, language) for point in found.points)
    return Table(title, heads, rows)


def point_row(point: SurvivalPoint, of: At, language: Language) -> tuple[Cell, ...]:
    """What is known at a horizon."""
    number = language.number

    def at(name: str) -> At:
        return of.of(f"{of.measure}.points.{name}", str(point.day))

    events = sum(event.patients for event in point.events)
    return (
        Cell(number(point.day), span(point.day, language)),
        number_cell(point.groups, language, at("groups")),
        number_cell(point.at_risk, language, at("at_risk")),
        Cell(number(events), causes(point, language), number=True),
        number_cell(point.lost, language, at("lost")),
        share_cell(point.survival, at("survival"), language),
        rate_cell(point.completeness, at("completeness"), language),
    )


def causes(point: SurvivalPoint, language: Language) -> str:
    """How many events there were of each kind: death: 2, relapse or progression: 1."""
    return ", ".join(
        f"{language.say(texts.CAUSES[event.cause])}: {language.number(event.patients)}"
        for event in point.events
        if event.patients
    )


def drawing(found: SurvivalCurve, table: Table, axis: str, language: Language) -> Figure:
    """The curve, its interval, and how many were at risk."""
    say, last = language.say, found.points[-1]
    words = CurveWords(
        table.caption,
        f"{table.caption}. {last_estimate(last, language)}",
        axis,
        say("Patients at risk"),
        shares(language),
        table.heads,
        table.words,
        say("Not shown: later days are not public yet."),
        say(NOTE, groups=found.points[0].groups),
    )
    points = [drawn(point, language) for point in found.points]
    return curve(points, words, max(365, round(last.day * 1.25)), 1.0)


def shares(language: Language) -> tuple[str, str, str, str, str]:
    """The shares on the upright axis."""
    none, quarter, half, three, all_ = map(language.percent, SHARES)
    return none, quarter, half, three, all_


def last_estimate(point: SurvivalPoint, language: Language) -> str:
    """The last estimate in words, or why there is none."""
    if point.survival.withheld:
        return why(point.survival.withheld, language)
    value, day = point.survival.value, language.number(point.day)
    if value is None:
        return ""
    return language.say("At day %(day)s: %(share)s.", day=day, share=language.percent(value))


def drawn(point: SurvivalPoint, language: Language) -> CurvePoint:
    """A horizon in the drawing."""
    figure, label = point.survival, span(point.day, language)
    return CurvePoint(point.day, label, point.at_risk, figure.value, figure.low, figure.high)


def span(day: int, language: Language) -> str:
    """A horizon as people say it: 6 mo, 2 y."""
    months = round(day * 12 / 365.25)
    if months % 12:
        return language.say("%(months)s mo", months=months)
    return language.say("%(years)s y", years=months // 12)
