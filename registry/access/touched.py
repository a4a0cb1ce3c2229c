"""A curator asks which organisations touched a pseudonym, and is seen asking."""

from registry.access.because import Because
from registry.errors import AccountError
from registry.storage.engine import Database
from registry.storage.ledger import record_act
from registry.storage.touches import Touch, touches


async def touched(database: Database, pseudonym: str, because: Because) -> list[Touch]:
    """What was sent about a pseudonym; the question stands in the audit trail with its reason.

    AccountError without a reason: nobody looks a patient up for none.
    """
    if not because.reason.strip():
        raise AccountError("This question needs a reason.", "Give it with --why.")
    async with database.transaction():
        await record_act(database, because.act("pseudonym looked up", pseudonym))
        return await touches(database, pseudonym)
