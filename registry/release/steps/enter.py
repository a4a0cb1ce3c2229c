"""Last step: what a publication decided and froze becomes leaves of the public log."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from anonymise.pseudonym import keyed_digest
from registry.log.leaves import public_leaf_bytes
from registry.log.signer import LogSigner
from registry.release.leaves import opened_groups, publication_leaves
from registry.snapshot import FrozenSnapshot
from registry.storage.engine import Database
from registry.storage.transparency import open_log


async def enter_publication(
    database: Database,
    signer: LogSigner,
    members_key: bytes,
    frozen: FrozenSnapshot,
    earlier: FrozenSnapshot | None,
    members: Mapping[str, Iterable[str]],
    at: datetime,
) -> None:
    """Add the leaves of a snapshot that follows `earlier`, in the publication's transaction.

    `members` are the ids of the episodes in each group.
    """
    before = earlier.snapshot if earlier else None
    opened = [group.id for group in opened_groups(frozen.snapshot, before)]
    digests = {id: keyed_digest(members_key, id, *sorted(members[id])) for id in opened}
    log = await open_log(database, signer, at)
    leaves = publication_leaves(frozen, earlier, digests)
    await log.add([public_leaf_bytes(leaf) for leaf in leaves])
