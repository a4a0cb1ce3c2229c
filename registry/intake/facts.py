"""What a draft becomes in the directory: ids, locks and marks added, nothing else changed."""

import re
import unicodedata
from functools import singledispatch

from msgspec import structs

from registry.intake.rules.known import Known
from registry.intake.rules.registration import result_id
from registry.model.calendar import add_months
from registry.model.codes import ResultSource
from registry.model.endpoint import EndpointResult, LaterEndpoint, lock
from registry.model.hold import Hold
from registry.model.identifiers import identify
from registry.model.parties import Offer
from registry.model.product import Approval, ApprovalEvent, Product
from registry.model.programme import CutOff, Programme, ProgrammeEvent
from registry.model.registration import (
    AdviceDraft,
    ApprovalChangeDraft,
    ApprovalDraft,
    AttestationDraft,
    CostDraft,
    CutOffDraft,
    Draft,
    EndpointChangeDraft,
    EndpointResultDraft,
    HoldDraft,
    KeyRequestDraft,
    LaySummaryDraft,
    OfferDraft,
    ProductDraft,
    ProgrammeDraft,
    StatusDraft,
)
from registry.model.source import Source
from registry.model.transparency import Advice, Attestation, Cost, LaySummary
from registry.model.wishes import KeyRequest
from registry.storage.directory import Fact


@singledispatch
def facts_of(draft: Draft, _known: Known, _tail: str) -> tuple[Fact, ...]:
    """The facts a checked draft becomes; the first is the one the sponsor asked for.

    The tail makes ids unique. What a fictional sponsor registers is marked synthetic.
    """
    raise TypeError(f"{type(draft).__name__} is not a draft. Hand over one of the draft structs.")


@facts_of.register
def _(draft: ProductDraft, known: Known, tail: str) -> tuple[Fact, ...]:
    product = Product(
        id=slug(draft.name, tail),
        sponsor_id=known.sponsor_id,
        synthetic=known.synthetic,
        **structs.asdict(draft),
    )
    return (product,)


@facts_of.register
def _(draft: ApprovalDraft, known: Known, tail: str) -> tuple[Fact, ...]:
    stated = structs.asdict(draft)
    offers, events = stated.pop("offers"), stated.pop("events")
    approval = Approval(
        id=slug(f"{draft.authority_id} {known.products[draft.product_id].name}", tail),
        country=known.authorities[draft.authority_id].country,
        status_text="",
        events=oldest_first(events),
        holder_id=known.sponsor_id,
        synthetic=known.synthetic,
        **stated,
    )
    return (approval, *(offer_of(approval, offer) for offer in offers))


@facts_of.register
def _(draft: ApprovalChangeDraft, known: Known, _tail: str) -> tuple[Fact, ...]:
    before = known.approvals[draft.approval_id]
    approval = structs.replace(
        before,
        events=oldest_first((*before.events, *draft.events)),
        valid_to=draft.valid_to or before.valid_to,
    )
    if draft.events:  # what was confirmed was confirmed before this happened
        approval = structs.replace(approval, confirmed_on=None, confirmed_by=None)
    return (approval, *(offer_of(approval, offer) for offer in draft.offers))


def oldest_first(events: tuple[ApprovalEvent, ...]) -> tuple[ApprovalEvent, ...]:
    """A history in the order in which it happened, in whatever order it was told."""
    return tuple(sorted(events, key=lambda event: event.on))


def offer_of(approval: Approval, offer: OfferDraft) -> Offer:
    """What one centre offers under an approval."""
    return Offer(
        id=f"{approval.id}.{offer.centre_id}",
        approval_id=approval.id,
        product_id=approval.product_id,
        disease=approval.disease,
        synthetic=approval.synthetic,
        **structs.asdict(offer),
    )


@facts_of.register
def _(draft: ProgrammeDraft, known: Known, tail: str) -> tuple[Fact, ...]:
    stated = structs.asdict(draft)
    endpoints = stated.pop("endpoints")
    known_as = (identify(text) for text in stated.pop("identifiers"))
    programme = Programme(
        id=slug(draft.title, tail),
        sponsor_id=known.sponsor_id,
        lineage=known.lineage_of(draft.product_id),
        registered_on=known.received_on,
        identifiers=tuple(found[1] for found in known_as if found),
        endpoints=tuple(lock(endpoint, known.received_on) for endpoint in endpoints),
        synthetic=known.synthetic,
        **stated,
    )
    return (programme,)


@facts_of.register
def _(draft: StatusDraft, known: Known, _tail: str) -> tuple[Fact, ...]:
    programme = known.programmes[draft.programme_id]
    event = ProgrammeEvent(draft.kind, draft.on, draft.reason)
    return (structs.replace(programme, events=(*programme.events, event)),)


@facts_of.register
def _(draft: CutOffDraft, known: Known, _tail: str) -> tuple[Fact, ...]:
    programme = known.programmes[draft.programme_id]
    cut_off = CutOff(draft.on, known.received_on)
    return (structs.replace(programme, cut_offs=(*programme.cut_offs, cut_off)),)


@facts_of.register
def _(draft: HoldDraft, known: Known, _tail: str) -> tuple[Fact, ...]:
    hold = Hold(
        id=f"{draft.programme_id}.hold",
        sponsor_id=known.sponsor_id,
        programme_id=draft.programme_id,
        reason=draft.reason,
        asked_on=known.received_on,
        until=add_months(known.received_on, draft.months),
    )
    return (hold,)


@facts_of.register
def _(draft: EndpointChangeDraft, known: Known, _tail: str) -> tuple[Fact, ...]:
    programme = known.programmes[draft.programme_id]
    later = LaterEndpoint(lock(draft.endpoint, known.received_on), draft.reason)
    return (structs.replace(programme, later_endpoints=(*programme.later_endpoints, later)),)


@facts_of.register
def _(draft: EndpointResultDraft, known: Known, _tail: str) -> tuple[Fact, ...]:
    programme = known.programmes[draft.programme_id]
    locked = {endpoint.endpoint.id: endpoint.endpoint for endpoint in programme.endpoints}
    stated = structs.asdict(draft) | {"cut_off": draft.cut_off.isoformat()}
    publication = stated.pop("publication")
    result = EndpointResult(
        id=result_id(draft.programme_id, draft.endpoint_id),
        label=locked[draft.endpoint_id].label,
        source_kind=ResultSource.SPONSOR,
        source=Source(publication, False, "as stated by the sponsor") if publication else None,
        synthetic=programme.synthetic,
        **stated,
    )
    return (result,)


@facts_of.register
def _(draft: CostDraft, _known: Known, tail: str) -> tuple[Fact, ...]:
    id = f"{draft.programme_id}.{draft.category.lower()}-{draft.year}-{tail}"
    return (Cost(id=id, **structs.asdict(draft)),)


@facts_of.register
def _(draft: AdviceDraft, _known: Known, tail: str) -> tuple[Fact, ...]:
    return (Advice(id=f"{draft.product_id}.{draft.year}-{tail}", **structs.asdict(draft)),)


@facts_of.register
def _(draft: LaySummaryDraft, known: Known, _tail: str) -> tuple[Fact, ...]:
    id, written_on = f"{draft.product_id}.{draft.language}", known.received_on
    return (LaySummary(id=id, written_on=written_on, **structs.asdict(draft)),)


@facts_of.register
def _(draft: AttestationDraft, known: Known, _tail: str) -> tuple[Fact, ...]:
    id = f"{draft.programme_id}.{draft.centre_id}.{draft.year}"
    return (Attestation(id=id, attested_on=known.received_on, **structs.asdict(draft)),)


@facts_of.register
def _(draft: KeyRequestDraft, known: Known, tail: str) -> tuple[Fact, ...]:
    request = KeyRequest(
        id=slug(f"wish {draft.key}", tail),
        asked_on=known.received_on,
        asked_by=known.sponsor_id,
        **structs.asdict(draft),
    )
    return (request,)


def slug(name: str, tail: str) -> str:
    """A readable id: the name in plain letters, and a random tail."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] + f"-{tail}"
