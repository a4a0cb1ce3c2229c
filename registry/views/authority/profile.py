"""The report profile: which fields an authority is told of, in which version of the list."""

from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from registry.views.figures import Reason

PROFILE = Path(__file__).with_name("profile.toml")


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    """A regulation from which fields are drawn, by its short name, and what it asks for."""

    id: str
    name: str
    title: str
    asks: str


class ProfileField(Struct, frozen=True, forbid_unknown_fields=True):
    """A field, what it means here, and the ids of the texts it is drawn from.

    Without `source` it is kept and not public, `withheld` for that reason, or not collected.
    """

    id: str
    label: str
    says: str
    asked_by: tuple[str, ...]
    source: str = ""
    withheld: Reason | None = None
    because: str = ""


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """Fields that belong together."""

    id: str
    title: str
    fields: tuple[ProfileField, ...]


class Profile(Struct, frozen=True, forbid_unknown_fields=True):
    """A version of the list."""

    version: str
    texts: tuple[Text, ...]
    parts: tuple[Part, ...]

    @property
    def fields(self) -> tuple[ProfileField, ...]:
        """Every field, in order."""
        return tuple(field for part in self.parts for field in part.fields)


@cache
def report_profile() -> Profile:
    """The profile of this version of the software."""
    return msgspec.toml.decode(PROFILE.read_bytes(), type=Profile)
