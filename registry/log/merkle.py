"""The Merkle tree of RFC 6962, section 2.1, over SHA-256: its hashes, its right edge, its proofs.

A hash is 32 bytes. A leaf's hash and a node's hash start from different bytes, so that no node
passes for a leaf. Every hash a tree needs is a join of *complete* subtrees, which never change
once they exist: `Node` names one, and whoever keeps the tree hands in a function that reads them.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import reduce

from msgspec import Struct

from registry.log.fault import LogMisuse

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class Node(Struct, frozen=True, gc=False):
    """A complete subtree: the leaves from index · 2^level to (index + 1) · 2^level."""

    level: int
    index: int


Group = tuple[Node, ...]
Proof = tuple[bytes, ...]
ReadNode = Callable[[Node], bytes]


def damaged(*hashes: bytes) -> bool:
    """Whether one of these cannot be a hash, by its length."""
    return any(len(hash_) != HASH_BYTES for hash_ in hashes)


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf's content (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbouring subtrees (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class CompactTree(Struct, frozen=True):
    """A tree's right edge: all that later leaves and the root need, at most one hash per level.

    `edge` holds the roots of the complete subtrees from left to right, largest first. LogMisuse if
    it cannot belong to a tree of this size.
    """

    size: int = 0
    edge: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.edge) != self.size.bit_count() or damaged(*self.edge):
            raise LogMisuse(
                f"A tree of {self.size} leaves cannot have this right edge of {len(self.edge)} "
                "hashes. Rebuild it from the leaf hashes."
            )

    def extended(self, leaf_hashes: Iterable[bytes]) -> "CompactTree":
        """The tree with these leaves after its own; two hashes per leaf on average at most."""
        size, edge = self.size, list(self.edge)
        for node in leaf_hashes:
            height = size
            while height & 1:
                node = node_hash(edge.pop(), node)
                height >>= 1
            edge.append(node)
            size += 1
        return CompactTree(size, tuple(edge))

    @property
    def root(self) -> bytes:
        """The tree head MTH (RFC 6962, section 2.1)."""
        return joined(self.edge) if self.edge else EMPTY_ROOT


def joined(hashes: Sequence[bytes]) -> bytes:
    """One hash over neighbouring complete subtrees, largest first (RFC 6962, section 2.1)."""
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes))


def tree_head(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes (RFC 6962, section 2.1)."""
    return CompactTree().extended(leaf_hashes).root


def subtrees(start: int, end: int) -> Group:
    """The complete subtrees of the leaves from `start` to `end`, largest first.

    `start` is 0 or a power of two times a whole number not below the range's length, as wherever
    RFC 6962, section 2.1, splits a tree.
    """
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return tuple(nodes)


def inclusion_nodes(index: int, size: int) -> tuple[Group, ...]:
    """What each hash of an inclusion proof covers, the leaf's sibling first.

    The function PATH of RFC 6962, section 2.1.1. LogMisuse if the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise LogMisuse(f"A tree of {size} leaves has no leaf {index}; the first leaf is 0.")
    return tuple(subtrees(*span) for span in _path(index, 0, size))


def consistency_nodes(old: int, new: int) -> tuple[Group, ...]:
    """What each hash of a proof covers that the first `old` of `new` leaves are unchanged.

    The function PROOF of RFC 6962, section 2.1.2; nothing where `old` is 0 or `new`. LogMisuse if
    the newer tree is the smaller one.
    """
    if not 0 <= old <= new:
        raise LogMisuse(f"A log of {old} leaves cannot have grown to {new}; it only ever grows.")
    return tuple(subtrees(*span) for span in (_subproof(old, 0, new, True) if old else []))


def proof_from(groups: tuple[Group, ...], read: ReadNode) -> Proof:
    """The hashes of a proof, each joined from the complete subtrees it covers."""
    return tuple(joined([read(node) for node in group]) for group in groups)


def _path(index: int, start: int, end: int) -> list[tuple[int, int]]:
    if end - start == 1:
        return []
    middle = _split(start, end)
    if index < middle:
        return [*_path(index, start, middle), (middle, end)]
    return [*_path(index, middle, end), (start, middle)]


def _subproof(old: int, start: int, end: int, is_old_tree: bool) -> list[tuple[int, int]]:
    if old == end:
        return [] if is_old_tree else [(start, end)]
    middle = _split(start, end)
    if old <= middle:
        return [*_subproof(old, start, middle, is_old_tree), (middle, end)]
    return [*_subproof(old, middle, end, False), (start, middle)]


def _split(start: int, end: int) -> int:
    """After the largest power of two of leaves that is smaller than the range."""
    return start + (1 << (end - start - 1).bit_length() - 1)
