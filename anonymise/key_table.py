"""The hospital's own table of patients and their pseudonyms, encrypted; it never leaves the house.

AES-256-GCM under a key derived from a passphrase with scrypt (RFC 7914); the header is
authenticated with the content.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"HE Registry key table 1\n"
SALT_BYTES, NONCE_BYTES, KEY_BYTES, PSEUDONYM_BYTES = 16, 12, 32, 16
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**17, 8, 1


class KeyTableClosed(Exception):
    """The passphrase is wrong, or the file was changed. Tells nothing of its content."""


@dataclass(frozen=True)
class Known:
    """A patient's random pseudonym, and the day of acceptance in each programme (by its id)."""

    pseudonym: str
    accepted_on: dict[str, date]


@dataclass(frozen=True)
class KeyTable:
    """Patients by the number the hospital knows them by. Printing it shows nobody."""

    patients: dict[str, Known] = field(default_factory=dict, repr=False)

    def pseudonym(self, number: str) -> str | None:
        """The patient's pseudonym, or None for a patient who is not in the table."""
        known = self.patients.get(number)
        return known.pseudonym if known else None

    def knows_otherwise(self, number: str) -> bool:
        """Whether it has this number with more or fewer leading zeros: spreadsheets drop them."""
        bare = number.lstrip("0")
        return number not in self.patients and bare in {n.lstrip("0") for n in self.patients}

    def accepted_on(self, number: str, programme: str) -> date | None:
        """The day the patient was accepted into a programme, where the table knows it."""
        known = self.patients.get(number)
        return known.accepted_on.get(programme) if known else None

    def accept(
        self, number: str, programme: str, on: date, random_bytes: Callable[[int], bytes]
    ) -> None:
        """Note a day of acceptance; a new patient draws a random pseudonym of 128 bits."""
        known = self.patients.get(number) or Known(random_bytes(PSEUDONYM_BYTES).hex(), {})
        self.patients[number] = Known(known.pseudonym, {**known.accepted_on, programme: on})


def write_key_table(
    path: Path,
    table: KeyTable,
    passphrase: str,
    random_bytes: Callable[[int], bytes],
    cost: int = SCRYPT_N,
) -> None:
    """Write the table, whole or not at all, readable by its owner only."""
    salt, nonce = random_bytes(SALT_BYTES), random_bytes(NONCE_BYTES)
    header = MAGIC + cost.to_bytes(4, "big") + salt + nonce
    content = msgspec.json.encode(table.patients)
    sealed = AESGCM(derived(passphrase, salt, cost)).encrypt(nonce, content, header)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(header + sealed)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


def read_key_table(path: Path, passphrase: str) -> KeyTable:
    """The table in a file. KeyTableClosed where the passphrase or a byte is not the right one."""
    content = path.read_bytes()
    size = len(MAGIC) + 4 + SALT_BYTES + NONCE_BYTES
    header, sealed = content[:size], content[size:]
    if not header.startswith(MAGIC) or len(header) < size:
        raise KeyTableClosed
    cost = int.from_bytes(header[len(MAGIC) : len(MAGIC) + 4], "big")
    salt, nonce = header[len(MAGIC) + 4 : -NONCE_BYTES], header[-NONCE_BYTES:]
    if cost & (cost - 1) or not 2 <= cost <= SCRYPT_N:
        raise KeyTableClosed
    try:
        opened = AESGCM(derived(passphrase, salt, cost)).decrypt(nonce, sealed, header)
    except InvalidTag:
        raise KeyTableClosed from None
    return KeyTable(msgspec.json.decode(opened, type=dict[str, Known]))


def derived(passphrase: str, salt: bytes, cost: int) -> bytes:
    """The key of a passphrase."""
    return Scrypt(salt, KEY_BYTES, cost, SCRYPT_R, SCRYPT_P).derive(passphrase.encode())
