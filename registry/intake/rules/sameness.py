"""Whether what is told is stored already, entry by entry."""

from msgspec import Struct

from registry.intake.rules.situation import Stored
from registry.model.codes import EntryKind, Timing
from registry.model.course import Entry, OnDay
from registry.model.episode import EpisodeKeys
from registry.model.submission import ChangeKind, EpisodeNotice

COMPARED = set(EpisodeKeys.__struct_fields__) & set(EpisodeNotice.__struct_fields__)


def is_same_notice(notice: EpisodeNotice, stored: Stored) -> bool:
    """Whether a notice says what is stored of the episode; what it leaves out is not compared."""
    late = notice.retrospective and stored.episode.timing is Timing.PROSPECTIVE
    if late or notice.accepted_month != stored.episode.accepted_month or stored.keys is None:
        return False
    told = {name: getattr(notice, name) for name in COMPARED}
    return all(value in (None, getattr(stored.keys, name)) for name, value in told.items())


def change_of(entry: Entry, stored: Stored | None) -> ChangeKind:
    """Whether an entry is new, stored already, or stored with another value.

    Events were looked for up to a day: a later day is news, an earlier one says nothing new.
    """
    before = stored.versions.get(entry.name) if stored else None
    if before is None or before.value is None:
        return ChangeKind.NEW
    if before.value == entry.value:
        return ChangeKind.UNCHANGED
    if isinstance(before.value, OnDay) and entry.kind is EntryKind.NONE_OBSERVED:
        return ChangeKind.NEW if is_later(entry.value, before.value) else ChangeKind.UNCHANGED
    return ChangeKind.CHANGED


def is_later(told: Struct, stored: OnDay) -> bool:
    """Whether a day told lies after the stored one."""
    return isinstance(told, OnDay) and told.day > stored.day
