"""Decisions of the release policy: pure functions of policy, evidence and date.

A stage opens when all its gates are met, and stays open. A day that was once published as its
latest is kept: no evidence and no later policy moves it later, and on it the stage opens.
"""

from datetime import date

import msgspec
from msgspec import Struct, structs

from registry.model.decision import Horizon
from registry.release.evidence import Evidence, HeldBack
from registry.release.gates import GATES, Gate, GateResult, closed_from, held_until
from registry.release.stages import GateId, Policy, Stage, release_on_or_after


class GateAnswer(Struct, frozen=True):
    """A gate with what it found."""

    gate: Gate
    result: GateResult


class Decision(Struct, frozen=True):
    """Whether a stage is open, since when, why, and by when at the latest.

    `gates_met_on` is the release date on which every gate but a hold was met; `hold` the one that
    touches the stage and `held_until` the release date from which it no longer does. `horizons`
    are the days up to which it shows groups, each with the release date it opens with.
    """

    stage: Stage
    open: bool
    opened_on: date | None
    answers: tuple[GateAnswer, ...]
    latest_on: date | None
    gates_met_on: date | None = None
    hold: HeldBack | None = None
    held_until: date | None = None
    horizons: tuple[Horizon, ...] = ()

    @property
    def missed(self) -> bool:
        """Whether it opened later than the day that was published as its latest."""
        late = self.opened_on is not None and self.latest_on is not None
        return late and self.opened_on > self.latest_on  # type: ignore[operator]


def decide_all(evidence: Evidence, policy: Policy, on: date) -> tuple[Decision, ...]:
    """One decision per stage, in order; a cited programme passes only registration.

    A stage that waits for another one sees what was decided on it just before.
    """
    decisions: list[Decision] = []
    for stage in policy.stages[:1] if evidence.cited else policy.stages:
        decision = decide(stage, evidence, policy, on)
        evidence = beside(evidence, decision)
        decisions.append(decision)
    return tuple(decisions)


def beside(evidence: Evidence, decision: Decision) -> Evidence:
    """The evidence with one decision taken."""
    id, opened_on, latest_on = decision.stage.id, decision.opened_on, decision.latest_on
    opened = {id: opened_on} if opened_on else {}
    latest = {id: latest_on} if latest_on else {}
    return structs.replace(
        evidence, opened=evidence.opened | opened, latest=evidence.latest | latest
    )


def decide(stage: Stage, evidence: Evidence, policy: Policy, on: date) -> Decision:
    """The decision on one stage, the ones before it taken."""
    answers = tuple(
        GateAnswer(GATES[gate], GATES[gate].check(evidence, policy, on)) for gate in stage.gates
    )
    others = [answer.result for answer in answers if answer.gate.id is not GateId.NOT_HELD]
    held = any(a.gate.id is GateId.NOT_HELD and not a.result.met for a in answers)
    due = release_due(stage.id, others, evidence, policy)
    met = all(result.met for result in others) or (due is not None and due <= on)
    before = evidence.opened.get(stage.id)
    opened_on = before or (on if met and not held else None)
    latest = evidence.latest.get(stage.id) if opened_on else due
    decision = Decision(stage, opened_on is not None, opened_on, answers, latest)
    decision = structs.replace(decision, horizons=horizons_of(decision, evidence, policy, on))
    if GateId.NOT_HELD not in stage.gates:
        return decision
    return with_hold(decision, evidence, policy, on if met else None)


def horizons_of(
    decision: Decision, evidence: Evidence, policy: Policy, on: date
) -> tuple[Horizon, ...]:
    """Every horizon of a stage, with the release date on which it opens for a first whole group."""
    begins = decision.opened_on or decision.latest_on
    days = (day for gate in decision.stage.gates for day in horizon_days(gate, policy))
    return tuple(
        horizon_of(day, closed_from(evidence.own_groups, day), begins, decision.open, policy, on)
        for day in days
    )


def horizon_days(gate: GateId, policy: Policy) -> tuple[int, ...]:
    """The days a gate closes by, one after the other."""
    return {
        GateId.SAFETY_HORIZON_CLOSED: policy.numbers.safety_horizon_days,
        GateId.LONG_TERM_HORIZON_CLOSED: policy.numbers.long_term_horizon_days,
    }.get(gate, ())


def horizon_of(
    day: int, closed: date | None, begins: date | None, is_open: bool, policy: Policy, on: date
) -> Horizon:
    """One horizon: it opens once it has closed by the calendar and its stage is open."""
    if closed is None or begins is None:
        return Horizon(day, open=False, opens_on=None)
    opens_on = max(release_on_or_after(policy, closed), begins)
    return Horizon(day, is_open and opens_on <= on, opens_on)


def release_due(
    stage_id: str, others: list[GateResult], evidence: Evidence, policy: Policy
) -> date | None:
    """The release date with which a stage opens at the latest, but for a hold; None if not known.

    The earlier of what the calendar says now and what was published before.
    """
    days = [result.by for result in others]
    known = [day for day in days if day is not None]
    by_calendar = release_on_or_after(policy, max(known)) if known == days else None
    published = evidence.latest.get(stage_id)
    return min((day for day in (by_calendar, published) if day is not None), default=None)


def with_hold(
    decision: Decision, evidence: Evidence, policy: Policy, met_on: date | None
) -> Decision:
    """The decision on a stage that can be held, with its hold and when its other gates were met.

    While it is held, the latest day is that on which the hold ends, if that is later.
    """
    released = hold_ends_on(evidence, policy)
    latest = decision.latest_on
    held = any(a.gate.id is GateId.NOT_HELD and not a.result.met for a in decision.answers)
    if held and released and latest and not decision.open:
        latest = max(latest, released)
    return structs.replace(
        decision,
        latest_on=latest,
        gates_met_on=evidence.interim_met_on or met_on,
        hold=evidence.hold,
        held_until=released,
    )


def hold_ends_on(evidence: Evidence, policy: Policy) -> date | None:
    """The release date from which nothing is held any more, never later than published before."""
    until = held_until(evidence, policy)
    if until is None or evidence.hold is None:
        return None
    released = release_on_or_after(policy, until)
    return min(released, evidence.hold.published_until or released)


def evidence_bytes(evidence: Evidence) -> bytes:
    """Canonical JSON of the evidence, to be digested with a salt."""
    return msgspec.json.encode(evidence, order="sorted")
