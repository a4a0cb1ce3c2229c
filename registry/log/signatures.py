"""A sponsor's own signature under what it sends, so that a receipt binds the sponsor, too.

Ed25519 (RFC 8032) over one line that names the purpose and the SHA-256 of the request: its route,
how it is asked for and the digest of its body, a line each as in RFC 9421, section 2.5. Who holds
request, receipt and the sponsor's public key can show to anybody that this sponsor sent it.
"""

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

KEY_BYTES, SIGNATURE_BYTES, DIGEST_BYTES = 32, 64, 32
_PURPOSE = b"he-registry signed request v2 "
_BODY_ALONE = b"he-registry signed request v1 "


class SponsorSignature(Struct, frozen=True, forbid_unknown_fields=True):
    """Public key (32 bytes), SHA-256 of the request, and the signature (64 bytes)."""

    key: bytes
    content: bytes
    signature: bytes

    @property
    def holds(self) -> bool:
        """Whether the key signed this content."""
        return self._signs(_PURPOSE)

    @property
    def held(self) -> bool:
        """Whether the key signed it, or a body of this SHA-256, which earlier receipts hold."""
        return self.holds or self._signs(_BODY_ALONE)

    def _signs(self, purpose: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(
                self.signature, purpose + self.content.hex().encode()
            )
        except (InvalidSignature, ValueError):
            return False
        return len(self.content) == DIGEST_BYTES


def content_of(
    path: str, body_digest: bytes, idempotency_key: str | None = None, dry_run: str | None = None
) -> bytes:
    """The SHA-256 of a request: a `POST` to this path of a body of this SHA-256.

    The two headers `Idempotency-Key` and `Dry-Run` count as they are sent; one that is not sent
    counts as an empty one. docs/submit.md shows the text.
    """
    lines = (
        '"@method": POST',
        f'"@path": {path}',
        f'"idempotency-key": {idempotency_key or ""}',
        f'"dry-run": {dry_run or ""}',
        f'"content-digest": sha-256=:{encoded(body_digest)}:',
    )
    return hashlib.sha256("\n".join(lines).encode()).digest()


def digest_of_body(body: bytes) -> bytes:
    """The SHA-256 of a request's body."""
    return hashlib.sha256(body).digest()


def sign(secret: bytes, content: bytes) -> str:
    """The value of the header `Registry-Signature` for a request; `secret` has 32 bytes."""
    key = Ed25519PrivateKey.from_private_bytes(secret)
    return f"{encoded(public_of(secret))} {encoded(key.sign(_PURPOSE + content.hex().encode()))}"


def public_of(secret: bytes) -> bytes:
    """The public key of a secret of 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def read_header(header: str, content: bytes) -> SponsorSignature | None:
    """The signature in a header `KEY SIGNATURE` (base64); None where it is none."""
    try:
        key, signature = (base64.b64decode(part, validate=True) for part in header.split(" "))
    except ValueError:
        return None
    if len(key) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return None
    return SponsorSignature(key, content, signature)


def encoded(data: bytes) -> str:
    """Bytes as base64."""
    return base64.b64encode(data).decode()
