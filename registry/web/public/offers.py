"""What a page says of an offer: facts with the day they were confirmed, and what is not known."""

from registry.language import Language, marked
from registry.model.source import Source
from registry.views.approval_state import ApprovalState
from registry.views.directory import OfferRow
from registry.web.public.finder import GONE
from registry.web.public.frame import Asked, Page
from registry.web.public.wording import name

KINDS = {
    "GTMP": marked("Gene therapy"),
    "sCTMP": marked("Cell therapy"),
    "TEP": marked("Tissue-engineered product"),
    "COMBINED": marked("Combined with a medical device"),
}


def offer_of(asked: Asked, offer: OfferRow) -> Page:
    """An offer as a page shows it."""
    language = asked.language
    linked = asked.offers("/products")
    return {
        "product": name(offer.product_name),
        "product_href": asked.href(f"/products/{offer.product_id}") if linked else "",
        "disease": language.say(offer.disease_label),
        "kind": language.say(KINDS[offer.atmp_class]) if offer.atmp_class else "",
        "tags": [permit_tag(offer, language), referral_tag(offer, language)],
        "permit": permit(offer, language),
        "authority": offer.authority_name,
        "authority_href": offer.authority_website,
        "source_words": offer.approval_status,
        "confirmed": confirmed(offer, language),
        "people": people(offer, language),
        "abroad": yes_or_no(offer.takes_patients_from_abroad, language),
        "pays": yes_or_no(offer.patient_pays, language),
        "alternative": offer.authorised_alternative or "",
        "source": source_of(offer.source),
    }


def tag(words: str, colour: str = "") -> Page:
    """A mark with words, and `good`, `care` or no colour."""
    return {"words": words, "colour": colour}


def permit_tag(offer: OfferRow, language: Language) -> Page:
    """The permit: confirmed only within twelve months and, of a real one, by a verified source."""
    say = language.say
    if offer.approval_state is ApprovalState.SUSPENDED:
        return tag(say("Permit suspended"), "care")
    if offer.approval_state is ApprovalState.ENDED:
        return tag(say("Permit ended"), "care")
    if offer.stale or offer.approval_state is ApprovalState.NOT_STATED:
        return tag(say("Permit not confirmed in the last 12 months"), "care")
    if not offer.synthetic and not (offer.source and offer.source.verified):
        return tag(say("Permit not verified by the registry"), "care")
    return tag(say("Permit confirmed"), "good")


def referral_tag(offer: OfferRow, language: Language) -> Page:
    """Referrals: accepted only if that was confirmed within twelve months, under a permit."""
    say = language.say
    if offer.accepting_referrals is None:
        return tag(say("Not known whether patients are accepted"))
    if not offer.accepting_referrals or offer.approval_state in GONE:
        return tag(say("Not accepting new patients"), "care")
    if offer.stale:
        return tag(say("Accepted new patients when last confirmed"))
    return tag(say("Accepting new patients"), "good")


def permit(offer: OfferRow, language: Language) -> str:
    """What is known of the permit, in a sentence."""
    say = language.say
    if offer.approval_state is ApprovalState.SUSPENDED:
        return say("The authority has suspended the permit.")
    if offer.approval_state is ApprovalState.ENDED:
        return say("The permit has ended.")
    if offer.approval_state is ApprovalState.NOT_STATED:
        return say("The source does not say when the permit was given.")
    if offer.valid_to:
        return say("Given, valid to %(day)s.", day=language.day(offer.valid_to))
    return say("Given. The source names no end.")


def confirmed(offer: OfferRow, language: Language) -> str:
    """When the facts were last confirmed, and whether that is too long ago."""
    if offer.confirmed_on is None:
        return language.say("Never confirmed by the hospital. Ask before you rely on it.")
    day = language.day(offer.confirmed_on)
    if offer.stale:
        return language.say("Last confirmed on %(day)s: more than a year ago.", day=day)
    return language.say("Confirmed on %(day)s.", day=day)


def people(offer: OfferRow, language: Language) -> str:
    """Who can be treated."""
    say, known = language.say, (offer.treats_children, offer.treats_adults)
    told = {
        (True, True): say("Children and adults"),
        (True, False): say("Children only"),
        (True, None): say("Children; adults not stated"),
        (False, True): say("Adults only"),
        (None, True): say("Adults; children not stated"),
    }
    return told.get(known, say("Not stated"))


def yes_or_no(fact: bool | None, language: Language) -> str:
    """A fact in a word."""
    if fact is None:
        return language.say("Not stated")
    return language.say("Yes") if fact else language.say("No")


def source_of(source: Source | None) -> Page | None:
    """A source with its address if it is one."""
    if source is None:
        return None
    first = source.reference.split()[0]
    link = first if first.startswith(("https://", "http://")) else ""
    return {"words": source.reference, "href": link, "verified": source.verified}
