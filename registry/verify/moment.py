"""A snapshot with all that is known when it is checked: the one before, and what the log says."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
from msgspec import Struct

from registry.errors import SnapshotError
from registry.log.leaves import AnyWishLeaf, DelayLeaf, HoldLeaf, PublicLeaf, RegistrationLeaf
from registry.release.stages import Policy
from registry.snapshot import SCHEMA, FrozenSnapshot, Snapshot, thaw
from registry.verify.report import Finding
from registry.verify.sources import Read, most_bytes
from registry.verify.tree import leaf_place

LATEST = "r/latest.json"


class Latest(Struct, frozen=True, forbid_unknown_fields=True):
    """What r/latest.json names."""

    number: int
    digest: str


class Moment(Struct, frozen=True):
    """A snapshot, the one before where it can be read, and the log up to its publication.

    `leaves` are those of its publication with their indices, None where the checkpoint does not
    cover it yet; `registered`, `holds`, `wishes` and `delays` what was registered, held back, asked
    for or decided, and put off up to it; `policy` None where it is not known here. The publication
    that `begins_log` leaves everything that is public by then.
    """

    frozen: FrozenSnapshot
    earlier: FrozenSnapshot | None
    leaves: tuple[tuple[int, PublicLeaf], ...] | None
    registered: Mapping[str, RegistrationLeaf]
    holds: Sequence[HoldLeaf]
    policy: Policy | None
    size: int
    begins_log: bool = False
    wishes: Sequence[AnyWishLeaf] = ()
    delays: Sequence[DelayLeaf] = ()

    @property
    def now(self) -> Snapshot:
        """The snapshot itself."""
        return self.frozen.snapshot

    @property
    def before(self) -> Snapshot | None:
        """The snapshot before."""
        return self.earlier.snapshot if self.earlier else None

    @property
    def path(self) -> str:
        """The snapshot's file."""
        return snapshot_path(self.now.number)

    @property
    def is_release(self) -> bool:
        """Whether it is the first snapshot of a release date: groups and stages may move."""
        now, before = self.now.released_on, self.before and self.before.released_on
        return self.before is None or (before or date.min) < (now or date.min)

    def place(self, *parts: str) -> str:
        """A place in the snapshot's file."""
        return ", ".join((self.path, *parts))

    def leaf_place(self, index: int) -> str:
        """The place of a leaf of its publication."""
        return leaf_place(index, self.size)


def snapshot_path(number: int) -> str:
    """Where a snapshot lies."""
    return f"r/{number}/snapshot.json"


def read_snapshot(read: Read, number: int) -> FrozenSnapshot | Finding:
    """The snapshot of this number in canonical bytes, or what is wrong with its file."""
    path = snapshot_path(number)
    body = read(path)
    if not body:
        return Finding(path, "The snapshot is missing.")
    if len(body) > most_bytes(path):
        return Finding(path, f"It is larger than {most_bytes(path)} bytes and was not read.")
    if not is_canonical(body):
        return Finding(path, "Its bytes are no canonical JSON: it was cut or changed.")
    try:
        frozen = thaw(body, hashlib.sha256(body).hexdigest())
    except SnapshotError as fault:
        return Finding(path, f"{fault.what} This one reads schema {SCHEMA}. {fault.remedy}")
    told = f"It says of itself that it is snapshot {frozen.snapshot.number}."
    return frozen if frozen.snapshot.number == number else Finding(path, told)


def is_canonical(body: bytes) -> bool:
    """Whether JSON is spelt as a registry writes it: keys sorted, no spaces."""
    try:
        return msgspec.json.encode(msgspec.json.decode(body), order="sorted") == body
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def read_latest(read: Read) -> Latest | Finding | None:
    """Which snapshot is the latest; None where no file says so."""
    data = read(LATEST)
    if not data:
        return None
    try:
        latest = msgspec.json.decode(data, type=Latest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Finding(LATEST, "It does not name a snapshot: cut or changed.")
    if msgspec.json.encode(latest) != data or latest.number < 1:
        return Finding(LATEST, "Its bytes are not those a registry writes: it was changed.")
    return latest
