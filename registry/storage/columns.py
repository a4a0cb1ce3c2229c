"""Sealed columns: quasi-identifying values as ciphertext, each bound to its row.

A value moved to another row, column or table does not open (AES-256-GCM, associated data).
"""

import msgspec

from anonymise.envelope import Cipher, unseal, unwrap
from registry.model.episode import EpisodeKeys
from registry.storage.sealing import KEYS_BLOCK, ColumnKeys, Sealing, bound_to
from registry.storage.vault import StoredPatient

DATA_KEY_VERSION = 1
"""A patient's data key is drawn once; what changes is the key that wraps it."""
DATA_KEY_BYTES = 32


def seal_keys(sealing: Sealing, data_key: bytes, episode_id: str, keys: EpisodeKeys) -> str:
    """The ciphertext of an episode's keys under the patient's data key, as text."""
    return sealing.seal(Cipher(data_key), keys, context_of(episode_id), KEYS_BLOCK)


def data_key_of(wrapping: ColumnKeys, patient: StoredPatient) -> bytes:
    """The data key of a patient. EnvelopeDamaged where it was wrapped with another key."""
    return unwrap(wrapping.of(patient.key_version), patient.wrapped_key)


def unseal_keys(
    sealing: Sealing, patient: StoredPatient, episode_id: str, sealed: str
) -> EpisodeKeys:
    """The keys of an episode. EnvelopeDamaged where key, row or bytes are not the right ones."""
    data_key = data_key_of(sealing.wrapping, patient)
    told = unseal(data_key, sealed, context_of(episode_id))
    return msgspec.json.decode(told, type=EpisodeKeys)


def context_of(episode_id: str) -> str:
    """What the ciphertext is bound to: table, column, row, version of the data key."""
    return bound_to("episode", "sealed_keys", episode_id, DATA_KEY_VERSION)
