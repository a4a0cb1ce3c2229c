"""The whole registry as one application: public side, sponsor side, and the database behind it.

The only file that knows every part.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import date
from pathlib import Path

from litestar import Litestar, Router
from litestar.exceptions import ClientException
from msgspec import Struct

from anonymise.keys import KeyRing, Label
from registry.access.because import Because
from registry.access.carried import Carrier
from registry.access.keys import Doorkeeper
from registry.access.oidc import Client, Provider
from registry.access.passkeys import Passkeys, RelyingParty
from registry.access.passwords import Cost, Passwords
from registry.access.people import People
from registry.access.rates import Turnstile
from registry.access.routes import check_routes
from registry.access.sessions import Sessions
from registry.access.sign_in import Reception
from registry.archive import Archive
from registry.board.curation import confirm_withdrawal
from registry.errors import StorageError
from registry.front.budget import Budget, query_rate
from registry.front.door import Front, front_of
from registry.front.rates import Spend
from registry.front.watch import note_route
from registry.health import Watched, health_checks
from registry.intake.leaves import enter_programmes
from registry.intake.tools import Intake, IntakeKeys
from registry.log.signer import LogSigner
from registry.public_app import CachedApp, public_handlers
from registry.readying import Readying, spared
from registry.release.beside import Beside
from registry.release.preview import Previewer
from registry.release.publish import Publisher, begin_with, publish_snapshot
from registry.release.stages import load_policy
from registry.settings import (
    Clock,
    FrontSettings,
    RandomBytes,
    Settings,
    settings_from_environment,
    system_clock,
    system_random,
    system_ticks,
)
from registry.shelf import Shelf, prepare
from registry.snapshot import FrozenSnapshot
from registry.storage.directory import read_facts
from registry.storage.engine import Database, open_database
from registry.storage.ledger import Act
from registry.storage.migrations import MIGRATIONS, check_schema, migrate
from registry.storage.public_files import LATEST, latest_json, read_public
from registry.storage.publication import last_good_snapshot, latest_number, latest_snapshot
from registry.storage.root_key import (
    check_before_migrating,
    check_root_key,
    remember_root_key,
    root_check_of,
)
from registry.storage.sealing import Sealing
from registry.storage.transparency import begin_log, check_key, read_head
from registry.web.desk.board.routes import board_routes
from registry.web.desk.board.workspace import Workspace as BoardDesk
from registry.web.desk.bulk import bulk_endpoint
from registry.web.desk.not_taken import not_taken
from registry.web.desk.passkeys import passkey_routes
from registry.web.desk.sign_in import (
    CALLBACK,
    WAY_IN,
    ComeLater,
    FrontDesk,
    come_later,
    sign_in_routes,
)
from registry.web.desk.sponsor.routes import sponsor_routes
from registry.web.desk.sponsor.workspace import Workspace
from registry.web.public.ahead import Ahead
from registry.web.public.drawn import Drawn
from registry.web.public.faults import faults
from registry.web.public.files import public_files
from registry.web.public.handlers import Around
from registry.web.public.headers import security_headers
from registry.web.public.ready import Files
from registry.web.public.releases import home_of, host_of
from registry.web.public.site import MENU
from registry_graphql.sponsor.endpoint import sponsor_endpoint

WITH_WAY_IN = Around(menu=(*MENU, WAY_IN))
"""Here, and not on nodes that serve the public alone, every page leads to the workspaces."""


class House(Struct):
    """One registry with its parts wired; nothing connects before its database is started."""

    database: Database
    intake: Intake
    publisher: Publisher
    beside: Beside
    previewer: Previewer
    doorkeeper: Doorkeeper
    turnstile: Turnstile
    reception: Reception
    carrier: Carrier
    provider: Provider | None
    shelf: Shelf
    front: Front
    spend: Spend
    clock: Clock
    ticks: Callable[[], int]
    root_check: str
    erasures: Path
    seconds_between_looks: float = 5
    seconds_between_forgetting: float = 60

    def __repr__(self) -> str:
        return "House()"

    @property
    def people(self) -> People:
        """The accounts of this registry."""
        return self.reception.people

    @property
    def watched(self) -> Watched:
        """What `/health` looks at."""
        publisher = self.publisher
        return Watched(
            self.database,
            publisher.signer,
            self.root_check,
            publisher.policy,
            self.shelf.read,
            self.clock,
        )

    async def prepare(self, actor: str = "operator") -> list[str]:
        """Bring the started database to this schema and bind it to the root key; in whose name.

        SettingsError where it belongs to another one: nothing is migrated then.
        """
        await check_before_migrating(self.database, self.root_check)
        act = Act(self.clock(), actor, "migrated", "", "")
        applied = await migrate(self.database, MIGRATIONS, act)
        await remember_root_key(self.database, self.root_check)
        await self.begin_log()
        return applied

    async def begin_log(self) -> None:
        """Begin the public log where there is none, with what an older database made public."""
        publisher, at = self.publisher, self.clock()
        async with self.database.transaction():
            if await begin_log(self.database, publisher.signer, at):
                programmes = (await read_facts(self.database)).first_programmes
                await enter_programmes(self.intake, [*programmes.values()], at)
                latest = await latest_snapshot(self.database)
                if latest is not None:
                    await begin_with(publisher, latest, at)

    async def check_installation(self) -> None:
        """MigrationError or SettingsError unless schema and root key are the right ones."""
        await check_schema(self.database, MIGRATIONS)
        await check_root_key(self.database, self.root_check)

    async def check(self) -> None:
        """The same, and SettingsError unless the log's key is the right one, too."""
        await self.check_installation()
        check_key(await read_head(self.database), self.publisher.signer)

    async def publish(self, as_of: date, actor: str, expected: str | None = None) -> FrozenSnapshot:
        """Publish a snapshot, the `expected` bytes or nothing, and show it at once."""
        frozen = await publish_snapshot(self.publisher, as_of, self.clock(), actor, expected)
        self.shelf.put(frozen)
        return frozen

    async def publish_beside(self, as_of: date, actor: str, expected: str) -> FrozenSnapshot:
        """The same while the event loop of a server goes on answering; it is shown once ready."""
        at = self.clock()
        frozen = await self.beside(
            self.publisher,
            lambda publisher: publish_snapshot(publisher, as_of, at, actor, expected),
        )
        await asyncio.to_thread(prepare, frozen)
        self.shelf.bring(frozen)
        return frozen

    async def withdraw(self, episode_id: str, because: Because) -> date:
        """Confirm a withdrawal, and keep the erasure list."""
        return await confirm_withdrawal(self.intake, self.erasures, episode_id, because)

    async def public_file(self, path: str) -> bytes | None:
        """The bytes of a public file of the log or of a snapshot; None where there is none."""
        if path == LATEST:
            shown = self.shelf.current
            return latest_json(shown) if shown else None
        return await read_public(self.database, self.publisher.signer, self.clock(), path)

    async def look_for_snapshot(self) -> None:
        """Bring the latest good snapshot to the shelf if another process published one.

        It is read and laid out beside the event loop, so that no reader waits for it.
        """
        if await latest_number(self.database) > self.shelf.newest:
            frozen = await last_good_snapshot(self.database, self.shelf.current)
            if frozen is not None:
                await asyncio.to_thread(prepare, frozen)
            self.shelf.bring(frozen)


def build_house(settings: Settings, clock: Clock, random_bytes: RandomBytes) -> House:
    """Wire a registry from its settings, a clock and a source of randomness."""
    ring = KeyRing(settings.root_key, settings.inherited)
    policy, sealing = load_policy(), Sealing.of(ring, random_bytes)
    database = open_database(settings.database_url, sealing)
    signer, told = LogSigner(settings.log_origin, settings.log_key), settings.front
    return House(
        database=database,
        intake=Intake(database, IntakeKeys.of(ring), random_bytes, signer),
        publisher=Publisher(
            database,
            policy,
            ring.derive(Label.DECISION_SALT),
            ring.derive(Label.GROUP_MEMBERS),
            ring.derive(Label.TRAIL),
            signer,
            settings.approvers,
        ),
        beside=Beside(),
        previewer=Previewer(database, policy),
        doorkeeper=Doorkeeper(database, ring.derive(Label.API_KEY)),
        turnstile=Turnstile(database, ring.derive(Label.RATES)),
        reception=reception_of(settings, database, ring, random_bytes),
        carrier=Carrier(ring.derive(Label.CARRIED), random_bytes),
        provider=provider_of(settings),
        shelf=Shelf(),
        front=front_of(
            (*settings.front.hosts, host_of(settings.log_origin)), settings.front.proxies
        ),
        spend=budget_of(told, random_bytes(32)),
        clock=clock,
        ticks=system_ticks,
        erasures=settings.erasures,
        root_check=root_check_of(ring),
    )


def budget_of(front: FrontSettings, key: bytes) -> Budget:
    """What this process gives to each address."""
    return Budget(query_rate(front.query_cost, front.processes), key, system_ticks)


def provider_of(settings: Settings) -> Provider | None:
    """The identity provider, and where it sends people back to."""
    told = settings.provider
    if told is None:
        return None
    back = home_of(settings.log_origin) + CALLBACK
    return Provider(told.issuer, told.client_id, told.client_secret, back)


def client_of(house: House) -> Client | None:
    """What speaks to the identity provider; it follows no redirect and waits ten seconds."""
    import httpx

    provider = house.provider
    return Client(provider, httpx.AsyncClient(timeout=10)) if provider else None


def reception_of(
    settings: Settings, database: Database, ring: KeyRing, random_bytes: RandomBytes
) -> Reception:
    """Where people sign in."""
    key = ring.derive(Label.ACCOUNTS)
    return Reception(
        People(database, key, random_bytes),
        Sessions(database, key, random_bytes),
        Passwords(Cost(*settings.password_cost)),
        ring.derive(Label.SECOND_FACTOR),
        random_bytes,
    )


def create_app(house: House) -> Litestar:
    """The application over a wired registry; its database runs as long as the application does."""

    client = client_of(house)

    @asynccontextmanager
    async def database_runs(_: Litestar) -> AsyncIterator[None]:
        await house.database.start()
        await house.check()
        await house.look_for_snapshot()
        tasks = [asyncio.create_task(each(house)) for each in (keep_looking, keep_forgetting)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            if client is not None:
                await client.close()
            await house.database.stop()

    archive, origin = Archive(house.shelf.read, house.public_file), house.publisher.signer.origin
    spend, home = spared(house.spend), home_of(origin)
    files, drawn = Files(), Drawn(spend)
    ahead = Ahead(drawn, house.shelf.read, WITH_WAY_IN)
    passkeys = Passkeys(house.reception, RelyingParty.at(home))
    doorway = (house.reception, house.turnstile, house.carrier, passkeys)
    front = FrontDesk(*doorway, house.clock, client)
    doors = (house.doorkeeper, house.turnstile)
    app = CachedApp(
        house.shelf,
        house.front,
        route_handlers=[
            *public_handlers(
                archive,
                files,
                drawn,
                house.intake.new_id,
                home,
                spend,
                WITH_WAY_IN,
            ),
            *public_files(house.public_file, files),
            *health_checks(house.watched, house.ticks),
            sponsor_endpoint(*doors, house.intake, house.previewer, house.clock),
            bulk_endpoint(*doors, house.intake, house.clock),
            desk_pages(house, front),
        ],
        openapi_config=None,
        logging_config=None,
        before_send=[security_headers, note_route],
        exception_handlers={**faults(WITH_WAY_IN.menu), ComeLater: come_later},
        lifespan=[database_runs, ahead.runs, Readying(house.shelf, files, home).runs],
    )
    check_routes(app)
    return app


def desk_pages(house: House, front: FrontDesk) -> Router:
    """Every page for signed-in people; one whose form is not taken is told so on a page."""
    workspace = Workspace(front, house.intake, house.previewer, house.shelf.read)
    handlers = [
        *sign_in_routes(front),
        *passkey_routes(front),
        *board_routes(board_desk(house, front)),
        *sponsor_routes(workspace),
    ]
    return Router("/", route_handlers=handlers, exception_handlers={ClientException: not_taken})


def board_desk(house: House, front: FrontDesk) -> BoardDesk:
    """What the registry's own people work with."""
    return BoardDesk(
        front,
        house.publisher,
        house.beside,
        house.intake,
        house.doorkeeper,
        house.shelf.read,
        house.publish_beside,
        house.withdraw,
    )


async def keep_looking(house: House) -> None:
    """Notice what another process publishes, for ever; a database that is away is asked again."""
    while True:
        await asyncio.sleep(house.seconds_between_looks)
        with suppress(StorageError):
            await house.look_for_snapshot()


async def keep_forgetting(house: House) -> None:
    """Drop what rates know of people as soon as it counts no more, for ever."""
    while True:
        await asyncio.sleep(house.seconds_between_forgetting)
        with suppress(StorageError):
            await house.turnstile.forget(house.clock())


def serve_house(listens_on: str) -> House:
    """The registry of this environment, for a server that listens on an address."""
    house = build_house(settings_from_environment(), system_clock, system_random)
    house.front = house.front.also_as(listens_on)
    return house
