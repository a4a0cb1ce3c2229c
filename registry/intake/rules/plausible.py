"""Rules on what is public at once: dates that can be, texts without counts, offers of one's own."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from registry.intake.rules.known import DraftRule, Known
from registry.intake.rules.rows import Path, texts, written
from registry.model.product import ApprovalEvent, last_day
from registry.model.registration import (
    ApprovalChangeDraft,
    ApprovalDraft,
    Draft,
    EndpointResultDraft,
)

FARTHEST = timedelta(days=50 * 366)
PUBLICATION = re.compile(r"(doi:)?10\.\d{4,9}/\S{1,200}|https://\S{4,200}", re.IGNORECASE)
TOLD = {
    "title", "name", "active_substance", "label", "lesson", "topic", "public_summary", "conditions",
    "body", "authorised_alternative",
}  # fmt: skip
SOME = (
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|"
    r"zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)"
)
OF = r"\s*(?:/|of|out of|von|de|des|sur|su|di)\s*"
WHO = (
    r"\s*(?:infused|treated|accepted)?\s*"
    r"(?:patients?|persons?|people|cases?|subjects?|participants?|children|deaths?|died|"
    r"responders?|responded|relapses?|relapsed|pacientes?|casos?|niños|muertes|murieron|"
    r"patienten|personen|fälle|kinder|tote|starben|pazienti|casi|morti|cas|décès)\b"
)
WERE = r"\s+(?:were|was|have|had|wurden|sind|fueron|han)\b"
COUNTS = re.compile(
    rf"(?<!phase )(?<!fase )\b\d+{OF}\d+\b|{SOME}{WHO}|\b\d+{WERE}|\bn\s*=\s*\d+", re.IGNORECASE
)


def dates(value: Any, path: Path = ()) -> Iterator[tuple[Path, date]]:
    """Every date inside a struct, with its path; a partial one as the last day it can mean."""
    if isinstance(value, date):
        yield path, value
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from dates(inner, (*path, index))
    elif isinstance(value, ApprovalEvent):
        yield from dates(last_day(value.on), (*path, "on"))
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from dates(getattr(value, name), (*path, name))


def far_dates(draft: Draft, known: Known) -> Iterator[str]:
    """A date is a day of the calendar, at most 50 years away."""
    for path, day in dates(draft):
        if abs(day - known.received_on) > FARTHEST:
            yield written(path)


def counting_texts(draft: Draft, _: Known) -> Iterator[str]:
    """A text that is public at once tells no counts of patients (law 6)."""
    for path, text in texts(draft):
        field = next(part for part in reversed(path) if isinstance(part, str))
        if field in TOLD and COUNTS.search(text):
            yield written(path)


def foreign_offers(draft: Draft, known: Known) -> Iterator[str]:
    """Who makes a product says where it is given; others speak for their own hospitals only.

    An offer was confirmed already.
    """
    if not isinstance(draft, ApprovalDraft | ApprovalChangeDraft):
        return
    product = known.products.get(product_of(draft, known))
    makes = product is not None and product.sponsor_id == known.sponsor_id
    for index, offer in enumerate(draft.offers):
        centre = known.centres.get(offer.centre_id)
        if not makes and centre is not None and centre.organisation_id != known.sponsor_id:
            yield f"offers[{index}].centreId"
        if offer.confirmed_on > known.received_on:
            yield f"offers[{index}].confirmedOn"


def product_of(draft: ApprovalDraft | ApprovalChangeDraft, known: Known) -> str:
    """The product of an approval; no id where there is no such approval."""
    if isinstance(draft, ApprovalDraft):
        return draft.product_id
    approval = known.approvals.get(draft.approval_id)
    return approval.product_id if approval else ""


def uncited(draft: Draft, _: Known) -> Iterator[str]:
    """A publication has a day and an address, or neither."""
    if not isinstance(draft, EndpointResultDraft):
        return
    told = draft.publication
    alone = (draft.published_on is None) != (told is None)
    if alone or (told is not None and not PUBLICATION.fullmatch(told)):
        yield "publication"


PLAUSIBLE_RULES = (
    DraftRule(
        "date-plausible",
        "This is no day of the calendar, or lies more than 50 years away.",
        "Check the year; write a partial date as YYYY or YYYY-MM.",
        far_dates,
    ),
    DraftRule(
        "text-without-counts",
        "This text is public at once and tells a number of patients.",
        "Leave numbers of patients out: the registry shows them when they may be seen.",
        counting_texts,
    ),
    DraftRule(
        "offer-own",
        "This offer is of another's product and hospital, or was confirmed in the future.",
        "For a product of the catalogue, name your own hospitals; give the day they confirmed it.",
        foreign_offers,
    ),
    DraftRule(
        "publication-cited",
        "The first publication has no address, or an address without its day.",
        "Give the day and a DOI (10.…) or https address of the publication.",
        uncited,
    ),
)
