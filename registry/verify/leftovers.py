"""Older parts of tiles and bundles, which a folder may still hold beside what took their place."""

from collections.abc import Iterable
from pathlib import Path

from registry.log.bundles import bundle_bytes, bundle_path, parse_bundle, read_bundle
from registry.log.fault import Fault
from registry.log.merkle import HASH_BYTES
from registry.log.tiles import HEIGHT, WIDTH, ReadFile, Tile, parse_tile
from registry.verify.report import Checked, Finding
from registry.verify.tree import LOG

CHANGED = "It is not the beginning of what took its place: it was changed."


def parts_in(folder: Path) -> list[str]:
    """The paths, under the log's prefix, of every part of a tile or bundle in a folder."""
    log = folder / LOG
    return [path.relative_to(log).as_posix() for path in sorted(log.glob("tile/**/*.p/*"))]


def older_parts(paths: Iterable[str], size: int, read: ReadFile) -> Checked:
    """Each of these files that a log of this size no longer needs; others are read elsewhere."""
    for path in paths:
        bundle = parse_bundle(path)
        part = bundle or parse_tile(path)
        width = 0 if part is None else width_today(part, size)
        if part is not None and part.width < width:
            right = entries(part, width, read) if bundle else hashes(part, width, read)
            yield None if read(path) == right else Finding(LOG + path, CHANGED)


def width_today(part: Tile, size: int) -> int:
    """How many hashes a log of this size has in the place of a tile."""
    return max(min((size >> HEIGHT * part.level) - part.index * WIDTH, WIDTH), 0)


def hashes(part: Tile, width: int, read: ReadFile) -> bytes:
    """What an older tile of hashes must hold."""
    return read(Tile(part.level, part.index, width).path)[: part.width * HASH_BYTES]


def entries(part: Tile, width: int, read: ReadFile) -> bytes:
    """What an older bundle of entries must hold; nothing where today's cannot be read."""
    whole = read_bundle(read(bundle_path(part.index, width)), width)
    return b"" if isinstance(whole, Fault) else bundle_bytes(whole[: part.width])
