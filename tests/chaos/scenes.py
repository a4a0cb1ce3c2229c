"""What a registry holds when a scenario begins. Each is made once and copied for every run."""

from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec import Struct
from old_schemas import old_database
from running import Calendar, counted_bytes, running_registry, settings_at
from sending import infused, notices, pseudonyms, register, send

from registry.app import House, build_house
from registry.backup.write import write_backup
from registry.key_files import KeyFile, log_key_at, root_key_at
from registry.log.note import VerifierKey
from registry.log.signer import LogSigner
from registry.model.submission import Accepted
from registry.root_keys import read_root_key
from registry.settings import DEFAULT_ORIGIN, Settings
from registry.storage.engine import open_database

BEGAN, MARCH, SPRING = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 31)
MAY, NOW = date(2027, 5, 10), date(2027, 9, 30)
PATIENTS, NEW_PATIENTS = pseudonyms(12), pseudonyms(12, 0xB00)
BEFORE_THE_LOG = 3
OLD, BACKUP_KEY, SALT = "old.sqlite", bytes(range(64, 96)), bytes(range(96, 128))


class Scene(Struct, frozen=True):
    """A registry in a run: where its database is, and the folder with its log key."""

    url: str
    folder: Path

    @property
    def root_key(self) -> KeyFile:
        """Its root key file."""
        return root_key_at(self.folder / "root.key")

    @property
    def backup(self) -> Path:
        """A backup that lies there."""
        return self.folder / "backup"

    @property
    def old_url(self) -> str:
        """A registry that is to be moved into the database, or is already."""
        return f"sqlite:///{self.folder / OLD}"

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
        known, key = settings_at(self.url), read_root_key(self.root_key)
        settings = Settings(
            known.database_url,
            key.root,
            self.log_key.read(),
            password_cost=known.password_cost,
            inherited=key.inherited,
        )
        return build_house(settings, Calendar(NOW), counted_bytes(first_random))


async def with_patients(scene: Scene) -> None:
    """Twelve patients of one programme, sealed and published; six were infused."""
    keep_keys(scene)
    await patients_at(scene.url)


async def patients_at(url: str) -> None:
    """A registry with them in a database."""
    async with running_registry(url, BEGAN) as registry:
        programme = await register(registry.house, BEGAN)
        sent = await send(registry.house, programme, MARCH, notices(PATIENTS))
        assert isinstance(sent, Accepted)
        await registry.publish(SPRING)
        told = [infused(patient, None) for patient in PATIENTS[:6]]
        assert isinstance(await send(registry.house, programme, MAY, outcomes=told), Accepted)


async def before_the_log(scene: Scene) -> None:
    """A database of a schema from before the log, with patients and a snapshot in it."""
    keep_keys(scene)
    await old_database(scene.url, BEFORE_THE_LOG)


async def beside_a_backup(scene: Scene) -> None:
    """An empty database, and the backup of a registry with patients."""
    await beside_another(scene)
    old = open_database(scene.old_url)
    await old.start()
    await write_backup(
        old, scene.backup, BACKUP_KEY, SALT, datetime(*NOW.timetuple()[:3], tzinfo=UTC)
    )
    await old.stop()
    (scene.folder / OLD).unlink()


async def beside_another(scene: Scene) -> None:
    """An empty database, and a registry with patients in another one, on SQLite."""
    keep_keys(scene)
    await patients_at(scene.old_url)


def keep_keys(scene: Scene) -> None:
    """The keys of the test's registry, in files."""
    known = settings_at(scene.url)
    scene.log_key.create(lambda _: known.log_key)
    scene.root_key.create(lambda _: known.root_key)


WITHOUT_A_LOG = frozenset(
    {"submission-logged", "tombstones-audited", "snapshot-logged", "column-keys-audited"}
)
"""What was accepted before there was a log has no leaf, and tables that came later no row."""


class Kind(Struct, frozen=True):
    """How a scene is made, which laws cannot hold there, whether its data keys are real."""

    make: Callable[[Scene], Coroutine[None, None, None]]
    but: frozenset[str] = frozenset()
    has_keys: bool = True


SCENES = {
    "with patients": Kind(with_patients),
    "before the log": Kind(before_the_log, WITHOUT_A_LOG, has_keys=False),
    "beside a backup": Kind(beside_a_backup),
    "beside another": Kind(beside_another),
}
