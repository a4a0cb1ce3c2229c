"""A file of any length, sealed in chunks so that nothing of it can be changed, moved or cut off.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as the format age uses it
(https://c2sp.org/age): the nonce of AES-256-GCM is the chunk's number and whether it is the last,
under a key that is derived for this one file from the backup key and a salt (HKDF-SHA-256).
"""

from collections.abc import Iterator
from hmac import compare_digest
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from anonymise.keys import KeyRing, Label
from registry.errors import DataError

MAGIC = b"he-registry backup 1\n"
SALT_BYTES = CHECK_BYTES = KEY_BYTES = 32
CHUNK, TAG_BYTES, COUNTER_BYTES = 1 << 16, 16, 11


def file_keys(backup_key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """The key of one file, and what shows that a backup key is the right one for it."""
    base = KeyRing.from_root(backup_key).derive(Label.BACKUP)
    derived = HKDF(SHA256(), KEY_BYTES + CHECK_BYTES, salt=salt, info=MAGIC).derive(base)
    return derived[:KEY_BYTES], derived[KEY_BYTES:]


def nonce(number: int, *, last: bool) -> bytes:
    """The nonce of a chunk: its number and whether the file ends with it."""
    return number.to_bytes(COUNTER_BYTES, "big") + bytes([last])


class SealedWriter:
    """Seals what is written into a file; without `close` the file is cut off and does not open."""

    def __init__(self, file: BinaryIO, backup_key: bytes, salt: bytes) -> None:
        key, check = file_keys(backup_key, salt)
        self._file, self._cipher = file, AESGCM(key)
        self._buffer, self._number = bytearray(), 0
        file.write(MAGIC + salt + check)

    def write(self, data: bytes) -> None:
        """Seal the full chunks; the rest waits for more."""
        self._buffer += data
        while len(self._buffer) > CHUNK:
            self._seal(bytes(self._buffer[:CHUNK]), last=False)
            del self._buffer[:CHUNK]

    def close(self) -> None:
        """Seal the last chunk."""
        self._seal(bytes(self._buffer), last=True)

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(nonce(self._number, last=last), chunk, None))
        self._number += 1


def opened(file: BinaryIO, backup_key: bytes) -> Iterator[bytes]:
    """What was sealed, chunk by chunk, each as it was written and in its place.

    DataError for another key, another kind of file, and whatever was changed, moved or cut off.
    """
    cipher, sealed, number = cipher_of(file, backup_key), file.read(CHUNK + TAG_BYTES), 0
    while True:
        following = file.read(CHUNK + TAG_BYTES)
        try:
            yield cipher.decrypt(nonce(number, last=not following), sealed, None)
        except InvalidTag:
            raise damaged() from None
        if not following:
            return
        sealed, number = following, number + 1


def cipher_of(file: BinaryIO, backup_key: bytes) -> AESGCM:
    """The cipher for a file whose beginning is read. DataError where key or kind do not fit."""
    if file.read(len(MAGIC)) != MAGIC:
        raise DataError("This is no backup of a registry.", "Name a file `backup` has written.")
    key, check = file_keys(backup_key, file.read(SALT_BYTES))
    if not compare_digest(check, file.read(CHECK_BYTES)):
        raise DataError(
            "This backup was made with another backup key.",
            "Name the key file it was made with in REGISTRY_BACKUP_KEY_FILE.",
        )
    return AESGCM(key)


def damaged() -> DataError:
    """The error for a backup that is not as it was written."""
    return DataError(
        "The backup is damaged: a part of it was changed, moved or cut off.",
        "Use another copy or an earlier backup; nothing was restored.",
    )


def lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The lines in these chunks; DataError where the last one does not end."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    if rest:
        raise damaged()
