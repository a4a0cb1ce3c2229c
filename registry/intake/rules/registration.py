"""Rules on what a sponsor registers: products, approvals, programmes, status, endpoint results."""

from collections.abc import Iterator

from anonymise.identifiers import FieldKind, scan
from registry.intake.rules.approvals import APPROVAL_RULES, WITH_OFFERS
from registry.intake.rules.costs import COST_RULES
from registry.intake.rules.cut_offs import CUT_OFF_RULES
from registry.intake.rules.endpoints import CHANGE_RULES, endpoints
from registry.intake.rules.holds import HOLD_RULES
from registry.intake.rules.known import DraftRule, Known
from registry.intake.rules.plausible import PLAUSIBLE_RULES
from registry.intake.rules.readable import READABLE_RULES
from registry.intake.rules.rows import texts, written
from registry.intake.rules.transparency import TRANSPARENCY_RULES
from registry.intake.rules.wishes import WISH_RULES
from registry.model.codes import ProgrammeEventKind, Route, StopReason
from registry.model.diseases import DISEASES
from registry.model.identifiers import IdentifierKind, identify, normalise
from registry.model.programme import LONGEST_WAIT_DAYS, event_of
from registry.model.registration import (
    AdviceDraft,
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
    ProductDraft,
    ProgrammeDraft,
    StatusDraft,
)
from registry.model.submission import Finding

LONGEST_TEXT = 2_000
OF_A_PROGRAMME = (
    StatusDraft
    | CutOffDraft
    | HoldDraft
    | EndpointChangeDraft
    | EndpointResultDraft
    | CostDraft
    | AttestationDraft
)
OF_A_PRODUCT = ApprovalDraft | ProgrammeDraft | AdviceDraft | LaySummaryDraft


def known_product(draft: Draft, known: Known) -> Iterator[str]:
    """The product is in the directory, whoever registered it."""
    if not isinstance(draft, OF_A_PRODUCT):
        return
    if draft.product_id not in known.products:
        yield "productId"


def own_programme(draft: Draft, known: Known) -> Iterator[str]:
    """The programme is registered by this sponsor."""
    if isinstance(draft, OF_A_PROGRAMME):
        programme = known.programmes.get(draft.programme_id)
        if programme is None or programme.sponsor_id != known.sponsor_id:
            yield "programmeId"


def own_product(draft: Draft, known: Known) -> Iterator[str]:
    """Words on a product are its sponsor's; approvals are also of a catalogued one."""
    if isinstance(draft, AdviceDraft | ApprovalDraft | LaySummaryDraft):
        product = known.products.get(draft.product_id)
        catalogued = isinstance(draft, ApprovalDraft) and product and product.sponsor_id is None
        if product is not None and product.sponsor_id != known.sponsor_id and not catalogued:
            yield "productId"


def known_disease(draft: Draft, _: Known) -> Iterator[str]:
    """The disease is a code of the registry's hierarchy."""
    if isinstance(draft, ApprovalDraft | ProgrammeDraft) and draft.disease not in DISEASES:
        yield "disease"


def named_centres(draft: Draft) -> list[tuple[str, str]]:
    """The centres a draft names, each with its path."""
    if isinstance(draft, ProgrammeDraft):
        return [(f"centreIds[{index}]", id) for index, id in enumerate(draft.centre_ids)]
    if isinstance(draft, WITH_OFFERS):
        offers = enumerate(draft.offers)
        return [(f"offers[{index}].centreId", offer.centre_id) for index, offer in offers]
    return []


def known_centres(draft: Draft, known: Known) -> Iterator[str]:
    """Every centre named is in the directory; a programme has at least one."""
    if isinstance(draft, ProgrammeDraft) and not draft.centre_ids:
        yield "centreIds"
    yield from (path for path, id in named_centres(draft) if id not in known.centres)


def centres_once(draft: Draft, _: Known) -> Iterator[str]:
    """No centre is named twice: of two offers nobody could tell which is true."""
    named_before: set[str] = set()
    for path, id in named_centres(draft):
        if id in named_before:
            yield path
        named_before.add(id)


def synthetic_apart(draft: Draft, known: Known) -> Iterator[str]:
    """Fictional sponsors have fictional products, centres, authorities; real ones real (law 9)."""
    if isinstance(draft, OF_A_PRODUCT):
        product = known.products.get(draft.product_id)
        if product is not None and product.synthetic is not known.synthetic:
            yield "productId"
    yield from (path for path, id in named_centres(draft) if mixes(known, id))
    if isinstance(draft, ApprovalDraft):
        authority = known.authorities.get(draft.authority_id)
        if authority is not None and authority.synthetic is not known.synthetic:
            yield "authorityId"


def mixes(known: Known, centre_id: str) -> bool:
    """Whether the centre is real where the sponsor is fictional, or the other way round."""
    centre = known.centres.get(centre_id)
    return centre is not None and centre.synthetic is not known.synthetic


def known_authority(draft: Draft, known: Known) -> Iterator[str]:
    """The authority is in the directory."""
    if isinstance(draft, ApprovalDraft) and draft.authority_id not in known.authorities:
        yield "authorityId"


def named(draft: Draft, _: Known) -> Iterator[str]:
    """Names and titles are not empty, and no text is longer than 2,000 characters."""
    if isinstance(draft, ProductDraft) and not draft.name.strip():
        yield "name"
    if isinstance(draft, ProgrammeDraft) and not draft.title.strip():
        yield "title"
    if isinstance(draft, KeyRequestDraft) and not draft.purpose.strip():
        yield "purpose"
    for path, text in texts(draft):
        if len(text) > LONGEST_TEXT:
            yield written(path)


SCANNED = {
    "lesson": FieldKind.TEXT,
    "conditions": FieldKind.TEXT,
    "public_summary": FieldKind.TEXT,
    "topic": FieldKind.TEXT,
    "purpose": FieldKind.TEXT,
    "text": FieldKind.TEXT,
    "author": FieldKind.TEXT,
    "body": FieldKind.CODE,
    "title": FieldKind.TEXT,
    "label": FieldKind.TEXT,
    "name": FieldKind.CODE,
    "active_substance": FieldKind.CODE,
    "authorised_alternative": FieldKind.CODE,
    "local_id": FieldKind.CODE,
    "identifiers": FieldKind.CODE,
}


def without_identifiers(draft: Draft, _: Known) -> Iterator[str]:
    """Free text holds nothing that looks like a direct identifier (law 7)."""
    for path, text in texts(draft):
        field = next(part for part in reversed(path) if isinstance(part, str))
        kind = SCANNED.get(field)
        if kind is not None and scan(text, kind=kind):
            yield written(path)


def public_identifiers(draft: Draft, _: Known) -> Iterator[str]:
    """Identifiers are those of study registers; the disease's codes are ORPHA and ICD."""
    if not isinstance(draft, ProgrammeDraft):
        return
    for index, text in enumerate(draft.identifiers):
        if identify(text) is None:
            yield f"identifiers[{index}]"
    if draft.orpha is not None and normalise(IdentifierKind.ORPHA, draft.orpha) is None:
        yield "orpha"
    kinds = (IdentifierKind.ICD_10, IdentifierKind.ICD_11)
    if draft.icd is not None and not any(normalise(kind, draft.icd) for kind in kinds):
        yield "icd"


def programme_plan(draft: Draft, _: Known) -> Iterator[str]:
    """A programme states how many, from when to when, and the longest wait of up to 12 months."""
    if not isinstance(draft, ProgrammeDraft):
        return
    if draft.planned_patients < 1:
        yield "plannedPatients"
    if draft.planned_end <= draft.starts_on:
        yield "plannedEnd"
    if not 1 <= draft.longest_wait_days <= LONGEST_WAIT_DAYS:
        yield "longestWaitDays"
    if draft.route is Route.MARKETED_USE:
        yield "route"
    registered_trial = draft.route is Route.CLINICAL_TRIAL and draft.identifiers
    if draft.blinded_until is not None and not registered_trial:
        yield "blindedUntil"


def status_change(draft: Draft, known: Known) -> Iterator[str]:
    """A stop has a coded reason and only a stop; nothing happens twice or in the future."""
    if not isinstance(draft, StatusDraft):
        return
    if (draft.kind is ProgrammeEventKind.STOPPED) != (draft.reason is not None):
        yield "reason"
    if draft.on > known.received_on:
        yield "on"
    programme = known.programmes.get(draft.programme_id)
    if programme is not None and event_of(programme, draft.kind):
        yield "kind"


def never_started(draft: Draft, known: Known) -> Iterator[str]:
    """A programme that accepted patients has started: its results stay due."""
    never = isinstance(draft, StatusDraft) and draft.reason is StopReason.NEVER_STARTED
    if never and known.accepted:
        yield "reason"


def endpoint_result(draft: Draft, known: Known) -> Iterator[str]:
    """A result is of a locked endpoint, given once, with a past cut-off, its interval in order."""
    if not isinstance(draft, EndpointResultDraft):
        return
    programme = known.programmes.get(draft.programme_id)
    locked = [e.endpoint.id for e in programme.endpoints] if programme else [draft.endpoint_id]
    if draft.endpoint_id not in locked:
        yield "endpointId"
    if result_id(draft.programme_id, draft.endpoint_id) in known.results:
        yield "endpointId"
    if draft.cut_off > known.received_on:
        yield "cutOff"
    if draft.published_on is not None and draft.published_on > known.received_on:
        yield "publishedOn"
    stated = [x for x in (draft.low, draft.estimate, draft.high) if x is not None]
    if stated != sorted(stated):
        yield "estimate"


def result_id(programme_id: str, endpoint_id: str) -> str:
    """The id of the one result an endpoint has."""
    return f"{programme_id}.{endpoint_id}"


DRAFT_RULES = (
    DraftRule(
        "product-known",
        "This product is not in the directory.",
        "Register the product first, or use the id it has in the directory.",
        known_product,
    ),
    DraftRule(
        "programme-own",
        "This programme is not registered by you.",
        "Use the id the registry returned, and the key of the sponsor that registered it.",
        own_programme,
    ),
    DraftRule(
        "product-own",
        "This product is not registered by you.",
        "Report on your own products, or an approval of a product of the catalogue.",
        own_product,
    ),
    DraftRule(
        "disease-known",
        "This disease is not a code of the registry.",
        "Use a code of the disease list, for example lbcl.",
        known_disease,
    ),
    DraftRule(
        "centre-known",
        "A centre is missing or not in the directory.",
        "Use centre ids of the directory; ask the registry to add a new hospital.",
        known_centres,
    ),
    DraftRule(
        "centre-once",
        "This hospital is named twice.",
        "Name each hospital once, with all that is to be said of it.",
        centres_once,
    ),
    DraftRule(
        "synthetic-apart",
        "Real and fictional organisations would be mixed.",
        "Use fictional products, centres and authorities as a fictional sponsor only.",
        synthetic_apart,
    ),
    DraftRule(
        "authority-known",
        "This authority is not in the directory.",
        "Use the id of a national competent authority of the directory.",
        known_authority,
    ),
    DraftRule(
        "text-stated",
        "This text is empty, or longer than 2,000 characters.",
        "State it in a few words.",
        named,
    ),
    *READABLE_RULES,
    DraftRule(
        "text-without-identifiers",
        "This text looks like a direct identifier and was not kept.",
        "Remove names, numbers and dates of persons.",
        without_identifiers,
    ),
    DraftRule(
        "identifier-public",
        "This is not an identifier of a study register, or not a code of ORPHA or ICD.",
        "Write it as EudraCT, EU CT, NCT or EUPAS number; ORPHA:123; C83.3 or 2A85.5.",
        public_identifiers,
    ),
    *APPROVAL_RULES,
    DraftRule(
        "programme-planned",
        "The plan does not hold: patients, dates, longest wait (1 to 365 days), route or blinding.",
        "State the plan before the first outcome; a blinded trial needs its public number.",
        programme_plan,
    ),
    DraftRule(
        "endpoint-countable",
        "This endpoint cannot be counted as stated, or no endpoint is primary.",
        "Name a known measure of the endpoint's kind, its assessment day and what is a success.",
        endpoints,
    ),
    *CHANGE_RULES,
    DraftRule(
        "status-reasoned",
        "This change lies in the future, happened already, or lacks its coded reason.",
        "Give the day it happened, and for a stop its coded reason.",
        status_change,
    ),
    DraftRule(
        "started-with-patients",
        "Patients were accepted in this programme, so it has started.",
        "Give the reason why it stopped.",
        never_started,
    ),
    DraftRule(
        "result-of-locked-endpoint",
        "This is not a new result of a locked endpoint, with past dates and an ordered interval.",
        "Use an endpoint id of the programme; a result is reported once, with its final cut-off.",
        endpoint_result,
    ),
    *CUT_OFF_RULES,
    *HOLD_RULES,
    *PLAUSIBLE_RULES,
    *COST_RULES,
    *TRANSPARENCY_RULES,
    *WISH_RULES,
)


def check_draft(draft: Draft, known: Known) -> tuple[Finding, ...]:
    """Everything wrong with a draft, in one pass; empty when it can be stored."""
    return tuple(
        Finding(rule.id, path, rule.sentence, rule.remedy)
        for rule in DRAFT_RULES
        for path in rule.check(draft, known)
    )
