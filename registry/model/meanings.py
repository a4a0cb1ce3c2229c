"""What each field means that a sponsor sends: words of the codebook and of the GraphQL inputs."""

from collections.abc import Mapping

from msgspec import Struct

from registry.model import registration
from registry.model.endpoint import Endpoint, SuccessCriterion
from registry.model.meanings_of_patients import OF_PATIENTS, PROGRAMME
from registry.model.product import ApprovalEvent

PRODUCT = "The id of the product."
CENTRE = "The id of the hospital."

OF_STATEMENTS: Mapping[type[Struct], Mapping[str, str]] = {
    registration.ProductDraft: {
        "name": "The name under which it is known.",
        "active_substance": "The active substance.",
        "atmp_class": "The class of advanced therapy medicine.",
        "origin": "The patient's own cells, or a donor's.",
        "vector": "Whether a vector is used, and whether it integrates into the genome.",
        "cell_source": "The cells it is made of; NONE for a gene medicine without cells.",
    },
    registration.OfferDraft: {
        "centre_id": CENTRE,
        "confirmed_on": "The day on which the hospital confirmed it; stale after 12 months.",
        "accepting_referrals": "Whether it accepts referrals.",
        "treats_adults": "Whether it treats adults.",
        "treats_children": "Whether it treats children.",
        "takes_patients_from_abroad": "Whether it takes patients from other countries.",
        "patient_pays": "Whether the patient pays.",
        "authorised_alternative": "The authorised medicine that may be used instead, if any.",
    },
    ApprovalEvent: {
        "kind": "What happened.",
        "on": "When, as exact as known: YYYY, YYYY-MM or YYYY-MM-DD.",
        "reason": "Why, as a code.",
    },
    registration.ApprovalDraft: {
        "product_id": PRODUCT,
        "authority_id": "The id of the authority.",
        "disease": "The disease, by its id in the registry.",
        "local_id": "The number of the approval at the authority.",
        "scenario": "A during development, or B without a prospect of marketing.",
        "events": "Its history, the granting first.",
        "valid_from": "The first day on which it is valid.",
        "valid_to": "The last day on which it is valid.",
        "quality_considered": "Whether the authority evaluated quality.",
        "safety_considered": "Whether the authority evaluated safety.",
        "efficacy_considered": "Whether the authority evaluated efficacy.",
        "conditions": "The conditions of the approval.",
        "offers": "What hospitals offer under it.",
    },
    registration.ApprovalChangeDraft: {
        "approval_id": "The id of the approval.",
        "events": "What happened since it was recorded.",
        "valid_to": "The last day on which it is valid now.",
        "offers": "What hospitals offer now; each takes the place of the hospital's earlier one.",
    },
    SuccessCriterion: {
        "at_least_percent": "The share of the population, in per cent, that has to succeed.",
    },
    Endpoint: {
        "id": "A short id, unique within the programme.",
        "label": "What it asks, in a few words.",
        "role": "Primary or secondary.",
        "kind": "What is counted: responders, events up to a horizon, or a change on a scale.",
        "measure": "The measure, such as LUGANO, SURVIVAL or KOOS.",
        "clock": "Where its days start.",
        "population": "All accepted patients, or the infused ones.",
        "day": "The assessment day, or the horizon, counted from the clock.",
        "criterion": "When it is met.",
        "success_categories": "The categories that count as success; of a RESPONDER.",
        "events": "The events of which success is being free; of a TIME_TO_EVENT.",
        "improvement": "The points better that count as success; of a CHANGE.",
        "category_bounds": "The changes at which categories begin, but the lowest; of a CHANGE.",
    },
    registration.ProgrammeDraft: {
        "product_id": PRODUCT,
        "title": "The title of the programme.",
        "disease": "The disease, by its id in the registry.",
        "route": "The legal way in which patients are treated.",
        "centre_ids": "The ids of the hospitals.",
        "planned_patients": "How many patients are planned.",
        "starts_on": "The day on which it starts.",
        "planned_end": "The planned end.",
        "endpoints": "What is locked before the first outcome; at least one is primary.",
        "identifiers": "Its numbers in study registers, such as NCT or EU CT.",
        "orpha": "The ORPHA code of the disease.",
        "icd": "The ICD-10 or ICD-11 code of the disease.",
        "blinded_until": "The registered primary completion of a blinded trial.",
        "longest_wait_days": "The longest time between acceptance and administration, in days.",
        "paediatric": "Whether only children are treated.",
    },
    registration.StatusDraft: {
        "programme_id": PROGRAMME,
        "kind": "What happened to the programme.",
        "on": "The day on which it happened.",
        "reason": "Why it stopped; only of a stop.",
    },
    registration.CutOffDraft: {
        "programme_id": PROGRAMME,
        "on": "The day of the cut-off, which has not come yet.",
    },
    registration.HoldDraft: {
        "programme_id": PROGRAMME,
        "reason": "Why the public has to wait; everybody reads it.",
        "months": "For how many months, 1 to 12.",
    },
    registration.EndpointChangeDraft: {
        "programme_id": PROGRAMME,
        "endpoint": "The whole endpoint as it reads from now on, under its id.",
        "reason": "Why it is stated otherwise.",
    },
    registration.EndpointResultDraft: {
        "programme_id": PROGRAMME,
        "endpoint_id": "The id of the locked endpoint.",
        "verdict": "What became of it.",
        "cut_off": "The day up to which data were counted.",
        "estimate": "The estimate, in per cent.",
        "low": "The lower limit of its interval, in per cent.",
        "high": "The upper limit of its interval, in per cent.",
        "patients": "How many patients were counted.",
        "published_on": "The day of its first publication elsewhere.",
        "lesson": "What others should learn; public with the verdict, where a group is open.",
        "publication": "The DOI or https address of the publication.",
    },
    registration.CostDraft: {
        "programme_id": PROGRAMME,
        "category": "What the money was spent on.",
        "basis": "Paid, or estimated.",
        "year": "The calendar year.",
        "currency": "The currency, ISO 4217, such as EUR.",
        "amount_minor": "The amount in cents, or the like.",
        "per": "Of the programme, one patient or one batch; public costs keep their first unit.",
    },
    registration.AdviceDraft: {
        "product_id": PRODUCT,
        "kind": "Scientific advice, or the evaluation of a request for an exemption.",
        "body": "Who gave it.",
        "year": "The calendar year.",
        "topic": "On what, in a few words.",
        "public_summary": "What it said; it is public.",
    },
    registration.LaySummaryDraft: {
        "product_id": PRODUCT,
        "language": "The language, ISO 639-1, such as es.",
        "text": "What the product is, in plain words and without a number.",
        "author": "Who answers for it.",
        "machine_written": "Whether a machine wrote or translated it.",
        "reviewed_on": "The day on which a person reviewed it.",
    },
    registration.AttestationDraft: {
        "programme_id": PROGRAMME,
        "centre_id": CENTRE,
        "year": "The calendar year.",
        "planned": "How many patients were planned.",
        "actual": "How many were accepted.",
    },
    registration.KeyRequestDraft: {
        "key": "The key by which future groups should be split, too.",
        "purpose": "What for; it is public.",
    },
}

MEANINGS: Mapping[type[Struct], Mapping[str, str]] = {**OF_PATIENTS, **OF_STATEMENTS}
