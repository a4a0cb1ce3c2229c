"""Stages and groups as a preview tells them: whether and when, in the words of publication."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct

from registry.model.calendar import add_months
from registry.model.decision import PublicDecision
from registry.model.preview import ContentPreview, EndpointPreview, GroupPreview, StagePreview
from registry.model.programme import Programme
from registry.model.sealed import SAFETY_DAYS, GroupState, contents_of, tables_in
from registry.release.contents.countings import Opening, openings
from registry.release.contents.tally import Shows
from registry.release.evidence import closes_on
from registry.release.explain import public_decision
from registry.release.rules import Decision
from registry.release.sealing import last_notice_on
from registry.release.stages import EFFICACY_STAGES, SAFETY_STAGES, Policy, release_on_or_after
from registry.release.steps.count import Due
from registry.release.steps.terms import shows_of
from registry.storage.vault import StoredGroup


class Horizon(Struct, frozen=True):
    """From which day contents that are not open can open, at the latest.

    `next_release` is the first release date that was not played; `efficacy` the day by which
    efficacy opens, None while none is known; `safety` whether its stage is open.
    """

    policy: Policy
    next_release: date
    efficacy: date | None
    safety: bool

    def release_from(self, day: date) -> date:
        """The first release date still to come that is not before a day."""
        return release_on_or_after(self.policy, max(day, self.next_release))


def published_stage(decision: PublicDecision, policy: Policy) -> StagePreview:
    """A stage as it is public."""
    return StagePreview(
        decision.stage,
        next(stage.label for stage in policy.stages if stage.id == decision.stage),
        decision.open,
        decision.opened_on,
        None if decision.open else decision.latest_on,
        decision.explanation,
    )


def foretold_stages(decisions: Iterable[Decision], policy: Policy) -> tuple[StagePreview, ...]:
    """The stages as they would be public."""
    return tuple(published_stage(public_decision(d, policy, ""), policy) for d in decisions)


def is_efficacy_open(stages: Iterable[StagePreview]) -> bool:
    """Whether a stage that shows efficacy is open."""
    return any(stage.open for stage in stages if stage.stage in EFFICACY_STAGES)


def shown_by(stages: Iterable[StagePreview]) -> frozenset[Shows]:
    """What the stages show of open groups."""
    open_ones = {stage.stage for stage in stages if stage.open}
    return shows_of(
        not open_ones.isdisjoint(SAFETY_STAGES), not open_ones.isdisjoint(EFFICACY_STAGES)
    )


def horizon_of(stages: Iterable[StagePreview], policy: Policy, next_release: date) -> Horizon:
    """What can open when, by the stages."""
    stages = list(stages)
    efficacy = [stage for stage in stages if stage.stage in EFFICACY_STAGES]
    days = (stage.opens_on for stage in efficacy if stage.opens_on is not None)
    latest = next_release if is_efficacy_open(efficacy) else min(days, default=None)
    return Horizon(policy, next_release, latest, Shows.SAFETY in shown_by(stages))


def foretold_group(programme: Programme, due: Due, horizon: Horizon) -> GroupPreview:
    """A group with what of it is open, and when the rest opens."""
    stored, public = due.group.stored, due.public
    is_open = public.state is GroupState.OPEN
    funnel_open = public.funnel is not None or "funnel" in due.tables
    return GroupPreview(
        stored.id,
        stored.formed_on,
        is_open,
        public.opened_on,
        None if is_open else opens_on(programme, stored, horizon),
        len(due.group.members),
        funnel_open,
        None if funnel_open else public.funnel_opens_on,
        tuple(foretold_endpoints(programme, due, horizon)),
        tuple(foretold_contents(programme, due, horizon)),
    )


def opens_on(programme: Programme, group: StoredGroup, horizon: Horizon) -> date:
    """When a forming group opens at the latest: by the calendar, or as its programme closes."""
    sealing = horizon.policy.sealing
    days = [add_months(group.formed_on, sealing.longest_forming_months)]
    last = last_notice_on(programme, horizon.policy)
    if last is not None:
        days.append(last + timedelta(days=1))
    return horizon.release_from(min(days))


def foretold_contents(programme: Programme, due: Due, horizon: Horizon) -> Iterator[ContentPreview]:
    """Every content of a group beside its funnel and its endpoints."""
    intervals = {f"{curve}/{day}" for curve, days in due.curves.items() for day in days}
    published = {*contents_of(due.public), *due.tables, *intervals}
    endpoints = [locked.endpoint for locked in programme.endpoints]
    for opening in openings(endpoints, programme.longest_wait_days):
        if opening.content.partition("/")[0] not in ("funnel", "endpoint"):
            is_open = opening.content in published
            opens = None if is_open else content_opens_on(programme, due, opening, horizon)
            yield ContentPreview(opening.content, is_open, opens)


def content_opens_on(
    programme: Programme, due: Due, opening: Opening, horizon: Horizon
) -> date | None:
    """By when a content opens; None of a forming group, or while no day of efficacy is known.

    Safety opens with the first safety horizon, at the latest with that of the group itself.
    """
    efficacy = opening.shows is Shows.EFFICACY
    if due.public.state is not GroupState.OPEN or (efficacy and horizon.efficacy is None):
        return None
    first = SAFETY_DAYS[0] if opening.shows is Shows.SAFETY and not horizon.safety else 0
    last, wait = due.group.stored.last_month, programme.longest_wait_days
    after = closes_on(last, wait, max(opening.day, first)) + timedelta(days=1)
    return horizon.release_from(max(after, (efficacy and horizon.efficacy) or after))


def foretold_endpoints(
    programme: Programme, due: Due, horizon: Horizon
) -> Iterator[EndpointPreview]:
    """Every locked endpoint of a group."""
    published = {*tables_in(due.public), *due.tables}
    knows = due.public.state is GroupState.OPEN and horizon.efficacy is not None
    for locked in programme.endpoints:
        endpoint = locked.endpoint
        closing = closes_on(due.group.stored.last_month, programme.longest_wait_days, endpoint.day)
        after = max(closing + timedelta(days=1), horizon.efficacy or closing)
        is_open = f"endpoint/{endpoint.id}" in published
        opens = None if is_open or not knows else horizon.release_from(after)
        yield EndpointPreview(endpoint.id, is_open, opens)
