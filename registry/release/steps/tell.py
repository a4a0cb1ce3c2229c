"""Step three: decisions in public words. No count that is not public."""

from collections.abc import Sequence
from datetime import date

from anonymise.pseudonym import keyed_digest
from registry.model.codes import EndpointRole
from registry.model.decision import Activity
from registry.model.programme import Programme
from registry.release.dates import is_silent, result_due_on
from registry.release.evidence import Evidence
from registry.release.explain import public_decision
from registry.release.rules import decide_all, evidence_bytes
from registry.release.stages import Policy, policy_digest
from registry.snapshot import PublicProgramme


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


def is_open(public: PublicProgramme, stages: Sequence[str]) -> bool:
    """Whether one of these stages is open for a programme."""
    return any(decision.open for decision in public.decisions if decision.stage in stages)
