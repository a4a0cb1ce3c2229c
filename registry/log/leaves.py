"""What stands openly in the log: public leaves as canonical JSON, one struct per kind.

A leaf holds only what is public anyway, and only days that are public anyway: the log dates no
record. What concerns patients or is a sponsor's own statement is an opaque leaf of exactly
`OPAQUE_BYTES` instead (`registry.log.receipts`); every public leaf is longer. The fields of a kind
never change, because an old leaf must read for ever: what needs other fields is another kind.
"""

from datetime import date

import msgspec
from msgspec import Struct

from registry.log.fault import Fault

OPAQUE_BYTES = 32


class RegistrationLeaf(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="registration"
):
    """A programme as first registered: its id, route, day, plan, and the locked endpoints' digest.

    `longest_wait_days` is locked with it. `endpoints` is the digest of `locked_digest`.
    """

    programme: str
    route: str
    registered_on: date
    endpoints: str
    planned_patients: int | None
    planned_end: date | None
    longest_wait_days: int


class DecisionLeaf(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="decision"
):
    """A release decision that is new, or other than in the snapshot before."""

    programme: str
    stage: str
    open: bool
    opened_on: date | None
    latest_on: date | None
    explanation: str
    policy_version: str
    inputs_digest: str


class HoldLeaf(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="hold"):
    """A sponsor's public request to wait with interim efficacy; `reason` is a code."""

    lineage: str
    programme: str
    requested_on: date
    until: date
    reason: str


class GroupLeaf(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="group"):
    """A sealed group at its opening; `members` is a keyed digest, HMAC-SHA-256 in hex."""

    group: str
    opened_on: date
    members: str


class SnapshotLeaf(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="snapshot"
):
    """A published snapshot: the SHA-256 of its bytes and of the snapshot before, in hex."""

    number: int
    as_of: date
    digest: str
    predecessor: str | None
    policy_version: str


class PolicyLeaf(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="policy"):
    """The release policy from here on: its version and SHA-256 in hex."""

    version: str
    digest: str


class KeyLeaf(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="key"):
    """A change of the log's key; both as verifier keys (C2SP signed-note, "Verifier keys")."""

    old: str
    new: str
    on: date


class SecretKeyLeaf(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="secret-key"
):
    """A change of a key that nobody ever sees: `of` is "root" or "columns"; its number from 2."""

    of: str
    number: int
    on: date


class TrailLeaf(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="trail"):
    """The audit trail up to an event's number; `digest` is a keyed one, HMAC-SHA-256 in hex."""

    through: int
    digest: str


class WishLeaf(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="wish"):
    """A request of the wish list; `purpose` is the SHA-256 of its text in hex."""

    request: str
    key: str
    asked_on: date
    asked_by: str
    purpose: str


class WishDecisionLeaf(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="wish-decision"
):
    """The board's decision on a request; `reason` is the SHA-256 of its text in hex."""

    request: str
    adopted: bool
    decided_on: date
    applies_from: date | None
    reason: str


class DelayLeaf(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="delay"):
    """The board's word that a release comes later; `reason` is the SHA-256 of its text in hex."""

    release: date
    decided_on: date
    reason: str


AnyWishLeaf = WishLeaf | WishDecisionLeaf

PublicLeaf = (
    RegistrationLeaf
    | DecisionLeaf
    | HoldLeaf
    | GroupLeaf
    | SnapshotLeaf
    | PolicyLeaf
    | KeyLeaf
    | SecretKeyLeaf
    | TrailLeaf
    | WishLeaf
    | WishDecisionLeaf
    | DelayLeaf
)


def public_leaf_bytes(leaf: PublicLeaf) -> bytes:
    """The leaf as it stands in the log: JSON, keys sorted, no spaces, UTF-8."""
    return msgspec.json.encode(leaf, order="sorted")


def is_opaque(entry: bytes) -> bool:
    """Whether an entry of the log is a commitment: exactly 32 bytes, as no public leaf has."""
    return len(entry) == OPAQUE_BYTES


def read_public_leaf(entry: bytes) -> PublicLeaf | Fault:
    """The public leaf in these bytes; a Fault unless they are exactly what the log writes."""
    try:
        leaf: PublicLeaf = msgspec.json.decode(entry, type=PublicLeaf)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Fault("This entry is neither an opaque leaf nor a public one of a known kind.")
    if public_leaf_bytes(leaf) != entry:
        return Fault("This entry is a public leaf in another spelling than the log writes.")
    return leaf
