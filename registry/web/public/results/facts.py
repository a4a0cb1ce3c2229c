"""Permits, advice and costs of a product: sourced public facts, no number of a patient."""

from collections.abc import Iterator

from registry import texts
from registry.snapshot import Snapshot
from registry.views.advice import AdviceRow, advice
from registry.views.approval_state import ApprovalState, approval_state
from registry.views.costs import CostRow, PooledCostRow, costs, pooled_costs
from registry.views.figures import is_stale
from registry.views.names import names_of
from registry.views.products import ApprovalRow, ProductRow
from registry.web.public.frame import Asked, Page
from registry.web.public.offers import source_of
from registry.web.public.results.blocks import Block
from registry.web.public.results.cells import (
    NOT_STATED,
    At,
    Cell,
    Table,
    Tag,
    capital,
    sentences,
    why,
)

STATES = {
    ApprovalState.CURRENT: ("Hospital Exemption in {place}: confirmed", "good"),
    ApprovalState.SUSPENDED: ("Hospital Exemption suspended in {place}", "care"),
    ApprovalState.ENDED: ("Hospital Exemption ended in {place}", ""),
    ApprovalState.NOT_STATED: ("Hospital Exemption in {place}: state not known", ""),
}
UNCONFIRMED = ("Hospital Exemption in {place}: not confirmed in the last 12 months", "care")
EVALUATED = ("quality", "safety", "efficacy")
HEADS = ("What", "Reported by", "Amount", "Year", "Paid or estimated")
COSTS = """\
{{ costs(product: "{product}") {{ edges {{ node {{
  id coversText sponsorName year basis amount {{ value currency text withheld {{ text }} }}
}} }} }}
  pooledCosts {{ edges {{ node {{
  productClass category per median {{ value currency text withheld {{ text }} }}
}} }} }} }}"""
INTRO = (
    "What a sponsor reports of its own stands under its name. What care costs is told only as a "
    "median over at least three sponsors."
)


def permit_tags(asked: Asked, row: ProductRow) -> Iterator[Tag]:
    """One mark for each state and country of the product's approvals."""
    found = {(each.country, permit_words(asked, each)) for each in row.approvals}
    for country, (words, colour) in sorted(found):
        yield Tag(words.format(place=asked.language.country(country)), colour)


def permit_words(asked: Asked, row: ApprovalRow) -> tuple[str, str]:
    """The state of an approval; good only where it was confirmed within twelve months."""
    as_of = asked.snapshot.as_of
    state = approval_state(names_of(asked.snapshot).approvals.get(row.id), as_of)
    if state is ApprovalState.CURRENT and is_stale(row.confirmed_on, as_of):
        return UNCONFIRMED
    return STATES[state]


def said_by_regulators(asked: Asked, row: ProductRow) -> Page:
    """Approvals with their history, and advice with its summary."""
    return {
        "approvals": [approval_of(asked, each) for each in row.approvals],
        "advice": [advice_of(each) for each in advice(asked.snapshot, product=row.id)],
    }


def approval_of(asked: Asked, row: ApprovalRow) -> Page:
    """An approval in plain words."""
    validity = f"Valid to {texts.day(row.valid_to)}." if row.valid_to else ""
    confirmed = f"Confirmed on {texts.day(row.confirmed_on)}." if row.confirmed_on else ""
    return {
        "place": asked.language.country(row.country),
        "authority": row.authority_name or NOT_STATED,
        "disease": row.disease_label,
        "history": history(row),
        "evaluated": evaluated(row),
        "words": sentences(validity, confirmed),
        "source_words": row.status_text,
        "source": source_of(row.source),
        "fictional": row.synthetic,
    }


def history(row: ApprovalRow) -> str:
    """What happened to an approval, oldest first."""
    told = (
        f"{event.kind.value.lower()} {event.on}"
        + (f" ({event.reason.value.lower().replace('_', ' ')})" if event.reason else "")
        for event in row.events
    )
    return capital("; ".join(told)) or "The source tells no dates"


def evaluated(row: ApprovalRow) -> str:
    """What the authority looked at, as far as that is known."""
    told = {part: getattr(row, f"{part}_considered") for part in EVALUATED}
    if set(told.values()) == {None}:
        return "What the authority evaluated is not known."
    words = {True: "yes", False: "no", None: "not known"}
    return capital("; ".join(f"{part} evaluated: {words[told[part]]}" for part in EVALUATED)) + "."


def advice_of(row: AdviceRow) -> Page:
    """Advice or an evaluation in plain words."""
    return {
        "title": f"{capital(texts.ADVICE_KINDS[row.kind])}, {row.body}, {row.year}",
        "topic": row.topic,
        "summary": row.public_summary or "No summary is public.",
        "fictional": row.synthetic,
    }


def costs_block(snapshot: Snapshot, row: ProductRow) -> Block:
    """A sponsor's own costs of the product, and what care for its class costs over sponsors."""
    own = costs(snapshot, product=row.id)
    pooled = [
        each
        for each in pooled_costs(snapshot, atmp_class=row.atmp_class)
        if row.atmp_class and each.synthetic == row.synthetic
    ]
    rows = (*map(cost_row, own), *map(pooled_row, pooled))
    table = Table("Costs", HEADS, rows, "No cost is reported.")
    query = COSTS.format(product=row.id)
    return Block("costs", "What it costs", table, "costs", query, INTRO if rows else "")


def cost_row(row: CostRow) -> tuple[Cell, ...]:
    """A cost under its sponsor's name."""
    at = At("costs", row.id, "amount")
    amount = row.amount
    shown = amount.value is not None and amount.currency is not None
    words = texts.money(amount.currency or "", amount.value or 0) if shown else NOT_STATED
    covers = f"{texts.COST_CATEGORIES[row.category]}, {texts.COST_UNITS[row.per]}"
    return (
        Cell(capital(covers), row.programme_title),
        Cell(row.sponsor_name or NOT_STATED),
        Cell(words, at=at, number=True),
        Cell(str(row.year)),
        Cell(capital(row.basis.value.lower())),
    )


def pooled_row(row: PooledCostRow) -> tuple[Cell, ...]:
    """A median over sponsors, or why there is none."""
    at = At("pooled-costs", row.id, "median")
    per = f", {texts.COST_UNITS[row.per]}" if row.per else ""
    head = Cell(
        f"{capital(texts.COST_CATEGORIES[row.category])}{per}",
        f"All products of class {row.product_class}",
    )
    by = Cell("Median of at least 3 sponsors")
    median = row.median
    if median.value is None or median.currency is None:
        reason = why(median.withheld) if median.withheld else NOT_STATED
        return head, by, Cell(reason, at=at, quiet=True, span=3)
    basis = capital(row.basis.value.lower()) if row.basis else NOT_STATED
    amount = Cell(texts.money(median.currency, median.value), at=at, number=True)
    return head, by, amount, Cell(NOT_STATED, quiet=True), Cell(basis)
