"""`/desk/acts/approval`: a national decision with its history and what hospitals offer under it."""

from collections.abc import Iterable, Iterator, Sequence

from litestar.handlers import HTTPRouteHandler
from msgspec import Struct, structs

from registry import texts
from registry.intake.choices import Choices
from registry.language import ENGLISH, marked
from registry.model.diseases import DISEASES
from registry.model.parties import Authority, Centre
from registry.model.product import ApprovalEvent, Product
from registry.model.registration import ApprovalDraft, OfferDraft
from registry.web.desk.coming_back import OURS
from registry.web.desk.frame import Answer, Fault, Visit, form_page, work
from registry.web.desk.sponsor.acts.form import CHANGE, DECLARE, STEP
from registry.web.desk.sponsor.declared import declared, tried
from registry.web.desk.sponsor.registering.approval_form import (
    BEGIN,
    EVENTS,
    NUMBERED,
    OFFERS,
    TOLD,
    altered,
    fields_of,
    identified,
    no_more,
    places,
    read,
    said,
    tidy,
)
from registry.web.desk.sponsor.registering.choosing import (
    authorities,
    choices,
    hospitals,
)
from registry.web.desk.sponsor.registering.codes import LEGAL_SCENARIOS, diseases, options
from registry.web.desk.sponsor.registering.reading import Reader, all_faults, with_numbers
from registry.web.desk.sponsor.workspace import Workspace
from registry.web.public.results.cells import capital
from registry.web.public.results.facts import as_exact

PATH, TITLE = "/desk/acts/approval", marked("Record an approval and its offers")
MOST_BYTES, MOST_FIELDS = 40_000, 400
CONSIDERED = [("YES", marked("Yes")), ("NO", marked("No"))]
Pair = tuple[str, str]


class Place(Struct, frozen=True):
    """A part of the form: where its fields stand, and what of it can be ticked.

    `kept`: it is known already, so the form cannot take it away.
    """

    at: str
    kept: bool = False

    @property
    def ticks(self) -> list[Pair]:
        """The ticks of an offer."""
        return [(f"{self.at}.{name}", words) for name, words in TOLD]


def approval_page(desk: Workspace) -> list[HTTPRouteHandler]:
    """The form, and everything once more before it is declared."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        return await form(desk, visit, faults)

    async def send(visit: Visit) -> Answer:
        step = visit.typed(STEP)
        now, full = altered(tidy(visit.form), step), no_more(tidy(visit.form), step)
        visit = structs.replace(visit, form=tidy(visit.form if now is None else now))
        if now is not None or step == CHANGE:
            return await form(desk, visit, [*full, *identified(visit)], step)
        reader, fields = Reader(visit), fields_of(visit.form)
        draft = read(reader, visit.form)
        faults = all_faults(reader, await tried(desk, visit, draft, fields), fields)
        if faults:
            return await show(visit, with_numbers(faults, NUMBERED))
        if step == DECLARE:
            return await declared(desk, visit, draft, fields, show)
        return look(visit, draft, await choices(desk, visit))

    return form_page(desk.front, PATH, show, send, MOST_BYTES, MOST_FIELDS)


async def form(desk: Workspace, visit: Visit, faults: Sequence[Fault], step: str = "") -> Answer:
    """The form with what was typed."""
    known = await choices(desk, visit)
    visit = structs.replace(visit, form=tidy(visit.form or BEGIN))
    return work(
        visit,
        "desk-approval.html",
        TITLE,
        faults=faults,
        products=may_be_approved(known, visit),
        authorities=authorities(known),
        hospitals=hospitals(known),
        diseases=diseases(),
        scenarios=options(LEGAL_SCENARIOS),
        considered=CONSIDERED,
        parts=parts(visit, step),
    )


def parts(visit: Visit, step: str, known: int = 0) -> dict[str, object]:
    """What the events and offers of a form are drawn from; so many offers are known already."""
    offers = enumerate(places(visit.form, OFFERS))
    return {
        "kinds": options(texts.APPROVAL_EVENTS),
        "reasons": options(texts.APPROVAL_REASONS),
        "events": [Place(at) for at in places(visit.form, EVENTS)],
        "offers": [Place(at, kept=number < known) for number, at in offers],
        "begun": step,
    }


def may_be_approved(known: Choices, visit: Visit) -> list[Pair]:
    """One's own products, and those of the catalogue, which nobody registered."""
    owners = (visit.principal.owner.id, None)
    return [(each.id, each.name) for each in known.products if each.sponsor_id in owners]


def look(visit: Visit, draft: ApprovalDraft, known: Choices) -> Answer:
    """Everything once more, and the form that carries it on."""
    return work(
        visit,
        "desk-approval-look.html",
        TITLE,
        plain=list(facts_of(draft, known)),
        events=[event_words(event) for event in draft.events],
        offers=[offer_facts(offer, known) for offer in draft.offers],
        carried=carried(visit),
        path=PATH,
        button=marked("Record the approval"),
        no_offers=marked("None is named."),
    )


def carried(visit: Visit) -> list[Pair]:
    """What the page before the declaration carries of the form."""
    return [(name, value) for name, value in visit.form.items() if value and name not in NOT_OURS]


NOT_OURS = (*OURS, STEP)


def facts_of(draft: ApprovalDraft, known: Choices) -> Iterator[Pair]:
    """The decision, row by row."""
    yield marked("Product"), named(known.products, draft.product_id)
    yield marked("Authority"), named(known.authorities, draft.authority_id)
    yield marked("Disease"), DISEASES[draft.disease].label
    yield marked("Its number there"), draft.local_id or marked("Left empty")
    yield marked("Why the exemption is used"), LEGAL_SCENARIOS[draft.scenario]
    yield marked("Valid from"), texts.day(draft.valid_from)
    if draft.valid_to:
        yield marked("Valid to"), texts.day(draft.valid_to)
    for words, value in (
        (marked("Quality evaluated"), draft.quality_considered),
        (marked("Safety evaluated"), draft.safety_considered),
        (marked("Efficacy evaluated"), draft.efficacy_considered),
    ):
        yield words, NOT_KNOWN[value]
    if draft.conditions:
        yield marked("Conditions"), draft.conditions


NOT_KNOWN = {True: marked("Yes"), False: marked("No"), None: marked("Not known")}


def event_words(event: ApprovalEvent) -> Pair:
    """One step in the life of the approval, in words."""
    reason = texts.APPROVAL_REASONS[event.reason] if event.reason else ""
    told = capital(texts.APPROVAL_EVENTS[event.kind])
    return as_exact(event.on, ENGLISH), f"{told}: {reason}" if reason else told


def offer_facts(offer: OfferDraft, known: Choices) -> tuple[str, list[Pair]]:
    """What a hospital offers, in words."""
    facts = [
        (marked("Confirmed by the hospital on"), texts.day(offer.confirmed_on)),
        (marked("Offers"), "; ".join(said(offer)) or marked("Nothing is ticked")),
    ]
    if offer.authorised_alternative:
        facts.append((marked("Authorised alternative"), offer.authorised_alternative))
    return named(known.centres, offer.centre_id), facts


def named(those: Iterable[Product | Centre | Authority], id: str) -> str:
    """The name of one of these; its id where it is none of them."""
    return next((each.name for each in those if each.id == id), id)
