"""Permits, advice and costs of a product: sourced public facts, no number of a patient."""

from collections.abc import Iterator

from registry import texts
from registry.language import Language, marked
from registry.model.product import first_day
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
    At,
    Cell,
    Table,
    Tag,
    capital,
    day,
    money,
    not_stated,
    said,
    sentences,
    why_not,
)
from registry.web.public.wording import english, joined, name

STATES = {
    ApprovalState.CURRENT: (marked("Hospital Exemption in %(place)s: confirmed"), "good"),
    ApprovalState.SUSPENDED: (marked("Hospital Exemption suspended in %(place)s"), "care"),
    ApprovalState.ENDED: (marked("Hospital Exemption ended in %(place)s"), ""),
    ApprovalState.NOT_STATED: (marked("Hospital Exemption in %(place)s: state not known"), ""),
}
UNCONFIRMED = (
    marked("Hospital Exemption in %(place)s: not confirmed in the last 12 months"),
    "care",
)
EVALUATED = {
    "quality_considered": {
        True: marked("quality evaluated: yes"),
        False: marked("quality evaluated: no"),
        None: marked("quality evaluated: not known"),
    },
    "safety_considered": {
        True: marked("safety evaluated: yes"),
        False: marked("safety evaluated: no"),
        None: marked("safety evaluated: not known"),
    },
    "efficacy_considered": {
        True: marked("efficacy evaluated: yes"),
        False: marked("efficacy evaluated: no"),
        None: marked("efficacy evaluated: not known"),
    },
}
HEADS = (
    marked("What"),
    marked("Reported by"),
    marked("Amount"),
    marked("Year"),
    marked("Paid or estimated"),
)
COSTS = """\
{{ costs(product: "{product}") {{ edges {{ node {{
  id coversText sponsorName year basis amount {{ value currency text withheld {{ text }} }}
}} }} }}
  pooledCosts {{ edges {{ node {{
  productClass category per median {{ value currency text withheld {{ text }} }}
}} }} }} }}"""
INTRO = marked(
    "What a sponsor reports of its own stands under its name. What care costs is told only as a "
    "median over at least three sponsors."
)


def permit_tags(asked: Asked, row: ProductRow) -> Iterator[Tag]:
    """One mark for each state and country of the product's approvals."""
    found = {(each.country, permit_words(asked, each)) for each in row.approvals}
    for country, (words, colour) in sorted(found):
        yield Tag(asked.language.say(words, place=asked.language.country(country)), colour)


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
        "advice": [
            advice_of(each, asked.language) for each in advice(asked.snapshot, product=row.id)
        ],
    }


def approval_of(asked: Asked, row: ApprovalRow) -> Page:
    """An approval in plain words."""
    language, say = asked.language, asked.language.say
    until, on = row.valid_to, row.confirmed_on
    validity = say("Valid to %(day)s.", day=day(until, language)) if until else ""
    confirmed = say("Confirmed on %(day)s.", day=day(on, language)) if on else ""
    return {
        "place": language.country(row.country),
        "authority": english(row.authority_name, language) or not_stated(language),
        "disease": say(row.disease_label),
        "history": history(row, language),
        "evaluated": evaluated(row, language),
        "words": sentences(validity, confirmed),
        "source_words": row.status_text,
        "source": source_of(row.source),
        "fictional": row.synthetic,
    }


def history(row: ApprovalRow, language: Language) -> str:
    """What happened to an approval, oldest first."""
    say = language.say
    told = (
        f"{say(texts.APPROVAL_EVENTS[event.kind])} {as_exact(event.on, language)}"
        + (f" ({say(texts.APPROVAL_REASONS[event.reason])})" if event.reason else "")
        for event in row.events
    )
    return capital("; ".join(told)) or say("The source tells no dates")


def as_exact(partial: str, language: Language) -> str:
    """A year, a month or a day, as exact as it is known; what is none of them as it came."""
    on = first_day(partial)
    if on is None or len(partial) == len("YYYY"):
        return partial
    return language.month(on) if len(partial) == len("YYYY-MM") else day(on, language)


def evaluated(row: ApprovalRow, language: Language) -> str:
    """What the authority looked at, as far as that is known."""
    told = {part: getattr(row, part) for part in EVALUATED}
    if set(told.values()) == {None}:
        return language.say("What the authority evaluated is not known.")
    words = (language.say(EVALUATED[part][known]) for part, known in told.items())
    return capital("; ".join(words)) + "."


def advice_of(row: AdviceRow, language: Language) -> Page:
    """Advice or an evaluation in plain words."""
    kind = capital(language.say(texts.ADVICE_KINDS[row.kind]))
    return {
        "title": joined(", ", (kind, english(row.body, language), str(row.year))),
        "topic": english(row.topic, language),
        "summary": english(row.public_summary, language) or language.say("No summary is public."),
        "fictional": row.synthetic,
    }


def costs_block(snapshot: Snapshot, row: ProductRow, language: Language) -> Block:
    """A sponsor's own costs of the product, and what care for its class costs over sponsors."""
    own = costs(snapshot, product=row.id)
    pooled = [
        each
        for each in pooled_costs(snapshot, atmp_class=row.atmp_class)
        if row.atmp_class and each.synthetic == row.synthetic
    ]
    say, rows = (
        language.say,
        (
            *(cost_row(each, language) for each in own),
            *(pooled_row(each, language) for each in pooled),
        ),
    )
    table = Table(say("Costs"), said(HEADS, language), rows, say("No cost is reported."))
    query, intro = COSTS.format(product=row.id), say(INTRO) if rows else ""
    return Block("costs", say("What it costs"), table, "costs", query, intro)


def cost_row(row: CostRow, language: Language) -> tuple[Cell, ...]:
    """A cost under its sponsor's name."""
    at = At("costs", row.id, "amount")
    amount, nothing = row.amount, not_stated(language)
    shown = amount.value is not None and amount.currency is not None
    words = money(amount.currency or "", amount.value or 0, language) if shown else nothing
    return (
        Cell(covered(row.category, row.per, language), english(row.programme_title, language)),
        Cell(name(row.sponsor_name) or nothing),
        Cell(words, at=at, number=True),
        Cell(str(row.year)),
        Cell(capital(language.say(texts.COST_BASES[row.basis]))),
    )


def covered(category: str, per: str | None, language: Language) -> str:
    """What a cost covers, and of what it is counted."""
    parts = [texts.COST_CATEGORIES[category], *([texts.COST_UNITS[per]] if per else [])]
    return capital(", ".join(map(language.say, parts)))


def pooled_row(row: PooledCostRow, language: Language) -> tuple[Cell, ...]:
    """A median over sponsors, or why there is none."""
    at, say = At("pooled-costs", row.id, "median"), language.say
    all_ = say("All products of class %(name)s", name=row.product_class)
    head = Cell(covered(row.category, row.per, language), all_)
    by = Cell(say("Median of at least 3 sponsors"))
    median = row.median
    if median.value is None or median.currency is None:
        return head, by, Cell(why_not(median.withheld, language), at=at, quiet=True, span=3)
    nothing = not_stated(language)
    basis = capital(say(texts.COST_BASES[row.basis])) if row.basis else nothing
    amount = Cell(money(median.currency, median.value, language), at=at, number=True)
    return head, by, amount, Cell(nothing, quiet=True), Cell(basis)
