"""A curator asks who sent or read something about a pseudonym, and is seen asking."""

from registry.access.because import Because
from registry.errors import AccountError
from registry.storage.engine import Database
from registry.storage.ledger import record_act
from registry.storage.touches import LOOKED_UP, Touch, touches


async def touched(database: Database, pseudonym: str, because: Because) -> list[Touch]:
    """What was sent and read about a pseudonym; the question itself is an audit event with reason.

    AccountError without a reason: nobody looks a patient up for none. The event is stored after the
    reading and before the answer: a long trail would keep writers waiting.
    """
    if not because.reason.strip():
        raise AccountError("This question needs a reason.", "Give it with --why.")
    async with database.reading():
        found = await touches(database, pseudonym)
    async with database.transaction():
        await record_act(database, because.act(LOOKED_UP, pseudonym))
    return found
