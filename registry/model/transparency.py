"""Costs, advice and attestations: what LERU 2019, section 5, asks to be visible beside outcomes."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from registry.model.codes import AdviceKind, CostBasis, CostCategory, CostUnit

NAMED_COSTS = (CostCategory.DEVELOPMENT, CostCategory.MANUFACTURE)
"""What a sponsor's costs are public of by name; the others are pooled over sponsors."""


class Cost(Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in integer minor units of an ISO 4217 currency, per programme, patient or batch."""

    id: str
    programme_id: str
    category: CostCategory
    basis: CostBasis
    year: int
    currency: str
    amount_minor: int
    per: CostUnit = CostUnit.PROGRAMME


class Advice(Struct, frozen=True, forbid_unknown_fields=True):
    """Scientific advice or an exemption evaluation, with its public summary."""

    id: str
    product_id: str
    kind: AdviceKind
    body: str
    year: int
    topic: str
    public_summary: str


EU_LANGUAGES = frozenset(
    (
        "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr",
        "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
    )
)  # fmt: skip
"""The official languages of the European Union, ISO 639-1."""


class LaySummary(Struct, frozen=True, forbid_unknown_fields=True):
    """What a product is and does, in its sponsor's words for everybody, in one language.

    `author` is who answers for the words; `reviewed_on` the day on which somebody else who knows
    the product read them, None while nobody did. A product has one per language; what is sent anew
    is its next version.
    """

    id: str
    product_id: str
    language: str
    text: str
    author: str
    machine_written: bool
    written_on: date
    reviewed_on: date | None = None


class Attestation(Struct, frozen=True, forbid_unknown_fields=True):
    """A centre's yearly word that all consecutive patients are entered."""

    id: str
    programme_id: str
    centre_id: str
    year: int
    planned: int
    actual: int
    attested_on: date


class Delay(Struct, frozen=True, forbid_unknown_fields=True):
    """The board's word that the release of a date comes later, and why, for everybody to read.

    It moves no date and closes no gate: a date that passes is shown as missed all the same.
    """

    id: str
    release: date
    reason: str
    decided_on: date


class ErratumReason(StrEnum):
    """Why the board has a published table counted anew although fewer than five changed in it."""

    TOLD_WRONGLY = "TOLD_WRONGLY"
    MISLEADS_CARE = "MISLEADS_CARE"
    ORDERED_BY_AUTHORITY = "ORDERED_BY_AUTHORITY"


class Erratum(Struct, frozen=True, forbid_unknown_fields=True):
    """The board's decision to have one content counted anew, with its public reason.

    `subject_id` is a sealed group or a bundle. What it shows of few patients is the board's to
    answer for: it is public, and decided by people.
    """

    id: str
    subject_id: str
    content: str
    reason: ErratumReason
    decided_on: date
