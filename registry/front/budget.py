"""What one address may ask of the public side each minute, counted in the memory of a process.

Nothing is written and nothing shared, so that a public node needs no place to write to. Where
several processes answer the same readers, each gives its share: no address gets more than all.
"""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b

from registry.front.addresses import counted
from registry.front.rates import Rate, seconds_of, take

MINUTE = 60
MOST_ADDRESSES = 50_000


def query_rate(cost: int, processes: int) -> Rate:
    """What one of so many processes gives to an address."""
    return Rate(
        "query-cost",
        "What GraphQL queries and drawings of one address may cost in a minute.",
        max(1, cost // processes),
        MINUTE,
    )


class Budget:
    """What addresses have taken; kept by digest under a key that ends with the process.

    `ticks` gives microseconds that never go back. Who asked longest ago is forgotten first, and
    everybody is as soon as all they took is refilled.
    """

    def __init__(self, rate: Rate, key: bytes, ticks: Callable[[], int]) -> None:
        self.rate = rate
        self.key = key
        self.ticks = ticks
        self.full_at: OrderedDict[bytes, int] = OrderedDict()

    def __call__(self, address: str, cost: int) -> int:
        """Take from what an address has left; seconds to wait, 0 where it was taken."""
        who, now = self.digest(counted(address)), self.ticks()
        taken = take(self.rate, self.full_at.pop(who, 0), now, cost)
        self.full_at[who] = taken.full_at
        self.forget(now)
        return seconds_of(taken.wait)

    def forget(self, now: int) -> None:
        """Drop who has everything again, and the oldest where there are too many."""
        while self.full_at:
            oldest = next(iter(self.full_at))
            if self.full_at[oldest] > now and len(self.full_at) <= MOST_ADDRESSES:
                return
            del self.full_at[oldest]

    def digest(self, address: str) -> bytes:
        """The only form in which an address is kept."""
        return blake2b(address.encode(), key=self.key, digest_size=16).digest()
