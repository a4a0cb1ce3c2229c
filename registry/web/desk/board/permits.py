"""`/board/permits`: for curators, that an approval stands, on the word of authority or holder."""

from collections.abc import Sequence
from datetime import date

from litestar.handlers import HTTPRouteHandler

from registry import texts
from registry.intake.confirmations import confirmed
from registry.intake.entering import enter_news
from registry.language import ENGLISH, marked
from registry.model.product import Approval, Confirmer, Product
from registry.storage.directory import Facts, read_facts
from registry.views.figures import is_stale
from registry.web.desk.board.notes import note_faults
from registry.web.desk.board.publication import day_in
from registry.web.desk.board.words import day_or
from registry.web.desk.board.workspace import Workspace, envelope_of, shown
from registry.web.desk.forms import to
from registry.web.desk.frame import Answer, Fault, Visit, form_page, identifies
from registry.web.public.results.cells import Cell, Table, Tag

PATH = "/board/permits"
BY = [
    (Confirmer.AUTHORITY.value, marked("Its authority")),
    (Confirmer.HOLDER.value, marked("Its holder")),
]
STALE = Tag(marked("To be confirmed"), "care")
NO_SOURCE = marked("Say where it can be checked: an address, a letter.")
NAMES_SOMEBODY = marked(
    "This looks like a number or a date of a person, and everybody reads the source. Of the day of "
    "a letter write the month and the year."
)


def permit_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """Every approval, the longest unconfirmed first, and the form to confirm one."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        facts = await read_facts(desk.intake.database)
        found = in_order(facts)
        return shown(
            desk,
            visit,
            "board-permits.html",
            marked("Confirm a permit"),
            faults=faults,
            permits=permits_table(found, facts, visit.today),
            options=[(each.id, named(each, facts)) for each in found],
            by=BY,
            done=visit.asked("confirmed") == "yes",
        )

    async def send(visit: Visit) -> Answer:
        facts = await read_facts(desk.intake.database)
        chosen = {each.id: each for each in facts.all(Approval)}.get(visit.typed("approval"))
        on, faults = day_in(visit.typed("on")), missing(visit, chosen)
        if faults or on is None:
            return await show(visit, faults)
        by, source = Confirmer(visit.typed("by")), visit.typed("source")
        fact = confirmed(chosen, by, on, source, visit.today)
        envelope, note = envelope_of(visit), visit.typed("note")
        await enter_news(desk.intake, [fact], envelope, "confirmation", note)
        return to(f"{PATH}?confirmed=yes")

    return form_page(desk.front, PATH, show, send)


def missing(visit: Visit, chosen: Approval | None) -> list[Fault]:
    """What is not filled in, or cannot be."""
    faults = [] if chosen else [Fault("approval", marked("Choose a permit."))]
    if visit.typed("by") not in dict(BY):
        faults.append(Fault("by", marked("Choose who confirmed it.")))
    on = day_in(visit.typed("on"))
    if on is None or on > visit.today:
        faults.append(Fault("on", marked("Give the day of the confirmation, today at the latest.")))
    if not visit.typed("source"):
        faults.append(Fault("source", NO_SOURCE))
    if identifies("source", visit.typed("source")):
        faults.append(Fault("source", NAMES_SOMEBODY))
    return [*faults, *note_faults(visit)]


def in_order(facts: Facts) -> list[Approval]:
    """Every approval: never confirmed ones first, then by the day of the confirmation."""
    approvals = facts.all(Approval)
    return sorted(approvals, key=lambda each: (each.confirmed_on or date.min, each.id))


def named(approval: Approval, facts: Facts) -> str:
    """An approval on one line: its product, its country, its number there."""
    return ENGLISH.say(
        "%(product)s in %(country)s, %(number)s",
        product=product_of(approval, facts),
        country=ENGLISH.country(approval.country),
        number=approval.local_id or approval.id,
    )


def product_of(approval: Approval, facts: Facts) -> str:
    """The name of an approval's product."""
    names = {product.id: product.name for product in facts.all(Product)}
    return names.get(approval.product_id, approval.product_id)


def permits_table(found: Sequence[Approval], facts: Facts, today: date) -> Table:
    """Every approval with what was confirmed of it."""
    rows = tuple(
        (
            Cell(product_of(each, facts), each.id),
            Cell(ENGLISH.country(each.country), each.local_id),
            Cell(
                day_or(each.confirmed_on, marked("Never")),
                dict(BY)[each.confirmed_by] if each.confirmed_by else "",
                tags=(STALE,) if is_stale(each.confirmed_on, today) else (),
            ),
            Cell(last_word(each)),
        )
        for each in found
    )
    heads = (marked("Product"), marked("Country"), marked("Confirmed"), marked("Last known"))
    return Table(marked("Permits"), heads, rows, marked("No permit is in the directory."))


def last_word(approval: Approval) -> str:
    """The last thing that happened to an approval, and when."""
    if not approval.events:
        return marked("Nothing is stated")
    event = approval.events[-1]
    return f"{texts.APPROVAL_EVENTS[event.kind]}, {event.on}"
