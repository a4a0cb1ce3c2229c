"""Who owes a result, what was missed, what opened and what opens next year; what there is."""

from collections.abc import Sequence

from registry import texts
from registry.language import ENGLISH, marked
from registry.model.product import last_day
from registry.views.approval_state import ApprovalState, approval_state
from registry.views.decisions import DecisionRow
from registry.views.extent import Extent
from registry.views.names import names_of
from registry.views.products import ApprovalRow
from registry.views.programmes import ProgrammeRow
from registry.views.report import (
    approvals_of,
    centres_of,
    decisions_of,
    overdue_of,
    programmes_of,
)
from registry.web.public.frame import Asked
from registry.web.public.report.figures import FIGURES
from registry.web.public.results.blocks import Block
from registry.web.public.results.cells import (
    NOT_STATED,
    Cell,
    Table,
    Tag,
    capital,
    day_cell,
    fictional,
    listed,
)
from registry.web.public.results.facts import history
from registry.web.public.results.of_programme import ROUTES
from registry.web.public.results.releases import calendar_rows, opened_table, owing_row
from registry.web.public.results.schedule import Opening, ReleaseDay, opened_since, openings

STATES = {
    ApprovalState.CURRENT: Tag(marked("Held"), "good"),
    ApprovalState.SUSPENDED: Tag(marked("Suspended"), "care"),
    ApprovalState.ENDED: Tag(marked("Ended")),
    ApprovalState.NOT_STATED: Tag(marked("State not known"), "closed"),
}


def overdue_block(asked: Asked, extent: Extent) -> Block:
    """Who owes a result that was due by the end of the year."""
    rows = tuple(owing_row(asked, row) for row in overdue_of(asked.snapshot, extent))
    heads = (marked("Programme"), marked("Sponsor"), marked("Result"), marked("State"))
    none = ENGLISH.say(
        "No result that was due by the end of %(year)s is missing.", year=extent.year
    )
    table = Table(marked("Who is overdue"), heads, rows, none)
    return Block(
        "overdue", marked("Who is overdue"), table, "programmes", FIGURES["overdue"].query(extent)
    )


def missed(asked: Asked, extent: Extent) -> list[str]:
    """Release dates of the year that passed without a release, and stages opened too late."""
    days = [on for on in asked.snapshot.missed_releases if on.year == extent.year]
    late = [row for row in decided(asked, extent) if row.missed and due_in(row, extent.year)]
    passed = listed([texts.day(on) for on in days], ENGLISH)
    said = [ENGLISH.say("Passed without a release: %(days)s.", days=passed)] if days else []
    if late:
        said.append(opened_later(len(late), extent.year))
    return said or [ENGLISH.say("No release date of %(year)s was missed.", year=extent.year)]


def opened_later(stages: int, year: int) -> str:
    """How many stages of the year opened in a later one."""
    return ENGLISH.plural(
        "Promised for %(year)s and opened later: %(num)s stage.",
        "Promised for %(year)s and opened later: %(num)s stages.",
        stages,
        year=year,
    )


def decided(asked: Asked, extent: Extent) -> list[DecisionRow]:
    """The decisions on the programmes of the report."""
    return decisions_of(asked.snapshot, extent)


def due_in(row: DecisionRow, year: int) -> bool:
    """Whether a stage was to open in a year at the latest."""
    return row.latest_on is not None and row.latest_on.year == year


def opened_block(asked: Asked, extent: Extent) -> Block:
    """The stages that opened in the year."""
    rows = opened_since(decided(asked, extent))
    table = opened_table(asked, [row for row in rows if is_in(row, extent.year)])
    none = ENGLISH.say("Nothing opened in %(year)s.", year=extent.year)
    shown = Table(table.caption, table.heads, table.rows, none)
    title = ENGLISH.say("Opened in %(year)s", year=extent.year)
    query = FIGURES["decisions"].query(extent)
    return Block("decisions", title, shown, "release-decisions", query)


def is_in(row: DecisionRow, year: int) -> bool:
    """Whether a stage opened in a year."""
    return row.opened_on is not None and row.opened_on.year == year


def coming_table(asked: Asked, extent: Extent) -> Table:
    """What opens in the year after, at the latest, as far as it has not opened yet."""
    year = extent.year + 1
    found: dict[object, list[Opening]] = {}
    for opening in openings(decided(asked, extent)):
        if opening.on.year == year and opening.on > asked.snapshot.as_of:
            found.setdefault(opening.on, []).append(opening)
    days = [ReleaseDay(some[0].on, tuple(some)) for some in found.values()]
    rows = [
        row for day in sorted(days, key=lambda day: day.on) for row in calendar_rows(day, ENGLISH)
    ]
    heads = (marked("Release date"), marked("Opens on it at the latest"), marked("Products"))
    title = ENGLISH.say("Opens in %(year)s", year=year)
    none = ENGLISH.say("No stage has a latest date in %(year)s.", year=year)
    return Table(title, heads, tuple(rows), none)


def programmes_block(asked: Asked, extent: Extent) -> Block:
    """The programmes registered by the end of the year."""
    rows = tuple(programme_row(asked, row) for row in programmes_of(asked.snapshot, extent))
    heads = (
        marked("Programme"),
        marked("Sponsor"),
        marked("Legal route"),
        marked("Registered"),
        marked("How far"),
    )
    none = ENGLISH.say(
        "No sponsor had registered a programme by the end of %(year)s.", year=extent.year
    )
    table = Table(marked("Programmes"), heads, rows, none)
    query = FIGURES["programmes"].query(extent)
    return Block("programmes", marked("Programmes"), table, "programmes", query)


def programme_row(asked: Asked, row: ProgrammeRow) -> tuple[Cell, ...]:
    """A programme."""
    href, invented = asked.href(f"/products/{row.product_id}"), fictional(row.synthetic, ENGLISH)
    return (
        Cell(row.title, row.disease_label, href, invented),
        Cell(row.sponsor_name or NOT_STATED),
        Cell(ROUTES[row.route]),
        day_cell(row.registered_on, ENGLISH),
        Cell(capital(texts.STAGES[row.stage])),
    )


def approvals_block(asked: Asked, extent: Extent) -> Block:
    """National approvals with their history, and their state at the end of the year."""
    rows = tuple(approval_row(asked, extent, row) for row in approvals_of(asked.snapshot, extent))
    heads = (
        marked("Product"),
        marked("Country"),
        marked("History"),
        ENGLISH.say("At the end of %(year)s", year=extent.year),
    )
    none = ENGLISH.say(
        "No national approval of %(year)s or before is known here.", year=extent.year
    )
    table = Table(marked("National approvals"), heads, rows, none)
    query = FIGURES["approvals"].query(extent)
    return Block("approvals", marked("National approvals"), table, "approvals", query)


def approval_row(asked: Asked, extent: Extent, row: ApprovalRow) -> tuple[Cell, ...]:
    """An approval."""
    on = min(extent.last, asked.snapshot.as_of)
    state = approval_state(names_of(asked.snapshot).approvals.get(row.id), on)
    href, invented = asked.href(f"/products/{row.product_id}"), fictional(row.synthetic, ENGLISH)
    return (
        Cell(row.product_name, row.disease_label, href, invented),
        Cell(ENGLISH.country(row.country), row.authority_name),
        Cell(history(row, ENGLISH)),
        Cell("", tags=(STATES[state],)),
    )


def granted_in(rows: Sequence[ApprovalRow], year: int) -> int:
    """How many of these were granted in a year, as exactly as their sources say."""
    days = ([last_day(e.on) for e in row.events if e.kind.value == "GRANTED"] for row in rows)
    return sum(any(day is not None and day.year == year for day in some) for some in days)


def centres_block(asked: Asked, extent: Extent) -> Block:
    """The centres of today: a centre has no year."""
    rows = tuple(
        (
            Cell(row.name, href=asked.href(f"/centres/{row.id}"),
                 tags=fictional(row.synthetic, ENGLISH)),
            Cell(row.city),
            Cell(ENGLISH.country(row.country)),
        )
        for row in centres_of(asked.snapshot, extent)
    )  # fmt: skip
    heads = (marked("Centre"), marked("Town"), marked("Country"))
    table = Table(marked("Centres"), heads, rows, marked("No centre is listed here."))
    query = FIGURES["centres"].query(extent)
    return Block("centres", marked("Centres, as known today"), table, "centres", query)
