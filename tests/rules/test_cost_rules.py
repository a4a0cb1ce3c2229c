"""Every rule on costs: where it fires, and where its neighbour is silent."""

from datetime import date
from typing import Any

import pytest
from running import Running
from sending import envelope, record, register

from registry.intake.register import accept_draft
from registry.intake.rules.costs import COST_RULES
from registry.intake.rules.known import Known
from registry.intake.rules.registration import check_draft
from registry.model.codes import CostBasis, CostCategory, CostUnit
from registry.model.registration import CostDraft
from registry.model.submission import Rejected
from registry.model.transparency import Cost
from tests.rules.samples import KNOWN, Case, but, named, rules_that_fire

BEGAN = date(2027, 1, 11)
MADE, CARE = CostCategory.MANUFACTURE, CostCategory.CARE
COST = CostDraft("aurora", MADE, CostBasis.ACTUAL, 2026, "EUR", 1, CostUnit.PROGRAMME)
EARLIER = Cost("c", "aurora", MADE, CostBasis.ESTIMATE, 2024, "SEK", 9, CostUnit.BATCH)
PER_BATCH = but(KNOWN, costs=(EARLIER,))
CARED = but(KNOWN, costs=(but(EARLIER, category=CARE),))


def of(rule: str, *places: str, known: Known = KNOWN, **changes: Any) -> Case:
    """A good cost, changed, on which a rule fires at these places."""
    says = f"{changes} {places or 'silent'}"
    return Case(rule, says, places, lambda: check_draft(but(COST, **changes), known))


UNIT = "cost-one-unit"
CASES = (
    *(of("cost-plausible", "amountMinor", amount_minor=amount) for amount in (-1, 0)),
    *(of("cost-plausible", "currency", currency=code) for code in ("", "eur", "EURO", "€")),
    *(of("cost-plausible", "year", year=year) for year in (1989, 2028)),
    *(of("cost-plausible", year=year) for year in (1990, 2027)),
    of(UNIT, "per", known=PER_BATCH),
    of(UNIT, "per", known=PER_BATCH, per=CostUnit.PATIENT),
    of(UNIT, known=PER_BATCH, per=CostUnit.BATCH),
    of(UNIT, known=PER_BATCH, category=CostCategory.DEVELOPMENT),
    of(UNIT, known=CARED, category=CARE),
)


@pytest.mark.parametrize("tried", CASES, ids=named)
def test_the_rule_fires_there_and_no_other_rule_does(tried: Case) -> None:
    assert tried.fired() == tried.expected()


def test_every_rule_on_costs_has_a_case_in_which_it_fires() -> None:
    assert rules_that_fire(CASES) == {rule.id for rule in COST_RULES}


@pytest.mark.anyio
async def test_a_total_is_refused_where_a_price_per_batch_is_stored(registry: Running) -> None:
    house = registry.house
    programme = await register(house, BEGAN)
    price = but(COST, programme_id=programme, per=CostUnit.BATCH)
    await record(house, price, BEGAN)
    total = but(COST, programme_id=programme)
    answer = await accept_draft(house.intake, total, envelope(BEGAN))
    assert isinstance(answer, Rejected)
    assert [finding.rule for finding in answer.findings] == [UNIT]
