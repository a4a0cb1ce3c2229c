"""What a request must be before anything reads it: to us, by a plain path.

Source: RFC 9112, 3.2 (a request has one Host), RFC 9110, 7.4 (misdirected requests),
RFC 3986, 6.2.2 (paths that mean the same).
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct

HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names of this machine itself. They lead nowhere else, and nobody else's browser asks by them."""
HOST = re.compile(rb"([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")
LONGEST_PATH = 2_000
# a path that one reader of it could take for another: encoded or doubled separators, dots that
# lead elsewhere, what ends a line or a text
TRICKS = re.compile(
    rb"//|[\\\x00-\x20\x7f-\xff]|%(2f|5c|0[0-9a-f]|1[0-9a-f]|7f)|/(\.|%2e){1,2}(/|$)", re.IGNORECASE
)
ENCODED, NOT_ENCODED = re.compile(rb"%([0-9A-Fa-f]{2})"), re.compile(rb"%(?![0-9A-Fa-f]{2})")

Headers = Iterable[tuple[bytes, bytes]]


class Refused(Struct, frozen=True):
    """Why a request is not looked at: its status and one sentence without anything of it."""

    status: int
    sentence: str


NO_HOST = Refused(400, "Send exactly one Host header that names this registry.")
ELSEWHERE = Refused(421, "This registry does not answer under that name.")
LONG_PATH = Refused(414, "This address is too long.")
NO_PLAIN_PATH = Refused(400, "This address cannot be read in one way only. Write it plainly.")
TOO_SLOW = Refused(408, "The request came too slowly. Send it again.")


def refusal_of(scope: Mapping[str, Any], hosts: Collection[str]) -> Refused | None:
    """Why a request is refused; None for one that may be looked at."""
    return host_fault(scope["headers"], hosts) or path_fault(path_of(scope))


def host_fault(headers: Headers, hosts: Collection[str]) -> Refused | None:
    """Whether it is meant for somebody else."""
    named = [value for name, value in headers if name == b"host"]
    found = HOST.fullmatch(named[0]) if len(named) == 1 else None
    if found is None:
        return NO_HOST
    name = found[1].decode("ascii").lower()
    return None if name in hosts or name in HERE else ELSEWHERE


def path_of(scope: Mapping[str, Any]) -> bytes:
    """The path as it was sent."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "replace")
    return raw.partition(b"?")[0]


def path_fault(path: bytes) -> Refused | None:
    """Whether a path is longer than any of ours, or could be read in two ways."""
    if len(path) > LONGEST_PATH:
        return LONG_PATH
    if not path.startswith(b"/") or TRICKS.search(path) or not is_text(path):
        return NO_PLAIN_PATH
    return None


def is_text(path: bytes) -> bool:
    """Whether what stands encoded in a path is UTF-8."""
    if b"%" not in path:
        return True
    encoded = ENCODED.sub(lambda two: bytes([int(two[1], 16)]), path)
    try:
        encoded.decode()
    except UnicodeDecodeError:
        return False
    return NOT_ENCODED.search(path) is None
