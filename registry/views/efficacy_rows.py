"""The rows of the efficacy view, and the sums they hold: always over the same whole groups."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from registry.model.outcomes import Outcome
from registry.model.sealed import EndpointCounts, NoSuccess, SealedGroup
from registry.views.activity import accepted_in
from registry.views.cohort_rows import CohortRow, NotIncluded
from registry.views.figures import (
    Count,
    Rate,
    ReasonCount,
    Withheld,
    added,
    estimate,
    share,
)

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


class EfficacyRow(CohortRow, frozen=True, kw_only=True):
    """One outcome of one cohort.

    `withheld` says why no outcome count of the row is public; None where `result` has numbers.
    """

    outcome: Outcome
    infusion: Infusion
    result: Result
    not_included: NotIncluded | None
    withheld: Withheld | None


def infusion_of(groups: Sequence[SealedGroup], otherwise: Withheld | None, as_of: date) -> Infusion:
    """The summed funnels of those groups that have one; without any, withheld `otherwise`."""
    ready = [(group, group.funnel) for group in groups if group.funnel is not None]
    if not ready:
        nothing = Count(as_of, withheld=otherwise)
        return Infusion(0, nothing, nothing)
    return Infusion(
        groups=len(ready),
        accepted=Count(as_of, accepted_in([group for group, _ in ready])),
        infused=Count(as_of, sum(funnel.infused for _, funnel in ready)),
        not_infused=added(funnel.not_infused for _, funnel in ready),
    )


def result_of(counts: Sequence[EndpointCounts], otherwise: Withheld | None, as_of: date) -> Result:
    """The summed outcome counts; without any, withheld `otherwise`."""
    if not counts:
        nothing, rate = Count(as_of, withheld=otherwise), Rate(as_of, withheld=otherwise)
        return Result(0, nothing, nothing, rate, rate, rate)
    success = sum(count.success for count in counts)
    no_success = added(count.no_success for count in counts)
    by_reason = {row.reason: row.patients for row in no_success}
    accepted = success + sum(by_reason.values())
    infused = accepted - sum(by_reason.get(reason, 0) for reason in NOT_KNOWN_INFUSED)
    unknown = sum(by_reason.get(reason, 0) for reason in UNKNOWN)
    return Result(
        groups=len(counts),
        accepted=Count(as_of, accepted),
        success=Count(as_of, success),
        of_accepted=estimate(success, accepted, as_of),
        of_infused=estimate(success, infused, as_of),
        completeness=share(accepted - unknown, accepted, as_of),
        no_success=no_success,
    )
