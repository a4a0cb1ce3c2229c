"""What is known of the members of groups: now, and on the release dates counted before.

A table stands as it was published until a correction may change it. What a patient added to it is
told again from the versions that had come by then, so no number of a single patient is stored.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Protocol

from msgspec import Struct, structs

from registry.model.codes import Timing
from registry.model.course import course_of, standing
from registry.model.episode import Course
from registry.model.sealed import Table
from registry.release.contents.infusion import as_published
from registry.release.steps.gather import Group
from registry.release.steps.terms import Terms
from registry.storage.courses import CourseReader, ToldVersion
from registry.storage.notices import first_months
from registry.storage.vault import StoredEpisode

NumberOf = Callable[[date], int | None]
"""The number of the snapshot that was counted for a release date; None for one to come."""


class Seat(Struct, frozen=True):
    """A member of a group: by which longest wait it counts, and when its funnel was counted.

    `own_wait` is that of the own programme where the group has several. `accepted_month` is the
    one first told, so that a correction of the month moves nobody's entry into a curve.
    """

    stored: StoredEpisode
    timing: Timing
    wait: int
    own_wait: int | None
    funnel_days: tuple[date, ...]
    accepted_month: str

    @property
    def id(self) -> str:
        """The id of the episode."""
        return self.stored.episode.id

    @property
    def counts(self) -> bool:
        """Whether more counts of it than the acceptance (decision record 0013)."""
        return not self.stored.is_excluded and self.stored.episode.timing is self.timing

    @property
    def registered(self) -> int:
        """The latest day, from acceptance, of a registration after the fact; 0 for a timely one."""
        if self.timing is Timing.PROSPECTIVE:
            return 0
        accepted = date.fromisoformat(f"{self.accepted_month}-01")
        return (self.stored.episode.registered_on - accepted).days


def seats_of(
    group: Group, terms: Terms, funnel: Table | None, months: Mapping[str, str]
) -> list[Seat]:
    """The members of a group, in order of registration."""
    days = () if funnel is None or funnel.as_of is None else (*funnel.superseded, funnel.as_of)
    return [
        Seat(
            member,
            group.stored.timing,
            terms.longest_wait_days,
            terms.waits.get(member.episode.programme_id),
            days,
            months.get(member.episode.id, member.episode.accepted_month),
        )
        for member in group.members
    ]


class Source(Protocol):
    """Where courses come from, as they were known on any release date (None: now)."""

    def course(self, episode_id: str, as_of: date | None) -> Course:
        """The course of an episode as it was known then."""

    def has_news(self, episode_id: str, since: date) -> bool:
        """Whether something was told of an episode after a release date was counted."""


class Told:
    """Courses put together of the versions that had come by a release date."""

    def __init__(self, number_of: NumberOf) -> None:
        self._told: dict[str, Sequence[ToldVersion]] = {}
        self._last: dict[str, int] = {}
        self._number_of = cache(number_of)
        self._known: dict[tuple[str, int | None], Course] = {}

    def knows(self, episode_id: str) -> bool:
        """Whether the versions of an episode are here."""
        return episode_id in self._told

    def learn(self, told: Mapping[str, Sequence[ToldVersion]]) -> None:
        """Add the versions of more episodes, all of each."""
        self._told.update(told)
        for id, some in told.items():
            self._last[id] = max((one.after for one in some), default=-1)

    def course(self, episode_id: str, as_of: date | None) -> Course:
        """The course by what had come before the snapshot of a release date was counted."""
        news = as_of is not None and self.has_news(episode_id, as_of)
        key = episode_id, self._number_of(as_of) if news and as_of is not None else None
        if key not in self._known:
            self._known[key] = self._told_before(*key)
        return self._known[key]

    def has_news(self, episode_id: str, since: date) -> bool:
        """Whether something was told of an episode after a release date was counted."""
        number = self._number_of(since)
        return number is not None and self._last.get(episode_id, -1) >= number

    def _told_before(self, id: str, number: int | None) -> Course:
        told = (one for one in self._told.get(id, ()) if number is None or one.after < number)
        versions = {(v.kind, v.key): v for v in (one.version for one in told)}
        return course_of(id, standing(versions))


class Memory:
    """The courses of members as they count: now, or as they were counted for a release date.

    Of one who withdrew, or was sealed as prospective and then turned out to be late, nothing counts
    but the acceptance. The infusion is as the funnel showed it.
    """

    def __init__(self, source: Source, months: Mapping[str, str]) -> None:
        self.months = months
        self._source = source
        self._counted: dict[tuple[str, date | None, tuple[date, ...]], Course] = {}

    def course(self, seat: Seat, as_of: date | None = None) -> Course:
        """A member's course as it was counted for a release date, or as it is counted now."""
        key = seat.id, as_of, seat.funnel_days
        if key not in self._counted:
            shown = max((d for d in seat.funnel_days if as_of is None or d <= as_of), default=None)
            self._counted[key] = self._course(seat, as_of, shown)
        return self._counted[key]

    def has_news(self, seat: Seat, since: date) -> bool:
        """Whether something was told of a member that counts after a release date was counted."""
        return seat.counts and self._source.has_news(seat.id, since)

    def _course(self, seat: Seat, as_of: date | None, funnel_day: date | None) -> Course:
        if seat.stored.is_excluded:
            return Course(seat.id, withdrawn=True)
        if not seat.counts:
            return Course(seat.id, registered_late=True)
        known = self._source.course(seat.id, as_of)
        then = known if funnel_day is None else self._source.course(seat.id, funnel_day)
        if seat.own_wait is not None:
            known, then = (
                structs.replace(course, locked_wait_days=seat.own_wait) for course in (known, then)
            )
        return known if then is known else as_published(known, then, seat.wait)


class Archive:
    """What was told of the members of groups, read when it is asked for."""

    def __init__(self, reader: CourseReader, number_of: NumberOf) -> None:
        self._reader = reader
        self._told = Told(number_of)
        self._months: dict[str, str] = {}
        self._memory = Memory(self._told, self._months)

    async def memory_of(self, groups: Sequence[Group]) -> Memory:
        """What is known of all members of these groups, and of those asked for before."""
        members = [m for g in groups for m in g.members if not self._told.knows(m.episode.id)]
        late = [m.episode.id for m in members if m.episode.timing is Timing.RETROSPECTIVE]
        self._told.learn(await self._reader.told([m.episode.id for m in members]))
        self._months.update(await first_months(self._reader.database, late))
        return self._memory
