"""What a run says in numbers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import linear_regression, median, quantiles

from msgspec import Struct

from tests.load.clients import Waited
from tests.load.run import Heard, Load

READING = ("page", "kept question", "question", "file")
SENDING = ("submission", "stream")
WARM_UP = 0.1
"""The part of a run that is not counted: the first connections, and every page drawn once."""
LOOKED_AT = 0.2
"""The part after the warm-up, and at the end, whose middle says how much memory there was."""
MOST_GROWTH = 0.1
"""By how large a part of itself the memory of a server that was full may still grow."""


DRAWN_AFTER = 5.0
"""Seconds in which the pages of a new snapshot are asked for first, and drawn."""


class Waits(Struct, frozen=True):
    """How many asked, and the milliseconds within which half and 99 of 100 were answered."""

    count: int
    p50: float
    p99: float
    longest: float

    @property
    def ratio(self) -> float:
        """How many times longer the slowest of a hundred waits than the one in the middle."""
        return self.p99 / self.p50


class Memory(Struct, frozen=True):
    """Resident MiB of the server: after the warm-up, at the end, and how it grew in a minute.

    First and last are the middle of a fifth of the run each.

    The slope is that of the time after the publish, from when the new snapshot was shown.
    """

    first: float
    last: float
    slope: float

    @property
    def growth(self) -> float:
        """By how large a part of itself it grew."""
        return self.last / self.first - 1


class Busy(Struct, frozen=True):
    """How much of one core the server took, those who asked, and everything else on the machine."""

    server: float
    asking: float
    others: float


class Result(Struct, frozen=True):
    """One run on one database."""

    database: str
    load: Load
    seconds: float
    publish_seconds: float
    shown_after: float
    snapshots: tuple[int, int]
    faults: dict[str, int]
    readers: Waits | None
    readers_in_publish: Waits | None
    submitters: Waits | None
    submitters_in_publish: Waits | None
    kinds: dict[str, Waits | None]
    memory: Memory
    busy: Busy


def result_of(database: str, load: Load, heard: Heard) -> Result:
    """The numbers of a run; `kinds` are those outside the publish."""
    publish = heard.publish
    window = (publish.began, publish.shown + DRAWN_AFTER)
    counted = [w for w in heard.waited if w.begun > heard.began + WARM_UP * load.seconds]
    inside = [w for w in counted if w.begun < window[1] and w.begun + w.seconds > window[0]]
    outside = [w for w in counted if w.begun >= window[1] or w.begun + w.seconds <= window[0]]
    return Result(
        database,
        load,
        heard.ended - heard.began,
        publish.stored - publish.began,
        publish.shown - publish.stored,
        heard.snapshots,
        dict(Counter(w.fault for w in heard.waited if w.fault)),
        waits(of(outside, READING)),
        waits(of(inside, READING)),
        waits(of(outside, SENDING)),
        waits(of(inside, SENDING)),
        {kind: waits(of(outside, (kind,))) for kind in (*READING, *SENDING)},
        memory_of(heard, window[1]),
        Busy(*(part / (heard.ended - heard.began) for part in heard.busy)),
    )


def faults_of(result: Result) -> list[str]:
    """Why a run is not good enough: what was answered with an error, and memory that grows."""
    memory = result.memory
    grows = result.load.filled > 0 and memory.last > memory.first * (1 + MOST_GROWTH)
    told = f"memory grew from {memory.first:.0f} to {memory.last:.0f} MiB though it was full"
    return [f"{count} times {fault}" for fault, count in result.faults.items()] + [told] * grows


def of(waited: Iterable[Waited], kinds: Sequence[str]) -> list[float]:
    """Milliseconds of what was asked of some kinds."""
    return [1000 * w.seconds for w in waited if w.kind in kinds]


def waits(milliseconds: Sequence[float]) -> Waits | None:
    """The middle, the slowest of a hundred, and the slowest; None of fewer than two."""
    if len(milliseconds) < 2:
        return None
    parts = quantiles(milliseconds, n=100, method="inclusive")
    return Waits(len(milliseconds), parts[49], parts[98], max(milliseconds))


def memory_of(heard: Heard, shown: float) -> Memory:
    """How the memory grew; told of what was seen after the new snapshot was shown."""
    lasted = heard.ended - heard.began
    warm, end = heard.began + WARM_UP * lasted, heard.ended - LOOKED_AT * lasted
    first = median(m for at, m in heard.memory if warm < at <= warm + LOOKED_AT * lasted)
    last = median(m for at, m in heard.memory if at > end)
    after = [(at, mebibytes) for at, mebibytes in heard.memory if at > shown]
    slope = linear_regression(*zip(*after, strict=True)).slope * 60 if len(after) > 2 else 0.0
    return Memory(first, last, slope)
