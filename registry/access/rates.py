"""Rates that hold whichever process is asked: what people and keys may do how often."""

from datetime import UTC, datetime
from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import TooManyRequestsException
from msgspec import Struct

from anonymise.pseudonym import keyed_digest
from registry.front.addresses import counted
from registry.front.rates import SECOND, Rate, seconds_of
from registry.storage.engine import Database
from registry.storage.rates import forget_rates, take_from

KEY = Rate("key", "Requests with one API key.", 1_200, 60)
UNKNOWN = Rate("unknown", "Requests of one address whose API key is refused.", 60, 60)
SIGN_IN = Rate("sign-in", "Attempts of one address to sign in.", 30, 300)
INVITATION = Rate("invitation", "Invitations looked at or taken by one address.", 20, 300)
PERSON = Rate("person", "Requests of one account to the pages of signed-in people.", 300, 60)
VISITOR = Rate("visitor", "Requests of one address to these pages without a session.", 120, 60)
RATES = (KEY, UNKNOWN, SIGN_IN, INVITATION, PERSON, VISITOR)
TOO_MANY = "There were too many requests. Wait, then go on more slowly."


class Turnstile(Struct, frozen=True):
    """Counts in the database, under keyed digests that are gone when they count no more.

    Each day (UTC) has its own: what the files of a database keep of earlier days would else say
    which submissions came from one key. Whoever waits at midnight waits no longer.
    """

    database: Database
    digest_key: bytes

    def __repr__(self) -> str:
        return "Turnstile()"

    async def wait(self, rate: Rate, who: str, at: datetime, cost: int = 1) -> int:
        """Take from a rate: 0, or after how many seconds so much is there."""
        day = at.astimezone(UTC).date().isoformat()
        subject = keyed_digest(self.digest_key, rate.id, who, day)
        price, now = rate.price(cost), ticks_of(at)
        return seconds_of(await take_from(self.database, subject, price, rate.period, now))

    async def pass_(self, rate: Rate, who: str, at: datetime) -> None:
        """Take one, or 429 with the seconds to wait."""
        wait = await self.wait(rate, who, at)
        if wait:
            raise TooManyRequestsException(detail=TOO_MANY, headers={"Retry-After": str(wait)})

    async def forget(self, at: datetime) -> None:
        """Drop everybody who may do everything again."""
        await forget_rates(self.database, ticks_of(at))


def ticks_of(at: datetime) -> int:
    """A moment in microseconds."""
    return int(at.timestamp() * SECOND)


def came_from(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """What of the address of a request is counted."""
    return counted(connection.client.host if connection.client else "")
