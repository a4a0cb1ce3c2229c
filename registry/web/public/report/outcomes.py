"""What the year brought to light: goals met and not, events, costs, and how completely."""

from collections.abc import Iterator, Sequence

from registry.language import ENGLISH, marked
from registry.views.cohort import Dimension
from registry.views.costs import pooled_costs
from registry.views.endpoint_results import EndpointResultRow
from registry.views.extent import Extent
from registry.views.follow_up import FollowUpRow, follow_up
from registry.views.report import costs_of, results_of, told_by, undated_results, year_and_all
from registry.views.safety import SafetyAt, SafetyRow, safety
from registry.web.charts import Bar, BarWords, ForestRow, ForestWords, bars, forest
from registry.web.charts import Figure as Drawing
from registry.web.public.frame import Asked
from registry.web.public.report.figures import FIGURES
from registry.web.public.report.patients import head, named
from registry.web.public.results import endpoints, facts
from registry.web.public.results.blocks import Block
from registry.web.public.results.cells import At, Cell, Table, count_cell, rate_cell, with_interval
from registry.web.public.results.safe import HEADS as EVENT_HEADS
from registry.web.public.results.safe import NOBODY, class_row, says_nothing

MOST_DRAWN = 40
EVENTS = marked(
    "Up to the last day that is public, whoever judges what caused it. None observed is not none. "
    "Shares and their intervals are of all accepted, looked at to the end or not. "
    "Classes that nobody of a row had stand in the file."
)
KNOWN_HEADS = (
    marked("Whom"),
    marked("Accepted"),
    marked("Known to be alive or dead"),
    marked("Missing"),
)
Told = tuple[str, SafetyRow]


def goals_block(asked: Asked, extent: Extent) -> Block:
    """Every verdict that became public in the year; one not met is as large as one that was."""
    rows = results_of(asked.snapshot, extent)
    none = ENGLISH.say("No verdict became public in %(year)s.", year=extent.year)
    cells = tuple(endpoints.table_row(row, ENGLISH) for row in rows)
    table = Table(marked("Goals"), endpoints.HEADS, cells, none)
    return Block(
        "goals",
        marked("Goals, met and not met"),
        table,
        "endpoint-results",
        FIGURES["goals"].query(extent),
        endpoints.INTRO if rows else "",
        undated(asked, extent),
        goals_drawn(rows, table),
    )


def goals_drawn(rows: Sequence[EndpointResultRow], table: Table) -> Drawing | None:
    """The goals under each other; of very many only the table."""
    name = ENGLISH.plural(
        "%(num)s goal with estimate, interval and the share that was asked for.",
        "%(num)s goals with estimate, interval and the share that was asked for.",
        len(rows),
    )
    words = ForestWords(marked("Goals"), name, endpoints.shares(ENGLISH), table.heads, table.words)
    drawn = [endpoints.forest_row(row, ENGLISH) for row in rows]
    return forest(drawn, words) if 0 < len(rows) <= MOST_DRAWN else None


def undated(asked: Asked, extent: Extent) -> tuple[str, ...]:
    """That results known from publications may be of no year; said once, of all countries."""
    number = 0 if extent.country else undated_results(asked.snapshot)
    said = ENGLISH.say(
        "Known from publications that name no day: %(number)s. They are of no year, and stand with "
        "their products.",
        number=ENGLISH.number(number),
    )
    return (said,) if number else ()


def safety_block(asked: Asked, extent: Extent) -> Block:
    """Patients with a serious event and with each class of events, by type of therapy."""
    told = list(told_events(asked, extent))
    rows = tuple(cell for whom, row in told for cell in event_rows(whom, row))
    none = marked("No safety horizon of these patients is public yet.")
    title, query = marked("Patients with adverse events"), FIGURES["safety"].query(extent)
    table = Table(title, EVENT_HEADS, rows, none)
    return Block("safety", title, table, "safety", query, EVENTS, figure=serious(told, table))


def told_events(asked: Asked, extent: Extent) -> Iterator[Told]:
    """Rows with a public horizon: of the year first, then of all years."""
    pairs = year_and_all(safety, asked.snapshot, extent, Dimension.ATMP_CLASS)
    for pair in told_by(pairs, asked.snapshot, extent):
        for whom, row in ((accepted_in(extent), pair.year), (marked("all years"), pair.every)):
            if row is not None and row.horizons:
                yield whom, row


def accepted_in(extent: Extent) -> str:
    """Who was accepted in the year of a report."""
    return ENGLISH.say("accepted in %(year)s", year=extent.year)


def event_rows(whom: str, row: SafetyRow) -> Iterator[tuple[Cell, ...]]:
    """A row that says of whom, then serious events, then each class that somebody had."""
    last, at = row.horizons[-1], At("safety", row.id, "")
    yield head(row, ENGLISH.country, of_whom(whom, last)), Cell("", span=3)
    yield class_row(last.serious, at.of("horizons.serious", str(last.day)), ENGLISH)
    for each in last.classes:
        if each.patients:
            yield class_row(each, at.of("horizons.classes", f"{last.day}/{each.name}"), ENGLISH)


def of_whom(whom: str, last: SafetyAt) -> str:
    """Accepted when, up to which day, and how many were accepted and infused."""
    number = ENGLISH.number
    return ENGLISH.say(
        "%(whom)s, to day %(day)s: %(accepted)s accepted, %(infused)s of them infused",
        whom=whom,
        day=number(last.day),
        accepted=number(last.accepted.value or 0),
        infused=number(last.infused.value or 0),
    )


def serious(told: Sequence[Told], table: Table) -> Drawing | None:
    """The share with a serious event, with its interval; None where no horizon is public."""
    name = marked("Share of all accepted patients with a serious event, with its 95% interval.")
    words = ForestWords(
        marked("Serious events"), name, endpoints.shares(ENGLISH), table.heads, table.words
    )
    rows = [serious_row(whom, row) for whom, row in told]
    return forest(rows, words) if rows else None


def serious_row(whom: str, row: SafetyRow) -> ForestRow:
    """One cohort in the drawing."""
    last = row.horizons[-1]
    share, label = last.serious.of_accepted, named(head(row, ENGLISH.country))
    note = ENGLISH.say("%(whom)s, to day %(day)s", whom=whom, day=ENGLISH.number(last.day))
    if says_nothing(last.serious):
        return ForestRow(label, note, NOBODY, None, None, None)
    if not last.serious.patients:
        words = ENGLISH.say("none in %(num)s looked at", num=ENGLISH.number(last.serious.observed))
        return ForestRow(label, note, words, None, None, None)
    return ForestRow(label, note, with_interval(share, ENGLISH), share.value, share.low, share.high)


def costs_block(asked: Asked, extent: Extent) -> Block:
    """What sponsors report of their own of the year."""
    rows = tuple(facts.cost_row(row, ENGLISH) for row in costs_of(asked.snapshot, extent))
    none = ENGLISH.say("No sponsor reports a cost of %(year)s.", year=extent.year)
    table = Table(marked("Costs"), facts.HEADS, rows, none)
    return Block(
        "costs",
        marked("Costs under their sponsors' names"),
        table,
        "costs",
        FIGURES["costs"].query(extent),
    )


def pooled_block(asked: Asked, extent: Extent) -> Block:
    """What care and follow-up cost over sponsors, of all years."""
    rows = tuple(facts.pooled_row(row, ENGLISH) for row in pooled_costs(asked.snapshot))
    table = Table(
        marked("Costs over sponsors"), facts.HEADS, rows, marked("Nothing is told of it.")
    )
    intro = marked("A median over at least three sponsors, of all years and countries together.")
    query = FIGURES["pooled-costs"].query(extent)
    return Block("pooled-costs", marked("What care costs"), table, "pooled-costs", query, intro)


def completeness_block(asked: Asked, extent: Extent) -> Block:
    """Who is known to be alive or to have died, on each day that is public."""
    pairs = told_by(year_and_all(follow_up, asked.snapshot, extent), asked.snapshot, extent)
    told = [
        (whom, row)
        for pair in pairs
        for whom, row in ((accepted_in(extent), pair.year), (marked("all years"), pair.every))
        if row is not None and row.horizons
    ]
    rows = tuple(cells for whom, row in told for cells in known_rows(whom, row))
    table = Table(
        marked("Completeness"), KNOWN_HEADS, rows, marked("No day of follow-up is public yet.")
    )
    return Block(
        "completeness", marked("How complete it is"), table, "follow-up",
        FIGURES["completeness"].query(extent),
        marked("A patient who was not seen again is missing, and never counts as doing well."),
        figure=known_bars(told, table),
    )  # fmt: skip


def known_rows(whom: str, row: FollowUpRow) -> Iterator[tuple[Cell, ...]]:
    """One cohort on each day that is public."""
    at = At("follow-up", row.id, "")
    for each in row.horizons:
        item = str(each.day)
        yield (
            head(row, ENGLISH.country, on_day(whom, each.day)),
            count_cell(each.accepted, at.of("horizons.accepted", item), ENGLISH),
            rate_cell(each.known, at.of("horizons.known", item), ENGLISH),
            count_cell(each.missing, at.of("horizons.missing", item), ENGLISH),
        )


def on_day(whom: str, day: int) -> str:
    """Of whom, and on which day of follow-up."""
    return ENGLISH.say("%(whom)s, day %(day)s", whom=whom, day=ENGLISH.number(day))


def known_bars(told: Sequence[tuple[str, FollowUpRow]], table: Table) -> Drawing | None:
    """Known and missing patients on each day; None where no day is public."""
    name = marked("Patients known to be alive or dead, and missing, on each day of follow-up.")
    legend = (marked("Known to be alive or dead"), marked("Missing"))
    words = BarWords(marked("Completeness"), name, table.heads, table.words, legend)
    rows = [bar for whom, row in told for bar in bars_of(whom, row)]
    return bars(rows, words) if rows else None


def bars_of(whom: str, row: FollowUpRow) -> Iterator[Bar]:
    """One cohort on each day."""
    said = named(head(row, ENGLISH.country))
    for each in row.horizons:
        parts = (each.known.numerator or 0, each.missing.value or 0)
        yield Bar(f"{said}, {on_day(whom, each.day)}", parts, with_interval(each.known, ENGLISH))
