"""Envelope encryption: each patient's values under their own data key, so one key erases them.

A data key (32 random bytes, drawn by the caller) is stored wrapped with AES key wrap (RFC 3394)
under the versioned key-encryption key: rotating that key re-wraps data keys and touches no value,
and destroying one data key erases one patient, backups included. Values are sealed with
AES-256-GCM (NIST SP 800-38D); the place where a value belongs ("table|column|rowId|keyVersion")
is authenticated with it, so a sealed value copied to another place does not open.
"""

import base64
from binascii import b2a_base64

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

KEY_BYTES = 32
NONCE_BYTES = 12


class EnvelopeDamaged(Exception):
    """A wrapped key or sealed value does not open. The message holds no part of it."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} does not open: it was altered, moved from its place, or the key is another "
            "one. Check the root key and the key version, then restore the row from a backup."
        )


def wrap(kek: bytes, data_key: bytes) -> str:
    """The data key (32 bytes) wrapped under the key-encryption key (32 bytes), as base64 text.

    Raises ValueError for a key of another length, as do all functions here.
    """
    _require(len(kek), KEY_BYTES, "key-encryption key")
    _require(len(data_key), KEY_BYTES, "data key")
    return base64.b64encode(aes_key_wrap(kek, data_key)).decode("ascii")


def unwrap(kek: bytes, wrapped: str) -> bytes:
    """The data key from its wrapped form; EnvelopeDamaged if it was altered or the key is wrong."""
    _require(len(kek), KEY_BYTES, "key-encryption key")
    try:
        return aes_key_unwrap(kek, base64.b64decode(wrapped, validate=True))
    except (InvalidUnwrap, ValueError):
        raise EnvelopeDamaged("A wrapped data key") from None


class Cipher:
    """AES-256-GCM under one key of 32 bytes, made once for all that it seals. Printing shows none.

    Raises ValueError for a key of another length.
    """

    __slots__ = ("_cipher", "secret")

    def __init__(self, secret: bytes) -> None:
        _require(len(secret), KEY_BYTES, "data key")
        self.secret = secret
        self._cipher = AESGCM(secret)

    def seal(self, plaintext: bytes, context: str, nonce: bytes) -> str:
        """Nonce and ciphertext as base64 text. `nonce`: 12 random bytes, new for every seal."""
        _require(len(nonce), NONCE_BYTES, "nonce")
        sealed = self._cipher.encrypt(nonce, plaintext, context.encode())
        return b2a_base64(nonce + sealed, newline=False).decode("ascii")

    def unseal(self, sealed: str, context: str) -> bytes:
        """The plaintext; EnvelopeDamaged if value, context or key is not the one of the seal."""
        try:
            raw = msgspec.convert(sealed, bytes)  # base64, in a third of the time
            return self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode())
        except (InvalidTag, ValueError, msgspec.ValidationError):
            raise EnvelopeDamaged("A sealed value") from None


def seal(data_key: bytes, plaintext: bytes, context: str, nonce: bytes) -> str:
    """The same, for a key that seals one value only."""
    return Cipher(data_key).seal(plaintext, context, nonce)


def unseal(data_key: bytes, sealed: str, context: str) -> bytes:
    """The same, for a key that opens one value only."""
    return Cipher(data_key).unseal(sealed, context)


def _require(length: int, expected: int, what: str) -> None:
    if length != expected:
        raise ValueError(
            f"The {what} has {length} bytes instead of {expected}. Draw {expected} random bytes."
        )
