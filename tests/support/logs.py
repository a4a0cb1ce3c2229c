"""Small logs for tests: numbered leaves, a key, signed checkpoints and receipts."""

from collections.abc import Sequence

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from registry.log.checkpoint import Checkpoint, sign_checkpoint
from registry.log.merkle import (
    Proof,
    ReadNode,
    consistency_nodes,
    inclusion_nodes,
    leaf_hash,
    node_hash,
    proof_from,
    tree_head,
)
from registry.log.note import verifier_key
from registry.log.proof import LogProof
from registry.log.receipts import LeafOpening, OpaqueKind, Receipt, leaf_content, seal_record

ORIGIN = "registry.example/log"
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = verifier_key(ORIGIN, PRIVATE)
OTHER_PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def numbered(count: int, start: int = 0) -> list[bytes]:
    """The hashes of `count` different leaves."""
    return [leaf_hash(number.to_bytes(32, "big")) for number in range(start, start + count)]


def nodes_in_memory(leaf_hashes: Sequence[bytes]) -> ReadNode:
    """Reads any complete subtree of these leaves, of which it keeps every one."""
    levels = [list(leaf_hashes)]
    while len(levels[-1]) > 1:
        pairs = zip(levels[-1][::2], levels[-1][1::2], strict=False)
        levels.append([node_hash(*pair) for pair in pairs])
    return lambda node: levels[node.level][node.index]


def receipt_bytes(receipt: Receipt) -> bytes:
    """The receipt as JSON, byte strings as base64."""
    return msgspec.json.format(msgspec.json.encode(receipt), indent=2)


def inclusion(leaves: Sequence[bytes], index: int) -> Proof:
    return proof_from(inclusion_nodes(index, len(leaves)), nodes_in_memory(leaves))


def consistency(leaves: Sequence[bytes], old: int) -> Proof:
    return proof_from(consistency_nodes(old, len(leaves)), nodes_in_memory(leaves))


def checkpoint_of(leaves: Sequence[bytes], origin: str = ORIGIN) -> Checkpoint:
    return Checkpoint(origin, len(leaves), tree_head(leaves))


def signed_text(leaves: Sequence[bytes], private_key: Ed25519PrivateKey = PRIVATE) -> str:
    return sign_checkpoint(checkpoint_of(leaves), private_key).encoded.decode()


def opening(records: int = 3) -> LeafOpening:
    """A submission of so many records, each with its own salt."""
    sealed = (seal_record(bytes([n]) * 32, bytes([100 + n]) * 32) for n in range(records))
    return LeafOpening(
        OpaqueKind.SUBMISSION,
        "ORG-1",
        "PRG-1",
        "2027-01-11T09:30:00Z",
        bytes(range(32, 64)),
        tuple(sealed),
    )


def log_with(leaf: LeafOpening, before: int = 4, after: int = 3) -> list[bytes]:
    return [*numbered(before), leaf_hash(leaf_content(leaf)), *numbered(after, start=before)]


def receipt_for(leaf: LeafOpening, before: int = 4, after: int = 3) -> Receipt:
    leaves = log_with(leaf, before, after)
    return Receipt(leaf, LogProof(before, inclusion(leaves, before), signed_text(leaves)).text)
