"""Counting the groups of a simulated registry: the project's own step, without its database.

What was told when stands in the patients themselves. Only the three places where the step reads a
database are exchanged for ones that read the simulated truth.
"""

from collections import defaultdict
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast
from unittest.mock import patch

from anonymise.insiders import Known
from registry.model.bundle import PublicBundle
from registry.model.episode import Course
from registry.release import publish as publishing
from registry.release.stages import Policy
from registry.release.steps import correct
from registry.release.steps.correct import Release
from registry.release.steps.gather import Register
from registry.release.steps.memory import Memory, Seat
from registry.snapshot import Snapshot
from registry.storage.courses import CourseReader
from registry.storage.engine import Database
from tests.attacks.world import Patient

T = TypeVar("T")
NO_DATABASE = cast(Database, None)
NO_COURSES = CourseReader(NO_DATABASE)
Truth = Mapping[str, Patient]


@dataclass(frozen=True)
class TruthSource:
    """Courses as they were known on a day: the project's `Source`."""

    truth: Truth
    on: date

    def course(self, episode_id: str, as_of: date | None) -> Course:
        """The course as it was known for a release date, or is now."""
        return self.truth[episode_id].known(as_of or self.on)

    def has_news(self, episode_id: str, since: date) -> bool:
        """Whether something was told after a release date."""
        told = self.truth[episode_id].told
        return any(since < one.on <= self.on for one in told)


@dataclass(frozen=True)
class Remembered:
    """The project's `Archive`, of which everything has been read."""

    memory: Memory

    async def memory_of(self, _: object) -> Memory:
        """What is known of the members of some groups."""
        return self.memory


def memory_of(truth: Truth, on: date) -> Memory:
    """What is known of everybody, now and on every release date before."""
    months = {id: f"{patient.accepted_on:%Y-%m}" for id, patient in truth.items()}
    return Memory(TruthSource(truth, on), months)


@contextmanager
def instead_of_a_database(truth: Truth, dates: Sequence[date], on: date) -> Iterator[None]:
    """The step of counting, on the release date after `dates`, reads the simulated truth."""
    memory = memory_of(truth, on)

    async def known_to(release: Release, seats: Sequence[Seat]) -> list[Known]:
        return [known(truth[seat.id], release) for seat in seats]

    async def release_on(
        _: Database,
        policy: Policy,
        register: Register,
        earlier: Snapshot | None,
        on: date,
    ) -> Release:
        return release_of(truth, dates, policy, register, earlier, on)

    with ExitStack() as stack:
        for place, name, function in (
            (publishing, "Archive", lambda *_: Remembered(memory)),
            (correct, "known_to", known_to),
            (publishing, "release_on", release_on),
        ):
            stack.enter_context(patch.object(place, name, function))
        yield


def release_of(
    truth: Truth,
    dates: Sequence[date],
    policy: Policy,
    register: Register,
    earlier: Snapshot | None,
    on: date,
) -> Release:
    """The release date `on`; `dates` are those before it, each with its snapshot."""
    bundles: dict[str, list[PublicBundle]] = defaultdict(list)
    for one in earlier.bundles if earlier else ():
        bundles[one.programme_id].append(one)
    return Release(
        NO_DATABASE,
        policy,
        on,
        {group.id: group for group in earlier.groups} if earlier else {},
        bundles,
        {day: number for number, day in enumerate(dates, start=1)}.get,
        len(dates),
        {id: last_told(patient, dates, on) for id, patient in truth.items()},
        {programme.id: programme.sponsor_id for programme in register.programmes()},
        (),
    )


def last_told(patient: Patient, dates: Sequence[date], on: date) -> int:
    """After which snapshot something was last told of a patient; -1 where nothing was."""
    last = max((told.on for told in patient.told if told.on <= on), default=None)
    return -1 if last is None else sum(day < last for day in dates)


def known(patient: Patient, release: Release) -> Known:
    """Who knows a patient."""
    return {
        "country": patient.site.country,
        "centre": patient.site.id,
        "programme": patient.programme_id,
        "sponsor": release.sponsors.get(patient.programme_id),
    }


def finished(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as end:
        return cast(T, end.value)
    raise RuntimeError("It waited: something asked for a database.")
