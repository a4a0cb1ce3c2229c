"""Passwords of people: Argon2id (RFC 9106), never in clear, never in a log.

The cost is the second recommended option of RFC 9106, section 4: 64 MiB, three passes, four lanes.
At most two are worked out at a time, so that a flood of sign-ins cannot take all memory.
"""

import asyncio
from typing import Any

from msgspec import Struct

LEAST, MOST = 12, 128
SALT_BYTES = 16
AT_ONCE = 2
TOO_SHORT = f"Choose a password of at least {LEAST} characters, such as four unrelated words."
TOO_LONG = f"Choose a password of at most {MOST} characters."
TOO_PLAIN = "Choose a password that is not one's own name and not one character repeated."


class Cost(Struct, frozen=True):
    """What one password costs to try: memory in KiB, passes, lanes."""

    memory: int = 65536
    passes: int = 3
    lanes: int = 4


class Passwords:
    """Makes and checks hashes. `unknown` is the hash that nobody's password has."""

    def __init__(self, cost: Cost) -> None:
        self.cost = cost
        self._room = asyncio.Semaphore(AT_ONCE)
        self._unknown: str | None = None

    async def hashed(self, password: str, salt: bytes) -> str:
        """The hash of a password with a fresh salt of 16 random bytes, as it is stored."""
        async with self._room:
            return await asyncio.to_thread(self._hash, password, salt)

    async def right(self, password: str, stored: str | None) -> bool:
        """Whether a password has this hash. As slow where there is none to compare with."""
        if self._unknown is None:
            self._unknown = await self.hashed("nobody's", bytes(SALT_BYTES))
        async with self._room:
            fits = await asyncio.to_thread(self._verify, password, stored or self._unknown)
        return fits and stored is not None

    def _hasher(self) -> Any:
        from argon2 import PasswordHasher  # loaded by the first sign-in, not by the server's start

        return PasswordHasher(self.cost.passes, self.cost.memory, self.cost.lanes)

    def _hash(self, password: str, salt: bytes) -> str:
        return str(self._hasher().hash(told(password), salt=salt))

    def _verify(self, password: str, stored: str) -> bool:
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return bool(self._hasher().verify(stored, told(password)))
        except (VerificationError, InvalidHashError):
            return False


def told(password: str) -> bytes:
    """A password as bytes, the same however it was typed (NFKC)."""
    from unicodedata import normalize

    return normalize("NFKC", password[:MOST]).encode("utf-8", "surrogatepass")


def weakness(password: str, account_id: str) -> str | None:
    """What is wrong with a new password, as a sentence; None where it will do."""
    if len(password) < LEAST:
        return TOO_SHORT
    if len(password) > MOST:
        return TOO_LONG
    plain = len(set(password)) < 4 or account_id in password.casefold()
    return TOO_PLAIN if plain else None
