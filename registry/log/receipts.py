"""What a sponsor gets for what it sent: a receipt that proves offline that the log holds it.

An opaque leaf is 32 bytes, the SHA-256 commitment over kind, sponsor, programme, time and one
salted hash per record. Every record has its own salt: erasing one patient's salt makes that
record's hash meaningless and leaves every other receipt valid. The leaf has a salt too, for a
leaf without records would otherwise be guessed from its few plain values. A programme's
registration is a public leaf; its receipt carries the leaf as it stands in the log.
"""

import hashlib
from collections.abc import Iterable
from enum import StrEnum

import msgspec
from msgspec import UNSET, Struct, UnsetType, structs

from registry.log.checkpoint import Checkpoint, open_checkpoint
from registry.log.fault import Fault, LogMisuse
from registry.log.leaves import read_public_leaf
from registry.log.merkle import leaf_hash
from registry.log.note import VerifierKey
from registry.log.proof import LogProof, parse_proof
from registry.log.signatures import SponsorSignature, encoded
from registry.log.verification import inclusion_fault

SALT_BYTES = 32
DIGEST_BYTES = 32
_LENGTH_BYTES = 8
_PURPOSE = b"he-registry opaque leaf v1"
_PURPOSE_SIGNED = b"he-registry opaque leaf v2, signed by its sponsor"


class OpaqueKind(StrEnum):
    """The kinds of leaf of which the log shows nothing but 32 bytes."""

    SUBMISSION = "SUBMISSION"
    CORRECTION = "CORRECTION"
    WITHDRAWAL = "WITHDRAWAL"
    TOMBSTONE = "TOMBSTONE"
    STATEMENT = "STATEMENT"


class SealedRecord(Struct, frozen=True, forbid_unknown_fields=True):
    """One record in a leaf: its salted hash; salt and digest until they are erased."""

    hash: bytes
    salt: bytes | None = None
    digest: bytes | None = None

    @property
    def is_open(self) -> bool:
        """Whether salt or digest are still there, so that the hash can be verified."""
        return self.salt is not None or self.digest is not None

    @property
    def holds(self) -> bool:
        """Whether the hash is the one over salt and digest."""
        return self.salt is not None and self.hash == record_hash(self.salt, self.digest or b"")


class LeafOpening(Struct, frozen=True, forbid_unknown_fields=True, tag="opaque"):
    """Everything an opaque leaf commits to; `time` as written, `salt` 32 random bytes.

    `programme` is what it concerns: a programme, or what a statement registered. `signature` is the
    sponsor's own under the request; a leaf without one is what it was before there were any.
    """

    kind: OpaqueKind
    sponsor: str
    programme: str
    time: str
    salt: bytes
    records: tuple[SealedRecord, ...] = ()
    signature: SponsorSignature | UnsetType = UNSET


class PublicEntry(Struct, frozen=True, forbid_unknown_fields=True, tag="public"):
    """A public leaf, as the very text that stands in the log."""

    entry: str


class Receipt(Struct, frozen=True, forbid_unknown_fields=True):
    """What a sponsor keeps: what the leaf holds or commits to, and a C2SP tlog-proof of it."""

    leaf: LeafOpening | PublicEntry
    proof: str


class Verified(Struct, frozen=True):
    """The log holds the leaf: where, under which checkpoint; `reason` says so in plain words.

    `verified` records were compared with their salt and digest, `erased` ones have none any more.
    """

    index: int
    checkpoint: Checkpoint
    verified: int
    erased: int
    reason: str


def record_hash(salt: bytes, digest: bytes) -> bytes:
    """SHA-256 over a record's salt (32 random bytes, its own) and the record's SHA-256 digest."""
    return hashlib.sha256(salt + digest).digest()


def seal_record(salt: bytes, digest: bytes) -> SealedRecord:
    """A record for a new leaf. LogMisuse for a salt or digest of another length than 32 bytes."""
    if len(salt) != SALT_BYTES or len(digest) != DIGEST_BYTES:
        raise LogMisuse("A record needs a salt of 32 random bytes and a digest of 32 bytes.")
    return SealedRecord(record_hash(salt, digest), salt, digest)


def erased(leaf: LeafOpening, erase: Iterable[bytes]) -> LeafOpening:
    """The opening without salt and digest of the records with these hashes."""
    gone = frozenset(erase)
    records = (SealedRecord(each.hash) if each.hash in gone else each for each in leaf.records)
    return structs.replace(leaf, records=tuple(records))


def leaf_content(leaf: LeafOpening | PublicEntry) -> bytes:
    """What stands in the log: a public leaf as it is, or 32 bytes of commitment over the parts.

    Each part stands behind its length. LogMisuse for a salt or record hash of another length than
    32 bytes.
    """
    if isinstance(leaf, PublicEntry):
        return leaf.entry.encode("utf-8", "surrogatepass")
    hashes = [each.hash for each in leaf.records]
    if len(leaf.salt) != SALT_BYTES or any(len(each) != DIGEST_BYTES for each in hashes):
        raise LogMisuse("A leaf needs a salt of 32 random bytes and record hashes of 32 bytes.")
    texts = [leaf.kind, leaf.sponsor, leaf.programme, leaf.time]
    # surrogatepass: text UTF-8 cannot hold must not surface in an encoding error.
    signed = leaf.signature
    opening: list[bytes] = [_PURPOSE]
    if isinstance(signed, SponsorSignature):
        opening = [_PURPOSE_SIGNED, signed.key, signed.content, signed.signature]
    parts = [*opening, leaf.salt, *(text.encode("utf-8", "surrogatepass") for text in texts)]
    framed = (len(part).to_bytes(_LENGTH_BYTES, "big") + part for part in (*parts, *hashes))
    return hashlib.sha256(b"".join(framed)).digest()


def read_receipt(data: bytes) -> Receipt | Fault:
    """The receipt in this JSON; nothing is verified yet."""
    try:
        return msgspec.json.decode(data, type=Receipt)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Fault("This is no receipt: it was cut or changed. Use the copy you were sent.")


def read_receipts(data: bytes) -> tuple[Receipt, ...] | Fault:
    """The receipts in a file: one receipt, or lines that are receipts or carry one.

    A line that carries one is an answer of the registry with a field `receipt`, a text; answers
    without it and lines that broke off are left out. A Fault where nothing is left.
    """
    whole = read_receipt(data)
    if isinstance(whole, Receipt):
        return (whole,)
    found = (read_receipt(_carried(line)) for line in data.splitlines())
    receipts = tuple(each for each in found if isinstance(each, Receipt))
    return receipts or whole


def _carried(line: bytes) -> bytes:
    try:
        return (msgspec.json.decode(line, type=_Answer).receipt or "").encode()
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return line


class _Answer(Struct):
    receipt: str | None


def verify_receipt(receipt: Receipt, key: VerifierKey) -> Verified | Fault:
    """Whether the log that signs with this key holds what the receipt opens, offline.

    Compares records with their salts, the leaf with the inclusion proof (RFC 9162, section
    2.1.3.2), the root with the checkpoint (C2SP tlog-proof), the checkpoint with the key.
    """
    fault = _leaf_fault(receipt.leaf)
    if fault:
        return fault
    proof = parse_proof(receipt.proof)
    if isinstance(proof, Fault):
        return proof
    checkpoint = open_checkpoint(proof.checkpoint.encode("utf-8", "surrogatepass"), [key])
    if isinstance(checkpoint, Fault):
        return checkpoint
    leaf = leaf_hash(leaf_content(receipt.leaf))
    missing = inclusion_fault(leaf, proof.index, checkpoint.size, proof.path, checkpoint.root)
    if missing:
        return Fault(f"The log does not hold what this receipt says. {missing.reason}")
    return _verified(receipt.leaf, proof, checkpoint)


def _leaf_fault(leaf: LeafOpening | PublicEntry) -> Fault | None:
    if isinstance(leaf, PublicEntry):
        public = read_public_leaf(leaf_content(leaf))
        return public if isinstance(public, Fault) else None
    for place, record in enumerate(leaf.records, 1):
        if record.is_open and not record.holds:
            return Fault(f"Record {place} is not the one that was sealed: it was changed.")
    if isinstance(leaf.signature, SponsorSignature) and not leaf.signature.held:
        return Fault("The sponsor's signature is not under this content: it was changed.")
    if len(leaf.salt) != SALT_BYTES or any(len(r.hash) != DIGEST_BYTES for r in leaf.records):
        return Fault("The receipt's salt or a record's hash does not have 32 bytes: damaged.")
    return None


def signed_by(leaf: LeafOpening) -> str:
    """Who signed a leaf's content, as a sentence; nothing where nobody did."""
    signed = leaf.signature
    if not isinstance(signed, SponsorSignature):
        return ""
    return f" Signed by the sponsor's key {encoded(signed.key)}."


def _verified(leaf: LeafOpening | PublicEntry, proof: LogProof, checkpoint: Checkpoint) -> Verified:
    place = f"leaf {proof.index} of the {checkpoint.size} that {checkpoint.origin} signed"
    if isinstance(leaf, PublicEntry):
        return Verified(proof.index, checkpoint, 0, 0, f"Public {place}: {leaf.entry}")
    opened = sum(record.is_open for record in leaf.records)
    gone = len(leaf.records) - opened
    said = f"{leaf.kind.capitalize()} of {leaf.time}: {place}."
    reason = f"{said} Records verified: {opened}, erased: {gone}.{signed_by(leaf)}"
    return Verified(proof.index, checkpoint, opened, gone, reason)
