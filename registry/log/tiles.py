"""A log as static files: C2SP tlog-tiles (https://c2sp.org/tlog-tiles), tiles of height 8.

A tile holds up to 256 neighbouring hashes of one level; a hash of the next tile level covers a
full tile. Full tiles never change. The files are written and read by whoever calls: a function
`read(path) -> bytes` is handed in and gives no bytes where there is no file.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, structs

from registry.log.fault import Fault, LogMisuse
from registry.log.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    Group,
    Node,
    Proof,
    proof_from,
    subtrees,
    tree_head,
)

HEIGHT = 8
WIDTH = 1 << HEIGHT
_TOP_LEVEL = 63
_PATH = re.compile(r"tile/(\d{1,2})/((?:x\d{3}/){0,5}\d{3})(?:\.p/(\d{1,3}))?", re.ASCII)

ReadFile = Callable[[str], bytes]


class Tile(Struct, frozen=True, gc=False):
    """`width` neighbouring hashes of one tile level; a full tile has 256."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def first(self) -> int:
        """The place of its first hash among all of its level."""
        return self.index * WIDTH

    @property
    def path(self) -> str:
        """Where the tile lies under the log's prefix (tlog-tiles, "Merkle Tree")."""
        if not 0 <= self.level <= _TOP_LEVEL or self.index < 0 or not 0 < self.width <= WIDTH:
            raise LogMisuse(f"There is no tile of width {self.width} at {self.level}/{self.index}.")
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{self.level}/{_encoded(self.index)}{partial}"


def parse_tile(path: str) -> Tile | None:
    """The tile with exactly this path; None for any other text."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level, index, width = found.groups()
    tile = Tile(int(level), int(re.sub("[x/]", "", index)), int(width or WIDTH))
    possible = tile.level <= _TOP_LEVEL and 0 < tile.width <= WIDTH
    return tile if possible and tile.path == path else None


class Place(Struct, frozen=True, gc=False):
    """Where a complete subtree stands: `count` hashes of a tile, from `offset` on, joined."""

    tile: Tile
    offset: int
    count: int


def place_of(node: Node, size: int) -> Place:
    """Where a tree of this size keeps a complete subtree (tlog-tiles, "Merkle Tree").

    A leaf's hash is `Node(0, index)`. LogMisuse if the tree has no such subtree.
    """
    if node.level < 0 or node.index < 0 or (node.index + 1) << node.level > size:
        raise LogMisuse(
            f"A tree of {size} leaves has no complete subtree {node.index} of height {node.level}."
        )
    level, height = divmod(node.level, HEIGHT)
    index, offset = divmod(node.index << height, WIDTH)
    width = min(WIDTH, (size >> HEIGHT * level) - index * WIDTH)
    return Place(Tile(level, index, width), offset, 1 << height)


def tile_hashes(tile: Tile, read: ReadFile) -> Proof | Fault:
    """The hashes in a tile's file, or in the full tile that has replaced a partial one."""
    length = tile.width * HASH_BYTES
    data = read(tile.path)
    if not data and tile.width < WIDTH:
        full = read(structs.replace(tile, width=WIDTH).path)
        data = full[:length] if len(full) == WIDTH * HASH_BYTES else b""
    if len(data) != length:
        return Fault(f"{tile.path} has {len(data)} bytes instead of {length}: cut or missing.")
    return tuple(data[at : at + HASH_BYTES] for at in range(0, length, HASH_BYTES))


def read_hashes(groups: tuple[Group, ...], size: int, read: ReadFile) -> Proof | Fault:
    """One hash for each group of complete subtrees of a tree of this size; each tile is read once.

    With `inclusion_nodes` or `consistency_nodes` this is a proof. What is read proves nothing by
    itself: verify it against a signed root.
    """
    tiles: dict[Tile, Proof] = {}
    for tile in dict.fromkeys(place_of(node, size).tile for group in groups for node in group):
        hashes = tile_hashes(tile, read)
        if isinstance(hashes, Fault):
            return hashes
        tiles[tile] = hashes
    return proof_from(groups, lambda node: _hash_in(tiles, place_of(node, size)))


def read_root(size: int, read: ReadFile) -> bytes | Fault:
    """The root over the first `size` leaves, from the tiles along the right edge."""
    if size == 0:
        return EMPTY_ROOT
    root = read_hashes((subtrees(0, size),), size, read)
    return root if isinstance(root, Fault) else root[0]


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of a tree of this size, level by level, the partial one of each level last."""
    level = 0
    while hashes := size >> HEIGHT * level:
        full, rest = divmod(hashes, WIDTH)
        yield from (Tile(level, index) for index in range(full))
        yield from [Tile(level, full, rest)] if rest else []
        level += 1


def grow(
    size: int, leaf_hashes: Iterable[bytes], read: ReadFile
) -> Iterator[tuple[Tile, bytes]] | Fault:
    """The tiles to write when a log of `size` leaves gains these, each with its bytes.

    Reads the partial tiles of the old size and holds one tile per level, however many leaves
    arrive. Full tiles come as they fill, partial ones last; those of the old size may then go.
    """
    edge: list[list[bytes]] = []
    for tile in _ends(size):
        hashes = tile_hashes(tile, read) if tile.width else ()
        if isinstance(hashes, Fault):
            return hashes
        edge.append(list(hashes))
    return _grown(size, leaf_hashes, edge)


def _grown(
    size: int, leaf_hashes: Iterable[bytes], edge: list[list[bytes]]
) -> Iterator[tuple[Tile, bytes]]:
    old = size
    for leaf in leaf_hashes:
        size += 1
        yield from _added(leaf, size, edge)
    for level, hashes in enumerate(edge):
        if hashes and size >> HEIGHT * level > old >> HEIGHT * level:
            yield Tile(level, size >> HEIGHT * (level + 1), len(hashes)), b"".join(hashes)


def _added(leaf: bytes, size: int, edge: list[list[bytes]]) -> Iterator[tuple[Tile, bytes]]:
    """Put the leaf that makes the tree `size` leaves long into `edge`; the tiles it fills."""
    node = leaf
    for level in range(_TOP_LEVEL):
        if level == len(edge):
            edge.append([])
        edge[level].append(node)
        if len(edge[level]) < WIDTH:
            return
        yield Tile(level, (size >> HEIGHT * (level + 1)) - 1), b"".join(edge[level])
        node = tree_head(edge[level])
        edge[level] = []


def right_edge(size: int) -> list[Tile]:
    """The partial tiles of a tree of this size, at most one per level: all that a step reads."""
    return [tile for tile in _ends(size) if tile.width]


def _ends(size: int) -> Iterator[Tile]:
    """The partial tile of each level, of width 0 where the level ends with a full one."""
    level = 0
    while hashes := size >> HEIGHT * level:
        yield Tile(level, *divmod(hashes, WIDTH))
        level += 1


def _hash_in(tiles: dict[Tile, Proof], place: Place) -> bytes:
    return tree_head(tiles[place.tile][place.offset : place.offset + place.count])


def _encoded(index: int) -> str:
    """Three digits per path element, an x before all but the last (tlog-tiles, "Merkle Tree")."""
    path = f"{index % 1000:03}"
    while index := index // 1000:
        path = f"x{index % 1000:03}/{path}"
    return path
