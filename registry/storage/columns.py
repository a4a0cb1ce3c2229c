"""Sealed columns: quasi-identifying values as ciphertext, each bound to its row.

A value moved to another row, column or table does not open (AES-256-GCM, associated data).
"""

from dataclasses import dataclass, field

import msgspec

from anonymise.envelope import seal, unseal, unwrap
from anonymise.keys import KeyRing
from registry.model.episode import EpisodeKeys
from registry.storage.vault import StoredPatient

DATA_KEY_VERSION = 1
"""A patient's data key is drawn once; what changes is the key that wraps it."""
DATA_KEY_BYTES, NONCE_BYTES = 32, 12
BLOCK = 256


@dataclass(frozen=True, eq=False)
class ColumnKeys:
    """Every version of the key that wraps data keys. Printing it shows none."""

    _ring: KeyRing = field(repr=False)
    _known: dict[int, bytes] = field(default_factory=dict, repr=False)

    def of(self, version: int) -> bytes:
        """The 32-byte key of a version, derived once."""
        if version not in self._known:
            self._known[version] = self._ring.column_key(version)
        return self._known[version]


def seal_keys(data_key: bytes, episode_id: str, keys: EpisodeKeys, nonce: bytes) -> str:
    """The ciphertext of an episode's keys under the patient's data key, as text.

    Filled up with blanks to whole blocks of `BLOCK` bytes: a ciphertext is as long as what it
    holds, and "MALE" is shorter than "FEMALE".
    """
    told = msgspec.json.encode(keys)
    filled = told.ljust(-(-len(told) // BLOCK) * BLOCK)
    return seal(data_key, filled, context_of(episode_id), nonce)


def data_key_of(wrapping: ColumnKeys, patient: StoredPatient) -> bytes:
    """The data key of a patient. EnvelopeDamaged where it was wrapped with another key."""
    return unwrap(wrapping.of(patient.key_version), patient.wrapped_key)


def unseal_keys(
    wrapping: ColumnKeys, patient: StoredPatient, episode_id: str, sealed: str
) -> EpisodeKeys:
    """The keys of an episode. EnvelopeDamaged where key, row or bytes are not the right ones."""
    data_key = data_key_of(wrapping, patient)
    return msgspec.json.decode(unseal(data_key, sealed, context_of(episode_id)), type=EpisodeKeys)


def context_of(episode_id: str) -> str:
    """What the ciphertext is bound to: table, column, row, version of the data key."""
    return f"episode|sealed_keys|{episode_id}|{DATA_KEY_VERSION}"
