"""An approval as it is typed, with its history and the offers of hospitals; the draft of it."""

from collections.abc import Sequence
from datetime import date

from registry.language import ENGLISH, marked
from registry.model.codes import ApprovalEventKind, ApprovalReason, Scenario
from registry.model.parties import Offer
from registry.model.product import ApprovalEvent
from registry.model.registration import ApprovalDraft, OfferDraft
from registry.web.desk.forms import Form
from registry.web.desk.frame import Fault, Visit
from registry.web.desk.sponsor.registering.codes import Options
from registry.web.desk.sponsor.registering.reading import NOT_A_DAY, Reader, hidden
from registry.web.desk.sponsor.registering.repeated import parts_of, without_gaps, without_part

EVENTS, OFFERS = "events", "offers"
MOST_EVENTS, MOST_OFFERS = 12, 30
REMOVE = "remove "
NUMBERED = {
    EVENTS: marked("Event %(number)s: %(words)s"),
    OFFERS: marked("Hospital %(number)s: %(words)s"),
}
BEGIN = {f"{EVENTS}[0].kind": ApprovalEventKind.GRANTED.value}
ADDED = {
    "add event": (EVENTS, "kind", MOST_EVENTS),
    "add offer": (OFFERS, "centreId", MOST_OFFERS),
}
MOST = {
    EVENTS: marked("There can be %(most)s events at most."),
    OFFERS: marked("There can be %(most)s hospitals at most. Record the approval with these."),
}
PLAIN = (
    *("productId", "authorityId", "disease", "localId", "scenario", "validFrom", "validTo"),
    *("qualityConsidered", "safetyConsidered", "efficacyConsidered", "conditions"),
)
NO_PARTIAL_DAY = marked("Give the day, the month or the year.")
OF_EVENT = ("kind", "on", "reason")
OF_OFFER = ("centreId", "confirmedOn", "authorisedAlternative")
TOLD: Options = [
    ("acceptingReferrals", marked("It accepts referrals")),
    ("treatsAdults", marked("It treats adults")),
    ("treatsChildren", marked("It treats children")),
    ("takesPatientsFromAbroad", marked("It takes patients from other countries")),
    ("patientPays", marked("The patient pays")),
]
CONSIDERED = {"YES": True, "NO": False}


def tidy(form: Form) -> dict[str, str]:
    """The form with its parts counted without gaps."""
    return without_gaps(without_gaps(form, EVENTS), OFFERS)


def places(form: Form, name: str) -> list[str]:
    """The places of the parts with this name."""
    return [f"{name}[{number}]" for number in parts_of(form, name)]


def altered(form: Form, step: str) -> dict[str, str] | None:
    """The form with a part added or taken away, as a button asks; None where none does."""
    if step.startswith(REMOVE):
        return without_part(form, step.removeprefix(REMOVE))
    if step not in ADDED:
        return None
    name, first, most = ADDED[step]
    number = len(parts_of(form, name))
    return {**form, f"{name}[{number}].{first}": ""} if number < most else dict(form)


def no_more(form: Form, step: str) -> list[Fault]:
    """How many parts there may be, where a button asks for one more."""
    name, _, most = ADDED.get(step, ("", "", 0))
    full = bool(name) and len(parts_of(form, name)) >= most
    return [Fault(name, ENGLISH.say(MOST[name], most=most))] if full else []


def fields_of(form: Form) -> list[str]:
    """Every field that can be at fault, in the order of the page."""
    events = [f"{at}.{part}" for at in places(form, EVENTS) for part in OF_EVENT]
    offers = [f"{at}.{part}" for at in places(form, OFFERS) for part in OF_OFFER]
    return [*PLAIN, EVENTS, *events, OFFERS, *offers]


def identified(visit: Visit) -> list[Fault]:
    """What somebody wrote that may not even be shown again, though nothing was judged yet."""
    events, offers = places(visit.form, EVENTS), places(visit.form, OFFERS)
    texts = ["localId", "conditions", *(f"{at}.authorisedAlternative" for at in offers)]
    days = ["validFrom", "validTo", *(f"{at}.confirmedOn" for at in offers)]
    return [
        *hidden(visit, texts),
        *hidden(visit, days, NOT_A_DAY),
        *hidden(visit, [f"{at}.on" for at in events], NO_PARTIAL_DAY),
    ]


def read(reader: Reader, form: Form) -> ApprovalDraft:
    """What was typed as an approval."""
    return ApprovalDraft(
        product_id=reader.named("productId", marked("Choose the product.")),
        authority_id=reader.named("authorityId", marked("Choose the authority.")),
        disease=reader.named("disease", marked("Choose the disease.")),
        local_id=reader.text("localId"),
        scenario=reader.code("scenario", Scenario, marked("Choose why the exemption is used.")),
        events=tuple(event(reader, at) for at in places(form, EVENTS)),
        valid_from=reader.day(
            "validFrom", marked("Give the day from which it is valid."), date.min
        ),
        valid_to=reader.maybe_day("validTo"),
        quality_considered=CONSIDERED.get(reader.text("qualityConsidered")),
        safety_considered=CONSIDERED.get(reader.text("safetyConsidered")),
        efficacy_considered=CONSIDERED.get(reader.text("efficacyConsidered")),
        conditions=reader.text("conditions"),
        offers=tuple(offer(reader, at) for at in places(form, OFFERS)),
    )


def event(reader: Reader, at: str) -> ApprovalEvent:
    """One step in the life of the approval."""
    kind = reader.code(f"{at}.kind", ApprovalEventKind, marked("Choose what happened."))
    on = reader.named(f"{at}.on", NO_PARTIAL_DAY)
    return ApprovalEvent(kind, on, reader.maybe_code(f"{at}.reason", ApprovalReason))


def offer(reader: Reader, at: str) -> OfferDraft:
    """What one hospital offers under the approval."""
    told = {name: reader.ticked(f"{at}.{name}") for name, _ in TOLD}
    return OfferDraft(
        centre_id=reader.named(f"{at}.centreId", marked("Choose the hospital.")),
        confirmed_on=reader.day(
            f"{at}.confirmedOn",
            marked("Give the day on which the hospital confirmed it."),
            date.min,
        ),
        accepting_referrals=told["acceptingReferrals"],
        treats_adults=told["treatsAdults"],
        treats_children=told["treatsChildren"],
        takes_patients_from_abroad=told["takesPatientsFromAbroad"],
        patient_pays=told["patientPays"],
        authorised_alternative=reader.text(f"{at}.authorisedAlternative") or None,
    )


def typed_of(known: Offer, at: str) -> dict[str, str]:
    """A known offer as its form has it, without the day, which is asked for anew."""
    told = {
        "acceptingReferrals": known.accepting_referrals,
        "treatsAdults": known.treats_adults,
        "treatsChildren": known.treats_children,
        "takesPatientsFromAbroad": known.takes_patients_from_abroad,
        "patientPays": known.patient_pays,
    }
    plain = {
        "centreId": known.centre_id,
        "confirmedOn": "",
        "authorisedAlternative": known.authorised_alternative or "",
    }
    ticked = {name: "yes" for name, value in told.items() if value}
    return {f"{at}.{name}": value for name, value in (plain | ticked).items()}


def said(draft: OfferDraft) -> Sequence[str]:
    """What an offer says, as words."""
    values = (
        draft.accepting_referrals,
        draft.treats_adults,
        draft.treats_children,
        draft.takes_patients_from_abroad,
        draft.patient_pays,
    )
    return [words for (_, words), value in zip(TOLD, values, strict=True) if value]
