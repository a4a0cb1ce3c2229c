"""Public files written by hand: what a registry that published these snapshots would serve."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from logs import ORIGIN, PRIVATE

from registry.intake.registered import registration_leaf
from registry.log.bundles import bundle_bytes, bundle_path
from registry.log.checkpoint import Checkpoint, sign_checkpoint
from registry.log.fault import Fault
from registry.log.leaves import public_leaf_bytes
from registry.log.merkle import leaf_hash, tree_head
from registry.log.note import sign_note, verifier_key
from registry.log.tiles import WIDTH, grow
from registry.release.leaves import publication_leaves
from registry.snapshot import FrozenSnapshot

Files = dict[str, bytes]
Snapshots = Sequence[FrozenSnapshot]


def members_of(snapshot: FrozenSnapshot) -> Mapping[str, str]:
    """A digest of each group's members, as only the registry could work it out."""
    return {g.id: sha256(g.id.encode()).hexdigest() for g in snapshot.snapshot.groups}


def entries_for(snapshots: Snapshots, registered: Snapshots = (), opaque: int = 3) -> list[bytes]:
    """The leaves of registrations and publications, with opaque ones before each publication.

    Programmes are registered as they stand in `registered`, else as in the snapshots themselves.
    """
    entries: list[bytes] = []
    known: set[str] = set()
    earlier = None
    for frozen, first in zip(snapshots, registered or snapshots, strict=True):
        number = frozen.snapshot.number
        entries += [sha256(b"%d %d" % (number, n)).digest() for n in range(opaque)]
        new = [row.programme for row in first.snapshot.programmes if row.programme.id not in known]
        entries += [public_leaf_bytes(registration_leaf(programme)) for programme in new]
        known |= {programme.id for programme in new}
        leaves = publication_leaves(frozen, earlier, members_of(frozen))
        entries += [public_leaf_bytes(leaf) for leaf in leaves]
        earlier = frozen
    return entries


def signed(entries: Sequence[bytes], *private_keys: Ed25519PrivateKey) -> bytes:
    """The checkpoint over these leaves, signed by each key."""
    root = tree_head(leaf_hash(entry) for entry in entries)
    checkpoint = Checkpoint(ORIGIN, len(entries), root)
    note = sign_checkpoint(checkpoint, private_keys[0])
    for key in private_keys[1:]:
        note = sign_note(note, ORIGIN, key)
    return note.encoded


def keys_file(*private_keys: Ed25519PrivateKey) -> bytes:
    """The list of a log's keys, oldest first."""
    return "".join(f"{verifier_key(ORIGIN, key).encoded}\n" for key in private_keys).encode()


def log_files(entries: Sequence[bytes], private_key: Ed25519PrivateKey = PRIVATE) -> Files:
    """A log's files under one key of its own."""
    files = dict(tile_files(entries)) | dict(bundle_files(entries))
    return {
        **{f"log/{path}": data for path, data in files.items()},
        "log/checkpoint": signed(entries, private_key),
        "log/keys": keys_file(private_key),
    }


def tile_files(entries: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """The tiles of these leaves."""
    tiles = grow(0, [leaf_hash(entry) for entry in entries], lambda _: b"")
    assert not isinstance(tiles, Fault)
    return ((tile.path, data) for tile, data in tiles)


def bundle_files(entries: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """The leaves themselves, in bundles."""
    for at in range(0, len(entries), WIDTH):
        some = entries[at : at + WIDTH]
        yield bundle_path(at // WIDTH, len(some)), bundle_bytes(some)


def snapshot_files(snapshots: Snapshots) -> Files:
    """Each snapshot's bytes, and which is the latest."""
    files = {f"r/{each.snapshot.number}/snapshot.json": each.body for each in snapshots}
    last = snapshots[-1]
    latest = {"number": last.snapshot.number, "digest": last.digest}
    return {**files, "r/latest.json": msgspec.json.encode(latest)}


def write(folder: Path, files: Files) -> Path:
    """The files in a folder."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder
