"""What a plan says, in words: contents of groups, facts, moments, people."""

from collections.abc import Collection
from datetime import date, datetime

from registry import texts
from registry.language import ENGLISH, marked
from registry.model.transparency import ErratumReason
from registry.release import delays, errata, wishes
from registry.release.proposals import Proposal

FACTS = {
    "organisation": marked("Organisation"),
    "centre": marked("Centre"),
    "authority": marked("Authority"),
    "product": marked("Product"),
    "approval": marked("Approval"),
    "offer": marked("Offer"),
    "cost": marked("Cost"),
    "advice": marked("Advice"),
    "hold": marked("Hold"),
    "programme": marked("Programme"),
    "decision": marked("Release decision"),
}
ERRATUM_REASONS = {
    ErratumReason.TOLD_WRONGLY: marked("Told wrongly"),
    ErratumReason.MISLEADS_CARE: marked("Misleads care"),
    ErratumReason.ORDERED_BY_AUTHORITY: marked("Ordered by authority"),
}


def moment(at: datetime) -> str:
    """A moment of the audit trail (UTC)."""
    return ENGLISH.say("%(day)s, %(time)s UTC", day=texts.day(at.date()), time=f"{at:%H:%M}")


def people_of(ids: Collection[str], needed: int) -> str:
    """How many of how many agreed, and who."""
    named = f" ({', '.join(sorted(ids))})" if ids else ""
    some = len(ids)
    count = ENGLISH.say("%(some)s of %(all)s", some=some, all=needed) if needed else str(some)
    return f"{count}{named}"


def day_or(on: date | None, otherwise: str) -> str:
    """A day, or what to say where there is none."""
    return texts.day(on) if on else otherwise


def plan_words(subject: str) -> str:
    """A plan as the audit trail names it, its day in words."""
    named, _, day = subject.rpartition(" of ")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return marked("A plan")
    number = named.removeprefix("snapshot ")
    if not number:
        return marked("A plan")
    return ENGLISH.say("Snapshot %(number)s of %(day)s", number=number, day=texts.day(on))


def about_words(proposal: Proposal) -> str:
    """What a proposal is about."""
    if proposal.action == delays.AGREED:
        return texts.day(delays.wanted_by(proposal).release)
    if proposal.action == wishes.AGREED:
        verdict = wishes.verdict_by(proposal)
        adopted, declined = marked("Adopt %(wish)s"), marked("Decline %(wish)s")
        return ENGLISH.say(adopted if verdict.adopted else declined, wish=verdict.request_id)
    wanted = errata.wanted_by(proposal)
    content = texts.content(wanted.content)
    return ENGLISH.say("%(content)s of %(subject)s", content=content, subject=wanted.subject_id)


def reason_words(proposal: Proposal) -> str:
    """The public reason of a proposal: what was written, or a code in words."""
    coded = proposal.action == errata.AGREED
    return ERRATUM_REASONS[ErratumReason(proposal.reason)] if coded else proposal.reason
