"""Whether a proof holds, from the hashes in hand alone: RFC 9162, section 2.1.

Both functions say what does not hold, or None.
"""

from collections.abc import Sequence

from registry.log.fault import Fault
from registry.log.merkle import EMPTY_ROOT, damaged, node_hash

TOO_LONG = Fault("The proof has more hashes than a tree of this size needs.")
TOO_SHORT = Fault("The proof has fewer hashes than a tree of this size needs.")
NOT_GROWN = Fault(
    "The proof does not lead from the older root to the newer one: earlier leaves were changed, "
    "or this is the proof of other trees."
)
NOT_A_HASH = Fault("A hash does not have 32 bytes: the leaf, the root or the proof is damaged.")


def inclusion_fault(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> Fault | None:
    """Why the leaf with this hash is not proven to be leaf `index`; None if it is proven.

    RFC 9162, section 2.1.3.2. A root does not say how large its tree is: size and root must come
    from one signed checkpoint.
    """
    if not 0 <= index < size:
        return Fault(f"The proof is for leaf {index}, but the tree has {size} leaves.")
    if damaged(leaf, root, *proof):
        return NOT_A_HASH
    sides = _sides(index, size - 1, len(proof))
    if isinstance(sides, Fault):
        return sides
    for hash_, on_the_left in zip(proof, sides, strict=True):
        leaf = node_hash(hash_, leaf) if on_the_left else node_hash(leaf, hash_)
    return None if leaf == root else Fault("The proof leads to another root than the tree's.")


def consistency_fault(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> Fault | None:
    """Why the newer tree is not proven to hold the older one unchanged; None if it is proven.

    RFC 9162, section 2.1.4.2. Trees without leaves, which it leaves out, have `EMPTY_ROOT`.
    """
    if not 0 <= old <= new:
        return Fault(f"A log that had {old} leaves now shows {new}: leaves were taken away.")
    if damaged(old_root, new_root, *proof):
        return NOT_A_HASH
    if (old == 0 and old_root != EMPTY_ROOT) or (new == 0 and new_root != EMPTY_ROOT):
        return Fault("A tree without leaves has another root than the one given.")
    if old in (0, new):
        return _same_or_new(old, old_root, new_root, proof)
    return _grown_fault(old, old_root, new, new_root, proof)


def _same_or_new(
    old: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> Fault | None:
    if proof:
        return TOO_LONG
    if old and old_root != new_root:
        return Fault("Two trees of the same size have different roots: the log was split.")
    return None


def _grown_fault(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> Fault | None:
    """The walk of RFC 9162, section 2.1.4.2, where 0 < old < new."""
    path = [old_root, *proof] if old.bit_count() == 1 else [*proof]
    if not proof:
        return TOO_SHORT
    shared = _trailing_ones(old - 1)
    sides = _sides((old - 1) >> shared, (new - 1) >> shared, len(path) - 1)
    if isinstance(sides, Fault):
        return sides
    then = now = path[0]
    for hash_, on_the_left in zip(path[1:], sides, strict=True):
        then = node_hash(hash_, then) if on_the_left else then
        now = node_hash(hash_, now) if on_the_left else node_hash(now, hash_)
    return None if (then, now) == (old_root, new_root) else NOT_GROWN


def _sides(first: int, last: int, length: int) -> list[bool] | Fault:
    """For each hash of a proof, whether it stands on the left (RFC 9162, 2.1.3.2, step 4)."""
    sides: list[bool] = []
    while len(sides) < length:
        if last == 0:
            return TOO_LONG
        sides.append(bool(first & 1) or first == last)
        while sides[-1] and first and not first & 1:
            first, last = first >> 1, last >> 1
        first, last = first >> 1, last >> 1
    return sides if last == 0 else TOO_SHORT


def _trailing_ones(number: int) -> int:
    return (~number & (number + 1)).bit_length() - 1
