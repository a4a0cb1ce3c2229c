"""Sealed columns: quasi-identifying values as ciphertext, each bound to its row.

A value moved to another row, column or table does not open (AES-256-GCM, associated data).
"""

import msgspec

from anonymise.envelope import seal, unseal, unwrap
from registry.model.episode import EpisodeKeys

KEY_VERSION = 1
DATA_KEY_BYTES, NONCE_BYTES = 32, 12


def seal_keys(data_key: bytes, episode_id: str, keys: EpisodeKeys, nonce: bytes) -> str:
    """The ciphertext of an episode's keys under the patient's data key, as text."""
    return seal(data_key, msgspec.json.encode(keys), context_of(episode_id), nonce)


def unseal_keys(wrapping: bytes, wrapped_key: str, episode_id: str, sealed: str) -> EpisodeKeys:
    """The keys of an episode. EnvelopeDamaged where key, row or bytes are not the right ones."""
    data_key = unwrap(wrapping, wrapped_key)
    return msgspec.json.decode(unseal(data_key, sealed, context_of(episode_id)), type=EpisodeKeys)


def context_of(episode_id: str) -> str:
    """What the ciphertext is bound to: table, column, row, key version."""
    return f"episode|sealed_keys|{episode_id}|{KEY_VERSION}"
