"""Numbers and bytes as the C2SP formats write them: one spelling each, any other is refused."""

import base64
import re

MOST_LEAVES = 2**63 - 1
_DECIMAL = re.compile("0|[1-9][0-9]{0,18}")


def to_base64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes | None:
    """The bytes; None unless the text is exactly what `to_base64` writes (RFC 4648, 3.5)."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if to_base64(data) == text else None


def from_decimal(text: str) -> int | None:
    """A whole number up to `MOST_LEAVES`; None for a leading zero, a sign or another digit."""
    number = int(text) if _DECIMAL.fullmatch(text) else None
    return number if number is not None and number <= MOST_LEAVES else None
