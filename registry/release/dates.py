"""The dates on which the release policy turns: ends, silence, final results, results due.

Like the gates, they are pure functions of evidence, policy and day, and see no outcome.
"""

from collections.abc import Iterable
from datetime import date

from registry.model.calendar import add_months
from registry.model.episode import month_end
from registry.release.evidence import Evidence
from registry.release.stages import Policy, release_on_or_after


def is_silent(evidence: Evidence, policy: Policy, on: date) -> bool:
    """Two years without a group, or in open ones an acceptance or an answered visit, and no end."""
    silent = silent_on(evidence, policy)
    return silent is not None and silent <= on


def silent_on(evidence: Evidence, policy: Policy) -> date | None:
    """From when a programme is silent if no further sign comes; None once it stopped or ended.

    Before the first group opens a programme owes no sign until its planned end, and none once
    nobody in its open groups is left to be visited: whoever told all of all is not silent.
    """
    if evidence.cited or evidence.stopped_on or evidence.ended_on:
        return None
    if evidence.own_groups and not evidence.owes_visits:
        return None
    planned = None if evidence.own_groups else evidence.planned_end
    known = (evidence.registered_on, evidence.last_registered_on, evidence.last_answered_on)
    signs = (*known, planned)
    return add_months(max(filter(None, signs)), policy.numbers.silent_months)


def end_of(evidence: Evidence, policy: Policy, on: date) -> date | None:
    """The declared end or stop, or two years after the last acceptance; None while running."""
    declared = declared_end(evidence)
    if declared is not None:
        return declared
    last = evidence.last_registered_on
    quiet = last and add_months(last, policy.numbers.end_without_acceptance_months)
    return quiet if quiet and quiet <= on else None


def declared_end(evidence: Evidence) -> date | None:
    """The day the programme stopped or ended, whichever came first; None while it runs."""
    days = (day for day in (evidence.stopped_on, evidence.ended_on) if day is not None)
    return min(days, default=None)


def final_dates(evidence: Evidence, policy: Policy, on: date) -> Iterable[date | None]:
    """The dates of which the earliest makes results final (design: release policy, R4)."""
    numbers = policy.numbers
    after_end = (
        numbers.final_after_end_months_paediatric
        if evidence.paediatric
        else numbers.final_after_end_months
    )
    first = evidence.first_accepted and month_end(evidence.first_accepted)
    return (
        later(end_of(evidence, policy, on), after_end),
        evidence.published_on,
        evidence.approval_decided_on,
        later(evidence.interim_met_on, numbers.final_after_interim_months),
        later(evidence.planned_end, numbers.final_after_planned_end_months),
        later(first or None, numbers.final_after_first_acceptance_months),
    )


def later(day: date | None, months: int) -> date | None:
    """A date some months later, or None."""
    return None if day is None else add_months(day, months)


def final_on(evidence: Evidence, policy: Policy, on: date) -> date | None:
    """The earliest date that makes results final, or None while none is known."""
    return min((d for d in final_dates(evidence, policy, on) if d is not None), default=None)


def result_due_on(evidence: Evidence, policy: Policy, on: date) -> date | None:
    """When a result is due: 12 months (6 paediatric) after the declared end or stop.

    Without one, after the first of the planned end as first locked, two years without an
    acceptance, and two years of silence: an empty completion date lets nobody escape. Rounded up
    to a release date, which leaves the sponsor up to half a year.
    """
    numbers = policy.numbers
    months = (
        numbers.result_due_months_paediatric if evidence.paediatric else numbers.result_due_months
    )
    silent = silent_on(evidence, policy) if is_silent(evidence, policy, on) else None
    presumed = (evidence.planned_end, end_of(evidence, policy, on), silent)
    first = min((day for day in presumed if day is not None), default=None)
    due = later(declared_end(evidence) or first, months)
    return None if due is None else release_on_or_after(policy, due)
