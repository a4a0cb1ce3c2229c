"""Everything public at a moment, as one immutable value with canonical bytes and a digest.

A snapshot holds no person-level row: patient-derived numbers stand only in `SealedGroup`, as
additive counts over at least eleven different patients. Each snapshot names its predecessor's
digest, so that no snapshot can be exchanged unnoticed.
"""

import hashlib
import zlib
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Struct

from registry.errors import SnapshotError
from registry.model.bundle import PublicBundle
from registry.model.decision import Activity, PublicDecision, SafetyNotice, Standing
from registry.model.endpoint import EndpointResult
from registry.model.hold import Hold
from registry.model.parties import Authority, Centre, Offer, Organisation
from registry.model.product import Approval, Product
from registry.model.programme import Programme
from registry.model.sealed import SealedGroup
from registry.model.transparency import Advice, Cost, Delay, Erratum, LaySummary
from registry.model.wishes import KeyRequest

SCHEMA = 1

Made = TypeVar("Made")


class PublicProgramme(Struct, frozen=True, forbid_unknown_fields=True):
    """A registered programme with its stage. Every registered programme is in every snapshot.

    `due_on` is the release date by which its results are due, None while none is known.
    """

    programme: Programme
    stage: str
    activity: Activity
    decisions: tuple[PublicDecision, ...]
    overdue: bool = False
    silent: bool = False
    due_on: date | None = None


class PublicEndpointResult(Struct, frozen=True, forbid_unknown_fields=True):
    """An endpoint with its verdict, or with the reason why the verdict is withheld.

    WITHHELD is the same whether or not its sponsor has reported.
    """

    result: EndpointResult
    standing: Standing
    opens_on: date | None = None


class PublicVerdictSet(Struct, frozen=True, forbid_unknown_fields=True):
    """Ended programmes too small to show a verdict each: of `total`, `met` reached their goal.

    A set never grows and never changes; a programme is in one at most. The goal is every primary
    endpoint as it was locked first.
    """

    id: str
    formed_on: date
    programme_ids: tuple[str, ...]
    met: int
    total: int
    synthetic: bool


class Directory(Struct, frozen=True, forbid_unknown_fields=True):
    """Sourced public facts; nothing here derives from a patient."""

    organisations: tuple[Organisation, ...] = ()
    centres: tuple[Centre, ...] = ()
    authorities: tuple[Authority, ...] = ()
    products: tuple[Product, ...] = ()
    approvals: tuple[Approval, ...] = ()
    offers: tuple[Offer, ...] = ()
    costs: tuple[Cost, ...] = ()
    advice: tuple[Advice, ...] = ()
    holds: tuple[Hold, ...] = ()
    lay_summaries: tuple[LaySummary, ...] = ()


class PooledCost(Struct, frozen=True, forbid_unknown_fields=True):
    """What care costs over at least three sponsors, in minor units, to two significant digits.

    Quartiles are None where fewer than eight sponsors contribute.
    """

    product_class: str
    category: str
    per: str
    basis: str
    currency: str
    synthetic: bool
    median: int
    low_quartile: int | None
    high_quartile: int | None


class Snapshot(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Everything public on `as_of`. `predecessor` is the digest of the snapshot before.

    `released_on` is the latest release date whose sealing and opening it contains.
    `errata` are the board's decisions that were carried out.
    `missed_releases` are those with which nothing was published. `safety_notices` are those issued
    up to `noticed_on`, the latest monthly day it contains. `key_requests` are the whole wish list.
    `delays` are the board's words on releases that come later. `compared_sponsors` are those whose
    completeness stands beside that of others.
    """

    number: int
    as_of: date
    predecessor: str | None
    policy_version: str
    policy_digest: str
    next_release: date
    directory: Directory
    programmes: tuple[PublicProgramme, ...]
    endpoint_results: tuple[PublicEndpointResult, ...]
    groups: tuple[SealedGroup, ...]
    released_on: date | None = None
    pooled_costs: tuple[PooledCost, ...] = ()
    verdict_sets: tuple[PublicVerdictSet, ...] = ()
    missed_releases: tuple[date, ...] = ()
    safety_notices: tuple[SafetyNotice, ...] = ()
    noticed_on: date | None = None
    bundles: tuple[PublicBundle, ...] = ()
    errata: tuple[Erratum, ...] = ()
    key_requests: tuple[KeyRequest, ...] = ()
    delays: tuple[Delay, ...] = ()
    compared_sponsors: tuple[str, ...] = ()
    schema: int = SCHEMA


def once(snapshot: Snapshot, make: Callable[[Snapshot], Made]) -> Made:
    """What `make` derives of a snapshot, made once and forgotten with it. `make` must be pure."""
    made: dict[object, Any] = snapshot.__dict__.setdefault("made", {})
    if make not in made:
        made[make] = make(snapshot)
    return cast(Made, made[make])


class FrozenSnapshot(Struct, frozen=True):
    """A snapshot with its canonical bytes and their SHA-256 digest (lower-case hex).

    The bytes are kept packed, in about a tenth of their size, for they are seldom asked for.
    """

    snapshot: Snapshot
    packed: bytes
    digest: str

    @property
    def body(self) -> bytes:
        """The canonical bytes."""
        return zlib.decompress(self.packed)


def pack(body: bytes) -> bytes:
    """Bytes as a frozen snapshot keeps them; quickly rather than as short as can be."""
    return zlib.compress(body, 1)


def freeze(snapshot: Snapshot) -> FrozenSnapshot:
    """The snapshot with its canonical bytes: JSON, keys sorted, no spaces, UTF-8."""
    body = msgspec.json.encode(snapshot, order="sorted")
    return FrozenSnapshot(snapshot, pack(body), hashlib.sha256(body).hexdigest())


def unreadable() -> SnapshotError:
    """The bytes are whole, but of a shape only another version knows."""
    return SnapshotError(
        "A snapshot does not have the shape this version reads.",
        "Run the version of the registry that wrote it, or a newer one.",
    )


def thaw(body: bytes, digest: str) -> FrozenSnapshot:
    """The snapshot in `body`. Raises SnapshotError where the digest or the shape is not right."""
    if hashlib.sha256(body).hexdigest() != digest:
        raise SnapshotError(
            "The bytes of a snapshot do not match its digest.",
            "Restore the snapshot from a backup; the last good one stays public.",
        )
    try:
        snapshot = msgspec.json.decode(body, type=Snapshot)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise unreadable() from fault
    if snapshot.schema > SCHEMA:
        raise unreadable()
    return FrozenSnapshot(snapshot, pack(body), digest)


def check_follows(later: Snapshot, earlier: FrozenSnapshot | None) -> None:
    """Raise SnapshotError unless `later` names `earlier`, one number on and not of a day before."""
    expected = (1, None) if earlier is None else (earlier.snapshot.number + 1, earlier.digest)
    if (later.number, later.predecessor) != expected:
        raise SnapshotError(
            f"Snapshot {later.number} does not follow the latest one.",
            "Another publication ran at the same time; publish again.",
        )
    if earlier is not None and later.as_of < earlier.snapshot.as_of:
        raise SnapshotError(
            f"A snapshot of {earlier.snapshot.as_of} is public already.",
            "Publish as of that day or a later one.",
        )
