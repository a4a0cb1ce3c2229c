"""How many patients: accepted and infused of the groups of a year, beside those of all years."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from registry import texts
from registry.language import Language, marked
from registry.model.codes import Timing
from registry.model.sealed import SEVERAL
from registry.views.cohort import Dimension
from registry.views.cohort_rows import CohortRow, Key
from registry.views.extent import Extent
from registry.views.follow_up import FollowUpRow, follow_up
from registry.views.report import YearAndAll, told_by, year_and_all
from registry.web.charts import Bar, BarWords, bars
from registry.web.charts import Figure as Drawing
from registry.web.public.frame import Asked
from registry.web.public.offers import KINDS
from registry.web.public.report.figures import BY, FIGURES
from registry.web.public.results.blocks import Block
from registry.web.public.results.cells import At, Cell, Table, capital, count_cell, fictional
from registry.web.public.results.of_programme import ROUTES

Pairs = Sequence[YearAndAll[FollowUpRow]]

TITLES = {
    "patients": marked("All patients"),
    "patients-by-country": marked("By country"),
    "patients-by-class": marked("By type of therapy"),
    "patients-by-disease": marked("By disease"),
    "patients-by-route": marked("By legal route"),
}
HEADS = {
    "patients": marked("Whom"),
    "patients-by-country": marked("Country"),
    "patients-by-class": marked("Type of therapy"),
    "patients-by-disease": marked("Disease"),
    "patients-by-route": marked("Legal route"),
}
YEAR_AND_ALL = (0, 3)
NOTHING = marked("Nothing is registered here of patients accepted in %(year)s or before.")
NO_CLASS = marked("class not stated")
NONE_WITHIN = marked("No open group lies in %(year)s alone")

BOTH_DRAWN = marked(
    "%(title)s: accepted in %(year)s and accepted in all years, the numbers of the table."
)
ALL_DRAWN = marked("%(title)s: accepted in all years, the numbers of the table.")


def patient_blocks(asked: Asked, extent: Extent) -> Iterator[Block]:
    """All patients, and the same by each key of a report."""
    yield patient_block(asked, extent, "patients")
    for id, dimension in BY.items():
        if dimension is not Dimension.COUNTRY or not extent.country:
            yield patient_block(asked, extent, id, dimension)


def patient_block(asked: Asked, extent: Extent, id: str, *by: Dimension) -> Block:
    """Patients by no key or by one: drawing, table, file and query."""
    language = asked.language
    pairs = told_by(year_and_all(follow_up, asked.snapshot, extent, *by), asked.snapshot, extent)
    table = patient_table(id, pairs, extent, language)
    figure = drawing(id, pairs, extent, language)
    title, query, beside = (
        language.say(TITLES[id]),
        FIGURES[id].query(extent),
        notes(pairs, language),
    )
    return Block(id, title, table, "follow-up", query, notes=beside, figure=figure)


def patient_table(id: str, pairs: Pairs, extent: Extent, language: Language) -> Table:
    """A row for each key: accepted and infused of the year, accepted of all years."""
    say = language.say
    heads = (
        say(HEADS[id]),
        say("Accepted in %(year)s", year=extent.year),
        say("Infused of those whose wait is over"),
        say("Accepted in all years"),
    )
    rows = tuple(patient_row(pair, extent, language) for pair in pairs)
    return Table(say(TITLES[id]), heads, rows, say(NOTHING, year=extent.year))


def patient_row(
    pair: YearAndAll[FollowUpRow], extent: Extent, language: Language
) -> tuple[Cell, ...]:
    """One key, and whom its year leaves out."""
    every, last = pair.every, Cell("")
    if every is not None:
        last = count_cell(every.accepted, at(every, "accepted"), language)
    first = head(pair.rows[0], language)
    left = whom_left_out(pair.year, language)
    noted = with_note(first, ". ".join(filter(None, (first.note, left))))
    return noted, *of_year(pair.year, extent, language), last


def head(row: CohortRow, language: Language, also: str = "") -> Cell:
    """Of whom a row is, and whether anything of it is invented."""
    say = language.say
    said = ", ".join(label(key, language) for key in row.keys) or say("Everybody")
    afterwards = say("registered afterwards") if row.timing is Timing.RETROSPECTIVE else ""
    note = ", ".join(filter(None, (also, afterwards)))
    return Cell(capital(said), note, tags=fictional(row.synthetic, language))


def label(key: Key, language: Language) -> str:
    """The value of a key in plain words."""
    if key.value is None:
        return language.say(texts.NOT_PUBLIC_YET)
    if key.value == SEVERAL:
        return texts.several(key.dimension, language)
    match key.dimension:
        case Dimension.COUNTRY:
            return language.country(key.value)
        case Dimension.ATMP_CLASS:
            return language.say(KINDS.get(key.value, NO_CLASS))
        case Dimension.ROUTE:
            return language.say(ROUTES[key.value])
    return language.say(key.name)


def of_year(row: FollowUpRow | None, extent: Extent, language: Language) -> tuple[Cell, ...]:
    """Accepted and infused of the groups that lie in the year."""
    if row is None or not row.groups:
        return (Cell(language.say(NONE_WITHIN, year=extent.year), quiet=True, span=2),)
    accepted = count_cell(row.accepted, at(row, "accepted"), language)
    infusion = row.infusion
    infused = count_cell(infusion.infused, at(row, "infusion.infused"), language)
    waited = infusion.accepted.value
    of = language.say("of %(all)s", all=language.number(waited)) if waited is not None else ""
    return accepted, with_note(infused, of)


def whom_left_out(row: CohortRow | None, language: Language) -> str:
    """How many patients a row leaves out, because their groups span what was asked for."""
    left = row.left_out if row is not None else ()
    return " ".join(texts.left_out(each.patients, each.dimensions, language) for each in left)


def with_note(cell: Cell, note: str) -> Cell:
    """The same cell with a quieter line below."""
    return structs.replace(cell, note=note)


def at(row: CohortRow, measure: str, item: str = "") -> At:
    """A value of a row in the file of its figure."""
    return At("follow-up", row.id, measure, item)


def notes(pairs: Iterable[YearAndAll[FollowUpRow]], language: Language) -> tuple[str, ...]:
    """How many groups still form, of which nobody can say yet to which year they belong."""
    most = max((row.forming for pair in pairs for row in pair.rows), default=0)
    said = texts.forming(most, language)
    return (said,) if said else ()


def drawing(id: str, pairs: Pairs, extent: Extent, language: Language) -> Drawing | None:
    """Two bars for each key with a number: the year, and all years; None where nothing is shown.

    Where no group lies in the year alone, the bars are of all years only.
    """
    with_year = any(pair.year is not None and pair.year.groups for pair in pairs)
    rows = [bar for pair in pairs for bar in bars_of(pair, extent, with_year, language)]
    table, say, year = patient_table(id, pairs, extent, language), language.say, extent.year
    both = (say("Accepted in %(year)s", year=year), say("Accepted in all years"))
    legend, colours = both[not with_year :], YEAR_AND_ALL[not with_year :]
    told = BOTH_DRAWN if with_year else ALL_DRAWN
    name = say(told, title=table.caption, year=year)
    words = BarWords(table.caption, name, table.heads, table.words, legend, colours=colours)
    return bars(rows, words) if rows else None


def bars_of(
    pair: YearAndAll[FollowUpRow], extent: Extent, with_year: bool, language: Language
) -> Iterator[Bar]:
    """The bar of the year, or that there is none, and that of all years below it."""
    year = pair.year.accepted.value if pair.year is not None else None
    every = pair.every.accepted.value if pair.every is not None else None
    said, number = bar_label(pair.rows[0], language), language.number
    if with_year and (year or every):
        none = language.say("none in %(year)s alone", year=extent.year)
        yield Bar(said, (year,) if year else (), number(year) if year else none)
        said = ""
    if every:
        yield Bar(said, (0, every) if with_year else (every,), number(every))


def bar_label(row: CohortRow, language: Language) -> str:
    """Of whom a bar is, and whether anything of it is invented."""
    first = head(row, language)
    return ", ".join(filter(None, (named(first, language), first.note)))


def named(cell: Cell, language: Language) -> str:
    """The words of a cell, and whether anything of it is invented."""
    return language.say("%(whom)s (fictional)", whom=cell.words) if cell.tags else cell.words
