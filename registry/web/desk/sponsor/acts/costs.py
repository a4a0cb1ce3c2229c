"""`/desk/acts/costs`: what a programme cost in a year."""

from collections.abc import Sequence

from registry import texts
from registry.intake.own import Own
from registry.language import ENGLISH, marked
from registry.model.codes import CostBasis, CostCategory, CostUnit
from registry.model.registration import CostDraft
from registry.web.desk.sponsor.acts.choices import PROGRAMME, listed
from registry.web.desk.sponsor.acts.fields import Field, Kind, Values
from registry.web.desk.sponsor.acts.form import Act
from registry.web.desk.sponsor.told import Options

CURRENCIES = (
    *("EUR", "BGN", "CHF", "CZK", "DKK", "GBP", "HUF", "ISK", "NOK", "PLN", "RON", "SEK"),
    "USD",
)
"""What hospitals of the European Economic Area, its neighbours and their suppliers are paid in (ISO
4217), the euro first. GraphQL takes any other code, too; nothing here names its minor unit.
"""


def currencies(_own: Own) -> Options:
    """The currencies by code."""
    return [(code, code) for code in CURRENCIES]


def draft_of(values: Values) -> CostDraft:
    """What was typed as a cost."""
    return CostDraft(
        values["programmeId"],
        CostCategory(values["category"]),
        CostBasis(values["basis"]),
        values["year"],
        values["currency"],
        minor_units(values["currency"], values["amountMinor"]),
        CostUnit(values["per"]),
    )


def minor_units(currency: str, hundredths: int) -> int:
    """An amount in the minor units of its currency; none where it has parts that do not exist.

    The rule `cost-plausible` then says so at the amount.
    """
    if currency not in texts.WHOLE_CURRENCIES:
        return hundredths
    whole, parts = divmod(hundredths, 100)
    return 0 if parts else whole


def happens(values: Values, _own: Own) -> Sequence[str]:
    """The amount as it will be read."""
    stored = draft_of(values)
    amount = texts.money(stored.currency, stored.amount_minor)
    return (ENGLISH.say("The amount is stored as %(amount)s.", amount=amount),)


COSTS = Act(
    "costs",
    marked("Report costs"),
    marked("What development, manufacture, care or follow-up cost in a year."),
    (
        marked(
            "Development and manufacture are public under your name with the next snapshot, and "
            "stay."
        ),
        marked(
            "What a programme's development, or its manufacture, cost is told in one unit, all "
            "years alike: a total beside a price per batch would tell how many batches there were."
        ),
        marked(
            "Care and follow-up are never shown under your name: only as a median over at least "
            "three sponsors."
        ),
        marked("Exactly the same cost again is stored once and has the receipt of the first."),
    ),
    (
        PROGRAMME,
        Field(
            "category",
            Kind.CHOICE,
            marked("What was paid for"),
            marked("Choose what was paid for."),
            options=listed(CostCategory, texts.COST_CATEGORIES),
        ),
        Field("year", Kind.NUMBER, marked("Year"), marked("Give the year, such as 2028.")),
        Field(
            "amountMinor",
            Kind.AMOUNT,
            marked("Amount"),
            marked("Give the amount."),
            marked(
                "In digits, without blanks or commas, such as 125000 or 1250.50. An amount in ISK "
                "has no decimals."
            ),
        ),
        Field(
            "currency",
            Kind.CHOICE,
            marked("Currency"),
            marked("Choose the currency."),
            options=currencies,
        ),
        Field(
            "per",
            Kind.CHOICE,
            marked("For what"),
            marked("Choose what the amount is for."),
            options=listed(CostUnit, texts.COST_UNITS),
        ),
        Field(
            "basis",
            Kind.CHOICE,
            marked("Paid or estimated"),
            marked("Choose whether it was paid or estimated."),
            options=listed(CostBasis, texts.COST_BASES),
        ),
    ),
    draft_of,
    marked("Report this cost"),
    happens,
)
