"""Whether sponsors answer: when due visits were first answered, and who owes none any more.

Of an ended follow-up only that it ended is read, so that a programme whose patients died looks to
no rule like one that fell silent.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from registry.model.codes import EntryKind, VisitStatus
from registry.model.course import Version, ends_follow_up
from registry.model.episode import FollowUpVisit
from registry.storage.courses import CourseReader, ToldVersion

ENDING_KINDS = (EntryKind.VISIT, EntryKind.ADVERSE_EVENT, EntryKind.NOT_INFUSED)


class Answers(Struct, frozen=True):
    """The last day a due visit of each episode was first answered, and those with none to come."""

    last: dict[str, date] = {}
    ended: frozenset[str] = frozenset()


async def read_answers(reader: CourseReader, ids: Sequence[str]) -> Answers:
    """The answers about these episodes."""
    told = await reader.told(ids)
    days = {id: max(days_answered(versions), default="") for id, versions in told.items()}
    return Answers(
        {id: date.fromisoformat(day) for id, day in days.items() if day},
        frozenset(id for id, versions in told.items() if has_ended(versions)),
    )


def days_answered(told: Iterable[ToldVersion]) -> Iterator[str]:
    """The days of answers. A correction is none: only the first version of a visit counts."""
    for one in told:
        if one.version.number == 1 and is_answer(one.version):
            yield one.received_at[:10]


def is_answer(version: Version) -> bool:
    """Whether a visit that was due is told of."""
    visit = version.value
    return isinstance(visit, FollowUpVisit) and visit.status is not VisitStatus.NOT_DUE


def has_ended(told: Iterable[ToldVersion]) -> bool:
    """Whether the latest version of something ends the follow-up."""
    latest = {(one.version.kind, one.version.key): one.version for one in told}
    return any(is_end(version) for version in latest.values())


def is_end(version: Version) -> bool:
    """Whether a fact ends a follow-up."""
    fact = version.value
    return version.kind in ENDING_KINDS and fact is not None and ends_follow_up(fact)
