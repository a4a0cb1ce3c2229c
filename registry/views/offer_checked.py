"""What is asked of an offered treatment, and what the answer holds."""

from datetime import date
from enum import StrEnum

from msgspec import Struct


class OfferAnswer(StrEnum):
    """What the registry can say of an offer. There is no answer that says safe."""

    CONFIRMED_PERMIT = "CONFIRMED_PERMIT"
    CANNOT_CONFIRM = "CANNOT_CONFIRM"
    WARNING = "WARNING"


class WarningSign(StrEnum):
    """What EMA asks patients to watch out for, and pressure to pay."""

    PERMIT_NOT_NAMED = "PERMIT_NOT_NAMED"
    EXPERIMENTAL_OUTSIDE_TRIAL = "EXPERIMENTAL_OUTSIDE_TRIAL"
    CLAIMS_WITHOUT_EVIDENCE = "CLAIMS_WITHOUT_EVIDENCE"
    SOLD_ONLINE_OR_UNDER_PRESSURE = "SOLD_ONLINE_OR_UNDER_PRESSURE"


class Doubt(StrEnum):
    """Why a permit cannot be confirmed, from the least that is known to the most."""

    NOTHING_NAMED = "NOTHING_NAMED"
    NOT_IN_THIS_REGISTRY = "NOT_IN_THIS_REGISTRY"
    OTHER_COUNTRY = "OTHER_COUNTRY"
    HOSPITAL_NOT_NAMED = "HOSPITAL_NOT_NAMED"
    HOSPITAL_NOT_VERIFIED = "HOSPITAL_NOT_VERIFIED"
    NOT_VERIFIED = "NOT_VERIFIED"
    NOT_CURRENT = "NOT_CURRENT"
    NOT_CONFIRMED_LATELY = "NOT_CONFIRMED_LATELY"


class CountryNote(StrEnum):
    """What whoever asks must know of permits in a country."""

    PUBLIC_LIST = "PUBLIC_LIST"
    NO_PUBLIC_LIST_KNOWN = "NO_PUBLIC_LIST_KNOWN"
    WITHOUT_PERMIT = "WITHOUT_PERMIT"
    ROUTE_NOT_VERIFIED = "ROUTE_NOT_VERIFIED"
    AUTHORITY_NOT_KNOWN = "AUTHORITY_NOT_KNOWN"


class Asked(Struct, frozen=True):
    """What somebody was offered: where, what, by whom, under which permit, with which signs.

    Names and ids count whatever their capitals, spaces and punctuation; they must be whole.
    """

    country: str
    product: str = ""
    hospital: str = ""
    approval: str = ""
    signs: tuple[WarningSign, ...] = ()


class Permit(Struct, frozen=True):
    """The approval that is confirmed, and when; for a named hospital, when its offer was."""

    approval_id: str
    local_id: str
    product_id: str
    product_name: str
    country: str
    authority_name: str
    valid_to: date | None
    confirmed_on: date


class ToAsk(Struct, frozen=True):
    """Whom to ask before paying or travelling."""

    name: str
    website: str


EUROPEAN = ToAsk("European Medicines Agency (EMA)", "https://www.ema.europa.eu/")
"""Who names the authorities of all countries, for a country of which none is known here."""


class OfferCheck(Struct, frozen=True):
    """The answer. `doubt` only beside CANNOT_CONFIRM, `permit` only beside CONFIRMED_PERMIT.

    `without_permit` is the rule by which hospitals of the country may treat without a permit.
    """

    answer: OfferAnswer
    doubt: Doubt | None
    signs: tuple[WarningSign, ...]
    permit: Permit | None
    authority: ToAsk
    notes: tuple[CountryNote, ...]
    without_permit: str
    as_of: date
