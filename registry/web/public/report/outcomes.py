"""What the year brought to light: goals met and not, events, costs, and how completely."""

from collections.abc import Iterator, Sequence

from registry.language import Language, marked
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
from registry.web.public.results.cells import (
    At,
    Cell,
    Table,
    count_cell,
    rate_cell,
    said,
    with_interval,
)
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
    rows, language = results_of(asked.snapshot, extent), asked.language
    none = language.say("No verdict became public in %(year)s.", year=extent.year)
    cells = tuple(endpoints.table_row(row, language) for row in rows)
    table = Table(language.say("Goals"), said(endpoints.HEADS, language), cells, none)
    return Block(
        "goals",
        language.say("Goals, met and not met"),
        table,
        "endpoint-results",
        FIGURES["goals"].query(extent),
        language.say(endpoints.INTRO) if rows else "",
        undated(asked, extent),
        goals_drawn(rows, table, language),
    )


def goals_drawn(
    rows: Sequence[EndpointResultRow], table: Table, language: Language
) -> Drawing | None:
    """The goals under each other; of very many only the table."""
    name = language.plural(
        "%(num)s goal with estimate, interval and the share that was asked for.",
        "%(num)s goals with estimate, interval and the share that was asked for.",
        len(rows),
    )
    title, shares = language.say("Goals"), endpoints.shares(language)
    words = ForestWords(title, name, shares, table.heads, table.words)
    drawn = [endpoints.forest_row(row, language) for row in rows]
    return forest(drawn, words) if 0 < len(rows) <= MOST_DRAWN else None


def undated(asked: Asked, extent: Extent) -> tuple[str, ...]:
    """That results known from publications may be of no year; said once, of all countries."""
    number = 0 if extent.country else undated_results(asked.snapshot)
    words = asked.language.say(
        "Known from publications that name no day: %(number)s. They are of no year, and stand with "
        "their products.",
        number=asked.language.number(number),
    )
    return (words,) if number else ()


def safety_block(asked: Asked, extent: Extent) -> Block:
    """Patients with a serious event and with each class of events, by type of therapy."""
    told, language, say = list(told_events(asked, extent)), asked.language, asked.language.say
    rows = tuple(cell for whom, row in told for cell in event_rows(whom, row, language))
    none = say("No safety horizon of these patients is public yet.")
    title, query = say("Patients with adverse events"), FIGURES["safety"].query(extent)
    table = Table(title, said(EVENT_HEADS, language), rows, none)
    figure = serious(told, table, language)
    return Block("safety", title, table, "safety", query, say(EVENTS), figure=figure)


def told_events(asked: Asked, extent: Extent) -> Iterator[Told]:
    """Rows with a public horizon: of the year first, then of all years."""
    pairs = year_and_all(safety, asked.snapshot, extent, Dimension.ATMP_CLASS)
    for pair in told_by(pairs, asked.snapshot, extent):
        for whom, row in zip(both(extent, asked.language), (pair.year, pair.every), strict=True):
            if row is not None and row.horizons:
                yield whom, row


def both(extent: Extent, language: Language) -> tuple[str, str]:
    """Who was accepted in the year of a report, and in all years."""
    return language.say("accepted in %(year)s", year=extent.year), language.say("all years")


def event_rows(whom: str, row: SafetyRow, language: Language) -> Iterator[tuple[Cell, ...]]:
    """A row that says of whom, then serious events, then each class that somebody had."""
    last, at = row.horizons[-1], At("safety", row.id, "")
    yield head(row, language, of_whom(whom, last, language)), Cell("", span=3)
    yield class_row(last.serious, at.of("horizons.serious", str(last.day)), language)
    for each in last.classes:
        if each.patients:
            yield class_row(each, at.of("horizons.classes", f"{last.day}/{each.name}"), language)


def of_whom(whom: str, last: SafetyAt, language: Language) -> str:
    """Accepted when, up to which day, and how many were accepted and infused."""
    number = language.number
    return language.say(
        "%(whom)s, to day %(day)s: %(accepted)s accepted, %(infused)s of them infused",
        whom=whom,
        day=number(last.day),
        accepted=number(last.accepted.value or 0),
        infused=number(last.infused.value or 0),
    )


def serious(told: Sequence[Told], table: Table, language: Language) -> Drawing | None:
    """The share with a serious event, with its interval; None where no horizon is public."""
    say, shares = language.say, endpoints.shares(language)
    name = say("Share of all accepted patients with a serious event, with its 95% interval.")
    words = ForestWords(say("Serious events"), name, shares, table.heads, table.words)
    rows = [serious_row(whom, row, language) for whom, row in told]
    return forest(rows, words) if rows else None


def serious_row(whom: str, row: SafetyRow, language: Language) -> ForestRow:
    """One cohort in the drawing."""
    last, say, number = row.horizons[-1], language.say, language.number
    share, label = last.serious.of_accepted, named(head(row, language), language)
    note = say("%(whom)s, to day %(day)s", whom=whom, day=number(last.day))
    if says_nothing(last.serious):
        return ForestRow(label, note, say(NOBODY), None, None, None)
    if not last.serious.patients:
        words = say("none in %(num)s looked at", num=number(last.serious.observed))
        return ForestRow(label, note, words, None, None, None)
    words = with_interval(share, language)
    return ForestRow(label, note, words, share.value, share.low, share.high)


def costs_block(asked: Asked, extent: Extent) -> Block:
    """What sponsors report of their own of the year."""
    language, say = asked.language, asked.language.say
    rows = tuple(facts.cost_row(row, language) for row in costs_of(asked.snapshot, extent))
    none = say("No sponsor reports a cost of %(year)s.", year=extent.year)
    table = Table(say("Costs"), said(facts.HEADS, language), rows, none)
    return Block(
        "costs",
        say("Costs under their sponsors' names"),
        table,
        "costs",
        FIGURES["costs"].query(extent),
    )


def pooled_block(asked: Asked, extent: Extent) -> Block:
    """What care and follow-up cost over sponsors, of all years."""
    language, say = asked.language, asked.language.say
    rows = tuple(facts.pooled_row(row, language) for row in pooled_costs(asked.snapshot))
    heads = said(facts.HEADS, language)
    table = Table(say("Costs over sponsors"), heads, rows, say("Nothing is told of it."))
    intro = say("A median over at least three sponsors, of all years and countries together.")
    query = FIGURES["pooled-costs"].query(extent)
    return Block("pooled-costs", say("What care costs"), table, "pooled-costs", query, intro)


def completeness_block(asked: Asked, extent: Extent) -> Block:
    """Who is known to be alive or to have died, on each day that is public."""
    language, say = asked.language, asked.language.say
    pairs = told_by(year_and_all(follow_up, asked.snapshot, extent), asked.snapshot, extent)
    told = [
        (whom, row)
        for pair in pairs
        for whom, row in zip(both(extent, language), (pair.year, pair.every), strict=True)
        if row is not None and row.horizons
    ]
    rows = tuple(cells for whom, row in told for cells in known_rows(whom, row, language))
    none = say("No day of follow-up is public yet.")
    table = Table(say("Completeness"), said(KNOWN_HEADS, language), rows, none)
    return Block(
        "completeness", say("How complete it is"), table, "follow-up",
        FIGURES["completeness"].query(extent),
        say("A patient who was not seen again is missing, and never counts as doing well."),
        figure=known_bars(told, table, language),
    )  # fmt: skip


def known_rows(whom: str, row: FollowUpRow, language: Language) -> Iterator[tuple[Cell, ...]]:
    """One cohort on each day that is public."""
    at = At("follow-up", row.id, "")
    for each in row.horizons:
        item = str(each.day)
        yield (
            head(row, language, on_day(whom, each.day, language)),
            count_cell(each.accepted, at.of("horizons.accepted", item), language),
            rate_cell(each.known, at.of("horizons.known", item), language),
            count_cell(each.missing, at.of("horizons.missing", item), language),
        )


def on_day(whom: str, day: int, language: Language) -> str:
    """Of whom, and on which day of follow-up."""
    return language.say("%(whom)s, day %(day)s", whom=whom, day=language.number(day))


def known_bars(
    told: Sequence[tuple[str, FollowUpRow]], table: Table, language: Language
) -> Drawing | None:
    """Known and missing patients on each day; None where no day is public."""
    say = language.say
    name = say("Patients known to be alive or dead, and missing, on each day of follow-up.")
    legend = (say("Known to be alive or dead"), say("Missing"))
    words = BarWords(say("Completeness"), name, table.heads, table.words, legend)
    rows = [bar for whom, row in told for bar in bars_of(whom, row, language)]
    return bars(rows, words) if rows else None


def bars_of(whom: str, row: FollowUpRow, language: Language) -> Iterator[Bar]:
    """One cohort on each day."""
    cohort = named(head(row, language), language)
    for each in row.horizons:
        parts = (each.known.numerator or 0, each.missing.value or 0)
        label = f"{cohort}, {on_day(whom, each.day, language)}"
        yield Bar(label, parts, with_interval(each.known, language))
