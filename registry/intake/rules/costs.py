"""Rules on costs."""

import re
from collections.abc import Iterator

from registry.intake.rules.known import DraftRule, Known
from registry.model.registration import CostDraft, Draft
from registry.model.transparency import NAMED_COSTS

FIRST_YEAR = 1990
CURRENCY = re.compile("[A-Z]{3}")


def cost_plausible(draft: Draft, known: Known) -> Iterator[str]:
    """A cost is a positive amount of a currency in a year that has begun."""
    if not isinstance(draft, CostDraft):
        return
    if draft.amount_minor <= 0:
        yield "amountMinor"
    if not CURRENCY.fullmatch(draft.currency):
        yield "currency"
    if not FIRST_YEAR <= draft.year <= known.received_on.year:
        yield "year"


def another_unit(draft: Draft, known: Known) -> Iterator[str]:
    """Costs of a programme that are public by name are of one unit, whatever their year.

    A total and a price per batch or patient together tell how many there were (law 1).
    """
    if not isinstance(draft, CostDraft) or draft.category not in NAMED_COSTS:
        return
    if any(c.per is not draft.per for c in known.costs if c.category is draft.category):
        yield "per"


COST_RULES = (
    DraftRule(
        "cost-plausible",
        "The amount, currency or year is not one of a cost.",
        "Give a positive amount in minor units (cents, or whole units where the currency has none, "
        "as ISK), an ISO 4217 code, and a past year.",
        cost_plausible,
    ),
    DraftRule(
        "cost-one-unit",
        "This programme's costs of this kind are public in another unit: both together would tell "
        "how many patients or batches there were.",
        "Give the amount in the unit of the earlier ones, or leave it out.",
        another_unit,
    ),
)
