"""A root key as text: its 64 hexadecimal digits, then what it inherited, a label and a key a line.

A first root key has inherited nothing. One that took another's place has the keys that must stay
(`KeyRing.heirloom`) from it, so that the one before need not be kept.
"""

from collections.abc import Mapping

from msgspec import Struct

from registry.key_files import KeySource


class RootKey(Struct, frozen=True):
    """A root secret of 32 bytes, and the keys it has from the one before it, by label."""

    root: bytes
    inherited: Mapping[str, bytes] = {}

    def __repr__(self) -> str:
        return "RootKey()"

    @property
    def text(self) -> str:
        """As it stands in a file, without the last line's end."""
        told = (f"{label} {key.hex()}" for label, key in sorted(self.inherited.items()))
        return "\n".join((self.root.hex(), *told))


def read_root_key(source: KeySource) -> RootKey:
    """The root key in a place. SettingsError, which shows nothing of it, for anything else."""
    first, *lines = source.text().strip().splitlines() or [""]
    pairs = [line.split() for line in lines]
    if any(len(pair) != len(("label", "key")) for pair in pairs):
        raise source.unfit("does not hold a root key and what it inherited")
    return RootKey(source.key_in(first), {label: source.key_in(key) for label, key in pairs})
