"""Reads the whole log once and works its tree out anew, with one tile of each level in memory.

Entries give hashes, hashes give tiles (C2SP tlog-tiles), tiles give the root. Each is compared
with its file, and the root with the signed checkpoint.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct, structs

from registry.log.bundles import bundle_path, read_bundle
from registry.log.checkpoint import Checkpoint
from registry.log.fault import Fault
from registry.log.leaves import is_opaque
from registry.log.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    CompactTree,
    joined,
    leaf_hash,
    tree_head,
)
from registry.log.tiles import WIDTH, ReadFile, Tile, grow
from registry.verify.report import Finding, Line
from registry.verify.sources import Read, ahead

LOG = "log/"
OTHER_ROOT = "The entries do not give the root that the checkpoint signs."
WRONG_TILE = "It does not hold the hashes that the level below gives: it was changed."
SeeLeaf = Callable[[int, bytes], None]
Tell = Callable[[int, int], None]


def in_log(read: Read) -> ReadFile:
    """Reads files by their path under the log's prefix."""
    return lambda path: read(LOG + path)


def silent(done: int, of: int) -> None:
    """Tell nobody how far the walk is."""


class Difference(Struct, frozen=True):
    """A tile of the lowest level that does not hold the hashes of its entries, from a leaf on."""

    tile: Tile
    leaf: int


class Walk(Struct):
    """A walk over the log: what it reads and compares, and what it keeps on its way.

    `sizes` and `leaves` are asked for, by bundle: the roots of the trees of so many leaves, and
    the hashes of these leaves. `see` is shown every public leaf, in order.
    """

    size: int
    read: ReadFile
    see: SeeLeaf
    tell: Tell
    entry_line: Line
    tile_line: Line
    sizes: dict[int, list[int]]
    leaves: dict[int, list[int]]
    roots: dict[int, bytes] = {}
    hashes: dict[int, bytes] = {}
    differences: list[Difference] = []

    def heads(self) -> Iterator[bytes]:
        """The hash over each full bundle of entries; its tile is compared on the way."""
        paths = (path for t in lowest_tiles(self.size) for path in (bundle_of(t), t.path))
        files, tree = ahead(self.read, paths), CompactTree()
        for tile, data, stored in zip(lowest_tiles(self.size), files, files, strict=False):
            hashes = self.bundle(tile, data, stored)
            if len(hashes) < tile.width:
                return
            self.remember(tree, hashes)
            self.tell(tile.first + tile.width, self.size)
            if tile.width == WIDTH:
                head = tree_head(hashes)
                tree = tree.extended([head])
                yield head
        self.remember(tree, [])

    def remember(self, tree: CompactTree, hashes: Sequence[bytes]) -> None:
        """Keep what is asked for of the bundle after a tree of full bundles, here their heads."""
        asked = self.sizes.get(tree.size, ())
        for size in (each for each in asked if each % WIDTH <= len(hashes)):
            edge = (*tree.edge, *CompactTree().extended(hashes[: size % WIDTH]).edge)
            self.roots[size] = joined(edge) if edge else EMPTY_ROOT
        for leaf in self.leaves.get(tree.size, ()) if hashes else ():
            self.hashes[leaf] = hashes[leaf % WIDTH]

    def bundle(self, tile: Tile, data: bytes, stored: bytes) -> list[bytes]:
        """The hashes of a bundle's entries; those of its tile where entries cannot be read."""
        entries = entries_of(tile, data, self.read)
        if isinstance(entries, Fault):
            self.entry_line.add(Finding(LOG + bundle_of(tile), entries.reason))
            return [stored[at : at + HASH_BYTES] for at in range(0, len(stored), HASH_BYTES)]
        hashes = [leaf_hash(entry) for entry in entries]
        self.entry_line.seen += len(entries)
        self.compare(tile, b"".join(hashes), stored)
        for index, entry in enumerate(entries, tile.index * WIDTH):
            if not is_opaque(entry):
                self.see(index, entry)
        return hashes

    def compare(self, tile: Tile, right: bytes, stored: bytes) -> None:
        """Compare a tile's file with what it must hold."""
        self.tile_line.seen += 1
        stored = stored or self.full(tile)
        if len(stored) != len(right):
            told = f"It has {len(stored)} bytes instead of {len(right)}: cut or missing."
            self.tile_line.add(Finding(LOG + tile.path, told))
        elif stored != right and tile.level:
            self.tile_line.add(Finding(LOG + tile.path, WRONG_TILE))
        elif stored != right:
            leaf = tile.index * WIDTH + first_other(stored, right) // HASH_BYTES
            self.differences.append(Difference(tile, leaf))

    def full(self, tile: Tile) -> bytes:
        """The first hashes of the full tile that has replaced a partial one."""
        whole = self.read(structs.replace(tile, width=WIDTH).path)
        return whole[: tile.width * HASH_BYTES] if len(whole) == WIDTH * HASH_BYTES else b""

    def blame(self, root_holds: bool) -> None:
        """Say which file is wrong where a bundle and its tile differ: the root decides."""
        for each in self.differences:
            bundle, tile = LOG + bundle_of(each.tile), LOG + each.tile.path
            if root_holds:
                told = f"Its hash of leaf {each.leaf} is not the one of the entry: it was changed."
                self.tile_line.add(Finding(tile, told))
            else:
                told = f"Leaf {each.leaf} is not the one whose hash {tile} holds."
                self.entry_line.add(Finding(bundle, told))


def walk_tree(
    checkpoint: Checkpoint,
    read: ReadFile,
    see: SeeLeaf,
    lines: Sequence[Line],
    sizes: Iterable[int] = (),
    leaves: Iterable[int] = (),
    tell: Tell = silent,
) -> Walk:
    """Check every entry, every tile and the root: a line of the report for each of the three.

    The roots of the trees of `sizes` leaves and the hashes of `leaves` are kept on the way; no
    file but the entries decides them.
    """
    entry_line, tile_line, root_line = lines
    size = checkpoint.size
    asked = by_bundle(each for each in (*sizes, size) if each <= size)
    wanted = by_bundle(each for each in leaves if each < size)
    walk = Walk(size, read, see, tell, entry_line, tile_line, asked, wanted)
    grown = grow(0, walk.heads(), lambda _: b"")
    for tile, data in () if isinstance(grown, Fault) else grown:
        higher = structs.replace(tile, level=tile.level + 1)
        walk.compare(higher, data, read(higher.path))
    holds = walk.roots.get(size) == checkpoint.root
    walk.blame(holds)
    root_line.take([None if holds else Finding(f"{LOG}checkpoint", OTHER_ROOT)])
    return walk


def entries_of(tile: Tile, data: bytes, read: ReadFile) -> tuple[bytes, ...] | Fault:
    """The entries of a bundle, or the first ones of the full bundle that has replaced it."""
    if data or tile.width == WIDTH:
        return read_bundle(data, tile.width)
    full = read_bundle(read(bundle_path(tile.index)), WIDTH)
    return full if isinstance(full, Fault) else full[: tile.width]


def by_bundle(places: Iterable[int]) -> dict[int, list[int]]:
    """Places in the log by the bundle they lie in."""
    found: dict[int, list[int]] = defaultdict(list)
    for place in sorted({*places}):
        found[place // WIDTH].append(place)
    return found


def lowest_tiles(size: int) -> Iterator[Tile]:
    """The tiles of the leaves' hashes, the partial one last."""
    full, rest = divmod(size, WIDTH)
    yield from (Tile(0, index) for index in range(full))
    yield from [Tile(0, full, rest)] if rest else []


def bundle_of(tile: Tile) -> str:
    """Where the entries of a tile of the lowest level lie."""
    return bundle_path(tile.index, tile.width)


def leaf_place(index: int, size: int) -> str:
    """The file of a leaf, and the leaf."""
    bundle = index // WIDTH
    return f"{LOG}{bundle_path(bundle, min(WIDTH, size - bundle * WIDTH))}, leaf {index}"


def first_other(one: bytes, other: bytes) -> int:
    """Where two byte strings of one length differ first."""
    return next(
        at for at, (left, right) in enumerate(zip(one, other, strict=True)) if left != right
    )
