"""How often somebody may do something: a run at once, and then as fast as it fills up again.

The generic cell rate algorithm: all that is kept of somebody is one number, the moment at which
everything they took is refilled. Source: ITU-T Recommendation I.371, annex A.
"""

from collections.abc import Callable

from msgspec import Struct

SECOND = 1_000_000
Spend = Callable[[str, int], int]
"""Takes from what an address may ask; the seconds to wait, 0 where it was taken."""


class Rate(Struct, frozen=True):
    """At most `most` at once, and as many again each `seconds`; `id` tells its users apart."""

    id: str
    sentence: str
    most: int
    seconds: int

    @property
    def step(self) -> int:
        """Microseconds in which one is refilled, rounded up: never more than `most` in the time."""
        return -(-self.seconds * SECOND // self.most)

    @property
    def period(self) -> int:
        """Microseconds in which all is refilled."""
        return self.step * self.most

    def price(self, cost: int) -> int:
        """Microseconds in which `cost` is refilled; what costs more than all costs all."""
        return self.step * min(cost, self.most)


class Taken(Struct, frozen=True):
    """When everything taken is refilled, and how long to wait (microseconds); 0 where it passed."""

    full_at: int
    wait: int = 0


def take(rate: Rate, full_at: int, now: int, cost: int = 1) -> Taken:
    """Take `cost`, if so much is there. Moments are microseconds of one clock.

    `full_at` is what the last taking gave, 0 before the first. One that lies further ahead than
    everything takes to refill is of a clock that was ahead, and counts as that.
    """
    begun = min(max(full_at, now), now + rate.period)
    wanted = begun + rate.price(cost)
    wait = max(0, wanted - now - rate.period)
    return Taken(begun, wait) if wait else Taken(wanted)


def seconds_of(wait: int) -> int:
    """Whole seconds after which it passes, as Retry-After says them (RFC 9110, 10.2.3)."""
    return -(-wait // SECOND)


def free(_address: str, _cost: int) -> int:
    """Everybody may ask as much as they like."""
    return 0
