"""How commands reach the installation named by the environment."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

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
