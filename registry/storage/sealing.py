"""What of a patient is ciphertext in the tables, and the keys that open it.

Whatever could help to recognise a patient is sealed. What was told of one opens with the patient's
own data key, so that erasing destroys it. Month of acceptance and sealed group open with a key of
the registry: a tombstone must be counted, too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from msgspec import Struct

from anonymise.envelope import NONCE_BYTES, Cipher
from anonymise.keys import KeyRing, Label

PLACE_BLOCK, KEYS_BLOCK = 128, 256
"""What is sealed is filled up to whole blocks: a ciphertext is as long as what it holds."""


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


class Place(Struct, frozen=True, gc=False):
    """Where an episode stands: its month of acceptance, and the group it is sealed in."""

    accepted_month: str
    group_id: str | None = None


class Months(Struct, frozen=True, gc=False):
    """The first and the last month of acceptance in a sealed group, not public while it forms."""

    first_month: str
    last_month: str


read_place = msgspec.json.Decoder(Place).decode
read_months = msgspec.json.Decoder(Months).decode


@dataclass(frozen=True, eq=False)
class Sealing:
    """The keys of a registry's database, and a source of nonces. Printing it shows none."""

    wrapping: ColumnKeys
    _place_key: Cipher = field(repr=False)
    _random_bytes: Callable[[int], bytes] = field(repr=False)

    @classmethod
    def of(cls, ring: KeyRing, random_bytes: Callable[[int], bytes]) -> "Sealing":
        """Derived from the registry's root key."""
        return cls(ColumnKeys(ring), Cipher(ring.derive(Label.PLACE)), random_bytes)

    def seal(self, key: Cipher, told: Struct, context: str, block: int) -> str:
        """A struct under a key, bound to table, column and row (`context`), as text."""
        filled = filled_up(msgspec.json.encode(told), block)
        return key.seal(filled, context, self._random_bytes(NONCE_BYTES))

    def seal_place(self, place: Place | Months, *context: object) -> str:
        """The place of an episode, or an earlier one, or a group's months, bound to its row."""
        return self.seal(self._place_key, place, bound_to(*context), PLACE_BLOCK)

    def open_place(self, sealed: str, *context: object) -> Place:
        """The place. EnvelopeDamaged where key, row or bytes are not the right ones."""
        return read_place(self._place_key.unseal(sealed, bound_to(*context)))

    def open_months(self, sealed: str, *context: object) -> Months:
        """The months of a group. EnvelopeDamaged as above."""
        return read_months(self._place_key.unseal(sealed, bound_to(*context)))


def filled_up(told: bytes, block: int) -> bytes:
    """With blanks to whole blocks: "MALE" is shorter than "FEMALE"."""
    return told.ljust(-(-len(told) // block) * block)


def bound_to(*context: object) -> str:
    """What a ciphertext is bound to, as text."""
    return "|".join(map(str, context))
