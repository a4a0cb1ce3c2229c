"""How many patients: accepted and infused of the groups of a year, beside those of all years."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import structs

from registry import texts
from registry.language import ENGLISH, marked
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
Names = Callable[[str], str]

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
    pairs = told_by(year_and_all(follow_up, asked.snapshot, extent, *by), asked.snapshot, extent)
    table = patient_table(id, pairs, extent, ENGLISH.country)
    figure = drawing(id, pairs, extent, ENGLISH.country)
    query = FIGURES[id].query(extent)
    return Block(id, TITLES[id], table, "follow-up", query, notes=notes(pairs), figure=figure)


def patient_table(id: str, pairs: Pairs, extent: Extent, names: Names) -> Table:
    """A row for each key: accepted and infused of the year, accepted of all years."""
    heads = (
        HEADS[id],
        ENGLISH.say("Accepted in %(year)s", year=extent.year),
        marked("Infused of those whose wait is over"),
        marked("Accepted in all years"),
    )
    rows = tuple(patient_row(pair, extent, names) for pair in pairs)
    return Table(TITLES[id], heads, rows, ENGLISH.say(NOTHING, year=extent.year))


def patient_row(pair: YearAndAll[FollowUpRow], extent: Extent, names: Names) -> tuple[Cell, ...]:
    """One key, and whom its year leaves out."""
    every = pair.every
    last = Cell("") if every is None else count_cell(every.accepted, at(every, "accepted"), ENGLISH)
    first = head(pair.rows[0], names)
    left = whom_left_out(pair.year)
    noted = with_note(first, ". ".join(filter(None, (first.note, left))))
    return noted, *of_year(pair.year, extent), last


def head(row: CohortRow, names: Names, also: str = "") -> Cell:
    """Of whom a row is, and whether anything of it is invented."""
    said = ", ".join(label(key, names) for key in row.keys) or marked("Everybody")
    afterwards = marked("registered afterwards") if row.timing is Timing.RETROSPECTIVE else ""
    note = ", ".join(filter(None, (also, afterwards)))
    return Cell(capital(said), note, tags=fictional(row.synthetic, ENGLISH))


def label(key: Key, names: Names) -> str:
    """The value of a key in plain words."""
    if key.value is None:
        return texts.NOT_PUBLIC_YET
    if key.value == SEVERAL:
        return texts.several(key.dimension)
    match key.dimension:
        case Dimension.COUNTRY:
            return names(key.value)
        case Dimension.ATMP_CLASS:
            return KINDS.get(key.value, marked("class not stated"))
        case Dimension.ROUTE:
            return ROUTES[key.value]
    return key.name


def of_year(row: FollowUpRow | None, extent: Extent) -> tuple[Cell, ...]:
    """Accepted and infused of the groups that lie in the year."""
    if row is None or not row.groups:
        return (Cell(ENGLISH.say(NONE_WITHIN, year=extent.year), quiet=True, span=2),)
    accepted = count_cell(row.accepted, at(row, "accepted"), ENGLISH)
    infusion = row.infusion
    infused = count_cell(infusion.infused, at(row, "infusion.infused"), ENGLISH)
    waited = infusion.accepted.value
    of = ENGLISH.say("of %(all)s", all=ENGLISH.number(waited)) if waited is not None else ""
    return accepted, with_note(infused, of)


def whom_left_out(row: CohortRow | None) -> str:
    """How many patients a row leaves out, because their groups span what was asked for."""
    left = row.left_out if row is not None else ()
    return " ".join(texts.left_out(each.patients, each.dimensions) for each in left)


def with_note(cell: Cell, note: str) -> Cell:
    """The same cell with a quieter line below."""
    return structs.replace(cell, note=note)


def at(row: CohortRow, measure: str, item: str = "") -> At:
    """A value of a row in the file of its figure."""
    return At("follow-up", row.id, measure, item)


def notes(pairs: Iterable[YearAndAll[FollowUpRow]]) -> tuple[str, ...]:
    """How many groups still form, of which nobody can say yet to which year they belong."""
    said = texts.forming(max((row.forming for pair in pairs for row in pair.rows), default=0))
    return (said,) if said else ()


def drawing(id: str, pairs: Pairs, extent: Extent, names: Names) -> Drawing | None:
    """Two bars for each key with a number: the year, and all years; None where nothing is shown.

    Where no group lies in the year alone, the bars are of all years only.
    """
    with_year = any(pair.year is not None and pair.year.groups for pair in pairs)
    rows = [bar for pair in pairs for bar in bars_of(pair, extent, names, with_year)]
    table = patient_table(id, pairs, extent, names)
    both = (ENGLISH.say("Accepted in %(year)s", year=extent.year), marked("Accepted in all years"))
    legend, colours = both[not with_year :], YEAR_AND_ALL[not with_year :]
    told = BOTH_DRAWN if with_year else ALL_DRAWN
    name = ENGLISH.say(told, title=TITLES[id], year=extent.year)
    words = BarWords(TITLES[id], name, table.heads, table.words, legend, colours=colours)
    return bars(rows, words) if rows else None


def bars_of(
    pair: YearAndAll[FollowUpRow], extent: Extent, names: Names, with_year: bool
) -> Iterator[Bar]:
    """The bar of the year, or that there is none, and that of all years below it."""
    year = pair.year.accepted.value if pair.year is not None else None
    every = pair.every.accepted.value if pair.every is not None else None
    said = bar_label(pair.rows[0], names)
    if with_year and (year or every):
        none = ENGLISH.say("none in %(year)s alone", year=extent.year)
        yield Bar(said, (year,) if year else (), f"{year:,}" if year else none)
        said = ""
    if every:
        yield Bar(said, (0, every) if with_year else (every,), f"{every:,}")


def bar_label(row: CohortRow, names: Names) -> str:
    """Of whom a bar is, and whether anything of it is invented."""
    first = head(row, names)
    return ", ".join(filter(None, (named(first), first.note)))


def named(cell: Cell) -> str:
    """The words of a cell, and whether anything of it is invented."""
    return ENGLISH.say("%(whom)s (fictional)", whom=cell.words) if cell.tags else cell.words
