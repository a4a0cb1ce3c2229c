"""`/board/withdrawals`: for curators, what patients asked for and waits to be confirmed."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from registry.board.curation import Asked, read_withdrawals
from registry.errors import AccountError
from registry.language import ENGLISH, marked
from registry.model.codes import WithdrawalScope
from registry.web.desk.board.notes import note_faults
from registry.web.desk.board.workspace import Workspace, because_of, shown
from registry.web.desk.forms import to
from registry.web.desk.frame import Answer, Fault, Visit, form_page
from registry.web.public.results.cells import Cell, Table, Tag

PATH = "/board/withdrawals"
SURE = marked("Confirm that an erasure cannot be undone.")
SCOPES = {
    WithdrawalScope.STOP_FOLLOW_UP: marked("Stop follow up"),
    WithdrawalScope.EXCLUDE_FROM_FUTURE: marked("Exclude from future"),
    WithdrawalScope.ERASE: marked("Erase"),
}
DEATH = Tag(marked("A death was told"), "care")


def withdrawal_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The withdrawals that wait, and the form to confirm one."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        waiting = await read_withdrawals(desk.intake.database, because_of(visit))
        return shown(
            desk,
            visit,
            "board-withdrawals.html",
            marked("Withdrawals to confirm"),
            faults=faults,
            waiting=waiting_table(waiting),
            options=[(asked.id, words_of(asked)) for asked in waiting],
            done=visit.asked("confirmed") == "yes",
        )

    async def send(visit: Visit) -> Answer:
        waiting = await read_withdrawals(desk.intake.database, because_of(visit))
        chosen = next((each for each in waiting if each.id == visit.typed("withdrawal")), None)
        faults = missing(visit, chosen)
        if faults or chosen is None:
            return await show(visit, faults)
        try:
            await desk.withdraw(chosen.id, because_of(visit, visit.typed("note")))
        except AccountError as fault:
            return await show(visit, [Fault("withdrawal", f"{fault.what} {fault.remedy}")])
        return to(f"{PATH}?confirmed=yes")

    return form_page(desk.front, PATH, show, send)


def missing(visit: Visit, chosen: Asked | None) -> list[Fault]:
    """What is not filled in."""
    faults = [] if chosen else [Fault("withdrawal", marked("Choose a withdrawal that waits."))]
    if chosen and chosen.scope is WithdrawalScope.ERASE and not visit.typed("sure"):
        faults.append(Fault("sure", SURE))
    return [*faults, *note_faults(visit)]


def words_of(asked: Asked) -> str:
    """A withdrawal on one line."""
    return ENGLISH.say(
        "%(programme)s, number %(number)s: %(wish)s",
        programme=asked.programme_id,
        number=asked.sequence,
        wish=SCOPES[asked.scope],
    )


def waiting_table(waiting: Sequence[Asked]) -> Table:
    """Every withdrawal that waits."""
    rows = tuple(
        (
            Cell(asked.programme_id),
            Cell(str(asked.sequence), number=True),
            Cell(SCOPES[asked.scope], tags=(DEATH,) if asked.death_told else ()),
        )
        for asked in waiting
    )
    heads = (marked("Programme"), marked("Number of the patient"), marked("Asked for"))
    return Table(marked("Withdrawals that wait"), heads, rows, marked("No withdrawal waits."))
