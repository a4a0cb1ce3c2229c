"""The log as far as a node believes it: a checkpoint that the trusted key reaches.

The whole tree is not worked out anew, as `he-registry verify` does: every leaf that counts here is
proven against the signed root instead (RFC 9162, section 2.1.3), and the root against the one that
was accepted before (2.1.4). What a proof needs is read from the log's tiles and proves itself.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from registry.log.bundles import bundle_path
from registry.log.checkpoint import Checkpoint, growth_fault
from registry.log.fault import Fault
from registry.log.leaves import KeyLeaf, SnapshotLeaf, is_opaque, read_public_leaf
from registry.log.merkle import consistency_nodes, inclusion_nodes, leaf_hash
from registry.log.note import VerifierKey
from registry.log.tiles import WIDTH, ReadFile, Tile, read_hashes
from registry.log.verification import inclusion_fault
from registry.node.refused import Reason, Refused, refused
from registry.verify.keys import (
    CHECKPOINT,
    KEYS,
    Handover,
    changes_hold,
    read_handovers,
    read_keys,
    signed_checkpoint,
)
from registry.verify.report import Finding
from registry.verify.sources import Read
from registry.verify.tree import entries_of, in_log


class SignedLog(Struct, frozen=True):
    """A checkpoint that was believed, with its note and the list of keys as they were read."""

    checkpoint: Checkpoint
    note: bytes
    keys: bytes
    changes: int

    @property
    def size(self) -> int:
        """How many leaves it covers."""
        return self.checkpoint.size


def open_log(read: Read, trusted: VerifierKey, before: SignedLog | None) -> SignedLog | Refused:
    """Today's log, if the trusted key signed it or handed over to the key that did.

    It must hold, unchanged, all that the log accepted `before` held.
    """
    keys, listed, note = read_keys(read, trusted), read(KEYS), read(CHECKPOINT)
    if isinstance(keys, Finding):
        return refused(Reason.KEY, keys)
    checkpoint = signed_checkpoint(note, keys[-1])
    if isinstance(checkpoint, Finding):
        return refused(Reason.SIGNATURE, checkpoint)
    handed = read_handovers(read, keys)[keys.index(trusted) :]
    wrong = next(filter(None, changes_hold_in(read, handed, checkpoint)), None)
    if wrong is not None:
        return refused(Reason.HANDOVER, wrong)
    split = growth(read, before.checkpoint, checkpoint) if before else None
    if split is not None:
        return refused(Reason.LOG_SPLIT, split, CHECKPOINT)
    return SignedLog(checkpoint, note, listed, len(keys) - 1)


def changes_hold_in(
    read: Read, handed: Iterable[Handover | Finding], now: Checkpoint
) -> Iterator[Finding | None]:
    """Whether each change of key is of this log, and its last leaf names both keys."""
    roots: dict[int, bytes] = {}
    leaves: dict[int, KeyLeaf] = {}
    for each in (one for one in handed if isinstance(one, Handover)):
        old, last = each.checkpoint, each.checkpoint.size - 1
        if growth(read, old, now) is None:
            roots[old.size] = old.root
            leaf = leaf_at(read, last, now)
            leaves |= {last: leaf} if isinstance(leaf, KeyLeaf) else {}
    return changes_hold(handed, now, roots, leaves)


def growth(read: Read, old: Checkpoint, now: Checkpoint) -> Fault | None:
    """Why the log of today is not proven to hold an earlier one unchanged; None if it is."""
    if old.size > now.size:
        return growth_fault(old, now, ())
    proof = read_hashes(consistency_nodes(old.size, now.size), now.size, in_log(read))
    return proof if isinstance(proof, Fault) else growth_fault(old, now, proof)


def leaf_at(read: Read, index: int, now: Checkpoint) -> object:
    """The public leaf at a place, proven; a Fault where there is none."""
    found = bundle_at(in_log(read), index // WIDTH, now.size) if 0 <= index < now.size else ()
    if isinstance(found, Fault) or not found:
        return found or Fault(f"There is no leaf {index}.")
    entry = found[index % WIDTH]
    return not_included(in_log(read), entry, index, now) or read_public_leaf(entry)


def find_snapshot(read: Read, now: Checkpoint, number: int) -> SnapshotLeaf | Fault | None:
    """The proven leaf of a snapshot, searched from the end; None where the log does not reach it.

    A Fault where a file of the log is missing, cut or changed.
    """
    log = in_log(read)
    for place in reversed(range(-(-now.size // WIDTH))):
        entries = bundle_at(log, place, now.size)
        if isinstance(entries, Fault):
            return entries
        for index in reversed(range(len(entries))):
            leaf = snapshot_leaf(entries[index])
            if leaf is not None and leaf.number <= number:
                wrong = not_included(log, entries[index], place * WIDTH + index, now)
                return wrong or (leaf if leaf.number == number else None)
    return None


def snapshot_leaf(entry: bytes) -> SnapshotLeaf | None:
    """The leaf of a snapshot in these bytes; None for any other leaf."""
    leaf = None if is_opaque(entry) else read_public_leaf(entry)
    return leaf if isinstance(leaf, SnapshotLeaf) else None


def bundle_at(log: ReadFile, place: int, size: int) -> tuple[bytes, ...] | Fault:
    """The entries of a bundle of a log of this size."""
    tile = Tile(0, place, min(WIDTH, size - place * WIDTH))
    return entries_of(tile, log(bundle_path(tile.index, tile.width)), log)


def not_included(log: ReadFile, entry: bytes, index: int, now: Checkpoint) -> Fault | None:
    """Why an entry is not proven to be the leaf at a place; None if it is."""
    proof = read_hashes(inclusion_nodes(index, now.size), now.size, log)
    if isinstance(proof, Fault):
        return proof
    return inclusion_fault(leaf_hash(entry), index, now.size, proof, now.root)
