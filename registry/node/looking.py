"""One look at a folder: what of it can be shown, and what is refused.

The log comes first, for it says by its signed root which bytes are the snapshot. So a snapshot is
shown only once a checkpoint covers its leaf: the day after its publication.
"""

import hashlib

from msgspec import Struct, structs

from registry.errors import SnapshotError
from registry.log.fault import Fault
from registry.log.leaves import SnapshotLeaf
from registry.log.note import VerifierKey
from registry.node.refused import SENTENCES, Reason, Refused, refused
from registry.node.signed_log import SignedLog, find_snapshot, open_log
from registry.snapshot import FrozenSnapshot
from registry.thawing import thaw_onto
from registry.verify.moment import LATEST, Latest, read_latest, snapshot_path
from registry.verify.report import Finding
from registry.verify.sources import Read


class Shown(Struct, frozen=True):
    """What a node shows: a snapshot and the log it was proven by; nothing before the first."""

    frozen: FrozenSnapshot | None = None
    log: SignedLog | None = None

    @property
    def number(self) -> int:
        """The number of the snapshot; 0 before the first."""
        return self.frozen.snapshot.number if self.frozen else 0


class Seen(Struct, frozen=True):
    """What can be shown after a look, and why something else is not."""

    shown: Shown
    refused: Refused | None = None


def look(read: Read, trusted: VerifierKey, before: Shown) -> Seen:
    """The latest state that holds: what was shown `before`, or what came since."""
    log = open_log(read, trusted, before.log)
    if isinstance(log, Refused):
        return Seen(before, log)
    now = structs.replace(before, log=log)
    latest = read_latest(read)
    if not isinstance(latest, Latest):
        return Seen(now, without_latest(latest, before))
    found = newer(read, log, latest, before)
    if isinstance(found, FrozenSnapshot):
        return Seen(structs.replace(now, frozen=found))
    return Seen(now if now.frozen else last_good(read, now, latest.number - 1), found)


def without_latest(latest: Finding | None, before: Shown) -> Refused:
    """Why no snapshot is named: before the first none needs to be."""
    if latest is None and before.frozen is None:
        return refused(Reason.NOTHING_PUBLISHED, SENTENCES[Reason.NOTHING_PUBLISHED], file=LATEST)
    return refused(Reason.LATEST, latest or "It is missing.", LATEST)


def newer(read: Read, log: SignedLog, latest: Latest, before: Shown) -> FrozenSnapshot | Refused:
    """The snapshot that the folder names, if it is the one shown or a proven later one."""
    if latest.number < before.number:
        told = f"It names snapshot {latest.number}; {before.number} is shown already."
        return refused(Reason.OLDER, told, LATEST)
    if before.frozen and latest == Latest(before.number, before.frozen.digest):
        return before.frozen
    leaf = proven(read, log, latest.number)
    if isinstance(leaf, Refused):
        return leaf
    if leaf.digest != latest.digest:
        return refused(Reason.DIGEST, "It names another digest than the log holds.", LATEST)
    return snapshot_of(read, leaf, before)


def proven(read: Read, log: SignedLog, number: int) -> SnapshotLeaf | Refused:
    """The leaf of a snapshot, proven against the signed root."""
    leaf = find_snapshot(read, log.checkpoint, number)
    if isinstance(leaf, Fault):
        return refused(Reason.LOG_DAMAGED, leaf, "log/tile/")
    told = SENTENCES[Reason.NOT_COVERED]
    return leaf or refused(Reason.NOT_COVERED, told, snapshot_path(number))


def snapshot_of(read: Read, leaf: SnapshotLeaf, before: Shown) -> FrozenSnapshot | Refused:
    """The snapshot whose leaf the log holds, with the one before it unchanged where it is there."""
    path = snapshot_path(leaf.number)
    if not follows(read, leaf, before):
        told = "The snapshot before it is not the one whose digest the log holds."
        return refused(Reason.CHAIN, told, snapshot_path(leaf.number - 1))
    body = read(path)
    if hashlib.sha256(body).hexdigest() != leaf.digest:
        told = "It is missing." if not body else SENTENCES[Reason.DIGEST]
        return refused(Reason.DIGEST, told, path)
    try:
        frozen = thaw_onto(body, leaf.digest, before.frozen.snapshot if before.frozen else None)
    except SnapshotError as fault:
        return refused(Reason.UNREADABLE, f"{fault.what} {fault.remedy}", path)
    own = (frozen.snapshot.number, frozen.snapshot.predecessor)
    if own != (leaf.number, leaf.predecessor):
        return refused(Reason.CHAIN, "It says of itself that it is another one.", path)
    return frozen


def follows(read: Read, leaf: SnapshotLeaf, before: Shown) -> bool:
    """Whether the snapshot before is the named one: the one shown, or a file that is there."""
    if leaf.number == 1 or (before.frozen and before.number == leaf.number - 1):
        return leaf.predecessor == (before.frozen.digest if before.frozen else None)
    body = read(snapshot_path(leaf.number - 1))
    return not body or hashlib.sha256(body).hexdigest() == leaf.predecessor


def last_good(read: Read, now: Shown, number: int) -> Shown:
    """The latest earlier snapshot that holds, for a node that shows none yet."""
    while number > 0 and now.log:
        leaf = proven(read, now.log, number)
        found = leaf if isinstance(leaf, Refused) else snapshot_of(read, leaf, now)
        if isinstance(found, FrozenSnapshot):
            return structs.replace(now, frozen=found)
        number -= 1
    return now
