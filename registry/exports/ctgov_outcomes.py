"""Outcome measures of a programme, with their analysis, in the shape of ClinicalTrials.gov."""

from collections.abc import Iterator, Sequence
from typing import Any

from registry import texts
from registry.exports.ctgov_flow import TITLES
from registry.model.codes import EndpointRole, Timing
from registry.model.outcomes import Outcome
from registry.snapshot import Snapshot
from registry.views.efficacy_rows import EfficacyRow
from registry.views.endpoint_results import EndpointResultRow, endpoint_results
from registry.views.endpoints import EndpointRow
from registry.views.figures import Rate, Withheld
from registry.views.programmes import ProgrammeRow

AFTER = {"ACCEPTANCE": "acceptance", "FIRST_ADMINISTRATION": "first administration"}
GROUP = "OG000"
WILSON = "95 % interval of Wilson (1927)."


def outcomes(
    snapshot: Snapshot, programme: ProgrammeRow, rows: Sequence[EfficacyRow]
) -> dict[str, Any]:
    """Primary outcomes with all their categories, then what is calculated of secondary ones."""
    results = {r.endpoint_id: r for r in endpoint_results(snapshot, programme=programme.id)}
    found = [
        *(primary(row, goals(programme, row, results)) for row in rows),
        *secondary(programme, results),
    ]
    return {"outcomeMeasures": found} if found else {}


def goals(
    programme: ProgrammeRow, row: EfficacyRow, results: dict[str | None, EndpointResultRow]
) -> str:
    """The goals and verdicts of the endpoints that ask this outcome."""
    same = [each for each in programme.endpoints if each.outcome.id == row.outcome.id]
    return " ".join(told(each, results.get(each.endpoint_id)) for each in same)


def told(endpoint: EndpointRow, result: EndpointResultRow | None) -> str:
    """An endpoint's goal as it was locked, and its verdict or why there is none to show."""
    goal = f"{endpoint.label}: goal at least {endpoint.goal_percent} %."
    if result is None:
        return goal
    if result.verdict.value is not None:
        return f"{goal} {texts.VERDICTS[result.verdict.value]}"
    return f"{goal} {reason(result.verdict.withheld)}"


def reason(withheld: Withheld | None) -> str:
    """Why a value is not shown, in public words; empty where nothing is withheld."""
    return texts.withheld(withheld.reason, withheld.opens_on) if withheld else ""


def primary(row: EfficacyRow, description: str) -> dict[str, Any]:
    """Success, and no success by reason, over everybody accepted."""
    head = measure("PRIMARY", row.outcome, description, row.timing)
    result = row.result
    if result.accepted.value is None or result.success.value is None:
        return {**head, **not_posted(row.withheld)}
    categories = [
        ("Success", result.success.value),
        *((texts.NO_SUCCESS[each.reason], each.patients) for each in result.no_success),
    ]
    rates = [("of the accepted", result.of_accepted), ("of the infused", result.of_infused)]
    return {**head, **posted(result.accepted.value, categories, rates)}


def secondary(
    programme: ProgrammeRow, results: dict[str | None, EndpointResultRow]
) -> Iterator[dict[str, Any]]:
    """What the registry calculates of the endpoints that carry no verdict of the programme."""
    for endpoint in programme.endpoints:
        result = results.get(endpoint.endpoint_id)
        if endpoint.role is EndpointRole.PRIMARY or result is None:
            continue
        description, timing = told(endpoint, result), Timing.PROSPECTIVE
        head = measure("SECONDARY", endpoint.outcome, description, timing)
        share = result.calculated.share
        if share is None or share.numerator is None or share.denominator is None:
            yield {**head, **not_posted(result.calculated.withheld)}
        else:
            whom = f"of the {endpoint.population.value.lower()}"
            success = [("Success", share.numerator)]
            yield {**head, **posted(share.denominator, success, [(whom, share)])}


def measure(kind: str, outcome: Outcome, description: str, timing: Timing) -> dict[str, Any]:
    """The head of an outcome measure."""
    return {
        "type": kind,
        "title": outcome.label,
        "description": description,
        "populationDescription": "All accepted patients of open sealed groups, treated or not.",
        "timeFrame": f"Day {outcome.day} after {AFTER[outcome.clock]}",
        "groups": [{"id": GROUP, "title": TITLES[timing]}],
    }


def not_posted(withheld: Withheld | None) -> dict[str, Any]:
    """That the outcome has no numbers yet, why, and by when it has."""
    found = {"reportingStatus": "NOT_POSTED", "populationDescription": reason(withheld)}
    if withheld and withheld.opens_on:
        found["anticipatedPostingDate"] = f"{withheld.opens_on:%Y-%m}"
    return found


def posted(
    patients: int, categories: Sequence[tuple[str, int]], rates: Sequence[tuple[str, Rate]]
) -> dict[str, Any]:
    """Participants by category, and each share with its interval."""
    named = [
        {"title": title, "measurements": [{"groupId": GROUP, "value": str(count)}]}
        for title, count in categories
    ]
    counts = [{"groupId": GROUP, "value": str(patients)}]
    return {
        "reportingStatus": "POSTED",
        "paramType": "COUNT_OF_PARTICIPANTS",
        "unitOfMeasure": "Participants",
        "denoms": [{"units": "Participants", "counts": counts}],
        "classes": [{"categories": named}],
        "analyses": [analysis(whom, rate) for whom, rate in rates if rate.value is not None],
    }


def analysis(whom: str, rate: Rate) -> dict[str, Any]:
    """A share from 0 to 1 with its two-sided interval."""
    found = {
        "groupIds": [GROUP],
        "paramType": "Proportion",
        "paramValue": str(rate.value),
        "groupDescription": f"Success {whom}: {rate.numerator} of {rate.denominator}.",
    }
    if rate.low is None or rate.high is None:
        return found
    return found | {
        "ciPctValue": "95",
        "ciNumSides": "TWO_SIDED",
        "ciLowerLimit": str(rate.low),
        "ciUpperLimit": str(rate.high),
        "estimateComment": WILSON,
    }
