"""What a submission does to what is stored, fact by fact. Pure; nothing here writes.

A spreadsheet that grows is sent whole again and again: what is stored already is left as it is,
what is new is added, and what differs is refused by a rule until it comes as a correction.
"""

from collections import Counter
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from registry.intake.rules.sameness import change_of
from registry.intake.rules.situation import Situation, Stored, told
from registry.model.course import Entry, Version, entries_of
from registry.model.naming import camel
from registry.model.submission import Change, ChangeKind, SubmissionBatch


def new_versions(
    batch: SubmissionBatch, situation: Situation, ids: dict[str, str]
) -> list[Version]:
    """The versions to store; `ids` names the episode of each source pseudonym."""
    return [
        Version(
            ids[batch.outcomes[row].pseudonym],
            entry.kind,
            entry.key,
            entry.value,
            number(entry, stored),
        )
        for row, entry, stored in entries(batch, situation)
        if change_of(entry, stored) is ChangeKind.NEW
    ]


def number(entry: Entry, stored: Stored | None) -> int:
    """The number of an entry's next version."""
    before = stored.versions.get(entry.name) if stored else None
    return before.number + 1 if before else 1


def changes_of(batch: SubmissionBatch, situation: Situation) -> Iterator[Change]:
    """Every notice and every entry with what it does, old and new values beside each other."""
    for row, kind in enumerate(notice_kinds(batch, situation)):
        yield Change(row, f"notices[{row}]", kind)
    for row, entry, stored in entries(batch, situation):
        before = stored.versions.get(entry.name) if stored else None
        yield Change(
            row,
            f"outcomes[{row}].{camel(entry.path)}",
            change_of(entry, stored),
            as_json(before and before.value),
            as_json(entry.value),
        )


def count_changes(batch: SubmissionBatch, situation: Situation) -> Counter[ChangeKind]:
    """How many facts of a batch are new, and how many are stored already."""
    kinds = Counter(change_of(entry, stored) for _, entry, stored in entries(batch, situation))
    return kinds + Counter(notice_kinds(batch, situation))


def notice_kinds(batch: SubmissionBatch, situation: Situation) -> Iterator[ChangeKind]:
    """What each notice does."""
    for notice in batch.notices:
        yield ChangeKind.UNCHANGED if notice.pseudonym in situation.stored else ChangeKind.NEW


def entries(
    batch: SubmissionBatch, situation: Situation
) -> Iterator[tuple[int, Entry, Stored | None]]:
    """Every entry told, with its row and the episode it speaks of, if that is stored."""
    return ((item.row, e, item.stored) for item in told(batch, situation) for e in item.entries)


def count_of_facts(batch: SubmissionBatch) -> int:
    """How many facts a batch tells: notices, and entries of outcomes."""
    return len(batch.notices) + sum(1 for o in batch.outcomes for _ in entries_of(o))


def as_json(value: Struct | None) -> str | None:
    """A value as canonical JSON."""
    return None if value is None else msgspec.json.encode(value, order="sorted").decode()
