"""The gates of the release policy: rows of id, one plain sentence, and a pure function.

Every gate reads evidence, policy and date only. None can see a verdict or an outcome
(`evidence.py` has no field for them), so a failed endpoint opens exactly when a met one would.
"""

from collections.abc import Callable
from datetime import date

import msgspec
from msgspec import Struct, structs

from registry.model.calendar import add_months
from registry.release.dates import end_of, final_on, is_silent
from registry.release.evidence import Evidence, HeldBack, followed_groups, group_closes_on
from registry.release.holds import ends_on
from registry.release.stages import NEEDED, GateId, Policy, Stage, release_on_or_after


class GateResult(Struct, frozen=True):
    """What a gate found. `current` only where that number is public; `label` a public remark."""

    met: bool
    required: int | None = None
    current: int | None = None
    label: str = ""


Check = Callable[[Evidence, Policy, date], GateResult]


class Gate(Struct, frozen=True):
    """One rule: its id stands in the policy, the public reason, the docs and the tests."""

    id: GateId
    sentence: str
    check: Check


def registered(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """The programme is registered."""
    return GateResult(evidence.registered_on <= on)


def group_open(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """A sealed group of the programme is open."""
    return GateResult(bool(evidence.own_groups))


def safety_horizon_closed(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """The first safety horizon has closed for a whole open group."""
    day = policy.numbers.safety_horizon_days
    return GateResult(any(group_closes_on(g, day) < on for g in evidence.own_groups))


def enough_followed(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """Enough patients are in open groups whose window has closed, or the first closed a year ago.

    Counts over the whole lineage in this disease; the window closes by the calendar, whatever
    became of each patient.
    """
    groups = followed_groups(evidence.groups, on)
    patients = sum(group.accepted for group in groups)
    required = policy.numbers.interim_patients
    if patients >= required:
        return GateResult(True, required, patients)
    first = min(
        (first_shown_on(g.opened_on, group_closes_on(g, g.window_day or 0)) for g in groups),
        default=None,
    )
    small = first is not None and add_months(first, policy.numbers.small_after_months) <= on
    return GateResult(small, required, patients, "small" if small else "")


def first_shown_on(opened_on: date, closed_on: date) -> date:
    """The day from which a group is both open and closed in its window."""
    return max(opened_on, closed_on)


def no_running_blinded_trial(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """No blinded trial with a public number is running (at most to its completion + 12 months)."""
    until = evidence.blinded_until
    ended = until is None or end_of(evidence, policy, on) is not None
    return GateResult(ended or add_months(until or on, policy.numbers.blinded_months) <= on)


def not_held(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """Its sponsor does not hold it back: not any more, or it ended, stopped or fell silent."""
    over = end_of(evidence, policy, on) is not None or is_silent(evidence, policy, on)
    until = held_until(evidence, policy)
    return GateResult(over or until is None or until <= on)


def held_until(evidence: Evidence, policy: Policy) -> date | None:
    """The day from which nothing is held any more; None without a hold."""
    hold = evidence.hold
    return ends_on(hold.asked_on, hold.until, policy) if hold else None


def final_date_reached(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """One of the dates that make results final has been reached."""
    latest = final_on(evidence, policy, on)
    return GateResult(latest is not None and latest <= on)


def efficacy_open(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """Interim or final efficacy is open."""
    efficacy = (stage for stage in policy.stages if stage.id in NEEDED[GateId.EFFICACY_OPEN])
    return GateResult(any(decide(stage, evidence, policy, on).open for stage in efficacy))


def long_term_horizon_closed(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """The first long-term horizon has closed for a whole open group."""
    day = policy.numbers.long_term_horizon_days
    return GateResult(any(group_closes_on(g, day) < on for g in evidence.own_groups))


def stopped_or_silent(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """The programme was stopped six months ago, or has been silent for two years."""
    if evidence.stopped_on is not None:
        due = add_months(evidence.stopped_on, policy.numbers.stopped_months)
        return GateResult(due <= on, label="stopped" if due <= on else "")
    silent = is_silent(evidence, policy, on)
    return GateResult(silent, label="silent" if silent else "")


GATES = {
    gate.id: gate
    for gate in (
        Gate(GateId.REGISTERED, "The programme is registered.", registered),
        Gate(
            GateId.GROUP_OPEN,
            "At least one sealed group of 11 or more patients is open.",
            group_open,
        ),
        Gate(
            GateId.SAFETY_HORIZON_CLOSED,
            "Three months after the longest wait have passed for every patient of an open group.",
            safety_horizon_closed,
        ),
        Gate(
            GateId.ENOUGH_FOLLOWED,
            "At least 20 patients are in open groups whose observation window has closed, "
            "or the first such group closed 12 months ago (then labelled small).",
            enough_followed,
        ),
        Gate(
            GateId.NO_RUNNING_BLINDED_TRIAL,
            "No blinded trial is running, or its registered completion was 12 months ago.",
            no_running_blinded_trial,
        ),
        Gate(
            GateId.NOT_HELD,
            "Its sponsor does not hold it back (once per product, at most 12 months; never what "
            "stopped, ended or fell silent).",
            not_held,
        ),
        Gate(
            GateId.FINAL_DATE_REACHED,
            "One of the final dates is reached: 12 months after the end (6 for children), first "
            "publication, a decision on the approval, 24 months after interim results, "
            "24 months after the planned end, or 5 years after the first acceptance.",
            final_date_reached,
        ),
        Gate(GateId.EFFICACY_OPEN, "Interim or final efficacy is open.", efficacy_open),
        Gate(
            GateId.LONG_TERM_HORIZON_CLOSED,
            "One year after the longest wait has passed for every patient of an open group.",
            long_term_horizon_closed,
        ),
        Gate(
            GateId.STOPPED_OR_SILENT,
            "The programme was stopped 6 months ago, or for 24 months there was neither a new "
            "acceptance nor an answered visit in its open groups.",
            stopped_or_silent,
        ),
    )
}


class GateAnswer(Struct, frozen=True):
    """A gate with what it found."""

    gate: Gate
    result: GateResult


class Decision(Struct, frozen=True):
    """Whether a stage is open, since when, why, and by when at the latest.

    `gates_met_on` is the release date on which every gate but a hold was met; `hold` the one that
    touches the stage and `held_until` the release date from which it no longer does.
    """

    stage: Stage
    open: bool
    opened_on: date | None
    answers: tuple[GateAnswer, ...]
    latest_on: date | None
    gates_met_on: date | None = None
    hold: HeldBack | None = None
    held_until: date | None = None


def decide(stage: Stage, evidence: Evidence, policy: Policy, on: date) -> Decision:
    """The decision on one stage. Once open, a stage stays open."""
    answers = tuple(
        GateAnswer(GATES[gate], GATES[gate].check(evidence, policy, on)) for gate in stage.gates
    )
    before = evidence.opened.get(stage.id)
    is_open = before is not None or all(answer.result.met for answer in answers)
    opened_on = (before or on) if is_open else None
    latest = latest_on(stage, evidence, policy, on)
    decision = Decision(stage, is_open, opened_on, answers, latest)
    return with_hold(decision, evidence, policy, on) if GateId.NOT_HELD in stage.gates else decision


def with_hold(decision: Decision, evidence: Evidence, policy: Policy, on: date) -> Decision:
    """The decision on a stage that can be held, with its hold and when its other gates were met."""
    others = (a.result.met for a in decision.answers if a.gate.id is not GateId.NOT_HELD)
    met_now = on if decision.open or all(others) else None
    until = held_until(evidence, policy)
    return structs.replace(
        decision,
        gates_met_on=evidence.interim_met_on or met_now,
        hold=evidence.hold,
        held_until=release_on_or_after(policy, until) if until else None,
    )


def latest_on(stage: Stage, evidence: Evidence, policy: Policy, on: date) -> date | None:
    """By when results are final at the latest, rounded up to a release date; None if not known."""
    if stage.id != "R4":
        return None
    final = final_on(evidence, policy, on)
    return None if final is None else release_on_or_after(policy, final)


def decide_all(evidence: Evidence, policy: Policy, on: date) -> tuple[Decision, ...]:
    """One decision per stage; a cited programme passes only registration."""
    stages = policy.stages[:1] if evidence.cited else policy.stages
    return tuple(decide(stage, evidence, policy, on) for stage in stages)


def evidence_bytes(evidence: Evidence) -> bytes:
    """Canonical JSON of the evidence, to be digested with a salt."""
    return msgspec.json.encode(evidence, order="sorted")
