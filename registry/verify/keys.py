"""From the key a verifier trusts to the key that signs today: every change is signed by both.

The keys a registry lists prove nothing by themselves: only the trusted one does, and what it
handed over to. Whoever holds an old key can forge what came after it, so trust the newest one you
were given.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from msgspec import Struct

from registry.log.checkpoint import Checkpoint, open_checkpoint
from registry.log.fault import Fault
from registry.log.leaves import KeyLeaf
from registry.log.note import VerifierKey, parse_verifier_key
from registry.verify.report import Checked, Finding
from registry.verify.sources import Read
from registry.verify.tree import leaf_place

CHECKPOINT, KEYS = "log/checkpoint", "log/keys"
OTHER_KEYS = "Its last leaf does not name these two keys."
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


def read_handovers(read: Read, keys: Iterable[VerifierKey]) -> list[Handover | Finding]:
    """Every change of key, signed by the key before and the key after."""
    told: list[Handover | Finding] = []
    for number, (old, new) in enumerate(pairwise(keys), 1):
        path = f"log/handovers/{number}"
        signed = signed_by_all(read(path), (old, new))
        if isinstance(signed, Fault):
            told.append(Finding(path, signed.reason))
        else:
            told.append(Handover(path, signed, old.encoded, new.encoded))
    return told


def signed_by_all(data: bytes, keys: Iterable[VerifierKey]) -> Checkpoint | Fault:
    """The checkpoint in these bytes if each of the keys signed it."""
    opened = [open_checkpoint(data, [key]) for key in keys]
    return next((each for each in opened if isinstance(each, Fault)), opened[-1])


def not_grown(old: Checkpoint, now: Checkpoint, roots: Mapping[int, bytes]) -> str:
    """Why today's log does not hold an earlier one unchanged, from its roots by size; or nothing.

    The roots come from the leaves, so that no proof is needed.
    """
    if old.size > now.size:
        return f"The log had {old.size} leaves and now shows {now.size}: leaves were taken away."
    if old.size not in roots:
        return "Whether the log holds it cannot be said: leaves before it cannot be read."
    same = roots[old.size] == old.root
    return "" if same else f"The first {old.size} leaves are not those it signs: the log was split."


def changes_hold(
    told: Iterable[Handover | Finding],
    now: Checkpoint,
    roots: Mapping[int, bytes],
    leaves: Mapping[int, KeyLeaf],
) -> Checked:
    """Each handover is of this log and ends with the leaf of its two keys; no other leaf is one."""
    left = dict(leaves)
    for each in told:
        if isinstance(each, Finding):
            yield each
            continue
        leaf = left.pop(each.checkpoint.size - 1, None)
        named = leaf is not None and (leaf.old, leaf.new) == (each.old, each.new)
        wrong = not_grown(each.checkpoint, now, roots) or ("" if named else OTHER_KEYS)
        yield Finding(each.path, wrong) if wrong else None
    for index, leaf in left.items():
        yield Finding(leaf_place(index, now.size), f"A change to key {leaf.new} has no handover.")
