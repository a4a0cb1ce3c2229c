"""Step three: decisions in public words. No count that is not public."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from anonymise.pseudonym import keyed_digest
from registry.model.codes import EndpointRole, ProgrammeEventKind, StopReason
from registry.model.decision import Activity
from registry.model.endpoint import EndpointResult
from registry.model.programme import Programme, event_of
from registry.release.dates import is_silent, result_due_on
from registry.release.evidence import Evidence
from registry.release.explain import public_decision
from registry.release.rules import decide_all, evidence_bytes
from registry.release.stages import Policy, policy_digest
from registry.snapshot import PublicProgramme
from registry.storage.directory import Facts


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
    due = due_on(programme, evidence, policy, on)
    return PublicProgramme(
        programme,
        stage=max(d.stage.id for d in decisions if d.open or d.stage.id == "R0"),
        activity=activity(evidence, sealed),
        decisions=tuple(public_decision(d, policy, digest) for d in decisions),
        overdue=is_overdue(programme, due, reported, on),
        silent=is_silent(evidence, policy, on),
        due_on=due,
    )


def activity(evidence: Evidence, sealed: bool) -> Activity:
    """What is public of how many patients were accepted; none and few read the same."""
    if evidence.cited:
        return Activity.CITED
    if evidence.own_groups:
        return Activity.OPEN
    return Activity.SEALED if sealed else Activity.FEWER_THAN_11


def due_on(programme: Programme, evidence: Evidence, policy: Policy, on: date) -> date | None:
    """The release date by which the primary endpoints' results are due; None while not known.

    Nothing is due of what is known from publications only, nor of a programme that was withdrawn
    before its first patient.
    """
    if evidence.cited or never_started(programme, evidence):
        return None
    return result_due_on(evidence, policy, on)


def never_started(programme: Programme, evidence: Evidence) -> bool:
    """Whether a programme stopped before its first patient, and no group contradicts it."""
    stopped = event_of(programme, ProgrammeEventKind.STOPPED)
    never = stopped is not None and stopped.reason is StopReason.NEVER_STARTED
    return never and not evidence.own_groups


def is_overdue(programme: Programme, due: date | None, reported: Sequence[str], on: date) -> bool:
    """Whether a primary endpoint's result is due and was not reported. Verdicts do not matter."""
    missing = any(
        e.endpoint.role is EndpointRole.PRIMARY and e.endpoint.id not in reported
        for e in programme.endpoints
    )
    return due is not None and due <= on and missing


def is_open(public: PublicProgramme, stages: Sequence[str]) -> bool:
    """Whether one of these stages is open for a programme."""
    return any(decision.open for decision in public.decisions if decision.stage in stages)


def reported_endpoints(facts: Facts) -> dict[str, list[str]]:
    """The endpoints with a reported result, by programme. Verdicts are not looked at."""
    reported: dict[str, list[str]] = defaultdict(list)
    for result in facts.all(EndpointResult):
        if result.endpoint_id is not None:
            reported[result.programme_id].append(result.endpoint_id)
    return reported
