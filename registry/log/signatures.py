"""A sponsor's own signature under what it sends, so that a receipt binds the sponsor, too.

Ed25519 (RFC 8032) over one line that names the purpose and the SHA-256 of the request's body. Who
holds body, receipt and the sponsor's public key can show to anybody that this sponsor sent it.
"""

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

KEY_BYTES, SIGNATURE_BYTES, DIGEST_BYTES = 32, 64, 32
_PURPOSE = b"he-registry signed request v1 "


class SponsorSignature(Struct, frozen=True, forbid_unknown_fields=True):
    """Public key (32 bytes), SHA-256 of the request's body, and the signature (64 bytes)."""

    key: bytes
    content: bytes
    signature: bytes

    @property
    def holds(self) -> bool:
        """Whether the key signed this content."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(
                self.signature, signed_bytes(self.content)
            )
        except (InvalidSignature, ValueError):
            return False
        return len(self.content) == DIGEST_BYTES


def signed_bytes(content: bytes) -> bytes:
    """What is signed for a content of this SHA-256."""
    return _PURPOSE + content.hex().encode()


def content_of(body: bytes) -> bytes:
    """The SHA-256 of a request's body."""
    return hashlib.sha256(body).digest()


def sign_body(secret: bytes, body: bytes) -> str:
    """The value of the header `Registry-Signature` for a body; `secret` has 32 bytes."""
    signature = Ed25519PrivateKey.from_private_bytes(secret).sign(signed_bytes(content_of(body)))
    return f"{encoded(public_of(secret))} {encoded(signature)}"


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
