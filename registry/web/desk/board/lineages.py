"""`/board/lineages`: for curators, that products under different names are one."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from registry.errors import AccountError
from registry.intake.lineages import family_of, join
from registry.language import ENGLISH, marked
from registry.model.product import Product
from registry.model.programme import Lineage
from registry.storage.directory import Facts, read_facts
from registry.web.desk.board.notes import note_faults
from registry.web.desk.board.workspace import Workspace, because_of, shown
from registry.web.desk.forms import to
from registry.web.desk.frame import Answer, Fault, Visit, form_page
from registry.web.public.results.cells import Cell, Table

PATH = "/board/lineages"


def lineage_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The lineages of several products, and the form to join two."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        facts = await read_facts(desk.intake.database)
        products = [(each.id, f"{each.name} ({each.id})") for each in facts.all(Product)]
        return shown(
            desk,
            visit,
            "board-lineages.html",
            marked("Products that are one"),
            faults=faults,
            products=sorted(products, key=lambda each: each[1].casefold()),
            known=families_table(facts),
            done=visit.asked("joined") == "yes",
        )

    async def send(visit: Visit) -> Answer:
        faults = missing(visit)
        if faults:
            return await show(visit, faults)
        because = because_of(visit, visit.typed("note"))
        pair = (visit.typed("product"), visit.typed("other"))
        try:
            await join(desk.intake.database, *pair, because.at, because.actor, because.reason)
        except AccountError as fault:
            return await show(visit, [Fault("other", f"{fault.what} {fault.remedy}")])
        return to(f"{PATH}?joined=yes")

    return form_page(desk.front, PATH, show, send)


def missing(visit: Visit) -> list[Fault]:
    """What is not filled in."""
    faults = [] if visit.typed("product") else [Fault("product", marked("Choose a product."))]
    if not visit.typed("other"):
        faults.append(Fault("other", marked("Choose the other product.")))
    if not visit.typed("sure"):
        faults.append(Fault("sure", marked("Confirm that this cannot be taken back.")))
    return [*faults, *note_faults(visit)]


def families_table(facts: Facts) -> Table:
    """The lineages that curators made, each with its products."""
    names = {each.id: each.name for each in facts.all(Product)}
    made = sorted({found.lineage for found in facts.all(Lineage)})
    rows = tuple(
        (
            Cell(names.get(lineage, lineage), lineage),
            Cell(", ".join(names[id] for id in family_of(facts, lineage))),
        )
        for lineage in made
    )
    heads = (marked("Lineage"), marked("Its products"))
    empty = ENGLISH.say("Every product is a lineage of its own so far.")
    return Table(marked("Lineages of several products"), heads, rows, empty)
