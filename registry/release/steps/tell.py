"""Step three and five: decisions and verdicts in public words. No count that is not public."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import structs

from anonymise.pseudonym import keyed_digest
from registry.model.codes import EndpointRole, ResultSource
from registry.model.decision import Activity, Standing
from registry.model.endpoint import EndpointResult, LockedEndpoint
from registry.model.programme import Programme
from registry.release.dates import is_silent, result_due_on
from registry.release.evidence import Evidence
from registry.release.explain import public_decision
from registry.release.rules import decide_all, evidence_bytes
from registry.release.stages import EFFICACY_STAGES, Policy, policy_digest
from registry.release.steps.figures import are_of_whole_groups
from registry.release.steps.gather import Group
from registry.snapshot import PublicEndpointResult, PublicProgramme


def public_programme(
    programme: Programme,
    evidence: Evidence,
    sealed: bool,
    reported: Sequence[str],
    policy: Policy,
    salt: bytes,
    on: date,
) -> PublicProgramme:
    """The programme with its stage and every decision explained."""
    decisions = decide_all(evidence, policy, on)
    inputs = (policy_digest(policy), on.isoformat(), evidence_bytes(evidence).decode())
    digest = keyed_digest(salt, *inputs)
    return PublicProgramme(
        programme,
        stage=max(d.stage.id for d in decisions if d.open or d.stage.id == "R0"),
        activity=activity(evidence, sealed),
        decisions=tuple(public_decision(d, policy, digest) for d in decisions),
        overdue=is_overdue(programme, evidence, reported, policy, on),
        silent=is_silent(evidence, policy, on),
    )


def activity(evidence: Evidence, sealed: bool) -> Activity:
    """What is public of how many patients were accepted; none and few read the same."""
    if evidence.cited:
        return Activity.CITED
    if evidence.own_groups:
        return Activity.OPEN
    return Activity.SEALED if sealed else Activity.FEWER_THAN_11


def is_overdue(
    programme: Programme, evidence: Evidence, reported: Sequence[str], policy: Policy, on: date
) -> bool:
    """Whether a primary endpoint's result is due and was not reported. Verdicts do not matter."""
    due = None if evidence.cited else result_due_on(evidence, policy, on)
    missing = any(
        e.endpoint.role is EndpointRole.PRIMARY and e.endpoint.id not in reported
        for e in programme.endpoints
    )
    return due is not None and due <= on and missing


def public_results(
    public: PublicProgramme, results: Mapping[str, EndpointResult], groups: Sequence[Group]
) -> tuple[PublicEndpointResult, ...]:
    """Every endpoint of a programme with its verdict, or why there is none to see.

    `results` are the programme's, by endpoint id or, for cited ones, by their own id.
    """
    cited = [r for r in results.values() if r.source_kind is ResultSource.PUBLICATION]
    locked = public.programme.endpoints
    return (
        *(PublicEndpointResult(result, Standing.PUBLISHED) for result in cited),
        *(public_result(public, e, results.get(e.endpoint.id), groups) for e in locked),
    )


def public_result(
    public: PublicProgramme,
    locked: LockedEndpoint,
    result: EndpointResult | None,
    groups: Sequence[Group],
) -> PublicEndpointResult:
    """One endpoint. A failed verdict is shown exactly when a met one would be."""
    standing = standing_of(public, result is not None)
    verdict = result.verdict if result and standing is Standing.PUBLISHED else None
    blank = EndpointResult(
        id=f"{public.programme.id}.{locked.endpoint.id}",
        programme_id=public.programme.id,
        label=locked.endpoint.label,
        source_kind=ResultSource.SPONSOR,
        endpoint_id=locked.endpoint.id,
        synthetic=public.programme.synthetic,
    )
    latest = [d.latest_on for d in public.decisions if d.stage == "R4"]
    waits = standing is Standing.WITHHELD and public.activity is Activity.OPEN
    opens_on = latest[0] if latest and waits else None
    told = structs.replace(blank, verdict=verdict)
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


def is_open(public: PublicProgramme, stages: Sequence[str]) -> bool:
    """Whether one of these stages is open for a programme."""
    return any(decision.open for decision in public.decisions if decision.stage in stages)


def standing_of(public: PublicProgramme, reported: bool) -> Standing:
    """Whether a verdict is public. Before that, `overdue` alone says that one is missing."""
    if not is_open(public, EFFICACY_STAGES) or public.activity is not Activity.OPEN:
        return Standing.WITHHELD
    if reported:
        return Standing.PUBLISHED
    return Standing.NOT_REPORTED if public.overdue else Standing.NOT_DUE
