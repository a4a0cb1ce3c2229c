"""What a registry holds when a scenario begins. Each is made once and copied for every run."""

from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path

from msgspec import Struct
from old_schemas import old_database
from running import Calendar, counted_bytes, running_registry, settings_at
from sending import infused, notices, pseudonyms, register, send

from registry.app import House, build_house
from registry.key_files import KeyFile, log_key_at
from registry.log.note import VerifierKey
from registry.log.signer import LogSigner
from registry.model.submission import Accepted
from registry.settings import DEFAULT_ORIGIN, Settings

BEGAN, MARCH, SPRING = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 31)
MAY, NOW = date(2027, 5, 10), date(2027, 9, 30)
PATIENTS, NEW_PATIENTS = pseudonyms(12), pseudonyms(12, 0xB00)
BEFORE_THE_LOG = 3


class Scene(Struct, frozen=True):
    """A registry in a run: where its database is, and the folder with its log key."""

    url: str
    folder: Path

    @property
    def log_key(self) -> KeyFile:
        """Its log key file."""
        return log_key_at(self.folder / "log.key")

    def keys(self) -> list[VerifierKey]:
        """The keys of the log that lie in its files."""
        files = (log_key_at(path) for path in sorted(self.folder.glob("log.key*")))
        return [LogSigner(DEFAULT_ORIGIN, file.read()).key for file in files]

    def house(self, first_random: int) -> House:
        """The registry wired anew, as a process does that starts."""
        known = settings_at(self.url)
        settings = Settings(
            known.database_url,
            known.root_key,
            self.log_key.read(),
            password_cost=known.password_cost,
        )
        return build_house(settings, Calendar(NOW), counted_bytes(first_random))


async def with_patients(scene: Scene) -> None:
    """Twelve patients of one programme, sealed and published; six were infused."""
    keep_log_key(scene)
    async with running_registry(scene.url, BEGAN) as registry:
        programme = await register(registry.house, BEGAN)
        sent = await send(registry.house, programme, MARCH, notices(PATIENTS))
        assert isinstance(sent, Accepted)
        await registry.publish(SPRING)
        told = [infused(patient, None) for patient in PATIENTS[:6]]
        assert isinstance(await send(registry.house, programme, MAY, outcomes=told), Accepted)


async def before_the_log(scene: Scene) -> None:
    """A database of a schema from before the log, with patients and a snapshot in it."""
    keep_log_key(scene)
    await old_database(scene.url, BEFORE_THE_LOG)


def keep_log_key(scene: Scene) -> None:
    """The key the test's registry signs its log with, in a file."""
    key = settings_at(scene.url).log_key
    scene.log_key.create(lambda _: key)


WITHOUT_A_LOG = frozenset(
    {"submission-logged", "tombstones-audited", "snapshot-logged", "column-keys-audited"}
)
"""What was accepted before there was a log has no leaf, and tables that came later no row."""


class Kind(Struct, frozen=True):
    """How a scene is made, and which laws cannot hold in it."""

    make: Callable[[Scene], Coroutine[None, None, None]]
    but: frozenset[str] = frozenset()


SCENES = {
    "with patients": Kind(with_patients),
    "before the log": Kind(before_the_log, WITHOUT_A_LOG),
}
