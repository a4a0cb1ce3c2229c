"""A course as entries: one fact told of an episode each, under a key that makes it the same fact.

Storage keeps entries in versions and never overwrites one; rules compare what is told with what
is stored, entry by entry.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from registry.model.codes import (
    CorrectionReason,
    EntryKind,
    EventClass,
    NotInfusedReason,
    VisitStatus,
)
from registry.model.episode import (
    Administration,
    AdverseEvent,
    Batch,
    Course,
    FollowUpVisit,
    NotInfused,
)
from registry.model.submission import EpisodeOutcome

ENDING = (VisitStatus.DEAD, VisitStatus.WITHDRAWN, VisitStatus.LOST)
"""The visit after which no other is due."""


class OnDay(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A day counted from acceptance."""

    day: int


class Entry(Struct, frozen=True, gc=False):
    """One fact. `path` is its place in what the sponsor sent, for example `visits[0]`."""

    kind: EntryKind
    key: str
    value: Struct
    path: str = ""

    @property
    def name(self) -> tuple[EntryKind, str]:
        """What makes it the same fact."""
        return self.kind, self.key


class Version(Struct, frozen=True, gc=False):
    """A version of an entry of an episode; `value` is None where the fact was taken back.

    `reason` stands with what a correction changed.
    """

    episode_id: str
    kind: EntryKind
    key: str
    value: Struct | None
    number: int = 1
    reason: CorrectionReason | None = None


class ReceivedVersion(Struct, frozen=True):
    """A version with the submission that told it, and when that was received (ISO 8601)."""

    version: Version
    submission_id: str
    received_at: str


FACT_BYTES = 512
"""No fact is longer as JSON, so that all are as long as each other once they are sealed."""


def size_of(entry: Entry) -> int:
    """The bytes of a fact as JSON, with what it is about, as storage seals it."""
    told = {"kind": entry.kind, "key": entry.key, "value": entry.value}
    return len(msgspec.json.encode(told))


Name = tuple[EntryKind, str]
Versions = Mapping[Name, Version]

SINGLE = {
    EntryKind.COLLECTED: "collected_day",
    EntryKind.LYMPHODEPLETION: "lymphodepletion_day",
    EntryKind.NONE_OBSERVED: "none_observed_to_day",
    EntryKind.NOT_INFUSED: "not_infused",
}
LISTS = {
    EntryKind.BATCH: "batches",
    EntryKind.ADMINISTRATION: "administrations",
    EntryKind.VISIT: "visits",
    EntryKind.ADVERSE_EVENT: "adverse_events",
}
SHAPES: dict[EntryKind, type[Struct]] = {
    EntryKind.COLLECTED: OnDay,
    EntryKind.LYMPHODEPLETION: OnDay,
    EntryKind.NONE_OBSERVED: OnDay,
    EntryKind.NOT_INFUSED: NotInfused,
    EntryKind.BATCH: Batch,
    EntryKind.ADMINISTRATION: Administration,
    EntryKind.VISIT: FollowUpVisit,
    EntryKind.ADVERSE_EVENT: AdverseEvent,
}


def entries_of(told: EpisodeOutcome | Course) -> Iterator[Entry]:
    """Every fact an outcome tells or a course holds."""
    for kind, name in SINGLE.items():
        value = getattr(told, name)
        if value is not None:
            yield Entry(kind, "", OnDay(value) if isinstance(value, int) else value, name)
    for kind, name in LISTS.items():
        for index, row in enumerate(getattr(told, name)):
            yield Entry(kind, key_of(row), row, f"{name}[{index}]")


def key_of(row: Any) -> str:
    """What makes a row the same row: its number, its window, or class, day and term of an event.

    A patient dies once.
    """
    if isinstance(row, FollowUpVisit):
        return str(row.window)
    if isinstance(row, AdverseEvent):
        dies = row.event_class is EventClass.DEATH
        return EventClass.DEATH if dies else f"{row.event_class}|{row.day}|{row.term}"
    return str(row.number)


def course_of(episode_id: str, entries: Iterable[Entry]) -> Course:
    """The course that holds these facts, lists in the order of their rows."""
    return Course(episode_id, **fields_of(entries))


def fields_of(entries: Iterable[Entry]) -> dict[str, Any]:
    """Facts as the fields of a course or an outcome; none where there are none."""
    fields: dict[str, Any] = {}
    lists: dict[str, list[Any]] = defaultdict(list)
    for entry in entries:
        if entry.kind in LISTS:
            lists[LISTS[entry.kind]].append(entry.value)
        else:
            value = entry.value.day if isinstance(entry.value, OnDay) else entry.value
            fields[SINGLE[entry.kind]] = value
    return fields | {name: tuple(sorted(values, key=order)) for name, values in lists.items()}


def standing(versions: Versions) -> Iterator[Entry]:
    """The facts that stand: the latest versions that were not taken back."""
    return (Entry(v.kind, v.key, v.value) for v in versions.values() if v.value is not None)


def revision(versions: Versions, notices: int) -> int:
    """How many versions an episode has beside its first notice; it grows with all that is told."""
    return sum(version.number for version in versions.values()) + notices - 1


def order(row: Any) -> tuple[int, str]:
    """Batches and administrations by number, visits by window, events by day."""
    if isinstance(row, FollowUpVisit):
        return row.window, ""
    return (row.day, row.event_class) if isinstance(row, AdverseEvent) else (row.number, "")


def ends_follow_up(fact: Struct) -> bool:
    """Whether nothing is due any more of whom this is told: a death, a loss, a withdrawal."""
    match fact:
        case FollowUpVisit(status=status):
            return status in ENDING
        case AdverseEvent(event_class=kind):
            return kind is EventClass.DEATH
        case NotInfused(reason=reason):
            return reason is NotInfusedReason.DEATH
    return False
