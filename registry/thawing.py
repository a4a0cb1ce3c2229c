"""A snapshot read in small pieces, sharing with the one before what did not change.

A group is published once and then stays, so a new snapshot mostly holds the groups of the one
before: what is equal is kept once. Between two pieces other work goes on, however large the whole.
"""

import gc
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, structs

from registry.errors import SnapshotError
from registry.model.bundle import PublicBundle
from registry.model.sealed import SealedGroup
from registry.snapshot import SCHEMA, FrozenSnapshot, Snapshot, pack, unreadable

Piece = TypeVar("Piece", PublicBundle, SealedGroup)
IN_PIECES = ("groups", "bundles")
FIELDS = structs.fields(Snapshot)
Parted: Any = msgspec.defstruct(
    "Parted",
    [
        (f.name, tuple[Raw, ...] if f.name in IN_PIECES else f.type)
        if f.required
        else (f.name, tuple[Raw, ...] if f.name in IN_PIECES else f.type, f.default)
        for f in FIELDS
    ],
    frozen=True,
    forbid_unknown_fields=True,
)
"""A snapshot whose groups and bundles are still bytes."""


def thaw_onto(body: bytes, digest: str, earlier: Snapshot | None) -> FrozenSnapshot:
    """The snapshot in `body`; what is equal in `earlier` is shared with it.

    SnapshotError where the digest or the shape is not right.
    """
    if hashlib.sha256(body).hexdigest() != digest:
        raise SnapshotError(
            "The bytes of a snapshot do not match its digest.", "Copy it once more."
        )
    with collector_resting():
        try:
            parted = msgspec.json.decode(body, type=Parted)
            snapshot = joined(parted, earlier)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
            raise unreadable() from fault
    if snapshot.schema > SCHEMA:
        raise unreadable()
    return FrozenSnapshot(snapshot, pack(body), digest)


def joined(parted: Any, earlier: Snapshot | None) -> Snapshot:
    """The snapshot with its pieces read."""
    told = {field.name: getattr(parted, field.name) for field in FIELDS}
    told["groups"] = pieces(SealedGroup, parted.groups, earlier.groups if earlier else ())
    told["bundles"] = pieces(PublicBundle, parted.bundles, earlier.bundles if earlier else ())
    return Snapshot(**told)


def pieces(of: type[Piece], raw: Iterable[Raw], earlier: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces, each the earlier one of its id where the two are equal."""
    known = {piece.id: piece for piece in earlier}
    read = msgspec.json.Decoder(of).decode
    return tuple(shared(read(each), known) for each in raw)


def shared(piece: Piece, known: dict[str, Piece]) -> Piece:
    """The piece itself, or the equal one that is there already."""
    there = known.get(piece.id)
    return there if there == piece else piece


@contextmanager
def collector_resting() -> Iterator[None]:
    """Makes very many objects, none of them in a circle, without being searched for circles.

    They are left out of later searches, too: a snapshot goes when nobody holds it any more.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
