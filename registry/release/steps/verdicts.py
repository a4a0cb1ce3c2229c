"""Step five: verdicts in public words. Whether one is shown never depends on what it says."""

from collections.abc import Iterable, Sequence

from msgspec import structs

from registry.model.codes import EndpointRole, ResultSource
from registry.model.decision import Activity, Standing
from registry.model.endpoint import Endpoint, EndpointResult, LockedEndpoint
from registry.model.sealed import SealedGroup
from registry.model.wishes import holds_number
from registry.release.stages import EFFICACY_STAGES, FINAL_STAGES
from registry.release.steps.figures import Counted, are_of_whole_groups
from registry.release.steps.gather import Register
from registry.release.steps.small import Small, Stated, small_programmes, stated_results
from registry.release.steps.tell import is_open
from registry.release.verdicts import stands_alone, stands_alone_whole
from registry.snapshot import (
    FrozenSnapshot,
    PublicEndpointResult,
    PublicProgramme,
    PublicVerdictSet,
)


def public_results(
    register: Register,
    told: Iterable[PublicProgramme],
    sets: Sequence[PublicVerdictSet],
    shown: Iterable[SealedGroup],
    earlier: FrozenSnapshot | None,
) -> tuple[PublicEndpointResult, ...]:
    """Every endpoint of every programme with its verdict, or why there is none to see.

    `shown` are the groups as they are public beside the verdicts.
    """
    counts = {group.id: group for group in shown}
    stated, small = stated_results(register.facts), small_programmes(register, earlier, sets)
    return tuple(
        result
        for public in told
        for result in results_of(
            public,
            stated.get(public.programme.id, {}),
            [Counted(g, counts[g.stored.id]) for g in register.groups.get(public.programme.id, ())],
            small[public.programme.id],
        )
    )


def results_of(
    public: PublicProgramme, stated: Stated, groups: Sequence[Counted], small: Small
) -> Iterable[PublicEndpointResult]:
    """The endpoints of one programme; first those cited from publications."""
    for result in stated.values():
        if result.source_kind is ResultSource.PUBLICATION:
            yield PublicEndpointResult(result, Standing.PUBLISHED)
    for locked in public.programme.endpoints:
        yield public_result(public, locked, stated.get(locked.endpoint.id), groups, small)


def public_result(
    public: PublicProgramme,
    locked: LockedEndpoint,
    result: EndpointResult | None,
    groups: Sequence[Counted],
    small: Small,
) -> PublicEndpointResult:
    """One endpoint. A failed verdict is shown exactly when a met one would be.

    The sponsor's lesson stands beside it where a group is open, for of fewer patients words can
    tell what no number may, and where it holds no digit: older ones were not asked about that.
    """
    standing = standing_of(public, locked.endpoint, result is not None, small)
    verdict = result.verdict if result and standing is Standing.PUBLISHED else None
    blank = EndpointResult(
        id=f"{public.programme.id}.{locked.endpoint.id}",
        programme_id=public.programme.id,
        label=locked.endpoint.label,
        source_kind=ResultSource.SPONSOR,
        endpoint_id=locked.endpoint.id,
        synthetic=public.programme.synthetic,
    )
    latest = (d.latest_on for d in public.decisions if d.stage in EFFICACY_STAGES and d.latest_on)
    waits = standing is Standing.WITHHELD and public.activity is Activity.OPEN
    opens_on = min(latest, default=None) if waits else None
    told = structs.replace(blank, verdict=verdict)
    if verdict and result and public.activity is Activity.OPEN and not holds_number(result.lesson):
        told = structs.replace(told, lesson=result.lesson)
    if verdict and result and are_of_whole_groups(public.programme, result, groups):
        told = with_figures(told, result)
    return PublicEndpointResult(told, standing, opens_on)


def with_figures(told: EndpointResult, result: EndpointResult) -> EndpointResult:
    """The public result with the sponsor's own figures."""
    return structs.replace(
        told,
        estimate=result.estimate,
        low=result.low,
        high=result.high,
        patients=result.patients,
        cut_off=result.cut_off,
    )


def standing_of(
    public: PublicProgramme, endpoint: Endpoint, reported: bool, small: Small
) -> Standing:
    """Whether a verdict is public. Before that, `overdue` alone says that one is missing."""
    if small.in_set and endpoint.role is EndpointRole.PRIMARY:
        return Standing.IN_SET
    stages = EFFICACY_STAGES if public.activity is Activity.OPEN else FINAL_STAGES
    if not is_open(public, stages):
        return Standing.WITHHELD
    if public.overdue and not reported:
        return Standing.NOT_REPORTED
    if public.activity is Activity.SEALED and endpoint.id not in small.shown:
        return Standing.WITHHELD
    if public.activity is Activity.OPEN or endpoint.id in small.shown:
        return Standing.PUBLISHED if reported else Standing.NOT_DUE
    return standing_of_small(public, endpoint, reported, small)


def standing_of_small(
    public: PublicProgramme, endpoint: Endpoint, reported: bool, small: Small
) -> Standing:
    """The same of a final programme without a group: the same words for none and for ten."""
    if not small.in_set and not stands_alone_whole(small.patients, public.programme):
        return Standing.AWAITS_SET
    if small.in_set or not stands_alone(small.patients, endpoint):
        return Standing.TOO_FEW
    return Standing.PUBLISHED if reported else Standing.NOT_DUE
