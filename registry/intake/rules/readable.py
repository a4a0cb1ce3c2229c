"""Whether everybody who reads a declared text sees the same: it becomes public as it stands."""

import unicodedata
from collections.abc import Iterator

from registry.intake.rules.known import DraftRule, Known
from registry.intake.rules.rows import texts, written
from registry.model.registration import Draft

IN_TEXTS = "\n\r\t"
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Signs that show what follows in another order than it is written (UAX #9, section 2)."""


def unreadable(draft: Draft, _: Known) -> Iterator[str]:
    """A text holds no control character but line ends, and none that turns what follows.

    They steer terminals that read the public files, and show a name as another one.
    """
    for path, text in texts(draft):
        if any(map(misleads, text)):
            yield written(path)


def misleads(sign: str) -> bool:
    """Whether a sign is not seen and changes what is."""
    return sign in TURNING or (unicodedata.category(sign) == "Cc" and sign not in IN_TEXTS)


READABLE_RULES = (
    DraftRule(
        "text-readable",
        "This text holds a control character, or a sign that turns the order of what follows.",
        "Write it with letters, signs, spaces and line ends alone.",
        unreadable,
    ),
)
