"""A part of a page: a table, a drawing of it where one helps, its data, and the query behind it."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import quote

from msgspec import Struct

from registry import texts
from registry.language import Language
from registry.model.codes import Timing
from registry.model.sealed import SEVERAL
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension
from registry.views.cohort_rows import CohortRow
from registry.web.charts import Figure
from registry.web.public.pages import EXPLORER
from registry.web.public.results.cells import At, Table, capital

Row = TypeVar("Row", bound=CohortRow)


class Block(Struct, frozen=True):
    """A table with what stands around it. `view` is the file that holds its numbers."""

    id: str
    title: str
    table: Table
    view: str
    query: str
    intro: str = ""
    notes: tuple[str, ...] = ()
    figure: Figure | None = None

    @property
    def explorer(self) -> str:
        """Where the query can be asked again."""
        return f"{EXPLORER}?query={quote(self.query)}"


def of_programme(
    view: Callable[..., Sequence[Row]], snapshot: Snapshot, programme: str, *by: Dimension
) -> list[Row]:
    """The rows of a view that are of one programme, as its file groups them."""
    where = {Dimension.PROGRAMME: frozenset({programme})}
    return list(view(snapshot, by=(Dimension.PROGRAMME, *by), where=where))


def at_row(view: str, row: CohortRow) -> At:
    """A row in the file of its view, whose ids do not begin with what a reader chose."""
    return At(view, row.id.partition("|")[2], "")


def whom(row: CohortRow, language: Language) -> str:
    """Of whom a row is: the country, and whether they were registered before an outcome."""
    place = place_of(row, language)
    if row.timing is Timing.RETROSPECTIVE:
        return language.say("%(whom)s, registered afterwards", whom=place)
    return place


def place_of(row: CohortRow, language: Language) -> str:
    """The country of a row, several of them, or everybody."""
    found = {key.dimension: key.value for key in row.keys}
    if Dimension.COUNTRY not in found:
        return language.say("All patients")
    value = found[Dimension.COUNTRY]
    if value == SEVERAL:
        return capital(texts.several("COUNTRY", language))
    return language.country(value) if value else language.say("All patients so far")


def beside(rows: Sequence[CohortRow], language: Language) -> tuple[str, ...]:
    """What stands beside the numbers of rows: groups that still form, and who is left out."""
    forming = max((row.forming for row in rows), default=0)
    spanning = {
        texts.left_out(each.patients, each.dimensions, language)
        for row in rows
        for each in row.left_out
    }
    return tuple(filter(None, (texts.forming(forming, language), *sorted(spanning))))
