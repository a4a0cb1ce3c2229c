"""A log of any length, written bundle by bundle, that ends with real publications."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from logs import ORIGIN, PRIVATE
from public_files import keys_file, write

from registry.log.bundles import bundle_bytes, bundle_path
from registry.log.checkpoint import Checkpoint, sign_checkpoint
from registry.log.fault import Fault
from registry.log.merkle import leaf_hash, tree_head
from registry.log.tiles import WIDTH, Tile, grow, read_root


def opaque(number: int) -> bytes:
    """A leaf of 32 bytes."""
    return hashlib.sha256(number.to_bytes(8, "big")).digest()


def bundles(leaves: int, last: Sequence[bytes]) -> Iterator[tuple[Tile, list[bytes]]]:
    """The leaves in bundles: opaque ones, then these last ones."""
    before = leaves - len(last)
    for start in range(0, leaves, WIDTH):
        end = min(start + WIDTH, leaves)
        some = [opaque(number) for number in range(start, min(end, before))]
        some += last[max(start - before, 0) : max(end - before, 0)]
        yield Tile(0, start // WIDTH, end - start), some


def write_large_log(folder: Path, leaves: int, last: Sequence[bytes]) -> None:
    """The files of a signed log of so many leaves."""
    tiles: dict[str, bytes] = {}

    def heads() -> Iterator[bytes]:
        for tile, some in bundles(leaves, last):
            hashes = [leaf_hash(entry) for entry in some]
            tiles[tile.path] = b"".join(hashes)
            tiles[bundle_path(tile.index, tile.width)] = bundle_bytes(some)
            if tile.width == WIDTH:
                yield tree_head(hashes)

    grown = grow(0, heads(), lambda _: b"")
    assert not isinstance(grown, Fault)
    tiles |= {Tile(each.level + 1, each.index, each.width).path: data for each, data in grown}
    root = read_root(leaves, tiles.__getitem__)
    assert not isinstance(root, Fault)
    note = sign_checkpoint(Checkpoint(ORIGIN, leaves, root), PRIVATE).encoded
    write(folder / "log", {**tiles, "checkpoint": note, "keys": keys_file(PRIVATE)})
