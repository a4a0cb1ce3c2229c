"""`/desk/acts/approval-change`: what is new of an approval, and what its hospitals offer now."""

from collections.abc import Iterable, Sequence

from litestar.handlers import HTTPRouteHandler
from msgspec import Struct, structs

from registry import texts
from registry.intake.own import Own
from registry.language import marked
from registry.model.parties import Offer
from registry.model.product import Approval
from registry.model.registration import ApprovalChangeDraft
from registry.web.desk.forms import Form
from registry.web.desk.frame import Answer, Fault, Visit, form_page, work
from registry.web.desk.sponsor.acts.form import CHANGE, DECLARE, STEP, own_for
from registry.web.desk.sponsor.declared import declared, tried
from registry.web.desk.sponsor.registering.approval import (
    MOST_BYTES,
    MOST_FIELDS,
    carried,
    event_words,
    offer_facts,
    parts,
)
from registry.web.desk.sponsor.registering.approval_form import (
    EVENTS,
    NUMBERED,
    OF_EVENT,
    OF_OFFER,
    OFFERS,
    altered,
    event,
    identified,
    no_more,
    offer,
    places,
    tidy,
    typed_of,
)
from registry.web.desk.sponsor.registering.choosing import (
    First,
    choices,
    first_choice,
    hospitals,
    placed,
)
from registry.web.desk.sponsor.registering.codes import Options
from registry.web.desk.sponsor.registering.reading import Reader, all_faults, with_numbers
from registry.web.desk.sponsor.workspace import Workspace

PATH, TITLE = "/desk/acts/approval-change", marked("Tell what is new of an approval")
OF_APPROVAL = First(
    PATH,
    marked(
        "What happened to an approval since, when it ends now, and what its hospitals offer today. "
        "An offer is found by patients for twelve months after the hospital confirmed it."
    ),
    "which",
    marked("Approval"),
    marked("Your organisation holds no approval yet."),
    before="/desk/acts/approval",
    told=marked("Record an approval and its offers"),
)
Pair = tuple[str, str]


class Typed(Struct, frozen=True):
    """The change that was typed; `stated` are the places of the offers it holds, in order."""

    draft: ApprovalChangeDraft
    reader: Reader
    stated: list[str]

    def placed(self, faults: Iterable[Fault]) -> list[Fault]:
        """Faults of the draft's offers at the places where they were typed."""
        return [Fault(self.place(fault.field), fault.words) for fault in faults]

    def place(self, field: str) -> str:
        """The field of the form that a path of the draft means."""
        for number, at in enumerate(self.stated):
            if field.startswith(f"{OFFERS}[{number}]."):
                return at + field.removeprefix(f"{OFFERS}[{number}]")
        return field


def approval_change_page(desk: Workspace) -> list[HTTPRouteHandler]:
    """The choice of an approval, its form, and everything once more before it is declared."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        return await form(desk, visit, await own_for(desk, visit), faults)

    async def send(visit: Visit) -> Answer:
        own, step = await own_for(desk, visit), visit.typed(STEP)
        now, full = altered(tidy(visit.form), step), no_more(tidy(visit.form), step)
        visit = structs.replace(visit, form=tidy(visit.form if now is None else now))
        if now is not None or step == CHANGE:
            return await form(desk, visit, own, [*full, *identified(visit)], step)
        typed, fields = read(visit, own), fields_of(visit.form)
        found = typed.placed(await tried(desk, visit, typed.draft, fields))
        faults = all_faults(typed.reader, found, fields)
        if faults:
            return await show(visit, with_numbers(faults, NUMBERED))
        if step == DECLARE:
            return await declared(desk, visit, typed.draft, fields, show)
        return await look(desk, visit, typed.draft, own)

    return form_page(desk.front, PATH, show, send, MOST_BYTES, MOST_FIELDS)


async def form(
    desk: Workspace, visit: Visit, own: Own, faults: Sequence[Fault], step: str = ""
) -> Answer:
    """The form of the approval that was chosen; before that the choice of one."""
    asked = visit.typed("which") or visit.asked("which")
    chosen = next((each for each in own.approvals if each.id == asked), None)
    if chosen is None:
        return first_choice(visit, TITLE, structs.replace(OF_APPROVAL, options=held(own)), faults)
    known = await choices(desk, visit)
    visit = structs.replace(visit, form=tidy(visit.form or beginning(own, chosen)))
    return work(
        visit,
        "desk-approval-change.html",
        TITLE,
        faults=faults,
        which=chosen.id,
        name=name_of(own, chosen),
        known=[event_words(event) for event in chosen.events] + validity(chosen),
        hospitals=hospitals(known),
        parts=parts(visit, step, len(offers_of(own, chosen.id))),
    )


def held(own: Own) -> Options:
    """The approvals that one's organisation holds."""
    return [(each.id, name_of(own, each)) for each in own.approvals]


def name_of(own: Own, approval: Approval) -> str:
    """An approval by its product, its country and its number there."""
    product = own.used.get(approval.product_id)
    name = placed(product.name if product else approval.product_id, approval.country)
    return f"{name}, {approval.local_id}" if approval.local_id else name


def validity(approval: Approval) -> list[Pair]:
    """Until when an approval is valid, where that is known."""
    return [(marked("Valid to"), texts.day(approval.valid_to))] if approval.valid_to else []


def offers_of(own: Own, approval_id: str) -> list[Offer]:
    """The offers that are known of an approval."""
    return [each for each in own.offers if each.approval_id == approval_id]


def beginning(own: Own, approval: Approval) -> Form:
    """The form at first: every offer as it is known, without its day."""
    filled: dict[str, str] = {}
    for number, known in enumerate(offers_of(own, approval.id)):
        filled |= typed_of(known, f"{OFFERS}[{number}]")
    return filled


def read(visit: Visit, own: Own) -> Typed:
    """What was typed as a change; a known offer as it was, without a day, stays as it is."""
    reader, form = Reader(visit), visit.form
    known = {each.centre_id: each for each in offers_of(own, visit.typed("which"))}
    stated = [
        at
        for at in places(form, OFFERS)
        if is_news(form, at, known.get(reader.text(f"{at}.centreId")))
    ]
    draft = ApprovalChangeDraft(
        visit.typed("which"),
        tuple(event(reader, at) for at in places(form, EVENTS)),
        reader.maybe_day("validTo"),
        tuple(offer(reader, at) for at in stated),
    )
    return Typed(draft, reader, stated)


def is_news(form: Form, at: str, known: Offer | None) -> bool:
    """Whether a part of the form says something else than what is known; a day always does."""
    return known is None or filled(form, at) != filled(typed_of(known, at), at)


def filled(form: Form, at: str) -> Form:
    """What is filled in of a part of a form."""
    own = {name: text.strip() for name, text in form.items() if name.startswith(f"{at}.")}
    return {name: text for name, text in own.items() if text}


def fields_of(form: Form) -> list[str]:
    """Every field that can be at fault, in the order of the page."""
    events = [f"{at}.{part}" for at in places(form, EVENTS) for part in OF_EVENT]
    offers = [f"{at}.{part}" for at in places(form, OFFERS) for part in OF_OFFER]
    return [EVENTS, *events, "validTo", OFFERS, *offers]


async def look(desk: Workspace, visit: Visit, draft: ApprovalChangeDraft, own: Own) -> Answer:
    """Everything once more, and the form that carries it on."""
    known = await choices(desk, visit)
    plain = [(marked("Approval"), dict(held(own))[draft.approval_id])]
    if draft.valid_to:
        plain.append((marked("Valid to"), texts.day(draft.valid_to)))
    return work(
        visit,
        "desk-approval-look.html",
        TITLE,
        plain=plain,
        events=[event_words(event) for event in draft.events],
        offers=[offer_facts(offer, known) for offer in draft.offers],
        carried=carried(visit),
        path=PATH,
        button=marked("Declare it"),
        no_offers=marked("Every offer stays as it is."),
    )
