"""What the fictional sponsors report of costs and advice; no patient's course depends on it."""

from collections.abc import Iterator

from registry.model.codes import AdviceKind, CostBasis, CostCategory, CostUnit, Route
from registry.model.registration import AdviceDraft, CostDraft
from seeds.scenarios import SCENARIOS, Scenario

AFTER_MONTHS = 14
"""Costs of the first year are reported in the second."""

EUR, CENTS = "EUR", 100
AMOUNTS = {
    CostCategory.DEVELOPMENT: (CostUnit.PROGRAMME, 1_150_000, 270_000),
    CostCategory.MANUFACTURE: (CostUnit.BATCH, 38_000, 4_300),
    CostCategory.CARE: (CostUnit.PATIENT, 29_000, 2_700),
    CostCategory.FOLLOW_UP: (CostUnit.PATIENT, 3_100, 260),
}
"""What an amount covers, the first sponsor's in euros, and how much more each next one has."""


def reports_costs(scenario: Scenario, months: int) -> bool:
    """Whether the sponsor still speaks when the first year's costs are due."""
    due = scenario.opens + AFTER_MONTHS
    return due < min(months, scenario.silent_from or months)


def is_makers(scenario: Scenario) -> bool:
    """Whether a programme is the first of its product: its sponsor speaks of the product."""
    same = [each for each in SCENARIOS if each.product == scenario.product]
    return min(same, key=lambda each: each.opens) is scenario


def costs(scenario: Scenario, year: int) -> Iterator[CostDraft]:
    """One cost of each part, of the year before the report."""
    for category, (per, first, more) in AMOUNTS.items():
        amount = (first + more * scenario.sponsor) * CENTS
        programme = f"{{{scenario.key}}}"
        yield CostDraft(programme, category, CostBasis.ACTUAL, year, EUR, amount, per)


def advice(scenario: Scenario, year: int) -> AdviceDraft:
    """Advice on a trial, or the evaluation of an exemption, in the year it began."""
    exempt = scenario.route is Route.HOSPITAL_EXEMPTION
    return AdviceDraft(
        f"{{{scenario.product}}}",
        AdviceKind.EXEMPTION_EVALUATION if exempt else AdviceKind.SCIENTIFIC_ADVICE,
        "Fictional Medicines Authority (fictional)",
        year,
        "Quality, safety and efficacy" if exempt else "Potency assay and choice of endpoint",
        "The authority looked at all three and asked for yearly reports."
        if exempt
        else "The authority agreed with the endpoint and asked for a second assay.",
    )
