"""One root secret, many keys: every use has its own key, derived with HKDF-SHA-256 (RFC 5869).

The root secret (32 bytes) lives outside the database, in a file or a key store. A key for one
purpose tells nothing about the root or about any other key. The column key-encryption key is
versioned, and rotating it only re-wraps the patients' data keys. Pseudonyms, link tokens and
digests must come out the same for ever, and places must open: a new root secret inherits the keys
for them from the one before, and the old root is kept nowhere.
"""

from collections.abc import Iterable, Mapping
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
    PLACE = "place"
    """Sealing whose an episode, a submission or an event is: what outlives a patient's own key."""
    ADDRESS = "address"
    """Digests under which the rows of a programme or a sponsor are found."""
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
    TRAIL = "trail"
    """Digests of the audit trail, as the public log fixes them."""
    ROOT_CHECK = "root-check"
    """Recognising the root secret a database belongs to."""
    BACKUP = "backup"
    """Sealing backups, from the backup key in place of the root secret."""


LASTING = (
    Label.PSEUDONYM,
    Label.REGLINK,
    Label.PLACE,
    Label.ADDRESS,
    Label.RECORD_KEY,
    Label.API_KEY,
    Label.ACCOUNTS,
    Label.DECISION_SALT,
    Label.GROUP_MEMBERS,
    Label.TRAIL,
)
"""What a new root secret inherits: what was made with these keys cannot be made anew."""


class WeakRootKey(Exception):
    """The root secret does not have the length it must have. The message shows no part of it."""


@dataclass(frozen=True, eq=False)
class KeyRing:
    """All keys of one registry, derived on demand from its root secret (32 bytes).

    `inherited` has the keys, by label, that an earlier root secret derived and that stay.
    Raises WeakRootKey for a root of any other length. Printing a key ring shows no key.
    """

    _root: bytes = field(repr=False)
    inherited: Mapping[str, bytes] = field(default_factory=dict, repr=False)

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
        return self._key(label.value)

    def column_key(self, version: int) -> bytes:
        """The 32-byte key that wraps the patients' data keys, of a version from 1."""
        return self._key(column_label(version))

    def heirloom(self, versions: Iterable[int]) -> dict[str, bytes]:
        """What a new root secret inherits from this one, with column keys of these versions."""
        labels = [*(label.value for label in LASTING), *map(column_label, versions)]
        return {label: self._key(label) for label in labels}

    def _key(self, label: str) -> bytes:
        if label in self.inherited:
            return self.inherited[label]
        info = f"{_APPLICATION}{label}".encode()
        return HKDF(SHA256(), _DERIVED_KEY_BYTES, salt=None, info=info).derive(self._root)


def column_label(version: int) -> str:
    """The label of a version of the key that wraps data keys."""
    return f"column-kek/v{version}"
