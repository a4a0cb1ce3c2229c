"""What was taken of rates, where every process of a registry sees it.

The database decides by the same arithmetic as `registry.front.rates.take`, in one statement, so
that two processes can never both take what is there once.
"""

from piccolo.querystring import QueryString

from registry.storage.engine import Database

TAKE = """
    INSERT INTO rate_use (subject, full_at) VALUES ({}, {})
    ON CONFLICT (subject) DO UPDATE SET full_at = {} +
        CASE WHEN rate_use.full_at > {} THEN rate_use.full_at ELSE {} END
    WHERE rate_use.full_at <= {}
    RETURNING full_at
"""
REFUSED = """
    UPDATE rate_use SET full_at = CASE WHEN full_at < {} THEN full_at ELSE {} END
    WHERE subject = {} RETURNING full_at
"""


async def take_from(database: Database, subject: str, price: int, period: int, now: int) -> int:
    """Take a price where so much is there: 0, or the microseconds to wait.

    `price` and `period` are microseconds, `now` is a moment in microseconds. Needs no turn among
    the writers, and must not stand in a transaction: what was taken stays taken, whatever comes.
    """
    latest = now + period - price
    taken = QueryString(TAKE, subject, now + price, price, now, now, latest)
    if await database.run_beside(taken):
        return 0
    found = await database.run_beside(QueryString(REFUSED, now + period, now + period, subject))
    return max(1, found[0]["full_at"] - latest) if found else 0


async def forget_rates(database: Database, now: int) -> None:
    """Drop everybody who has everything again."""
    await database.run_beside(QueryString("DELETE FROM rate_use WHERE full_at <= {}", now))
