"""Groups of several programmes, as each of them shows where its last patients are counted."""

from datetime import date

from msgspec import Struct

from registry.model.codes import Timing
from registry.snapshot import Snapshot
from registry.views.figures import Count


class RemainderRow(Struct, frozen=True):
    """A remainder group. How many of its patients come from which programme is not public."""

    id: str
    timing: Timing
    product_class: str
    programme_ids: tuple[str, ...]
    opened_on: date | None
    accepted: Count


def remainders(snapshot: Snapshot, programme_id: str) -> tuple[RemainderRow, ...]:
    """The remainder groups that hold patients of a programme, in order of forming.

    Source: sealed groups of the snapshot; units are patients of the whole group.
    """
    return tuple(
        RemainderRow(
            group.id,
            group.timing,
            group.remainder_of or "",
            group.programme_ids,
            group.opened_on,
            Count(snapshot.as_of, group.accepted),
        )
        for group in snapshot.groups
        if programme_id in group.programme_ids
    )
