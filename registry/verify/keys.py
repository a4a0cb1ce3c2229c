"""From the key a verifier trusts to the key that signs today: every change is signed by both.

The keys a registry lists prove nothing by themselves: only the trusted one does, and what it
handed over to. Whoever holds an old key can forge what came after it, so trust the newest one you
were given.
"""

from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct

from registry.log.checkpoint import Checkpoint, growth_fault, open_checkpoint
from registry.log.fault import Fault
from registry.log.leaves import KeyLeaf
from registry.log.merkle import consistency_nodes
from registry.log.note import VerifierKey, parse_verifier_key
from registry.log.tiles import ReadFile, read_hashes
from registry.verify.report import Checked, Finding
from registry.verify.sources import Read

CHECKPOINT, KEYS = "log/checkpoint", "log/keys"
NO_LIST = "It is no list of verifier keys, one a line: missing, cut or changed."


class Handover(Struct, frozen=True):
    """A change of key: its file, the checkpoint both keys signed, and both as verifier keys."""

    path: str
    checkpoint: Checkpoint
    old: str
    new: str


def read_keys(read: Read, trusted: VerifierKey) -> tuple[VerifierKey, ...] | Finding:
    """The log's keys, oldest first; a Finding unless the trusted one is among them."""
    data = read(KEYS)
    lines = data.decode("utf-8", "replace").splitlines()
    parsed = [parse_verifier_key(line) for line in lines]
    keys = tuple(key for key in parsed if isinstance(key, VerifierKey))
    if not keys or "".join(f"{key.encoded}\n" for key in keys).encode() != data:
        return Finding(KEYS, NO_LIST)
    if trusted not in keys:
        told = f"The key you trust, of {trusted.name}, is not among the log's keys."
        return Finding(KEYS, f"{told} This is another log, or you were given another log's key.")
    return keys


def signed_checkpoint(data: bytes, key: VerifierKey) -> Checkpoint | Finding:
    """The public checkpoint in these bytes, if the key that signs today signed it."""
    opened = open_checkpoint(data, [key]) if data else Fault("There is none at this place.")
    return Finding(CHECKPOINT, opened.reason) if isinstance(opened, Fault) else opened


def read_handovers(
    read: Read, tiles: ReadFile, keys: Iterable[VerifierKey], now: Checkpoint
) -> list[Handover | Finding]:
    """Every change of key: signed by both, in a tree that today's checkpoint extends."""
    told: list[Handover | Finding] = []
    for number, (old, new) in enumerate(pairwise(keys), 1):
        path = f"log/handovers/{number}"
        signed = signed_by_all(read(path), (old, new))
        fault = signed if isinstance(signed, Fault) else not_grown(signed, now, tiles)
        if isinstance(signed, Checkpoint) and fault is None:
            told.append(Handover(path, signed, old.encoded, new.encoded))
        elif fault is not None:
            told.append(Finding(path, fault.reason))
    return told


def signed_by_all(data: bytes, keys: Iterable[VerifierKey]) -> Checkpoint | Fault:
    """The checkpoint in these bytes if each of the keys signed it."""
    opened = [open_checkpoint(data, [key]) for key in keys]
    return next((each for each in opened if isinstance(each, Fault)), opened[-1])


def not_grown(old: Checkpoint, now: Checkpoint, tiles: ReadFile) -> Fault | None:
    """Why today's tree is not shown to hold an earlier one unchanged; None if it is."""
    proof: tuple[bytes, ...] | Fault = ()
    if 0 < old.size < now.size:
        proof = read_hashes(consistency_nodes(old.size, now.size), now.size, tiles)
    return proof if isinstance(proof, Fault) else growth_fault(old, now, proof)


def key_leaves_match(handovers: Iterable[Handover], leaves: dict[int, KeyLeaf]) -> Checked:
    """Each handover ends with the leaf that names both keys, and no other leaf changes a key."""
    left = dict(leaves)
    for each in handovers:
        leaf = left.pop(each.checkpoint.size - 1, None)
        right = leaf is not None and (leaf.old, leaf.new) == (each.old, each.new)
        yield None if right else Finding(each.path, "Its last leaf does not name these two keys.")
    for index, leaf in left.items():
        yield Finding(f"log leaf {index}", f"A change to key {leaf.new} has no handover.")
