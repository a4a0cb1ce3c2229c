"""Which patients are published together, planned from registration order and keys alone.

`SealingEpisode` has no field for an outcome: by construction, sealing cannot look at one.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from anonymise import grouping
from registry.model.codes import AgeBand, Timing
from registry.model.episode import month_end
from registry.model.programme import Programme, closed_on
from registry.release.stages import Policy

MINORS = "0-17"
ADULTS = "18+"


class SealingEpisode(Struct, frozen=True):
    """What sealing knows of an episode: its place in the order of registration and its keys."""

    id: str
    sequence: int
    country: str
    timing: Timing
    age_band: AgeBand | None
    accepted_month: str
    registered_on: date


class GroupRecord(Struct, frozen=True):
    """A sealed group as the vault keeps it: its queue, its age class, when it formed and opened."""

    id: str
    programme_id: str
    country: str
    timing: Timing
    age_class: str
    formed_on: date
    opened_on: date | None = None


def age_class(band: AgeBand | None) -> str | None:
    """Minors or adults; None where the notice did not say."""
    if band is None:
        return None
    return ADULTS if band in (AgeBand.ADULT, AgeBand.OLDER_ADULT) else MINORS


def no_longer_accepts(programme: Programme, policy: Policy, on: date) -> bool:
    """Whether no further notice can arrive: closed, and the time for late notices has passed."""
    last = last_notice_on(programme, policy)
    return last is not None and last < on


def last_notice_on(programme: Programme, policy: Policy) -> date | None:
    """The last day on which a notice can come in time, or None while the programme accepts.

    A notice tells the month only, so its time counts from the end of the month.
    """
    closed = closed_on(programme)
    if closed is None:
        return None
    return month_end(f"{closed:%Y-%m}") + timedelta(days=policy.sealing.registration_days)


def plan_sealing(
    programme: Programme,
    waiting: Sequence[SealingEpisode],
    groups: Sequence[GroupRecord],
    policy: Policy,
    on: date,
) -> grouping.SealingPlan:
    """What the release date `on` seals, joins and opens for one programme."""
    return grouping.plan(
        on,
        ended=no_longer_accepts(programme, policy, on),
        waiting=[member(episode) for episode in waiting],
        forming=[
            forming(group, order) for order, group in enumerate(groups) if not group.opened_on
        ],
        rules=grouping.Rules(
            smallest=policy.sealing.smallest,
            longest_forming_months=policy.sealing.longest_forming_months,
            longest_waiting_months=policy.sealing.longest_waiting_months,
        ),
    )


def member(episode: SealingEpisode) -> grouping.Member:
    """The episode as a member of its queue."""
    return grouping.Member(
        id=episode.id,
        sequence=episode.sequence,
        queue=grouping.Queue(episode.country, episode.timing),
        age_class=age_class(episode.age_band),
        waiting_since=episode.registered_on,
    )


def forming(group: GroupRecord, order: int) -> grouping.Forming:
    """The group as one that still forms."""
    queue = grouping.Queue(group.country, group.timing)
    return grouping.Forming(group.id, order, queue, group.age_class, group.formed_on)
