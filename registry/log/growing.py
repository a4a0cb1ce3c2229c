"""One step of a log: leaves are added at the right edge, after what is there was checked."""

from collections.abc import Sequence

from msgspec import Struct

from registry.log.fault import Fault
from registry.log.merkle import CompactTree, Proof, leaf_hash, subtrees
from registry.log.tiles import ReadFile, Tile, grow, read_hashes


class Grown(Struct, frozen=True):
    """What the log is after a step, the tiles to write, and the way from its first new leaf.

    `path` proves that leaf in `first`, the tree that ends with it (RFC 6962, section 2.1.1).
    """

    tree: CompactTree
    tiles: dict[Tile, bytes]
    first: CompactTree
    path: Proof


def grown(size: int, root: bytes, entries: Sequence[bytes], read: ReadFile) -> Grown | Fault:
    """A log of this size and root after one or more entries.

    Reads the tiles of the right edge only. A Fault where they do not lead to the root, so that
    nobody signs what grew from damaged tiles.
    """
    edge = read_hashes(tuple((node,) for node in subtrees(0, size)), size, read)
    if isinstance(edge, Fault):
        return edge
    tree = CompactTree(size, edge)
    if tree.root != root:
        return Fault(f"The tiles do not lead to the root of the log of {size} leaves.")
    hashes = [leaf_hash(entry) for entry in entries]
    tiles = grow(size, hashes, read)
    if isinstance(tiles, Fault):
        return tiles
    return Grown(tree.extended(hashes), dict(tiles), tree.extended(hashes[:1]), edge[::-1])
