"""What another policy would do to each stage of each programme: pure comparison of decisions."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct

from registry.model.decision import PublicDecision
from registry.release.rules import Decision
from registry.release.stages import Policy, policy_digest, release_on_or_after

DUE = "due"


class Change(StrEnum):
    """What a policy would do to one stage of one programme."""

    NONE = "nothing"
    OPENS = "would open"
    CLOSES = "would close"
    EARLIER = "date moves earlier"
    LATER = "date moves later"


class Effect(Struct, frozen=True):
    """One stage of one programme (or its results *due*): as published, and what would change.

    `before` and `after` are the latest dates, rounded to release dates, under either policy.
    """

    programme_id: str
    stage: str
    open_now: bool
    change: Change
    before: date | None = None
    after: date | None = None


class Judged(Struct, frozen=True):
    """What one policy says of one programme, as if it had decided on it from the start."""

    decisions: Mapping[str, Decision]
    due_on: date | None


def effects_of(
    programme_id: str,
    published: Mapping[tuple[str, str], PublicDecision],
    old: Judged,
    new: Judged,
    candidate: Policy,
) -> Iterator[Effect]:
    """What the candidate would do to each stage of a programme, and to the day results are due."""
    for stage, before in old.decisions.items():
        public = published.get((programme_id, stage))
        open_now = public is not None and public.open
        after = new.decisions[stage]
        told = [before.latest_on, public.latest_on if public else None]
        dates = moved(told, after.latest_on, candidate)
        if before.open or after.open or open_now:
            change = opened(before.open, after.open, open_now)
            yield Effect(programme_id, stage, open_now, change)
        else:
            yield Effect(programme_id, stage, open_now, *dates)
    yield Effect(programme_id, DUE, False, *moved([old.due_on], new.due_on, candidate))


def opened(before: bool, after: bool, open_now: bool) -> Change:
    """What happens to a stage that is open under one of the policies, or in public."""
    if before and not after:
        return Change.CLOSES
    return Change.OPENS if after and not (before or open_now) else Change.NONE


def moved(
    told: Iterable[date | None], after: date | None, candidate: Policy
) -> tuple[Change, date | None, date | None]:
    """Whether a latest date moves, with the earliest of the old ones and the new one.

    A day that is no release date of the candidate counts as the next one that is.
    """
    before = min((day for day in told if day is not None), default=None)
    after = release_on_or_after(candidate, after) if after else None
    if before is not None and (after is None or after > before):
        return Change.LATER, before, after
    earlier = after is not None and (before is None or after < before)
    return Change.EARLIER if earlier else Change.NONE, before, after


def faults_of(policy: Policy, candidate: Policy, effects: Iterable[Effect]) -> Iterator[str]:
    """Why a candidate must not be adopted, a sentence each."""
    same_version = candidate.version == policy.version
    if same_version and policy_digest(candidate) != policy_digest(policy):
        yield f"It differs from the policy in force and has its version, {policy.version}."
    changes = [effect.change for effect in effects]
    if Change.CLOSES in changes:
        yield f"It would close {changes.count(Change.CLOSES)} stages that are open by now."
    if Change.LATER in changes:
        yield f"It would move {changes.count(Change.LATER)} latest dates later."
