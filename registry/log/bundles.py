"""The entries of a log as files: C2SP tlog-tiles, "Log Entries", up to 256 in one bundle."""

from collections.abc import Sequence

from registry.log.fault import Fault, LogMisuse
from registry.log.tiles import WIDTH, Tile, parse_tile

_HASHES, _ENTRIES = "tile/0/", "tile/entries/"
_LENGTH_BYTES = 2
MOST_BYTES = 2 ** (8 * _LENGTH_BYTES) - 1


def bundle_path(index: int, width: int = WIDTH) -> str:
    """Where the entries of tile `index` of the lowest level lie, under the log's prefix."""
    return Tile(0, index, width).path.replace(_HASHES, _ENTRIES, 1)


def parse_bundle(path: str) -> Tile | None:
    """The tile of the lowest level whose entries have exactly this path; None for another text."""
    hashes = path.replace(_ENTRIES, _HASHES, 1) if path.startswith(_ENTRIES) else ""
    return parse_tile(hashes)


def bundle_bytes(entries: Sequence[bytes]) -> bytes:
    """The entries of one bundle, each behind its length in two bytes, big-endian.

    LogMisuse for an entry longer than 65535 bytes.
    """
    if any(len(entry) > MOST_BYTES for entry in entries):
        raise LogMisuse(f"An entry of a log has at most {MOST_BYTES} bytes.")
    return b"".join(len(entry).to_bytes(_LENGTH_BYTES, "big") + entry for entry in entries)


def read_bundle(data: bytes, width: int) -> tuple[bytes, ...] | Fault:
    """The `width` entries in these bytes; nothing is verified yet, and no byte is left over."""
    entries, at = [], 0
    while at < len(data):
        start = at + _LENGTH_BYTES
        at = start + int.from_bytes(data[at:start], "big")
        entries.append(data[start:at])
    if at != len(data) or len(entries) != width:
        return Fault(f"A bundle of {width} entries was cut or changed.")
    return tuple(entries)
