"""What can be said of an offered treatment, in plain words: a part of `registry.texts`.

Nothing here says that a treatment is safe. That a permit is not known sounds like no guilt, that
one is known like no effect.
"""

from collections.abc import Mapping

OFFER_ANSWERS: Mapping[str, str] = {
    "CONFIRMED_PERMIT": "This permit is in our registry. It shows the permit and confirmation "
    "date; it does not mean the treatment works for you.",
    "CANNOT_CONFIRM": "We cannot confirm this. Ask {authority} before you pay or travel.",
    "WARNING": "Warning sign. Do not agree yet. Get a second opinion and contact {authority}.",
}

OFFER_ALWAYS = (
    "Taking part is voluntary. That something is not in this registry proves nothing against it; "
    "that a permit is in it does not show that a treatment works."
)

OFFER_DOUBTS: Mapping[str, str] = {
    "NOTHING_NAMED": "Name the product or the number of the permit. A provider should be able to "
    "tell you both.",
    "NOT_IN_THIS_REGISTRY": "This registry is voluntary and does not know every permit. That it "
    "does not know this one says nothing against it.",
    "OTHER_COUNTRY": "We know of a permit in another country. A permit counts in its own country.",
    "HOSPITAL_NOT_NAMED": "We know of a permit, and not whether this hospital works under it.",
    "HOSPITAL_NOT_VERIFIED": "We know of a permit and of a hospital of this name. Nobody has "
    "checked the hospital against its source.",
    "NOT_VERIFIED": "We know of this permit, and nobody has checked it against its source.",
    "NOT_CURRENT": "What we know does not show that this permit stands today.",
    "NOT_CONFIRMED_LATELY": "Neither its authority nor its holder confirmed this permit in the "
    "last twelve months.",
}

WARNING_SIGNS: Mapping[str, str] = {
    "PERMIT_NOT_NAMED": "The provider does not name the product, the hospital and the permit.",
    "EXPERIMENTAL_OUTSIDE_TRIAL": "It is called experimental and is not part of an authorised "
    "trial.",
    "CLAIMS_WITHOUT_EVIDENCE": "It is said to do better than approved treatments, without "
    "published evidence.",
    "SOLD_ONLINE_OR_UNDER_PRESSURE": "It is sold online or through social media, or you are "
    "pressed to decide or to pay first.",
}

COUNTRY_NOTES: Mapping[str, str] = {
    "PUBLIC_LIST": "In this country anybody can read the list of permits: ask {authority} for it.",
    "NO_PUBLIC_LIST_KNOWN": "We know of no public list of permits in this country, so permits may "
    "exist that nobody outside can look up.",
    "WITHOUT_PERMIT": "In this country hospitals may treat some patients without a permit "
    "({rule}). Then there is none to find.",
    "ROUTE_NOT_VERIFIED": "How this country applies the exemption is not verified here.",
    "AUTHORITY_NOT_KNOWN": "We do not know the authority of this country. {authority} names the "
    "authorities of its member states.",
}
