"""The registry goes over to another root key; pseudonyms, digests and sealed columns stay.

The new root key inherited what must come out the same. What can be sealed anew is sealed anew: the
second factors here, the patients' data keys by the next rotation of the column key, which also
makes the earlier root key wrong.
"""

from collections.abc import Callable, Iterable

from msgspec import Struct

from anonymise.envelope import NONCE_BYTES
from anonymise.keys import ROOT_KEY_BYTES, KeyRing, Label
from registry.access.because import Because
from registry.access.second_factor import opened, sealed
from registry.errors import SettingsError
from registry.log.leaves import SecretKeyLeaf, public_leaf_bytes
from registry.log.signer import LogSigner
from registry.root_keys import RootKey
from registry.storage.column_keys import rotation_under_way
from registry.storage.engine import Database
from registry.storage.ledger import record_act
from registry.storage.root_key import add_root_key, newest_root_key, root_check_of
from registry.storage.sign_ins import second_factors, set_second_factor
from registry.storage.transparency import open_log


def ring_of(key: RootKey) -> KeyRing:
    """Every key of a registry with this root key."""
    return KeyRing(key.root, key.inherited)


def succeeding(
    ring: KeyRing, versions: Iterable[int], random_bytes: Callable[[int], bytes]
) -> RootKey:
    """A new root key that inherits from a ring, with the column keys of these versions."""
    return RootKey(random_bytes(ROOT_KEY_BYTES), ring.heirloom(versions))


class NewRoot(Struct, frozen=True):
    """The root key of now and its successor, as all keys they derive."""

    old: KeyRing
    new: KeyRing
    signer: LogSigner
    random_bytes: Callable[[int], bytes]

    def __repr__(self) -> str:
        return "NewRoot()"


async def go_over(database: Database, change: NewRoot, because: Because) -> None:
    """Let the new root key be right, too, with its leaf and audit event, in one transaction.

    SettingsError where the old one is not the root key of now, or data keys are being wrapped anew:
    the version under way would be one that the old root key derives, too.
    """
    async with database.transaction():
        if await rotation_under_way(database):
            raise SettingsError(
                "Data keys are being wrapped anew.", "Run `he-registry keys rotate-column-key`."
            )
        number = await newest_root_key(database, root_check_of(change.old)) + 1
        await add_root_key(database, root_check_of(change.new), number)
        await seal_second_factors(database, change)
        log = await open_log(database, change.signer, because.at)
        await log.add([public_leaf_bytes(SecretKeyLeaf("root", number, log.time.date()))])
        await record_act(database, because.act("root key changed", f"root key {number}"))


async def seal_second_factors(database: Database, change: NewRoot) -> None:
    """Seal every second factor under the new root key, in the caller's transaction."""
    before, after = (ring.derive(Label.SECOND_FACTOR) for ring in (change.old, change.new))
    for account_id, kept in (await second_factors(database)).items():
        secret, nonce = opened(before, kept, account_id), change.random_bytes(NONCE_BYTES)
        await set_second_factor(database, account_id, sealed(after, secret, account_id, nonce))
