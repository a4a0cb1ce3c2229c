"""Pages drawn once and filled often: HTML with places left open for what differs.

What differs from reader to reader, such as the address a page was asked at, is drawn as a word that
stands nowhere else: it holds the digest of the snapshot that the page is drawn from, which no
snapshot can hold of itself. The page is cut at these words, and put together again with what
belongs there.
"""

import re
from collections.abc import Mapping, Sequence

from markupsafe import escape
from msgspec import Struct

Values = Mapping[str, bytes | Sequence[bytes]]
"""HTML in UTF-8 by the name of the place it belongs in, whole or in pieces."""
CHECKED, SELECTED = b" checked", b" selected"
# what one part takes beside its bytes
OVERHEAD = 200


def open_place(name: str, digest: str) -> str:
    """The word that stands for what is not known yet."""
    return f"open:{digest}:{name}:{digest}:"


class Stencil(Struct, frozen=True):
    """The parts of a page, and after which of them a place is open, by its name."""

    parts: tuple[bytes, ...]
    places: Mapping[str, tuple[int, ...]]

    def filled(self, values: Values) -> bytes:
        """The page with its places filled; one without a value stays empty."""
        line = [b""] * (2 * len(self.parts))
        line[::2] = self.parts
        for name, value in values.items():
            for part in self.places.get(name, ()):
                line[2 * part + 1] = value if isinstance(value, bytes) else b"".join(value)
        return b"".join(line)

    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return sum(OVERHEAD + len(part) for part in self.parts)


def cut(html: str, digest: str) -> Stencil:
    """The stencil of a page that was drawn with open places."""
    pieces = re.split(rf"open:{digest}:(.*?):{digest}:", html)
    places: dict[str, tuple[int, ...]] = {}
    for part, name in enumerate(pieces[1::2]):
        places[name] = (*places.get(name, ()), part)
    return Stencil(tuple(part.encode() for part in pieces[::2]), places)


def written(words: str) -> bytes:
    """Words as HTML in UTF-8; what is HTML already stays."""
    return escape(words).encode()
