"""Is the permit of an offered treatment known here? Nothing of what is asked is kept or logged."""

from datetime import date
from typing import Annotated, cast

import strawberry

from registry import texts
from registry.views.check_offer import check_offer
from registry.views.offer_checked import (
    Asked,
    CountryNote,
    Doubt,
    OfferAnswer,
    WarningSign,
)
from registry_graphql.errors import Code, Refused
from registry_graphql.public.context import BY_POST, Info, current, keep_nothing
from registry_graphql.public.describing import enum, said

for _codes in (CountryNote, Doubt, OfferAnswer, WarningSign):
    enum(_codes)

NOT_IN_ADDRESSES = "ask this by POST: what you ask stays out of addresses, which servers log"


def _question(text: str) -> bool:
    return cast(bool, strawberry.field(default=False, description=text))


@strawberry.input(
    description="What somebody was offered, and four warning signs. Name the product or the permit."
)
class OfferInput:
    country: str = strawberry.field(
        description="Where the treatment is offered, ISO 3166-1 alpha-2."
    )
    product: str = strawberry.field(default="", description="Name or id of the product.")
    hospital: str = strawberry.field(default="", description="Name or id of the hospital.")
    approval: str = strawberry.field(default="", description="Number of the permit.")
    permit_not_named: bool = _question(
        "The provider does not name the product, the hospital and the permit."
    )
    experimental_outside_trial: bool = _question(
        "It is called experimental and is not part of an authorised trial."
    )
    claims_without_evidence: bool = _question(
        "It is said to do better than approved treatments, without published evidence."
    )
    sold_online_or_under_pressure: bool = _question(
        "It is sold online or through social media, or somebody presses to decide or to pay first."
    )

    def asked(self) -> Asked:
        """The question as the view reads it."""
        signs = {
            WarningSign.PERMIT_NOT_NAMED: self.permit_not_named,
            WarningSign.EXPERIMENTAL_OUTSIDE_TRIAL: self.experimental_outside_trial,
            WarningSign.CLAIMS_WITHOUT_EVIDENCE: self.claims_without_evidence,
            WarningSign.SOLD_ONLINE_OR_UNDER_PRESSURE: self.sold_online_or_under_pressure,
        }
        seen = tuple(sign for sign, is_seen in signs.items() if is_seen)
        return Asked(self.country, self.product, self.hospital, self.approval, seen)


@strawberry.type(description="A permit that its authority or its holder confirmed.")
class Permit:
    approval_id: str = said("Id of the approval in this registry.")
    local_id: str = said("The authority's own number; may be empty.")
    product_id: str = said("Id of the product.")
    product_name: str = said("Name of the product: compare it with what you were told.")
    country: str = said("The country it counts in, ISO 3166-1 alpha-2.")
    authority_name: str = said("The authority that granted it.")
    valid_to: date | None = said("Last day of validity; null if not stated or open.")
    confirmed_on: date = said("When it was last confirmed.")


@strawberry.type(description="An authority that answers questions about an offer.")
class ToAsk:
    name: str = said("Its name.")
    website: str = said("Its website.")


@strawberry.type(
    description="What the registry can say of an offer: one of three answers, never that it is "
    "safe."
)
class OfferCheck:
    answer: OfferAnswer = said("The answer.")
    doubt: Doubt | None = said("Why a permit cannot be confirmed; null beside other answers.")
    signs: list[WarningSign] = said("The warning signs that were named.")
    permit: Permit | None = said("The permit; null unless it is confirmed.")
    authority: ToAsk = said("Whom to ask, always.")
    notes: list[CountryNote] = said("What to know of permits in this country.")
    as_of: date = said("The day of the snapshot.")
    without_permit: strawberry.Private[str]

    @strawberry.field(description="The answer in plain words.")
    def text(self) -> str:
        return texts.offer_answer(self.answer, self.authority.name, self.as_of)

    @strawberry.field(description="Why, in plain words; null beside other answers.")
    def doubt_text(self) -> str | None:
        return texts.OFFER_DOUBTS[self.doubt] if self.doubt else None

    @strawberry.field(description="The warning signs in plain words.")
    def sign_texts(self) -> list[str]:
        return [texts.WARNING_SIGNS[sign] for sign in self.signs]

    @strawberry.field(description="What to know of permits in this country, in plain words.")
    def note_texts(self) -> list[str]:
        name, rule = self.authority.name, self.without_permit
        return [texts.country_note(note, name, rule) for note in self.notes]

    @strawberry.field(description="What stands beside every answer.")
    def always(self) -> str:
        return texts.OFFER_ALWAYS


AnOffer = Annotated[OfferInput, strawberry.argument(description="What was offered.")]


@strawberry.type
class OfferQueries:
    """The root field that checks an offer."""

    @strawberry.field(
        description="Whether the permit of an offered treatment is known here. Asked by POST only; "
        "nothing of it is stored, logged or kept. Null before the first snapshot exists."
    )
    def check_offer(self, info: Info, input: AnOffer) -> OfferCheck | None:
        if not info.context[BY_POST]:
            raise Refused(NOT_IN_ADDRESSES, Code.METHOD_NOT_ALLOWED)
        keep_nothing(info)
        frozen = current(info)
        found = check_offer(frozen.snapshot, input.asked()) if frozen else None
        return cast(OfferCheck | None, found)
