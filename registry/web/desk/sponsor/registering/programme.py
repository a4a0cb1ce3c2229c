"""`/desk/acts/programme`: a programme is typed, looked at once more, then locked for ever.

Every button sends the form to this page: one adds a part, one takes it away, one checks. Only what
was checked without any finding can be registered, and it is checked again then.
"""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler
from msgspec import structs

from registry.intake.choices import Choices
from registry.intake.register import accept_draft
from registry.intake.schedule import schedule_of
from registry.language import marked
from registry.model.product import Product
from registry.model.submission import Rejected
from registry.web.desk.forms import to
from registry.web.desk.frame import Answer, Fault, Visit, form_page, work
from registry.web.desk.sponsor.receipts import receipt_path
from registry.web.desk.sponsor.registering.choosing import (
    First,
    choices,
    first_choice,
    hospitals,
    products,
)
from registry.web.desk.sponsor.registering.codes import (
    diseases,
    endpoint_choices,
)
from registry.web.desk.sponsor.registering.endpoint_fields import measures
from registry.web.desk.sponsor.registering.locked import locked
from registry.web.desk.sponsor.registering.programme_form import (
    BEGIN,
    CENTRES,
    Typed,
    altered,
    carried,
    centres_in,
    endpoints_in,
    found_in,
    identified,
    not_added,
    read,
    tidy,
)
from registry.web.desk.sponsor.registering.repeated import without_empty
from registry.web.desk.sponsor.told import envelope_of
from registry.web.desk.sponsor.workspace import Workspace
from registry.web.public.results.of_programme import ROUTES

PATH = "/desk/acts/programme"
MOST_BYTES, MOST_FIELDS = 40_000, 600
TITLE, LOCKING = marked("Register a programme"), marked("Look at it once more")
OF_PRODUCT = First(
    PATH,
    marked(
        "A programme is the use of one product in one disease by one legal route. It is registered "
        "before its first outcome."
    ),
    "product",
    marked("Product"),
    marked("No product is registered yet. Register the product first."),
    hint=marked("Yours first, then those of others that are public."),
    before="/desk/acts/product",
    told=marked("Register a product"),
)
NOT_SURE = Fault("sure", marked("Confirm that you know what is locked."))


def programme_page(desk: Workspace) -> list[HTTPRouteHandler]:
    """The form, and the page on which it is looked at before it is registered."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        return await form(desk, visit, faults)

    async def send(visit: Visit) -> Answer:
        visit, step = structs.replace(visit, form=tidy(visit.form)), visit.typed("step")
        now, none = altered(visit.form, step), not_added(visit.form, step)
        if now is not None:
            visit = structs.replace(visit, form=tidy(now))
        if now is not None or step == "change":
            return await form(desk, visit, [*none, *identified(visit)], step)
        return await checked(desk, visit, step)

    return form_page(desk.front, PATH, show, send, MOST_BYTES, MOST_FIELDS)


async def form(desk: Workspace, visit: Visit, faults: Sequence[Fault], step: str = "") -> Answer:
    """The form for a programme of the product that was chosen; before that the choice of one."""
    known = await choices(desk, visit)
    product = product_in(known, visit.typed("productId") or visit.asked("product"))
    if product is None:
        first = structs.replace(OF_PRODUCT, options=products(known))
        return first_choice(visit, TITLE, first, faults)
    if not visit.form:
        visit = structs.replace(visit, form=BEGIN | {"productId": product.id})
    visit = structs.replace(visit, form=tidy(visit.form))
    return work(
        visit,
        "desk-programme.html",
        TITLE,
        faults=faults,
        product=product,
        diseases=diseases(),
        routes=[(code, words) for code, words in ROUTES.items() if code != "MARKETED_USE"],
        hospitals=hospitals(known),
        centres=centres_in(visit.form),
        endpoints=endpoints_in(visit.form),
        measures=measures(),
        begun=step,
        choices=endpoint_choices(schedule_of(product).windows[1:]),
    )


async def checked(desk: Workspace, visit: Visit, step: str) -> Answer:
    """The form with everything wrong with it; else the page to look at it, or its receipt."""
    visit = structs.replace(visit, form=without_empty(visit.form, CENTRES))
    known = await choices(desk, visit)
    product = product_in(known, visit.typed("productId"))
    if product is None:
        return await form(desk, visit, [Fault("product", marked("Choose a product."))])
    typed, sure = read(visit, product), step == "declare" and bool(visit.typed("sure"))
    envelope = envelope_of(visit, dry_run=not sure or bool(typed.reader.faults))
    answer = await accept_draft(desk.intake, typed.draft, envelope)
    faults = found_in(visit, typed, answer.findings if isinstance(answer, Rejected) else ())
    if faults or isinstance(answer, Rejected):
        return await form(desk, visit, faults)
    if sure:
        return to(receipt_path(answer.digest))
    return look(desk, visit, typed, product, known, step)


def look(
    desk: Workspace, visit: Visit, typed: Typed, product: Product, known: Choices, step: str
) -> Answer:
    """What is about to be locked, and the form that carries it on."""
    frozen = desk.read()
    return work(
        visit,
        "desk-programme-locked.html",
        LOCKING,
        faults=[NOT_SURE] if step == "declare" else [],
        locked=locked(typed.draft, product, known),
        carried=list(carried(visit)),
        next_release=frozen.snapshot.next_release if frozen else None,
    )


def product_in(known: Choices, id: str) -> Product | None:
    """The product with this id among those that may be named; the only one where none is named."""
    if not id and len(known.products) == 1:
        return known.products[0]
    return next((each for each in known.products if each.id == id), None)
