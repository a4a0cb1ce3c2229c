"""`/board/duplicates`: for curators, pseudonyms that are possibly one person."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from registry.board.curation import Pair, read_pairs
from registry.errors import AccountError
from registry.intake.persons import decide
from registry.language import ENGLISH, marked
from registry.model.codes import PersonDecision
from registry.web.desk.board.notes import note_faults
from registry.web.desk.board.workspace import Workspace, because_of, shown
from registry.web.desk.forms import to
from registry.web.desk.frame import Answer, Fault, Visit, form_page
from registry.web.public.results.cells import Cell, Table

PATH = "/board/duplicates"
DECISIONS = [
    (PersonDecision.SAME.value, marked("One person under two pseudonyms")),
    (PersonDecision.DIFFERENT.value, marked("Two different persons")),
]


def duplicate_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The pairs that wait, and the form to decide about one."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        pairs = await read_pairs(desk.intake.database, because_of(visit))
        return shown(
            desk,
            visit,
            "board-duplicates.html",
            marked("Possible duplicate persons"),
            faults=faults,
            pairs=pairs_table(pairs),
            options=[(key_of(pair), f"{n}: {places_of(pair)}") for n, pair in numbered(pairs)],
            decisions=DECISIONS,
            done=visit.asked("decided") == "yes",
        )

    async def send(visit: Visit) -> Answer:
        faults = missing(visit)
        if faults:
            return await show(visit, faults)
        first, _, second = visit.typed("pair").partition(" ")
        because = because_of(visit, visit.typed("note"))
        decision, database = PersonDecision(visit.typed("decision")), desk.intake.database
        try:
            await decide(
                database, (first, second), decision, because.at, because.actor, because.reason
            )
        except AccountError as fault:
            return await show(visit, [Fault("pair", f"{fault.what} {fault.remedy}")])
        return to(f"{PATH}?decided=yes")

    return form_page(desk.front, PATH, show, send)


def missing(visit: Visit) -> list[Fault]:
    """What is not filled in."""
    faults = [] if visit.typed("pair") else [Fault("pair", marked("Choose a pair."))]
    if visit.typed("decision") not in dict(DECISIONS):
        faults.append(Fault("decision", marked("Choose whether this is one person or two.")))
    return [*faults, *note_faults(visit)]


def numbered(pairs: Sequence[Pair]) -> list[tuple[int, Pair]]:
    """The pairs with the numbers under which the page shows them."""
    return list(enumerate(pairs, start=1))


def key_of(pair: Pair) -> str:
    """What a form carries of a pair."""
    return f"{pair.found.first} {pair.found.second}"


def places_of(pair: Pair) -> str:
    """By which programme and number the sponsors know them."""
    one, other = (", ".join(places) for places in (pair.first_places, pair.second_places))
    return ENGLISH.say("%(one)s and %(other)s", one=one, other=other)


def pairs_table(pairs: Sequence[Pair]) -> Table:
    """Every pair that waits."""
    rows = tuple(
        (
            Cell(str(n)),
            Cell(", ".join(pair.first_places), pair.found.first),
            Cell(", ".join(pair.second_places), pair.found.second),
            Cell(str(pair.found.tokens), number=True),
        )
        for n, pair in numbered(pairs)
    )
    heads = (
        marked("Pair"),
        marked("One, by programme and number"),
        marked("The other"),
        marked("Shared tokens"),
    )
    return Table(marked("Pairs that wait"), heads, rows, marked("No pair waits for a decision."))
