"""The tables of the version for authorities: a field, and its numbers of the year and of all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import structs

from registry.language import ENGLISH, marked
from registry.views.authority.entries import Scope
from registry.views.authority.rows import AuthorityRow, FieldState
from registry.web.public.report.authority_words import Words
from registry.web.public.results.cells import At, Cell, Table, Tag, why

AUTHORITY = "authority"
NOT_PUBLIC, AS_ABOVE = marked("Not public yet"), marked("As above")
STATES = {
    FieldState.NOT_COLLECTED: Tag(marked("Not collected")),
    FieldState.WITHHELD: Tag(marked("Withheld"), "closed"),
    FieldState.NOT_STATED: Tag(marked("Not stated")),
}
SIDES = (Scope.YEAR, Scope.ALL_YEARS)
Line = tuple[Cell, ...]
Side = Mapping[str, AuthorityRow]
"""Answers of the year, or of all years, by what they are of."""


def table_of_part(title: str, rows: Sequence[AuthorityRow], names: Words, year: int) -> Table:
    """The fields of a part, each with its answers; numbers of the year beside those of all."""
    heads: tuple[str, ...] = (marked("Field"), marked("Answer"))
    if any(row.scope in SIDES for row in rows):
        accepted = ENGLISH.say("Accepted in %(year)s", year=year)
        heads = (marked("Field"), accepted, marked("Accepted in all years"))
    found = (cells for each in beside(rows) for cells in lines(each, names, len(heads) - 1))
    return Table(title, heads, tuple(merged(found)))


def beside(rows: Sequence[AuthorityRow]) -> Iterator[list[AuthorityRow]]:
    """The answers that belong together: of a field, an outcome and a timing."""
    together: dict[tuple[object, ...], list[AuthorityRow]] = {}
    for row in rows:
        together.setdefault((row.field_id, row.outcome_id, row.timing), []).append(row)
    yield from together.values()


def lines(rows: Sequence[AuthorityRow], names: Words, span: int) -> Iterator[Line]:
    """The answers of a field: each a line, but the two numbers of an item stand on one."""
    year, every = ({row.item_id: row for row in rows if row.scope is side} for side in SIDES)
    for row in rows:
        if row.scope not in SIDES:
            yield Cell(row.title, names.of(row)), answer(row, span)
    for place, item in enumerate(items_of(year, every)):
        first = every.get(item) or year[item]
        sides = (side_cell(side, item, place) for side in (year, every))
        yield Cell(first.title, names.of(first)), *sides


def merged(lines: Iterable[Line]) -> Iterator[Line]:
    """Fields under each other that say the same of why there is no answer, on one line."""
    for same, some in groupby(lines, key=why_nothing):
        first, *others = some
        if not same:
            yield from (first, *others)
            continue
        fields = dict.fromkeys(line[0].words for line in (first, *others))
        yield structs.replace(first[0], words="; ".join(fields)), *first[1:]


def why_nothing(line: Line) -> tuple[object, ...]:
    """What a line says where it has no answer; empty where it has one."""
    name, *answers = line
    if not all(cell.quiet for cell in answers):
        return ()
    return name.note, *((cell.words, cell.tags) for cell in answers)


def items_of(year: Side, every: Side) -> list[str]:
    """What there are numbers of, in order; one without a name where there is no other."""
    both = dict.fromkeys((*year, *every))
    return [item for item in both if item] or list(both)


def side_cell(side: Side, item: str, place: int) -> Cell:
    """The number of an item; else why there is none of any, told once; else that it will come."""
    if item in side:
        return answer(side[item])
    if "" not in side:
        return Cell(NOT_PUBLIC, quiet=True)
    return Cell(AS_ABOVE, quiet=True) if place else answer(side[""])


def answer(row: AuthorityRow, span: int = 1) -> Cell:
    """A number, a text, or why there is neither."""
    at = At(AUTHORITY, row.id, "number")
    if row.number is not None and row.number.value is not None:
        return Cell(f"{row.number.value:,}", at=at, span=span)
    if row.number is not None and row.number.withheld is not None:
        said = " ".join(filter(None, (why(row.number.withheld, ENGLISH), row.text)))
        return Cell(said, tags=(STATES[row.state],), at=at, quiet=True, span=span)
    if row.state is FieldState.FILLED:
        return Cell(row.text, span=span)
    return Cell(row.text, tags=(STATES[row.state],), quiet=True, span=span)
