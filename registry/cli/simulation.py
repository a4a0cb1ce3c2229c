"""The demo's seven years: fictional sponsors report through the real surface, month by month."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from registry.access.because import Because
from registry.access.keys import Terms
from registry.app import House, build_house, create_app
from registry.client import RegistryClient
from registry.errors import SettingsError
from registry.intake.register import enter_directory
from registry.intake.tools import Envelope
from registry.key_files import log_key_at, root_key_at
from registry.model.parties import Organisation
from registry.model.submission import Sender
from registry.release.stages import release_on_or_after, release_on_or_before
from registry.settings import Settings, system_clock, system_random
from registry.storage.directory import read_facts
from seeds.catalogue import catalogue
from seeds.play import play
from seeds.timeline import timeline
from seeds.world import World, fictional_world

SEED = 2019
STARTS, YEARS = date(2019, 10, 1), 7
ENDS = date(STARTS.year + YEARS, STARTS.month, STARTS.day)
OPERATOR = Sender("", "demo")
ADDRESS = "http://he-registry.local"


class SimulatedClock:
    """A clock that the simulation moves; noon UTC of the day it stands at."""

    def __init__(self, today: date) -> None:
        self.today = today

    def __call__(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)


def settings_in(folder: Path) -> Settings:
    """A SQLite file and two keys in a folder, the keys made where there are none."""
    root, log = (
        file.read() if file.path.exists() else file.create(system_random)
        for file in (root_key_at(folder / "demo.key"), log_key_at(folder / "demo-log.key"))
    )
    return Settings(f"sqlite:///{folder / 'demo.sqlite'}", root, log)


@asynccontextmanager
async def opened(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A client that speaks to the running application of a house in this process."""
    await house.database.start()
    await house.prepare()
    app: Any = create_app(house)
    transport = httpx.ASGITransport(app=app)
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url=ADDRESS) as http:
        yield http


async def simulate(settings: Settings) -> list[str]:
    """Play the years unless the folder holds them already; API keys of the sponsors, in order.

    The keys are new in each run, because only their digests are stored.
    """
    clock = SimulatedClock(STARTS)
    house = build_house(settings, clock, system_random)
    world = fictional_world(SEED)
    async with opened(house) as http:
        played = await is_played(house)
        if not played:
            await enter_facts(house, world)
        clock.today = system_clock().date() if played else STARTS
        keys = await issue_keys(house, world)
        if not played:
            clients = [RegistryClient(http, key) for key in keys]
            await play_years(house, clock, world, clients)
        return keys


async def is_played(house: House) -> bool:
    """Whether the folder holds all the years; SettingsError where it holds a part of them."""
    shown = house.shelf.current
    last = release_on_or_before(house.publisher.policy, ENDS)
    if shown is not None and shown.snapshot.as_of >= last:
        return True
    if (await read_facts(house.database)).all(Organisation):
        raise SettingsError(
            "This folder holds a demo that was broken off.",
            "Remove demo.sqlite, demo.key and demo-log.key in it, or name another folder.",
        )
    return False


async def enter_facts(house: House, world: World) -> None:
    """The catalogue of real, sourced facts, and the fictional world beside it."""
    envelope = Envelope(OPERATOR, house.clock())
    await enter_directory(house.intake, catalogue(STARTS).all(), envelope, "catalogue")
    await enter_directory(house.intake, world.all(), envelope, "fictional world")


async def issue_keys(house: House, world: World) -> list[str]:
    """One API key for each fictional sponsor."""
    sponsors = [o for o in world.organisations if o.id.startswith("fictional-university")]
    issued = [
        await house.doorkeeper.issue(
            Terms(sponsor.id), Because("demo", house.clock()), system_random
        )
        for sponsor in sponsors
    ]
    return [key.token for key in issued]


async def play_years(
    house: House,
    clock: SimulatedClock,
    world: World,
    clients: list[RegistryClient],
) -> None:
    """Every step in date order, with a snapshot published at each release date on the way."""
    steps = list(timeline(world, SEED, STARTS, YEARS))
    policy = house.publisher.policy
    next_release = release_on_or_after(policy, STARTS)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    watched = console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not watched) as progress:
        task = progress.add_task(f"{STARTS.year}", total=len(steps))

        async def before(day: date) -> None:
            nonlocal next_release
            while next_release < day:
                clock.today = next_release
                await house.publish(next_release, "demo board")
                next_release = release_on_or_after(policy, next_release + timedelta(days=1))
            clock.today = day
            progress.update(task, advance=1, description=f"{day.year}")

        await play(steps, lambda sponsor: clients[sponsor], before)
        await before(ENDS)
