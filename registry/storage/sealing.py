"""What of a patient is ciphertext in the tables, and the keys that open it.

Whatever could help to recognise a patient is sealed. What was told of one opens with the patient's
own data key, so that erasing destroys it. What the registry goes on needing opens with a key of its
own: where an episode stands, since a tombstone must be counted, too, and whose a submission is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from anonymise.envelope import NONCE_BYTES, Cipher
from anonymise.keys import KeyRing, Label
from anonymise.pseudonym import keyed_digest

MONTHS_BLOCK, KEYS_BLOCK = 128, 256
"""What is sealed is filled up to whole blocks: a ciphertext is as long as what it holds."""
Told = TypeVar("Told", bound=Struct)


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


@dataclass(frozen=True, eq=False)
class Sealing:
    """The keys of a registry's database, and a source of nonces. Printing it shows none."""

    wrapping: ColumnKeys
    _own_key: Cipher = field(repr=False)
    _address_key: bytes = field(repr=False)
    _random_bytes: Callable[[int], bytes] = field(repr=False)
    remembered: dict[object, Any] = field(default_factory=dict, repr=False)
    """What was opened before and need not be again. Who uses it asks whether it still holds."""

    @classmethod
    def of(cls, ring: KeyRing, random_bytes: Callable[[int], bytes]) -> "Sealing":
        """Derived from the registry's root key."""
        own, address = Cipher(ring.derive(Label.PLACE)), ring.derive(Label.ADDRESS)
        return cls(ColumnKeys(ring), own, address, random_bytes)

    def seal(self, key: Cipher, told: Struct, context: str, block: int) -> str:
        """A struct under a key, bound to table, column and row (`context`), as text."""
        filled = filled_up(msgspec.json.encode(told), block)
        return key.seal(filled, context, self._random_bytes(NONCE_BYTES))

    def seal_own(self, told: Struct, block: int, *context: object) -> str:
        """A struct under the registry's own key, bound to table, column and row."""
        return self.seal(self._own_key, told, bound_to(*context), block)

    def open_own(self, sealed: str, read: Callable[[bytes], Told], *context: object) -> Told:
        """The struct again. EnvelopeDamaged where key, row or bytes are not the right ones."""
        return read(self._own_key.unseal(sealed, bound_to(*context)))

    def address(self, *parts: object) -> str:
        """Where a row of something is found: a keyed digest that tells of what to nobody else."""
        return keyed_digest(self._address_key, *map(str, parts))


def filled_up(told: bytes, block: int) -> bytes:
    """With blanks to whole blocks: "MALE" is shorter than "FEMALE"."""
    return told.ljust(-(-len(told) // block) * block)


def bound_to(*context: object) -> str:
    """What a ciphertext is bound to, as text."""
    return "|".join(map(str, context))
