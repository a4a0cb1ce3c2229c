"""The rows of the efficacy view, and the sums they hold: always over the same whole groups."""

from datetime import date

from msgspec import Struct

from registry.model.outcomes import Outcome
from registry.model.sealed import EndpointCounts, Funnel, NoSuccess, SealedGroup
from registry.views.best_responses import BestResponses
from registry.views.change_rows import ScaleChange
from registry.views.cohort_rows import Cohort, CohortRow, NotIncluded
from registry.views.columns import Added, Counts
from registry.views.figures import (
    Count,
    Rate,
    ReasonCount,
    Withheld,
    by_code,
    coded,
    estimate,
    share,
)
from registry.views.index import Q
from registry.views.reasons import wait_still_runs, why_nothing_open

NEVER_SEEN = (NoSuccess.UNREPORTED, NoSuccess.WITHDRAWN, NoSuccess.REGISTERED_LATE)
NOT_KNOWN_INFUSED = (NoSuccess.NEVER_INFUSED, *NEVER_SEEN)
UNKNOWN = (NoSuccess.MISSING, *NEVER_SEEN)


class Infusion(Struct, frozen=True):
    """Infused and not infused of the open groups whose longest wait has passed.

    accepted = infused + sum(not_infused), in patients.
    """

    groups: int
    accepted: Count
    infused: Count
    not_infused: tuple[ReasonCount, ...] = ()
    superseded: tuple[date, ...] = ()


class Result(Struct, frozen=True):
    """Successes of the open groups whose outcome counts are public.

    accepted = success + sum(no_success), in patients. `of_infused` divides by the accepted less
    those not known to be infused in time; `completeness` is the share whose outcome is known.
    """

    groups: int
    accepted: Count
    success: Count
    of_accepted: Rate
    of_infused: Rate
    completeness: Rate
    no_success: tuple[ReasonCount, ...] = ()
    superseded: tuple[date, ...] = ()


class EfficacyRow(CohortRow, frozen=True, kw_only=True):
    """One outcome of one cohort.

    `change` is of an outcome on a scale and None for others; `best_responses` are those on the
    measure of an outcome in categories. `withheld` says why no outcome count of the row is public;
    None where `result` has numbers.
    """

    outcome: Outcome
    infusion: Infusion
    result: Result
    not_included: NotIncluded | None
    withheld: Withheld | None
    change: ScaleChange | None
    best_responses: tuple[BestResponses, ...]


def funnel_table(funnel: Funnel) -> dict[str, int]:
    """Infused, and not infused by reason, as a flat table."""
    return {"infused": funnel.infused, **coded("not_infused", funnel.not_infused)}


def outcome_table(counts: EndpointCounts) -> dict[str, int]:
    """Success, and no success by reason, as a flat table."""
    return {"success": counts.success, **coded("no_success", counts.no_success)}


def outcome_in(group: SealedGroup, endpoint_id: str) -> EndpointCounts | None:
    """What is public of an endpoint of a group; None while nothing is."""
    return next((c for c in group.endpoints if c.endpoint_id == endpoint_id), None)


FUNNEL = Counts("funnel", lambda group, _: group.funnel, funnel_table)
OUTCOME = Counts("outcome", outcome_in, outcome_table)


def infusion_of(cohort: Cohort[Q]) -> Infusion:
    """The summed funnels of those groups that have one; without any, why not."""
    sums, as_of = cohort.add(FUNNEL), cohort.as_of
    if not sums.groups:
        otherwise = wait_still_runs(cohort) if len(cohort.places) else why_nothing_open(cohort)
        nothing = Count(as_of, withheld=otherwise)
        return Infusion(0, nothing, nothing)
    return Infusion(
        groups=sums.groups,
        accepted=Count(as_of, sums.accepted),
        infused=Count(as_of, sums.totals["infused"]),
        not_infused=by_code(sums.totals, "not_infused"),
        superseded=sums.superseded,
    )


def result_of(sums: Added, otherwise: Withheld | None, as_of: date) -> Result:
    """The result of summed outcome counts; without any, withheld `otherwise`."""
    if not sums.groups:
        nothing, rate = Count(as_of, withheld=otherwise), Rate(as_of, withheld=otherwise)
        return Result(0, nothing, nothing, rate, rate, rate)
    success = sums.totals["success"]
    no_success = by_code(sums.totals, "no_success")
    by_reason = {row.reason: row.patients for row in no_success}
    accepted = success + sum(by_reason.values())
    infused = accepted - sum(by_reason.get(reason, 0) for reason in NOT_KNOWN_INFUSED)
    unknown = sum(by_reason.get(reason, 0) for reason in UNKNOWN)
    return Result(
        groups=sums.groups,
        accepted=Count(as_of, accepted),
        success=Count(as_of, success),
        of_accepted=estimate(success, accepted, as_of),
        of_infused=estimate(success, infused, as_of),
        completeness=share(accepted - unknown, accepted, as_of),
        no_success=no_success,
        superseded=sums.superseded,
    )
