"""The log's key changes hands: a leaf, a handover signed by both keys, and an audit event."""

from datetime import datetime

from piccolo.query.functions import Max

from registry.log.leaves import KeyLeaf, public_leaf_bytes
from registry.log.signer import LogSigner
from registry.storage.engine import Database
from registry.storage.ledger import Act, record_act
from registry.storage.log_tables import LogKeyRecord
from registry.storage.rows import insert
from registry.storage.transparency import MOVE_KEY, open_log


async def hand_over(
    database: Database, signer: LogSigner, successor: LogSigner, at: datetime, actor: str
) -> None:
    """Let the log go on under another key of the same origin, in one transaction.

    SettingsError where `signer` is not the log's key of the moment.
    """
    old, new = signer.key.encoded, successor.key.encoded
    async with database.transaction():
        log = await open_log(database, signer, at)
        step = await log.add([public_leaf_bytes(KeyLeaf(old, new, log.time.date()))])
        size, root = step.tree.size, step.tree.root
        rows = await database.run(LogKeyRecord.select(Max(LogKeyRecord.number)))
        known = {"number": rows[0]["max"] + 1, "verifier_key": new, "size": size}
        handover = signer.handover(size, root, successor)
        await insert(database, LogKeyRecord, [known | {"handover": handover}])
        await database.run_many(MOVE_KEY, [(new,)])
        await record_act(database, Act(at, actor, "log key changed", new, ""))
