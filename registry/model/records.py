"""What a sponsor reads back of its own patients."""

from msgspec import Struct

from registry.model.codes import EntryKind


class StoredEntry(Struct, frozen=True):
    """A version of a fact; `value` is its JSON, None where it was taken back."""

    kind: EntryKind
    key: str
    version: int
    value: str | None


class StoredRecord(Struct, frozen=True):
    """What is stored of a patient, oldest version first; `notice` is its JSON."""

    sequence: int
    revision: int
    notice: str | None
    history: tuple[StoredEntry, ...]
