"""Keys of 32 bytes in files of their own, readable by their owner only, never in the database.

Where a key comes from another place than a file, it is read by `registry.key_sources`.
"""

import os
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct, structs

from registry.errors import PermissionRefused, SettingsError

RandomBytes = Callable[[int], bytes]
KEY_BYTES = 32
OPEN_TO_OTHERS = 0o027
"""No right for every account, none to write for the group: a group may read, as containers need."""


class KeySource(Struct, frozen=True):
    """What a key is called, and where it is read from, as 64 hexadecimal digits.

    `name` is the key's, `variable` the setting that says where it is, `option` what creates it;
    `loss` says what another key in its place would break.
    """

    name: str
    variable: str
    option: str
    loss: str

    def text(self) -> str:
        """What the place holds. SettingsError where it may not be used, or holds nothing."""
        raise NotImplementedError

    def read(self) -> bytes:
        """The key. SettingsError where there is none, or something else than 64 hex digits."""
        return self.key_in(self.text())

    def key_in(self, text: str) -> bytes:
        """The 32 bytes of 64 hexadecimal digits. SettingsError, which shows none of them."""
        try:
            key = bytes.fromhex(text.strip())
        except ValueError:
            raise self.unfit("does not hold 64 hexadecimal digits") from None
        if len(key) != KEY_BYTES:
            raise self.unfit(f"holds {len(key)} bytes instead of {KEY_BYTES}")
        return key

    def unfit(self, what: str) -> SettingsError:
        """The error for a place that holds no key."""
        return SettingsError(
            f"What {self.variable} names {what}.", f"Name the {self.name} there; {self.loss}."
        )


class KeyFile(KeySource, frozen=True):
    """A file that holds a key and may be read by its owner only, or also by its group."""

    path: Path

    def text(self) -> str:
        """What the file holds. SettingsError where it is missing or open to others."""
        try:
            is_open = not self.path.is_dir() and self.path.stat().st_mode & OPEN_TO_OTHERS
            text = "" if is_open else self.path.read_text()
        except FileNotFoundError as fault:
            raise SettingsError(
                f"There is no {self.name} file.",
                f"Create one with `he-registry migrate {self.option}`, or name it in "
                f"{self.variable}.",
            ) from fault
        except PermissionError as fault:
            raise PermissionRefused(
                f"The {self.name} file may not be read by this account.",
                "Run the registry under the account that owns it.",
            ) from fault
        except OSError as fault:
            raise SettingsError(
                f"The {self.name} file cannot be read ({fault.strerror}).",
                f"Name a file in {self.variable}.",
            ) from fault
        except UnicodeDecodeError:
            raise self.unfit("does not hold 64 hexadecimal digits") from None
        if is_open:
            raise SettingsError(
                f"The {self.name} file is open to every account of this machine, or may be "
                "written by its group.",
                "Run `chmod 600` on it; if others use this machine, treat the key as known to them "
                "(docs/operations.md).",
            )
        return text

    def unfit(self, what: str) -> SettingsError:
        """The error for a file that holds no key."""
        return SettingsError(
            f"The {self.name} file {what}.", f"Restore the right file; {self.loss}."
        )

    def refuse_existing(self) -> None:
        """SettingsError where there is a file already."""
        if self.path.exists():
            raise SettingsError(f"A {self.name} file exists already.", f"Keep it; {self.loss}.")

    def create(self, random_bytes: RandomBytes) -> bytes:
        """Write a new key, on disk before this returns. SettingsError where a file exists."""
        key = random_bytes(KEY_BYTES)
        self.write(key.hex())
        return key

    def write(self, text: str) -> None:
        """Write a new file for its owner only, on disk before this returns; SettingsError.

        It appears whole or not at all, and never in place of another. What a kill leaves is named
        `.part`.
        """
        self.refuse_existing()
        part = self.path.with_name(f"{self.path.name}.part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(text + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(part, self.path)
            part.unlink()
            sync_folder(self.path.parent)
        except OSError as fault:
            raise SettingsError(
                f"The {self.name} file cannot be written ({fault.strerror}).",
                f"Name another file in {self.variable}, or another folder.",
            ) from fault

    @property
    def successor(self) -> "KeyFile":
        """Where the next key lies until it takes this one's place."""
        return structs.replace(self, path=self.path.with_name(f"{self.path.name}.next"))

    def give_way(self, successor: "KeyFile") -> Path:
        """Put the next key in this one's place in one step; where the old one is kept from now on.

        What broke off half-way may be done once more.
        """
        number = 1
        while (kept := self.path.with_name(f"{self.path.name}.old-{number}")).exists():
            number += 1
        structs.replace(self, path=kept).write(self.text().strip())
        successor.path.replace(self.path)
        sync_folder(self.path.parent)
        return kept


def sync_folder(folder: Path) -> None:
    """Let what a folder lists be on disk: a key in use must not vanish with the power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def root_key_at(path: Path) -> KeyFile:
    """The root key, from which all keys but the log's are derived."""
    return KeyFile(
        "root key",
        "REGISTRY_ROOT_KEY_FILE",
        "--new-root-key",
        "a new key cannot read what the old one sealed",
        path,
    )


def backup_key_at(path: Path) -> KeyFile:
    """The key that seals backups. It opens no sealed column: for that the root key is needed."""
    return KeyFile(
        "backup key",
        "REGISTRY_BACKUP_KEY_FILE",
        "--new-backup-key",
        "another key does not open the backups made with it",
        path,
    )


def log_key_at(path: Path) -> KeyFile:
    """The private key that signs the public log (Ed25519)."""
    return KeyFile(
        "log key",
        "REGISTRY_LOG_KEY_FILE",
        "--new-log-key",
        "the log goes on with the key it began with, or with the one it was handed over to",
        path,
    )


def signing_key_at(path: Path) -> KeyFile:
    """A sponsor's private key, with which it signs what it sends (Ed25519)."""
    return KeyFile(
        "signing key",
        "REGISTRY_SIGNING_KEY_FILE",
        "keys new-signing",
        "what is signed with another key is refused until that one is registered",
        path,
    )
