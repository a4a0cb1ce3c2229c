"""Where an installation is told apart from another: environment, keys, clock, randomness."""

import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from registry.errors import SettingsError
from registry.key_files import (
    OPEN_TO_OTHERS,
    KeyFile,
    KeySource,
    backup_key_at,
    log_key_at,
    root_key_at,
)
from registry.key_sources import KeyCommand, KeyText
from registry.root_keys import RootKey, read_root_key

Clock = Callable[[], datetime]
RandomBytes = Callable[[int], bytes]
PRODUCTION_APPROVERS = 2
PASSWORD_COST = (65536, 3, 4)
"""Argon2id as RFC 9106, section 4, recommends second: KiB of memory, passes, lanes."""
DEFAULT_ORIGIN = "he-registry.local/log"
DEFAULT_ERASURES = Path("data/erasures")


class ProviderSettings(Struct, frozen=True):
    """The identity provider whose people may sign in, and how it knows this registry."""

    issuer: str
    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return f"ProviderSettings({self.issuer})"


class FrontSettings(Struct, frozen=True):
    """How the server meets the world.

    `hosts` are names it answers to beside its own, `proxies` the addresses and networks it believes
    about who asks, `query_cost` is what an address may ask in a minute, and `processes` is how many
    share that.
    """

    hosts: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    query_cost: int = 1_000_000
    processes: int = 1


class WatchSettings(Struct, frozen=True):
    """Who is told of requests: the log, Prometheus at an address of its own, a collector of spans.

    `metrics` is an address and a port to listen on, `spans` the address of an OpenTelemetry
    collector; empty where nobody is told.
    """

    log_requests: bool = False
    metrics: tuple[str, int] | None = None
    spans: str = ""


class Settings(Struct, frozen=True):
    """One installation: its database, and the two keys of 32 bytes that never enter it.

    `log_key` signs the public log, of which `log_origin` is the name. `inherited` has the keys that
    the root key has from the one before it. `approvers` is how many
    different people must approve a snapshot before it is published. `password_cost` is what trying
    one password costs: KiB of memory, passes, lanes. `erasures` is where the erasure list is kept.
    """

    database_url: str
    root_key: bytes
    log_key: bytes
    approvers: int = 0
    log_origin: str = DEFAULT_ORIGIN
    password_cost: tuple[int, int, int] = PASSWORD_COST
    provider: ProviderSettings | None = None
    erasures: Path = DEFAULT_ERASURES
    front: FrontSettings = FrontSettings()
    inherited: Mapping[str, bytes] = {}

    def __repr__(self) -> str:
        return "Settings()"


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def system_ticks() -> int:
    """Microseconds of a clock that never goes back."""
    return time.monotonic_ns() // 1_000


def system_time_ns() -> int:
    """Now, in nanoseconds since 1970."""
    return time.time_ns()


def system_random(size: int) -> bytes:
    """Bytes from the operating system's generator."""
    return os.urandom(size)


def system_chance() -> float:
    """A number from 0 to 1, not included, from the same generator."""
    return int.from_bytes(os.urandom(4)) / 2**32


def settings_from_environment() -> Settings:
    """The settings of this environment (docs/operations.md lists them); SettingsError."""
    root = root_key_in_environment()
    return Settings(
        database_url_in_environment(),
        root.root,
        key_source(log_key_file()).read(),
        approvers_in_environment(),
        origin_in_environment(),
        provider=provider_in_environment(),
        erasures=erasures_file(),
        front=front_in_environment(),
        inherited=root.inherited,
    )


def root_key_in_environment() -> RootKey:
    """The root key of this installation, with what it inherited; SettingsError."""
    return read_root_key(key_source(root_key_file()))


def approvers_in_environment() -> int:
    """How many people must approve a snapshot: two in production (REGISTRY_PRODUCTION).

    SettingsError for another word than yes or no.
    """
    production = os.environ.get("REGISTRY_PRODUCTION") or "no"
    if production not in ("yes", "no"):
        raise SettingsError("REGISTRY_PRODUCTION is neither yes nor no.", "Set it to one of them.")
    return PRODUCTION_APPROVERS if production == "yes" else 0


def front_in_environment() -> FrontSettings:
    """REGISTRY_ALLOWED_HOSTS, REGISTRY_TRUSTED_PROXIES, REGISTRY_QUERY_COST, REGISTRY_PROCESSES.

    SettingsError for a number that is none.
    """
    told = FrontSettings()
    return FrontSettings(
        listed("REGISTRY_ALLOWED_HOSTS"),
        listed("REGISTRY_TRUSTED_PROXIES"),
        number("REGISTRY_QUERY_COST", told.query_cost),
        number("REGISTRY_PROCESSES", told.processes),
    )


def watching_in_environment() -> WatchSettings:
    """REGISTRY_LOG_REQUESTS, REGISTRY_METRICS, REGISTRY_SPANS. SettingsError for wrong ones."""
    logs = os.environ.get("REGISTRY_LOG_REQUESTS") or "no"
    if logs not in ("yes", "no"):
        raise SettingsError("REGISTRY_LOG_REQUESTS is neither yes nor no.", "Set it to one.")
    host, _, port = (os.environ.get("REGISTRY_METRICS") or "").rpartition(":")
    if (host or port) and not (host and port.isascii() and port.isdecimal()):
        raise SettingsError(
            "REGISTRY_METRICS is no address with a port.", "Write it like 127.0.0.1:9100."
        )
    spans = os.environ.get("REGISTRY_SPANS") or ""
    return WatchSettings(logs == "yes", (host, int(port)) if port else None, spans)


def listed(name: str) -> tuple[str, ...]:
    """The words of a setting, with commas between them."""
    return tuple(word.strip() for word in os.environ.get(name, "").split(",") if word.strip())


def number(name: str, otherwise: int) -> int:
    """A setting that is a whole number above zero; SettingsError for anything else."""
    text = os.environ.get(name) or str(otherwise)
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise SettingsError(f"{name} is not a whole number above zero.", "Write one, or leave it.")
    return int(text)


def database_url_in_environment() -> str:
    """The database of this installation."""
    return os.environ.get("REGISTRY_DATABASE_URL") or "sqlite:///data/registry.sqlite"


def new_database_url_in_environment() -> str:
    """The empty database to move to. SettingsError where none is named."""
    url = os.environ.get("REGISTRY_NEW_DATABASE_URL")
    if not url:
        raise SettingsError(
            "It is not said where to move to.",
            "Name an empty database in REGISTRY_NEW_DATABASE_URL.",
        )
    return url


def provider_in_environment() -> ProviderSettings | None:
    """The identity provider of REGISTRY_OIDC_ISSUER, REGISTRY_OIDC_CLIENT_ID and
    REGISTRY_OIDC_SECRET_FILE; None where no issuer is set.

    SettingsError where a part is missing, the issuer's address is not protected by TLS, or the
    secret is open to others.
    """
    issuer = os.environ.get("REGISTRY_OIDC_ISSUER")
    if not issuer:
        return None
    client, file = (os.environ.get(f"REGISTRY_OIDC_{n}") for n in ("CLIENT_ID", "SECRET_FILE"))
    if not issuer.startswith("https://") or not client or not file:
        raise SettingsError(
            "The identity provider is not described completely.",
            "Set REGISTRY_OIDC_ISSUER (https), REGISTRY_OIDC_CLIENT_ID and "
            "REGISTRY_OIDC_SECRET_FILE.",
        )
    try:
        if Path(file).stat().st_mode & OPEN_TO_OTHERS:
            raise SettingsError(
                "The file with the client's secret is open to every account of this machine, or "
                "may be written by its group.",
                "Run `chmod 600` on it, and ask the provider for a new secret.",
            )
        return ProviderSettings(issuer, client, Path(file).read_text().strip())
    except OSError as fault:
        raise SettingsError(
            "The file with the client's secret cannot be read.", "Name another one."
        ) from fault


def origin_in_environment() -> str:
    """The name of the log. SettingsError for one that cannot stand in a signed note."""
    origin = os.environ.get("REGISTRY_LOG_ORIGIN") or DEFAULT_ORIGIN
    if not origin.isprintable() or " " in origin or "+" in origin:
        raise SettingsError(
            "REGISTRY_LOG_ORIGIN holds a space, a plus sign or a control character.",
            "Name the log like an address without scheme, such as registry.example/log.",
        )
    return origin


def root_key_file() -> KeyFile:
    """Where this installation keeps its root key."""
    return root_key_at(Path(os.environ.get("REGISTRY_ROOT_KEY_FILE") or "data/root.key"))


def log_key_file() -> KeyFile:
    """Where this installation keeps the key of its log."""
    return log_key_at(Path(os.environ.get("REGISTRY_LOG_KEY_FILE") or "data/log.key"))


def backup_key_file() -> KeyFile:
    """Where this installation keeps the key of its backups."""
    return backup_key_at(Path(os.environ.get("REGISTRY_BACKUP_KEY_FILE") or "data/backup.key"))


KEPT_ELSEWHERE = {
    "REGISTRY_ROOT_KEY_FILE": ("REGISTRY_ROOT_KEY", "REGISTRY_ROOT_KEY_COMMAND"),
    "REGISTRY_LOG_KEY_FILE": ("REGISTRY_LOG_KEY", "REGISTRY_LOG_KEY_COMMAND"),
    "REGISTRY_BACKUP_KEY_FILE": ("REGISTRY_BACKUP_KEY", "REGISTRY_BACKUP_KEY_COMMAND"),
}
"""Settings that hold a key, or name a program that writes it, in place of a file."""


def key_source(file: KeyFile) -> KeySource:
    """Where this installation has a key from: `file`, unless another place is named.

    SettingsError where two places are named: it would be chance which one counts.
    """
    text, command = KEPT_ELSEWHERE[file.variable]
    named = [n for n in (file.variable, text, command) if os.environ.get(n)]
    if len(named) > 1:
        raise SettingsError(f"{' and '.join(named)} are both set.", f"Name the {file.name} once.")
    told = (file.name, named[0] if named else file.variable, file.option, file.loss)
    if named == [text]:
        return KeyText(*told, os.environ[text])
    if named == [command]:
        return KeyCommand(*told, os.environ[command], environment_without_keys())
    return file


def require_file(file: KeyFile) -> KeyFile:
    """`file`, to be made or replaced. SettingsError where the key comes from another place."""
    source = key_source(file)
    if source != file:
        raise SettingsError(
            f"The {file.name} comes from {source.variable}: a file made here would not be read.",
            "Make or change the key there (docs/operations.md), or remove the setting.",
        )
    return file


def environment_without_keys() -> dict[str, str]:
    """The environment as another program gets it: without a key that stands in it."""
    keys = {text for text, _ in KEPT_ELSEWHERE.values()}
    return {name: value for name, value in os.environ.items() if name not in keys}


def erasures_file() -> Path:
    """Where this installation keeps the list of its erased patients."""
    return Path(os.environ.get("REGISTRY_ERASURES_FILE") or DEFAULT_ERASURES)
