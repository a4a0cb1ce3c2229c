"""Keyed pseudonyms and digests: HMAC-SHA-256 (RFC 2104), never an unkeyed hash.

A hospital draws a random 128-bit source pseudonym per patient and keeps the table that links it
to the person. The registry never stores it: it stores the HMAC of sponsor and source pseudonym
under its own key, so a stolen database cannot be matched with a hospital's table, and the same
source pseudonym used by two sponsors gives two unrelated registry pseudonyms.
"""

import hmac

_PSEUDONYM_BYTES = 16
_LENGTH_BYTES = 8


def _joined(parts: tuple[str, ...]) -> bytes:
    """The parts as UTF-8, each behind its length, so no two lists of parts share their bytes."""
    # surrogatepass: text UTF-8 cannot hold must not surface in an encoding error.
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    return b"".join(len(part).to_bytes(_LENGTH_BYTES, "big") + part for part in encoded)


def registry_pseudonym(key: bytes, sponsor_id: str, source_pseudonym: str) -> str:
    """The registry's pseudonym: first 128 bits of the HMAC, 32 lower-case hexadecimal digits."""
    digest = hmac.digest(key, _joined((sponsor_id, source_pseudonym)), "sha256")
    return digest[:_PSEUDONYM_BYTES].hex()


def keyed_digest(key: bytes, *parts: str) -> str:
    """The HMAC of these parts in this order, 64 lower-case hexadecimal digits."""
    return hmac.digest(key, _joined(parts), "sha256").hex()


def matches(a: str, b: str) -> bool:
    """Whether two digests are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(_joined((a,)), _joined((b,)))
