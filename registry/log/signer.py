"""The log's own key: what signs checkpoints, and what proves a leaf against one signed at once."""

from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from registry.log.checkpoint import Checkpoint, sign_checkpoint
from registry.log.merkle import CompactTree, Proof
from registry.log.note import VerifierKey, sign_note, verifier_key
from registry.log.proof import LogProof

KEY_BYTES = 32


class LogSigner(Struct, frozen=True, dict=True):
    """A log's origin and its private key, 32 bytes (RFC 8032)."""

    origin: str
    secret: bytes

    def __repr__(self) -> str:
        return "LogSigner()"

    @cached_property
    def key(self) -> VerifierKey:
        """The public half, as verifiers hold it. LogMisuse if the origin cannot name a key."""
        return verifier_key(self.origin, self._private)

    def checkpoint(self, size: int, root: bytes) -> str:
        """The log at this size, signed."""
        signed = sign_checkpoint(Checkpoint(self.origin, size, root), self._private)
        return signed.encoded.decode()

    def handover(self, size: int, root: bytes, successor: "LogSigner") -> str:
        """The log at this size, signed by this key and by the one that follows it."""
        note = sign_checkpoint(Checkpoint(self.origin, size, root), self._private)
        return sign_note(note, self.origin, successor._private).encoded.decode()

    def proof(self, tree: CompactTree, path: Proof) -> str:
        """That the last leaf stands in this tree, with a checkpoint signed for it."""
        return LogProof(tree.size - 1, path, self.checkpoint(tree.size, tree.root)).text

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)
