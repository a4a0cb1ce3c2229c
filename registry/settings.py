"""Where an installation is told apart from another: environment, root key, clock, randomness."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from registry.errors import PermissionRefused, SettingsError

Clock = Callable[[], datetime]
RandomBytes = Callable[[int], bytes]
ROOT_KEY_BYTES = 32
PRODUCTION_APPROVERS = 2


class Settings(Struct, frozen=True):
    """One installation: its database and the 32-byte root key that never enters the database.

    `approvers` is how many different people must approve a snapshot before it is published.
    """

    database_url: str
    root_key: bytes
    approvers: int = 0

    def __repr__(self) -> str:
        return "Settings()"


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def system_random(size: int) -> bytes:
    """Bytes from the operating system's generator."""
    return os.urandom(size)


def settings_from_environment() -> Settings:
    """Settings from REGISTRY_DATABASE_URL, REGISTRY_ROOT_KEY_FILE and REGISTRY_PRODUCTION.

    In production a snapshot needs two approvers. SettingsError for another word than yes or no.
    """
    url = os.environ.get("REGISTRY_DATABASE_URL") or "sqlite:///data/registry.sqlite"
    production = os.environ.get("REGISTRY_PRODUCTION") or "no"
    if production not in ("yes", "no"):
        raise SettingsError("REGISTRY_PRODUCTION is neither yes nor no.", "Set it to one of them.")
    approvers = PRODUCTION_APPROVERS if production == "yes" else 0
    return Settings(url, read_root_key(root_key_file()), approvers)


def root_key_file() -> Path:
    """Where this installation keeps its root key."""
    return Path(os.environ.get("REGISTRY_ROOT_KEY_FILE") or "data/root.key")


def read_root_key(path: Path) -> bytes:
    """The root key in a file. SettingsError where it is missing or not 64 hex digits."""
    try:
        key = bytes.fromhex(path.read_text().strip())
    except FileNotFoundError as fault:
        raise SettingsError(
            "There is no root key file.",
            "Create one with `he-registry migrate --new-root-key`, or name it in "
            "REGISTRY_ROOT_KEY_FILE.",
        ) from fault
    except PermissionError as fault:
        raise PermissionRefused(
            "The root key file may not be read by this account.",
            "Run the registry under the account that owns it.",
        ) from fault
    except OSError as fault:
        raise SettingsError(
            f"The root key file cannot be read ({fault.strerror}).",
            "Name a file in REGISTRY_ROOT_KEY_FILE.",
        ) from fault
    except ValueError as fault:
        raise SettingsError(
            "The root key file does not hold 64 hexadecimal digits.",
            "Restore the right file; a new key cannot read what the old one sealed.",
        ) from fault
    if len(key) != ROOT_KEY_BYTES:
        raise SettingsError(
            f"The root key has {len(key)} bytes instead of {ROOT_KEY_BYTES}.",
            "Restore the right file; a new key cannot read what the old one sealed.",
        )
    return key


def create_root_key(path: Path, random_bytes: RandomBytes) -> bytes:
    """Write a new root key, readable by its owner only. SettingsError where a file exists."""
    key = random_bytes(ROOT_KEY_BYTES)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as fault:
        raise SettingsError(
            "A root key file exists already.",
            "Keep it; a new key cannot read what the old one sealed.",
        ) from fault
    except OSError as fault:
        raise SettingsError(
            f"The root key file cannot be written ({fault.strerror}).",
            "Name another file in REGISTRY_ROOT_KEY_FILE, or another folder.",
        ) from fault
    with os.fdopen(handle, "w") as file:
        file.write(key.hex() + "\n")
    return key
