"""The public wish list: what readers asked groups to be split by, and what the board decided."""

from datetime import date

from msgspec import Struct

from registry.model.wishes import KeyRequest, KeyStatus, SplitKey
from registry.snapshot import Snapshot
from registry.views.names import names_of


class KeyRequestRow(Struct, frozen=True):
    """A request of the wish list. `asked_by` is None where a curator entered it for somebody.

    An adopted key applies to groups sealed from `applies_from` on.
    """

    id: str
    key: SplitKey
    purpose: str
    asked_on: date
    asked_by: str | None
    status: KeyStatus
    reason: str | None
    decided_on: date | None
    applies_from: date | None


def key_requests(snapshot: Snapshot) -> tuple[KeyRequestRow, ...]:
    """Every request of the wish list, by id. Source: the snapshot; no number is in it."""
    organisations = names_of(snapshot).organisations
    names = {id: organisation.name for id, organisation in organisations.items()}
    rows = [row_of(request, names.get(request.asked_by)) for request in snapshot.key_requests]
    return tuple(sorted(rows, key=lambda row: row.id))


def row_of(request: KeyRequest, asked_by: str | None) -> KeyRequestRow:
    """One request with what the board decided."""
    made = request.decision
    return KeyRequestRow(
        request.id,
        request.key,
        request.purpose,
        request.asked_on,
        asked_by,
        request.status,
        made.reason if made else None,
        made.decided_on if made else None,
        made.applies_from if made else None,
    )
