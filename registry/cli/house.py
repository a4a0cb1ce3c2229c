"""How commands reach the installation named by the environment."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from registry.app import House

Answer = TypeVar("Answer")
ACTOR = "operator"


def in_house(work: Callable[["House"], Awaitable[Answer]]) -> Answer:
    """Run work in the installation of this environment, its database started and stopped."""
    from registry.app import build_house
    from registry.settings import settings_from_environment, system_clock, system_random

    house = build_house(settings_from_environment(), system_clock, system_random)

    async def run() -> Answer:
        await house.database.start()
        try:
            await house.check()
            return await work(house)
        finally:
            await house.database.stop()

    return asyncio.run(run())


def enter(facts: tuple[Any, ...], source: str) -> None:
    """Enter what is new or changed, with one audit event."""
    from registry.intake.confirmations import with_confirmation
    from registry.intake.lineages import in_their_lineages
    from registry.intake.register import enter_directory
    from registry.intake.tools import Envelope
    from registry.model.submission import Sender
    from registry.settings import system_clock
    from registry.storage.directory import find_fact

    async def work(house: "House") -> int:
        placed = await in_their_lineages(house.database, facts)
        known = [await find_fact(house.database, type(fact), fact.id) for fact in placed]
        kept = [*map(with_confirmation, placed, known)]
        news = [fact for fact, before in zip(kept, known, strict=True) if fact != before]
        if news:
            envelope = Envelope(Sender("", ACTOR), system_clock())
            await enter_directory(house.intake, news, envelope, source)
        return len(news)

    click.echo(f"{in_house(work)} of {len(facts)} facts are new or changed.")
