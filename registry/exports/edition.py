"""What the files of a snapshot are written of, and what a writer of one is.

Every writer is a function of an edition to bytes. A further format of the whole snapshot, such as
a catalogue record or a FHIR bundle, is one `Writer` and one row in `release.py`.
"""

from collections.abc import Callable, Iterable

from msgspec import Struct

from registry import texts
from registry.exports import words
from registry.snapshot import FrozenSnapshot, Snapshot

NAME = "HE Registry"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_ID = "CC-BY-4.0"
LICENCE_TITLE = "Creative Commons Attribution 4.0 International"


class Edition(Struct, frozen=True):
    """A snapshot, and the address of the registry that published it, without a slash at its end."""

    frozen: FrozenSnapshot
    home: str

    @property
    def snapshot(self) -> Snapshot:
        """What the files are written of."""
        return self.frozen.snapshot

    @property
    def title(self) -> str:
        """What a reader cites: the registry, the snapshot's number and its day."""
        now = self.snapshot
        return f"{NAME}, snapshot {now.number} of {texts.day(now.as_of)}"

    @property
    def about(self) -> str:
        """One paragraph for catalogues; it says so where data are invented."""
        return f"{words.DATASET} {words.PARTLY_FICTIONAL}" if self.fictional else words.DATASET

    @property
    def fictional(self) -> bool:
        """Whether the snapshot holds invented data."""
        now = self.snapshot
        programmes = (row.programme.synthetic for row in now.programmes)
        return any(programmes) or any(product.synthetic for product in now.directory.products)

    @property
    def page(self) -> str:
        """The page that shows this snapshot with everything that can be downloaded of it."""
        return f"{self.home}/data#snapshot-{self.snapshot.number}"

    def address(self, path: str) -> str:
        """Where a file of this snapshot lies for ever."""
        return f"{self.home}/r/{self.snapshot.number}/{path}"


class Writer(Struct, frozen=True):
    """A file of every snapshot: its path, media type, one plain sentence, and what writes it."""

    path: str
    media_type: str
    sentence: str
    write: Callable[[Edition], Iterable[bytes]]
