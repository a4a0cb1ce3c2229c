"""Who owes a result, what was missed, what opened and what opens next year; what there is."""

from collections.abc import Sequence
from datetime import date

from registry import texts
from registry.language import Language, marked
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
    Cell,
    Table,
    Tag,
    capital,
    day,
    day_cell,
    fictional,
    listed,
    not_stated,
    said,
)
from registry.web.public.results.facts import history
from registry.web.public.results.of_programme import ROUTES
from registry.web.public.results.releases import (
    DATE_HEADS,
    OWING_HEADS,
    calendar_rows,
    opened_table,
    owing_row,
)
from registry.web.public.results.schedule import Opening, ReleaseDay, opened_since, openings
from registry.web.public.wording import english, name

STATES = {
    ApprovalState.CURRENT: Tag(marked("Held"), "good"),
    ApprovalState.SUSPENDED: Tag(marked("Suspended"), "care"),
    ApprovalState.ENDED: Tag(marked("Ended")),
    ApprovalState.NOT_STATED: Tag(marked("State not known"), "closed"),
}

PROGRAMME_HEADS = (
    marked("Programme"),
    marked("Sponsor"),
    marked("Legal route"),
    marked("Registered"),
    marked("How far"),
)


def overdue_block(asked: Asked, extent: Extent) -> Block:
    """Who owes a result that was due by the end of the year."""
    say, title = asked.language.say, asked.language.say("Who is overdue")
    rows = tuple(owing_row(asked, row) for row in overdue_of(asked.snapshot, extent))
    none = say("No result that was due by the end of %(year)s is missing.", year=extent.year)
    table = Table(title, said(OWING_HEADS, asked.language), rows, none)
    return Block("overdue", title, table, "programmes", FIGURES["overdue"].query(extent))


def missed(asked: Asked, extent: Extent) -> list[str]:
    """Release dates of the year that passed without a release, and stages opened too late."""
    language, year = asked.language, extent.year
    days = [on for on in asked.snapshot.missed_releases if on.year == year]
    late = [row for row in decided(asked, extent) if row.missed and due_in(row, year)]
    passed = listed([day(on, language) for on in days], language)
    told = [language.say("Passed without a release: %(days)s.", days=passed)] if days else []
    if late:
        told.append(opened_later(len(late), year, language))
    return told or [language.say("No release date of %(year)s was missed.", year=year)]


def opened_later(stages: int, year: int, language: Language) -> str:
    """How many stages of the year opened in a later one."""
    return language.plural(
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
    none = asked.language.say("Nothing opened in %(year)s.", year=extent.year)
    shown = Table(table.caption, table.heads, table.rows, none)
    title = asked.language.say("Opened in %(year)s", year=extent.year)
    query = FIGURES["decisions"].query(extent)
    return Block("decisions", title, shown, "release-decisions", query)


def is_in(row: DecisionRow, year: int) -> bool:
    """Whether a stage opened in a year."""
    return row.opened_on is not None and row.opened_on.year == year


def coming_table(asked: Asked, extent: Extent) -> Table:
    """What opens in the year after, at the latest, as far as it has not opened yet."""
    year, language = extent.year + 1, asked.language
    found: dict[date, list[Opening]] = {}
    for opening in openings(decided(asked, extent)):
        if opening.on.year == year and opening.on > asked.snapshot.as_of:
            found.setdefault(opening.on, []).append(opening)
    releases = [ReleaseDay(on, tuple(some)) for on, some in sorted(found.items())]
    rows = tuple(row for release in releases for row in calendar_rows(release, language))
    title = language.say("Opens in %(year)s", year=year)
    none = language.say("No stage has a latest date in %(year)s.", year=year)
    return Table(title, said(DATE_HEADS, language), rows, none)


def programmes_block(asked: Asked, extent: Extent) -> Block:
    """The programmes registered by the end of the year."""
    say = asked.language.say
    rows = tuple(programme_row(asked, row) for row in programmes_of(asked.snapshot, extent))
    none = say("No sponsor had registered a programme by the end of %(year)s.", year=extent.year)
    table = Table(say("Programmes"), said(PROGRAMME_HEADS, asked.language), rows, none)
    query = FIGURES["programmes"].query(extent)
    return Block("programmes", say("Programmes"), table, "programmes", query)


def programme_row(asked: Asked, row: ProgrammeRow) -> tuple[Cell, ...]:
    """A programme."""
    language, say = asked.language, asked.language.say
    href, invented = asked.href(f"/products/{row.product_id}"), fictional(row.synthetic, language)
    return (
        Cell(english(row.title, language), say(row.disease_label), href, invented),
        Cell(name(row.sponsor_name) or not_stated(language)),
        Cell(say(ROUTES[row.route])),
        day_cell(row.registered_on, language),
        Cell(capital(say(texts.STAGES[row.stage]))),
    )


def approvals_block(asked: Asked, extent: Extent) -> Block:
    """National approvals with their history, and their state at the end of the year."""
    say, year = asked.language.say, extent.year
    rows = tuple(approval_row(asked, extent, row) for row in approvals_of(asked.snapshot, extent))
    last = say("At the end of %(year)s", year=year)
    heads = (say("Product"), say("Country"), say("History"), last)
    none = say("No national approval of %(year)s or before is known here.", year=year)
    table = Table(say("National approvals"), heads, rows, none)
    query = FIGURES["approvals"].query(extent)
    return Block("approvals", table.caption, table, "approvals", query)


def approval_row(asked: Asked, extent: Extent, row: ApprovalRow) -> tuple[Cell, ...]:
    """An approval."""
    on = min(extent.last, asked.snapshot.as_of)
    state = approval_state(names_of(asked.snapshot).approvals.get(row.id), on)
    language, mark = asked.language, STATES[state]
    href, invented = asked.href(f"/products/{row.product_id}"), fictional(row.synthetic, language)
    return (
        Cell(name(row.product_name), language.say(row.disease_label), href, invented),
        Cell(language.country(row.country), english(row.authority_name, language)),
        Cell(history(row, language)),
        Cell("", tags=(Tag(language.say(mark.words), mark.colour),)),
    )


def granted_in(rows: Sequence[ApprovalRow], year: int) -> int:
    """How many of these were granted in a year, as exactly as their sources say."""
    days = ([last_day(e.on) for e in row.events if e.kind.value == "GRANTED"] for row in rows)
    return sum(any(day is not None and day.year == year for day in some) for some in days)


def centres_block(asked: Asked, extent: Extent) -> Block:
    """The centres of today: a centre has no year."""
    language, say = asked.language, asked.language.say
    rows = tuple(
        (
            Cell(name(row.name), href=asked.href(f"/centres/{row.id}"),
                 tags=fictional(row.synthetic, language)),
            Cell(name(row.city)),
            Cell(language.country(row.country)),
        )
        for row in centres_of(asked.snapshot, extent)
    )  # fmt: skip
    heads = (say("Centre"), say("Town"), say("Country"))
    table = Table(say("Centres"), heads, rows, say("No centre is listed here."))
    query = FIGURES["centres"].query(extent)
    return Block("centres", say("Centres, as known today"), table, "centres", query)
