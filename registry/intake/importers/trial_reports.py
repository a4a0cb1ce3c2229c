"""What a study reports of its course: why it stopped, who went through it, serious events.

Reasons and terms stay in the study's own words; only a plain reason to stop gets a code.
"""

import re
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from registry.intake.importers.trial_study import AdverseEvents, DropOut, Period, Results, Status
from registry.model.codes import StopReason

FEW = r"(slow|low|poor|insufficient|inadequate|lack of)( \w+)?"
PLAIN_REASONS = {
    StopReason.FUTILITY: r"futility|(lack of|poor) (clinical )?(efficacy|effect\b|response)",
    StopReason.SAFETY: r"safety|toxicit|adverse (event|reaction)",
    StopReason.MANUFACTURING: r"manufactur",
    StopReason.SLOW_ACCRUAL: rf"{FEW} (accrual|enrol|recruit)",
    StopReason.FUNDING: r"\bfund(ing|s)?\b",
    StopReason.COMMERCIAL: r"\b(business|commercial)",
    StopReason.REGULATORY: r"\bregulat",
    StopReason.NEVER_STARTED: r"\bnever (started|opened)",
}
# "not for safety reasons" names what it was not
DENIED = re.compile(r"\b(no|not|nor|non|never|without|unrelated|other than|rather than)\b")


class ParticipantFlow(Struct, frozen=True):
    """Participants of all arms: starting the first period, completing the last one.

    None where an arm is not told. `drop_outs` are reasons with participants of all periods;
    `unread` of their counts are no number.
    """

    started: int | None = None
    completed: int | None = None
    drop_outs: tuple[tuple[str, int], ...] = ()
    unread: int = 0


class SeriousEvents(Struct, frozen=True):
    """How many participants of one arm had one kind of serious adverse event; None if not told."""

    term: str
    organ_system: str
    arm: str
    affected: int | None
    at_risk: int | None


def stop_reason(told: Status) -> StopReason | None:
    """The code of a stopped study's own reason; None unless it plainly says exactly one."""
    if told.overall_status not in ("TERMINATED", "WITHDRAWN"):
        return None
    text = told.why_stopped.casefold()
    found = [code for code, pattern in PLAIN_REASONS.items() if re.search(pattern, text)]
    denied = DENIED.search(text) and found != [StopReason.NEVER_STARTED]
    return found[0] if len(found) == 1 and not denied else None


def flow_of(periods: tuple[Period, ...]) -> ParticipantFlow:
    """The flow through all periods; empty where the study reports none."""
    if not periods:
        return ParticipantFlow()
    outs = [out for period in periods for out in period.drop_withdraws]
    counts = [whole(reason.num_subjects) for out in outs for reason in out.reasons]
    return ParticipantFlow(
        started=achieved(periods[0], "STARTED"),
        completed=achieved(periods[-1], "COMPLETED"),
        drop_outs=tuple(summed(outs).items()),
        unread=counts.count(None),
    )


def summed(outs: list[DropOut]) -> Counter[str]:
    """Participants by reason, those of nobody left out."""
    reasons = Counter[str]()
    for out in outs:
        reasons[out.type] += sum(whole(reason.num_subjects) or 0 for reason in out.reasons)
    return +reasons


def achieved(period: Period, milestone: str) -> int | None:
    """How many of all arms reached a milestone; None where an arm is not told."""
    arms = [m.achievements for m in period.milestones if m.type == milestone]
    return total([subjects.num_subjects for subjects in arms[0]]) if arms else None


def total(texts: list[str]) -> int | None:
    """The sum of printed counts; None where there is none or one is no number."""
    known = [count for count in map(whole, texts) if count is not None]
    return sum(known) if known and len(known) == len(texts) else None


def whole(text: str) -> int | None:
    """A printed count, or None."""
    return int(text) if text.strip().isdecimal() else None


def events_of(told: AdverseEvents) -> Iterator[SeriousEvents]:
    """Serious adverse events, one by term and arm, as the register lists them."""
    arms = {arm.id: arm.title for arm in told.event_groups}
    for event in told.serious_events:
        for count in event.stats:
            yield SeriousEvents(
                term=event.term,
                organ_system=event.organ_system,
                arm=arms.get(count.group_id, ""),
                affected=count.num_affected,
                at_risk=count.num_at_risk,
            )


def reported(flow: ParticipantFlow, events: AdverseEvents) -> Iterator[str]:
    """Participant flow and serious adverse events as sentences."""
    if flow.started is not None:
        yield f"{flow.started} participants started."
    if flow.completed is not None:
        yield f"{flow.completed} completed."
    if flow.drop_outs:
        told = ", ".join(f"{reason} {count}" for reason, count in flow.drop_outs)
        yield f"Did not complete: {told}."
    for arm in events.event_groups:
        if arm.serious_num_affected is not None and arm.serious_num_at_risk is not None:
            yield (
                f"Serious adverse events: {arm.serious_num_affected} of "
                f"{arm.serious_num_at_risk} ({arm.title or 'only arm'})."
            )


def notes_on_participants(results: Results, flow: ParticipantFlow) -> Iterator[str]:
    """Participant flow and adverse events that are missing or no numbers."""
    if not results.participant_flow_module.periods:
        yield "The results have no participant flow."
    elif flow.started is None or flow.completed is None:
        yield "How many started or completed is not told for every arm."
    if flow.unread:
        yield f"{flow.unread} counts of drop-outs are no numbers; they are left out."
    if not results.adverse_events_module.event_groups:
        yield "The results have no adverse events; that is not the same as none."
