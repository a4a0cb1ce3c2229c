"""What a plan says, in words: contents of groups, facts, moments, people."""

from collections.abc import Collection
from datetime import date, datetime

from registry import texts
from registry.release import delays, errata, wishes
from registry.release.proposals import Proposal

CONTENTS = {
    "funnel": "infused and not infused",
    "manufacturing": "manufacture",
    "endpoint": "endpoint {}",
    "change": "change of endpoint {}",
    "best-response": "best responses ({})",
    "safety": "adverse events to day {}",
    "known": "share with known status at day {}",
    "survival": "survival to day {}",
    "first-event": "first events to day {}",
    "survival-of-infused": "survival of the infused to day {}",
    "first-event-of-infused": "first events of the infused to day {}",
}
FACTS = {
    "organisation": "Organisation",
    "centre": "Centre",
    "authority": "Authority",
    "product": "Product",
    "approval": "Approval",
    "offer": "Offer",
    "cost": "Cost",
    "advice": "Advice",
    "hold": "Hold",
    "programme": "Programme",
    "decision": "Release decision",
}


def content_words(content: str) -> str:
    """What a content of a group shows, without its numbers."""
    name, _, rest = content.partition("/")
    return CONTENTS[name].format(rest) if name in CONTENTS else content


def moment(at: datetime) -> str:
    """A moment of the audit trail (UTC)."""
    return f"{texts.day(at.date())}, {at:%H:%M} UTC"


def people_of(ids: Collection[str], needed: int) -> str:
    """How many of how many agreed, and who."""
    named = f" ({', '.join(sorted(ids))})" if ids else ""
    return f"{len(ids)} of {needed}{named}" if needed else f"{len(ids)}{named}"


def day_or(on: date | None, otherwise: str) -> str:
    """A day, or what to say where there is none."""
    return texts.day(on) if on else otherwise


def plan_words(subject: str) -> str:
    """A plan as the audit trail names it, its day in words."""
    named, _, day = subject.rpartition(" ")
    try:
        return f"S{named[1:]} {texts.day(date.fromisoformat(day))}" if named else "A plan"
    except ValueError:
        return "A plan"


def about_words(proposal: Proposal) -> str:
    """What a proposal is about."""
    if proposal.action == delays.AGREED:
        return texts.day(delays.wanted_by(proposal).release)
    if proposal.action == wishes.AGREED:
        verdict = wishes.verdict_by(proposal)
        return f"{'Adopt' if verdict.adopted else 'Decline'} {verdict.request_id}"
    wanted = errata.wanted_by(proposal)
    return f"{content_words(wanted.content)} of {wanted.subject_id}"


def reason_words(proposal: Proposal) -> str:
    """The public reason of a proposal: what was written, or a code in words."""
    coded = proposal.action == errata.AGREED
    return proposal.reason.capitalize().replace("_", " ") if coded else proposal.reason


def many(count: int, one: str, several: str) -> str:
    """A count with its noun."""
    if not count:
        return f"No {one}"
    return f"{count} {one if count == 1 else several}"
