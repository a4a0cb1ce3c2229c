"""One root secret, many keys: every use has its own key, derived with HKDF-SHA-256 (RFC 5869).

The root secret (32 bytes) lives outside the database, in a file or a key store. A key for one
purpose tells nothing about the root or about any other key. The pseudonym and link keys never
change while pseudonyms are in use; the column key-encryption key is versioned, and rotating it
only re-wraps the patients' data keys.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ROOT_KEY_BYTES = 32
_DERIVED_KEY_BYTES = 32
_APPLICATION = "he-registry/"


class Label(StrEnum):
    """What a derived key is for. The text is part of the key: changing it changes the key."""

    PSEUDONYM = "pseudonym"
    """Registry pseudonyms from source pseudonyms."""
    REGLINK = "reglink"
    """Stored link tokens from the tokens hospitals send."""
    RECORD_KEY = "recordkey"
    """Recognising a record that is submitted again."""
    API_KEY = "api-key"
    """Stored digests of API keys."""
    ACCOUNTS = "accounts"
    """Stored digests of invitations, sessions and failed names."""
    RATES = "rates"
    """Digests of who did how much of what, kept for minutes."""
    SECOND_FACTOR = "second-factor"
    """Sealing the secrets of people's authenticator apps."""
    CARRIED = "carried"
    """Sealing what a signed-in person's own page carries to its next form."""
    DECISION_SALT = "decision-salt"
    """Salted digests of the inputs of a release decision."""
    GROUP_MEMBERS = "group-members"
    """Digests of a sealed group's members, as the public log fixes them."""
    ROOT_CHECK = "root-check"
    """Recognising the root secret a database belongs to."""
    BACKUP = "backup"
    """Sealing backups, from the backup key in place of the root secret."""
    COLUMN_KEK_V1 = "column-kek/v1"
    """Wrapping the patients' data keys, version 1; a rotation adds the next version."""


class WeakRootKey(Exception):
    """The root secret does not have the length it must have. The message shows no part of it."""


@dataclass(frozen=True, eq=False)
class KeyRing:
    """All keys of one registry, derived on demand from its root secret (32 bytes).

    Raises WeakRootKey for a root of any other length. Printing a key ring shows no key.
    """

    _root: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self._root) != ROOT_KEY_BYTES:
            raise WeakRootKey(
                f"The root key has {len(self._root)} bytes instead of {ROOT_KEY_BYTES}. "
                f"Create one with {ROOT_KEY_BYTES} random bytes and keep it outside the database."
            )

    @classmethod
    def from_root(cls, root: bytes) -> Self:
        """The key ring of this 32-byte root secret; WeakRootKey for any other length."""
        return cls(root)

    def derive(self, label: Label) -> bytes:
        """The 32-byte key for one purpose: HKDF-SHA-256, no salt, info "he-registry/<label>"."""
        info = f"{_APPLICATION}{label.value}".encode()
        return HKDF(SHA256(), _DERIVED_KEY_BYTES, salt=None, info=info).derive(self._root)
