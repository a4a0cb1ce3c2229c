"""Metrics of one process for Prometheus, at an address of their own that no reader reaches.

Each process has its own listener and its own numbers, so that several share no file; whoever
scrapes adds them up. Nothing here is of a person: routes are templates, and nothing is counted that
comes from patients.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from litestar import Litestar
from msgspec import Struct
from prometheus_client import (
    GC_COLLECTOR,
    PROCESS_COLLECTOR,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    start_http_server,
)

from registry.errors import ServerError
from registry.front.watch import Seen

if TYPE_CHECKING:
    from registry.app import House
    from registry.node.keeper import Keeper

SECONDS = 30.0
BUCKETS = (0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0)


class Measured(Struct, frozen=True):
    """What a server is like now. `connections` are all and those in use; None where it has none."""

    number: int
    as_of: date | None
    today: date
    leaves: int
    reasons: Collection[str] = ()
    connections: tuple[int, int] | None = None


Measure = Callable[[], Awaitable[Measured]]


class Metrics:
    """The numbers of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(PROCESS_COLLECTOR)
        self.registry.register(GC_COLLECTOR)
        labels = ("method", "route", "status")
        self.requests = self.made(Counter, "requests", "Requests that are over.", labels)
        self.seconds = Histogram(
            "he_registry_request_seconds",
            "How long a request took.",
            ("route",),
            registry=self.registry,
            buckets=BUCKETS,
        )
        self.kept = self.made(Counter, "kept_answers", "Answers from memory.", ("route",))
        self.number = self.made(Gauge, "snapshot", "Number of the snapshot that is shown.")
        self.age = self.made(Gauge, "publication_age_days", "Days since the snapshot's day.")
        self.leaves = self.made(Gauge, "public_log_leaves", "Leaves under the public checkpoint.")
        self.degraded = self.made(Gauge, "degraded", "1 where a reason stands.", ("reason",))
        self.pool = self.made(Gauge, "database_connections", "Connections.", ("state",))

    def made(self, kind: Any, name: str, words: str, labels: tuple[str, ...] = ()) -> Any:
        """A metric under the registry's name."""
        return kind(f"he_registry_{name}", words, labels, registry=self.registry)

    def tell(self, seen: Seen) -> None:
        """Count a request."""
        self.requests.labels(seen.method, seen.route, seen.status).inc()
        self.seconds.labels(seen.route).observe(seen.microseconds / 1e6)
        if seen.from_memory:
            self.kept.labels(seen.route).inc()

    def note(self, now: Measured) -> None:
        """Set what the server is like now."""
        self.number.set(now.number)
        self.leaves.set(now.leaves)
        if now.as_of is not None:
            self.age.set((now.today - now.as_of).days)
        self.degraded.clear()
        for reason in now.reasons:
            self.degraded.labels(reason).set(1)
        if now.connections is not None:
            everyone, lent = now.connections
            self.pool.labels("open").set(everyone)
            self.pool.labels("in use").set(lent)

    async def keep_noting(self, measure: Measure) -> None:
        """Ask the server what it is like, for ever; one that cannot say is asked again."""
        while True:
            with suppress(Exception):
                self.note(await measure())
            await asyncio.sleep(SECONDS)


def listen_for_scrapes(metrics: Metrics, host: str, port: int) -> Callable[[], None]:
    """Answer Prometheus at an address of its own; gives what ends that. ServerError."""
    try:
        server, thread = start_http_server(port, host, metrics.registry)
    except OSError as fault:
        raise ServerError(
            f"Port {port} cannot be used on {host} for metrics ({fault.strerror}).",
            "Name another one in REGISTRY_METRICS.",
        ) from fault

    def end() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return end


def of_house(house: "House") -> Measure:
    """What a whole registry is like."""
    from registry.health import health_of

    async def measure() -> Measured:
        health, shown = await health_of(house.watched), house.shelf.current
        return Measured(
            house.shelf.number,
            shown.snapshot.as_of if shown else None,
            house.clock().date(),
            health.log.size if health.log else 0,
            [fault.reason for fault in health.degraded],
            house.database.connections(),
        )

    return measure


def of_node(keeper: "Keeper") -> Measure:
    """What a public node is like."""

    async def measure() -> Measured:
        frozen, log = keeper.shown.frozen, keeper.shown.log
        return Measured(
            keeper.shown.number,
            frozen.snapshot.as_of if frozen else None,
            keeper.clock().date(),
            log.size if log else 0,
            [keeper.refused.reason] if keeper.refused else [],
        )

    return measure


def while_running(app: Litestar, *works: Callable[[], Awaitable[None]]) -> None:
    """Let works go on for ever beside an application, from its start to its end."""
    tasks: list[asyncio.Future[None]] = []

    def begin() -> None:
        tasks.extend(asyncio.ensure_future(work()) for work in works)

    async def end() -> None:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    app.on_startup.append(begin)
    app.on_shutdown.append(end)
