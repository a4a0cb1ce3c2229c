"""The holds of sponsors, as the board reads them: it decides nothing about one."""

from collections.abc import Sequence

from registry import texts
from registry.board.queue import HoldRow, HoldState
from registry.language import marked
from registry.web.public.results.cells import Cell, Table, Tag, capital

STATES = {
    HoldState.NEW: Tag(marked("New"), "closed"),
    HoldState.RUNNING: Tag(marked("Running")),
    HoldState.ENDING: Tag(marked("Ending soon"), "care"),
    HoldState.ENDED: Tag(marked("Ended"), "good"),
}


def holds_table(rows: Sequence[HoldRow]) -> Table:
    """The holds of sponsors. The calendar ends them; nobody decides about one."""
    heads = (
        marked("Programme"),
        marked("State"),
        marked("Asked for"),
        marked("Ends"),
        marked("Reason"),
    )
    return Table(
        marked("Holds"),
        heads,
        tuple(map(hold_row, rows)),
        marked("No sponsor holds anything back."),
    )


def hold_row(row: HoldRow) -> tuple[Cell, ...]:
    """A hold."""
    return (
        Cell(row.title, row.sponsor),
        Cell("", tags=(STATES[row.state],)),
        Cell(texts.day(row.hold.asked_on)),
        Cell(texts.day(row.ends_on)),
        Cell(capital(texts.HOLD_REASONS[row.hold.reason])),
    )
