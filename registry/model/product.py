"""Products and the history of their national approvals."""

import re
from calendar import monthrange
from datetime import date
from enum import StrEnum

from msgspec import Struct

from registry.model.codes import (
    ApprovalEventKind,
    ApprovalReason,
    AtmpClass,
    CellSource,
    MarketingState,
    Origin,
    Scenario,
    Vector,
)
from registry.model.source import Source


class Product(Struct, frozen=True, forbid_unknown_fields=True):
    """An advanced therapy medicinal product. `None` means the source does not say."""

    id: str
    name: str
    active_substance: str
    atmp_class: AtmpClass | None
    origin: Origin | None
    vector: Vector | None
    marketing_state: MarketingState = MarketingState.NONE
    marketing_year: int | None = None
    indication_text: str = ""
    orphan: bool | None = None
    sponsor_id: str | None = None
    cell_source: CellSource | None = None
    synthetic: bool = False
    source: Source | None = None


class Confirmer(StrEnum):
    """Who can confirm that an approval stands."""

    AUTHORITY = "AUTHORITY"
    HOLDER = "HOLDER"


class ApprovalEvent(Struct, frozen=True, forbid_unknown_fields=True):
    """One step in the life of an approval. `on` is as exact as known: YYYY, YYYY-MM or a day."""

    kind: ApprovalEventKind
    on: str
    reason: ApprovalReason | None = None


def first_day(partial: str) -> date | None:
    """The first day a partial date (YYYY, YYYY-MM or a day) can mean; None where it is none."""
    last = last_day(partial)
    if last is None or len(partial) == len("YYYY-MM-DD"):
        return last
    return last.replace(day=1, month=last.month if "-" in partial else 1)


def last_day(partial: str) -> date | None:
    """The last day a partial date (YYYY, YYYY-MM or a day) can mean; None where it is none."""
    parts = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", partial, re.ASCII)
    if parts is None:
        return None
    year, month = int(parts[1]), int(parts[2] or 12)
    try:
        day = int(parts[3]) if parts[3] else monthrange(year, month)[1]
        return date(year, month, day)
    except ValueError:
        return None


class Approval(Struct, frozen=True, forbid_unknown_fields=True):
    """A national Hospital Exemption decision (Directive 2001/83/EC, Article 3(7)).

    `quality_considered`, `safety_considered` and `efficacy_considered` say what the authority
    evaluated; `None` means not known. `confirmed_on` is the last day on which its authority or its
    holder confirmed that it stands.
    """

    id: str
    product_id: str
    authority_id: str
    country: str
    disease: str
    status_text: str
    events: tuple[ApprovalEvent, ...]
    local_id: str = ""
    scenario: Scenario | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    holder_id: str | None = None
    quality_considered: bool | None = None
    safety_considered: bool | None = None
    efficacy_considered: bool | None = None
    conditions: str = ""
    synthetic: bool = False
    source: Source | None = None
    confirmed_on: date | None = None
    confirmed_by: Confirmer | None = None
