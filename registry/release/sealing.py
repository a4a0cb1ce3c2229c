"""Which patients are published together, planned from registration order and keys alone.

`SealingEpisode` has no field for an outcome: by construction, sealing cannot look at one.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date, timedelta

from msgspec import Struct

from anonymise import grouping
from anonymise.members import SEVERAL, Forming, Member, Queue, Rules, SealingPlan
from registry.model.calendar import add_months, half_year
from registry.model.codes import AgeBand, Sex, Timing
from registry.model.episode import month_end
from registry.model.programme import Programme, closed_on
from registry.model.wishes import FINER_AGES, SplitKey
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
    patient: str = ""
    centre_id: str | None = None
    sex: Sex | None = None


class GroupRecord(Struct, frozen=True):
    """A sealed group as the vault keeps it: its queue, its age class, when it formed and opened.

    `finer` has the keys by which it was split when it formed.
    """

    id: str
    programme_id: str
    country: str
    timing: Timing
    age_class: str
    formed_on: date
    opened_on: date | None = None
    finer: Mapping[str, str] = {}


def age_class(band: AgeBand | None) -> str | None:
    """Minors or adults; None where the notice did not say."""
    if band is None:
        return None
    return ADULTS if band in (AgeBand.ADULT, AgeBand.OLDER_ADULT) else MINORS


FINER: Mapping[SplitKey, Callable[[SealingEpisode], str | None]] = {
    SplitKey.AGE_BAND: lambda episode: episode.age_band and FINER_AGES[episode.age_band],
    SplitKey.SEX: lambda episode: episode.sex,
    SplitKey.HALF_YEAR: lambda episode: half_year(episode.accepted_month),
}
"""An episode's value of each key on which the board can decide; None where it was not told."""


class Sealable(Struct, frozen=True):
    """What sealing may know of one programme on a release date.

    `waiting` are in no group, `inside` the members of its groups that still form, by group.
    `finer_keys` are those by which groups formed now are split beside the age class.
    """

    waiting: tuple[SealingEpisode, ...] = ()
    groups: tuple[GroupRecord, ...] = ()
    inside: Mapping[str, Sequence[SealingEpisode]] = {}
    last_registered_on: date | None = None
    finer_keys: tuple[SplitKey, ...] = ()

    def without(self, sealed: Set[str]) -> tuple[SealingEpisode, ...]:
        """Who still waits once these entered a group."""
        return tuple(episode for episode in self.waiting if episode.id not in sealed)


def no_longer_accepts(programme: Programme, policy: Policy, on: date) -> bool:
    """Whether no further notice can arrive: closed, and the time for late notices has passed."""
    last = last_notice_on(programme, policy)
    return last is not None and last < on


def over_since(programme: Programme, sealable: Sealable, policy: Policy) -> date | None:
    """From when nobody comes any more: closed, or two years without an acceptance (design: R4).

    Quiet leaves over who waits; it opens no group, or a group would show that nobody else waits.
    """
    last, registered = last_notice_on(programme, policy), sealable.last_registered_on
    closed = last and last + timedelta(days=1)
    quiet_months = policy.numbers.end_without_acceptance_months
    quiet = registered and add_months(registered, quiet_months)
    return min(filter(None, (quiet, closed)), default=None)


def last_notice_on(programme: Programme, policy: Policy) -> date | None:
    """The last day on which a notice can come in time, or None while the programme accepts.

    A notice tells the month only, so its time counts from the end of the month.
    """
    closed = closed_on(programme)
    if closed is None:
        return None
    return month_end(f"{closed:%Y-%m}") + timedelta(days=policy.sealing.registration_days)


def plan_sealing(programme: Programme, sealable: Sealable, policy: Policy, on: date) -> SealingPlan:
    """What the release date `on` seals, joins and opens for one programme."""
    return grouping.plan(
        on,
        ended=no_longer_accepts(programme, policy, on),
        waiting=[member(episode) for episode in sealable.waiting],
        forming=[
            forming(group, order, sealable.inside.get(group.id, ()))
            for order, group in enumerate(sealable.groups)
            if not group.opened_on
        ],
        rules=rules_of(policy, sealable.finer_keys),
        cut_off=last_cut_off(programme, on),
    )


def last_cut_off(programme: Programme, on: date) -> date | None:
    """The latest cut-off that has come, or None."""
    return max((cut_off.on for cut_off in programme.cut_offs if cut_off.on <= on), default=None)


def rules_of(policy: Policy, finer_keys: tuple[SplitKey, ...] = ()) -> Rules:
    """The policy's numbers of sealing, and the keys by which groups are split finer."""
    numbers = policy.sealing
    return Rules(
        smallest=numbers.smallest,
        least_others=numbers.least_others,
        longest_forming_months=numbers.longest_forming_months,
        longest_waiting_months=numbers.longest_waiting_months,
        finer_keys=finer_keys,
    )


def member(episode: SealingEpisode) -> Member:
    """The episode as a member of its queue."""
    country = episode.country
    return Member(
        id=episode.id,
        sequence=episode.sequence,
        queue=Queue(country, episode.timing),
        age_class=age_class(episode.age_band),
        waiting_since=episode.registered_on,
        known_to={
            "country": None if country == SEVERAL else country,
            "centre": episode.centre_id,
        },
        finer={key: value(episode) for key, value in FINER.items()},
    )


def forming(group: GroupRecord, order: int, inside: Sequence[SealingEpisode]) -> Forming:
    """The group as one that still forms."""
    queue = Queue(group.country, group.timing)
    members = tuple(member(episode) for episode in inside)
    return Forming(group.id, order, queue, group.age_class, group.formed_on, members, group.finer)
