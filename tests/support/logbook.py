"""The log of a running registry as tests look at it: whole, and rebuilt from its leaves."""

from registry.app import House
from registry.log.fault import Fault
from registry.log.leaves import PublicLeaf, is_opaque, read_public_leaf
from registry.log.merkle import leaf_hash, tree_head
from registry.log.receipts import Receipt, Verified, read_receipt, verify_receipt
from registry.log.tiles import read_root, tiles_of
from registry.storage.log_tables import LogEntryRecord
from registry.storage.transparency import read_back, read_head, reader, stored_tiles


async def leaves(house: House) -> list[bytes]:
    """Every leaf in its order; the tree over them is the one that tiles and head say."""
    rows = await house.database.run(LogEntryRecord.select().order_by(LogEntryRecord.number))
    assert [row["number"] for row in rows] == list(range(len(rows)))
    found = [read_back(row["content"]) for row in rows]
    head = await read_head(house.database)
    assert (head.size, head.root) == (len(found), tree_head(map(leaf_hash, found)))
    stored = reader(await stored_tiles(house.database, list(tiles_of(head.size))))
    assert read_root(head.size, stored) == head.root
    return found


async def public_leaves(house: House) -> list[PublicLeaf]:
    """The public ones among them."""
    found = [read_public_leaf(leaf) for leaf in await leaves(house) if not is_opaque(leaf)]
    assert not [leaf for leaf in found if isinstance(leaf, Fault)]
    return [leaf for leaf in found if not isinstance(leaf, Fault)]


def opened(text: str | None) -> Receipt:
    """A receipt as an answer carries it."""
    assert text is not None
    receipt = read_receipt(text.encode())
    assert isinstance(receipt, Receipt), receipt
    return receipt


def verified(house: House, text: str | None) -> Verified:
    """What a receipt proves to somebody who has nothing but the log's public key."""
    result = verify_receipt(opened(text), house.intake.signer.key)
    assert isinstance(result, Verified), result
    return result
