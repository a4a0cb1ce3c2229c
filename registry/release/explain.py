"""A decision in public words. No count that is not public."""

from collections.abc import Iterator

from registry.model.codes import HoldReason
from registry.model.decision import PolicyNumber, PublicDecision, PublicGate
from registry.model.hold import PublicHold
from registry.release.rules import Decision, GateAnswer
from registry.release.stages import GateId, Policy


def public_decision(decision: Decision, policy: Policy, digest: str) -> PublicDecision:
    """A decision with its gates, its reason, and the salted digest of its inputs."""
    return PublicDecision(
        decision.stage.id,
        decision.open,
        decision.opened_on,
        tuple(public_gate(answer, policy) for answer in decision.answers),
        explain(decision, policy),
        decision.latest_on,
        policy.version,
        digest,
        public_hold(decision),
        decision.gates_met_on,
        decision.missed,
        horizons=decision.horizons,
    )


def public_hold(decision: Decision) -> PublicHold | None:
    """The hold that touches a stage, also once it has ended."""
    hold, until = decision.hold, decision.held_until
    if hold is None or until is None:
        return None
    return PublicHold(hold.sponsor_id, HoldReason(hold.reason), hold.asked_on, until)


def public_gate(answer: GateAnswer, policy: Policy) -> PublicGate:
    """A gate with what it requires and, where that is public, what is there."""
    gate, result = answer.gate, answer.result
    numbers = tuple(PolicyNumber(*each) for each in gate.numbers(policy).items())
    return PublicGate(
        gate.id, gate.says(policy), result.met, result.required, result.current, numbers
    )


def explain(decision: Decision, policy: Policy) -> str:
    """Why a stage is open or not, in plain words."""
    if decision.opened_on is not None:
        return " ".join(opened(decision))
    unmet = " ".join(a.gate.says(policy) for a in decision.answers if not a.result.met)
    latest = f" At the latest on {decision.latest_on}." if decision.latest_on else ""
    return f"Not open yet. Still needed: {unmet}{held(decision)}{latest}"


def opened(decision: Decision) -> Iterator[str]:
    """Since when a stage is open, by which remark, and whether its release date was missed."""
    labels = [answer.result.label for answer in decision.answers if answer.result.label]
    remark = f" ({', '.join(labels)})" if labels else ""
    yield f"Open since {decision.opened_on}{remark}."
    if decision.missed:
        yield f"It was due on {decision.latest_on}; that release date was missed."
    if not all(answer.result.met for answer in decision.answers):
        yield "Not every condition is met today: what has opened, or was promised, stays."


def held(decision: Decision) -> str:
    """Why and until when a stage is held back; empty where it is not."""
    hold = decision.hold
    unmet = (answer.gate.id for answer in decision.answers if not answer.result.met)
    if hold is None or GateId.NOT_HELD not in unmet:
        return ""
    reason = hold.reason.lower().replace("_", " ")
    return f" Held back by its sponsor until {decision.held_until}: {reason}."
