"""A decision in public words. No count that is not public."""

from registry.model.decision import PublicDecision, PublicGate
from registry.release.rules import Decision, GateAnswer
from registry.release.stages import Policy


def public_decision(decision: Decision, policy: Policy, digest: str) -> PublicDecision:
    """A decision with its gates, its reason, and the salted digest of its inputs."""
    return PublicDecision(
        decision.stage.id,
        decision.open,
        decision.opened_on,
        tuple(public_gate(answer) for answer in decision.answers),
        explain(decision),
        decision.latest_on,
        policy.version,
        digest,
    )


def public_gate(answer: GateAnswer) -> PublicGate:
    """A gate with what it requires and, where that is public, what is there."""
    result = answer.result
    return PublicGate(
        answer.gate.id, answer.gate.sentence, result.met, result.required, result.current
    )


def explain(decision: Decision) -> str:
    """Why a stage is open or not, in plain words."""
    if decision.opened_on is not None:
        labels = [answer.result.label for answer in decision.answers if answer.result.label]
        remark = f" ({', '.join(labels)})" if labels else ""
        return f"Open since {decision.opened_on}{remark}."
    unmet = " ".join(a.gate.sentence for a in decision.answers if not a.result.met)
    latest = f" At the latest on {decision.latest_on}." if decision.latest_on else ""
    return f"Not open yet. Still needed: {unmet}{latest}"
