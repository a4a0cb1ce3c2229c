"""Best responses of a cohort: the best category each patient reached, or why there is none."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

from msgspec import Struct

from registry.model.measures import CATEGORY_LABELS, MEASURES
from registry.model.outcomes import Outcome
from registry.model.sealed import BestResponse, SealedGroup
from registry.views.cohort_rows import Cohort
from registry.views.columns import Counts
from registry.views.figures import ReasonCount, by_code, coded


class ResponseCount(Struct, frozen=True):
    """Patients whose best response is of one category of the measure."""

    category: str
    label: str
    patients: int


class BestResponses(Struct, frozen=True):
    """Best responses up to `day`, from best to worst, of the groups counted up to the same day.

    accepted = all categories + all without a response, in patients.
    """

    day: int
    groups: int
    accepted: int
    categories: tuple[ResponseCount, ...]
    no_response: tuple[ReasonCount, ...]
    superseded: tuple[date, ...]


def best_responses_of(cohort: Cohort[Outcome]) -> tuple[BestResponses, ...]:
    """The best responses on the measure of the outcome asked, one for each day they reach to."""
    measure = MEASURES.get(cohort.asked.measure)
    if measure is None or not measure.categories:
        return ()
    added = cohort.add(Counts("best-response", partial(_response_in, measure.id), _table))
    days = sorted({int(name.partition(":")[0]) for name in added.totals})
    return tuple(
        BestResponses(
            day,
            added.totals[f"{day}:groups"],
            added.totals[f"{day}:accepted"],
            tuple(_categories(added.totals, day, measure.categories)),
            by_code(added.totals, f"{day}:none"),
            added.superseded,
        )
        for day in days
    )


def _categories(
    totals: Mapping[str, int], day: int, order: tuple[str, ...]
) -> Iterator[ResponseCount]:
    found = {count.reason: count.patients for count in by_code(totals, f"{day}:best")}
    for category in order:
        if category in found:
            label = CATEGORY_LABELS.get(category, category)
            yield ResponseCount(category, label, found[category])


def _response_in(measure: str, group: SealedGroup, _: str) -> BestResponse | None:
    return next((best for best in group.best_responses if best.measure == measure), None)


def _table(best: BestResponse) -> dict[str, int]:
    accepted = sum(best.categories.values()) + sum(best.no_response.values())
    return {
        f"{best.day}:groups": 1,
        f"{best.day}:accepted": accepted,
        **coded(f"{best.day}:best", best.categories),
        **coded(f"{best.day}:none", best.no_response),
    }
