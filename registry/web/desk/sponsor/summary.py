"""`/desk/summary`: a product in plain words, written by its sponsor for everybody."""

from collections.abc import Iterator, Sequence
from datetime import date

from litestar.handlers import HTTPRouteHandler
from msgspec import structs

from anonymise.identifiers import FieldKind, scan
from registry.intake.register import products_of, summaries_of
from registry.language import ENGLISH, marked
from registry.model.registration import LaySummaryDraft
from registry.model.transparency import EU_LANGUAGES, LaySummary
from registry.web.desk.forms import Form
from registry.web.desk.frame import Answer, Fault, Visit, form_page, work
from registry.web.desk.sponsor.declared import declared
from registry.web.desk.sponsor.preview import day_of
from registry.web.desk.sponsor.told import IDENTIFIED, Options, chosen
from registry.web.desk.sponsor.workspace import Workspace

PATH = "/desk/summary"
FIELDS = ("productId", "language", "text", "author", "reviewedOn")
NOT_A_DAY = Fault("reviewedOn", marked("Give a day such as 2028-03-31, or leave it empty."))


def summary_page(desk: Workspace) -> list[HTTPRouteHandler]:
    """The form, filled with what is stored of the product and language in the address."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        products = await own_products(desk, visit)
        stored = await summaries_of(desk.intake.database, visit.principal.owner.id)
        asked = f"{visit.asked('product')}.{visit.asked('language')}"
        known = next((each for each in stored if each.id == asked), None)
        if known is not None and not visit.form:
            visit = structs.replace(visit, form=form_of(known))
        names, said = dict(products), ENGLISH.tongue
        return work(
            visit,
            "desk-summary.html",
            marked("In plain words"),
            faults=faults,
            products=products,
            tongues=languages(),
            stored=[(each, names[each.product_id], said(each.language)) for each in stored],
        )

    async def send(visit: Visit) -> Answer:
        faults = list(missing(visit, await own_products(desk, visit)))
        if faults:
            return await show(visit, faults)
        return await declared(desk, visit, draft_of(visit), FIELDS, show)

    return form_page(desk.front, PATH, show, send)


async def own_products(desk: Workspace, visit: Visit) -> Options:
    """The products of the person's organisation, to choose from."""
    own = await products_of(desk.intake.database, visit.principal.owner.id)
    return [(product.id, product.name) for product in own]


def languages() -> Options:
    """The languages of the European Union, by name."""
    return sorted(((code, ENGLISH.tongue(code)) for code in EU_LANGUAGES), key=lambda each: each[1])


def missing(visit: Visit, products: Options) -> Iterator[Fault]:
    """What is not filled in, is no day, or may not even be shown again (law 7)."""
    for name in ("text", "author"):
        if scan(visit.typed(name), kind=FieldKind.TEXT):
            yield Fault(name, IDENTIFIED)
    if not chosen(products, visit.typed("productId")):
        yield Fault("productId", marked("Choose a product."))
    if visit.typed("language") not in EU_LANGUAGES:
        yield Fault("language", marked("Choose the language of the words."))
    if not visit.typed("text"):
        yield Fault("text", marked("Write a few sentences."))
    if not visit.typed("author"):
        yield Fault("author", marked("Say who answers for the words."))
    if visit.typed("reviewedOn") and reviewed_on(visit) is None:
        yield NOT_A_DAY


def reviewed_on(visit: Visit) -> date | None:
    """The day of the review as it was typed."""
    return day_of(visit.typed("reviewedOn"))


def draft_of(visit: Visit) -> LaySummaryDraft:
    """What was typed as a summary; lines end as on this side."""
    text = visit.typed("text").replace("\r\n", "\n")
    return LaySummaryDraft(
        visit.typed("productId"),
        visit.typed("language"),
        text,
        visit.typed("author"),
        bool(visit.typed("machineWritten")),
        reviewed_on(visit),
    )


def form_of(known: LaySummary) -> Form:
    """A stored summary as the form has it."""
    return {
        "productId": known.product_id,
        "language": known.language,
        "text": known.text,
        "author": known.author,
        "machineWritten": "yes" if known.machine_written else "",
        "reviewedOn": known.reviewed_on.isoformat() if known.reviewed_on else "",
    }
