"""Decisions made anew by the very rules that made them, once from each reading of public facts.

Where both readings agree the decision is replayed. Where they do not, the published one must lie
between them, and only the auditor role, who sees the inputs, can replay it.
"""

from collections.abc import Iterator

from msgspec import Struct, structs

from registry.model.decision import PolicyNumber, PublicDecision
from registry.release.explain import public_decision
from registry.release.gates import GateResult
from registry.release.rules import Decision, decide_all
from registry.release.stages import GateId, Policy
from registry.snapshot import PublicProgramme
from registry.verify.bounds import LastMonths, Reading, readings
from registry.verify.moment import Moment
from registry.verify.report import Finding, Replay

HALF_YEAR = "the month of a group's last acceptance is public as a half-year only"
FINAL = "first publications elsewhere and days of registration are not public"
ANSWERS = "the day of the last answered visit is not public"
POLICY = "its release policy is not known to this version of the software"
WHY_NOT: dict[GateId | None, str] = {
    GateId.SAFETY_HORIZON_CLOSED: HALF_YEAR,
    GateId.LONG_TERM_HORIZON_CLOSED: HALF_YEAR,
    GateId.ENOUGH_FOLLOWED: HALF_YEAR,
    GateId.STOPPED_OR_SILENT: ANSWERS,
}


class Bounds(Struct, frozen=True):
    """A published decision between the decisions of the earliest and of the latest reading."""

    published: PublicDecision
    early: Decision
    late: Decision

    @property
    def why_not(self) -> str | None:
        """Why the decision cannot be replayed; None where both readings say the same."""
        pairs = zip(self.early.answers, self.late.answers, strict=True)
        unsure = (a.gate.id for a, b in pairs if shown(a.result) != shown(b.result))
        gate = next(unsure, None)
        same = (self.early.open, self.early.opened_on) == (self.late.open, self.late.opened_on)
        return None if gate is None and same else WHY_NOT.get(gate, FINAL)


def shown(result: GateResult) -> GateResult:
    """What is public of what a gate found: not the day from which it is met."""
    return structs.replace(result, by=None)


def replayed(moment: Moment, months: LastMonths, told: Replay) -> Iterator[Finding | None]:
    """Every decision that this snapshot made, against its replay."""
    policy, pair = moment.policy, readings(moment, months)
    for row in made(moment):
        if policy is None:
            count(told, len(row.decisions), POLICY)
            yield from (None for _ in row.decisions)
        else:
            yield from programme_replayed(row, pair, policy, told)


def made(moment: Moment) -> Iterator[PublicProgramme]:
    """The programmes decided in this snapshot: at a release date all, else those that are new."""
    known = {row.programme.id for row in moment.before.programmes} if moment.before else set()
    rows = moment.now.programmes
    return (row for row in rows if moment.is_release or row.programme.id not in known)


def programme_replayed(
    row: PublicProgramme, pair: tuple[Reading, Reading], policy: Policy, told: Replay
) -> Iterator[Finding | None]:
    """The decisions on one programme."""
    moment = pair[0].moment
    on = max(moment.now.released_on or moment.now.as_of, row.programme.registered_on)
    early, late = (decide_all(reading.evidence(row.programme, on), policy, on) for reading in pair)
    place = moment.place(f"programme {row.programme.id}")
    if [d.stage for d in row.decisions] != [d.stage.id for d in late]:
        yield Finding(place, "Its decisions are not one for each stage of the policy.")
        return
    for bounds in map(Bounds, row.decisions, early, late):
        why_not = bounds.why_not
        count(told, 1, why_not)
        wrong = outside(bounds) if why_not else different(bounds, policy)
        told_so = wrong or too_late(bounds)
        yield Finding(f"{place}, stage {bounds.published.stage}", told_so) if told_so else None


def count(told: Replay, decisions: int, why_not: str | None) -> None:
    """Count decisions as replayed, or why they cannot be."""
    told.decisions += decisions
    if why_not is None:
        told.replayed += decisions
    else:
        told.needs_auditor[why_not] = told.needs_auditor.get(why_not, 0) + decisions


def different(bounds: Bounds, policy: Policy) -> str:
    """What of a replayed decision is published otherwise; words count where they are ours."""
    published = bounds.published
    decision = structs.replace(bounds.late, latest_on=published.latest_on)
    told = public_decision(decision, policy, published.inputs_digest)
    # labels are of results, and horizons close by months that are public as half-years only
    right = structs.replace(told, labels=published.labels, horizons=published.horizons)
    if words(right) != words(published):
        right, published = without_words(right), without_words(published)
    fields = (f for f in right.__struct_fields__ if getattr(right, f) != getattr(published, f))
    names = ", ".join(fields)
    return f"Made anew from public inputs it has another {names}." if names else ""


def words(decision: PublicDecision) -> list[tuple[str, tuple[PolicyNumber, ...]]]:
    """How its gates are said."""
    return [(gate.sentence, gate.numbers) for gate in decision.gates]


def without_words(decision: PublicDecision) -> PublicDecision:
    """The decision without its sentences, which another version of the software may word anew."""
    gates = tuple(structs.replace(gate, sentence="", numbers=()) for gate in decision.gates)
    return structs.replace(decision, gates=gates, explanation="")


def outside(bounds: Bounds) -> str:
    """Whether a decision lies outside of what public inputs allow."""
    published, early, late = bounds.published, bounds.early, bounds.late
    met = [answer.result.met for answer in late.answers], [a.result.met for a in early.answers]
    gates = zip(met[0], (gate.met for gate in published.gates), met[1], strict=False)
    rows = [(late.open, published.open, early.open), *gates]
    ordered = all(least <= said <= most for least, said, most in rows)
    return "" if ordered else "No inputs that fit what is public lead to this decision."


def too_late(bounds: Bounds) -> str:
    """Whether the latest date is later than public inputs allow, or, once open, another one."""
    most, said = bounds.late.latest_on, bounds.published.latest_on
    if bounds.published.open:
        same = not bounds.early.open or said == bounds.early.latest_on
        return "" if same else "Its latest date is not the one that was published before."
    holds = most is None or (said is not None and said <= most)
    return "" if holds else f"From public inputs its latest date is {most} or earlier."
