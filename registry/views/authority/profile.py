"""The report profile: which fields an authority is told of, in which version of the list."""

from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

PROFILE = Path(__file__).with_name("profile.toml")


class ProfileField(Struct, frozen=True, forbid_unknown_fields=True):
    """A field. Without `source` it is not collected or, where `withheld`, kept and not public."""

    id: str
    label: str
    source: str = ""
    because: str = ""
    withheld: bool = False


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """Fields that belong together."""

    id: str
    title: str
    fields: tuple[ProfileField, ...]


class Profile(Struct, frozen=True, forbid_unknown_fields=True):
    """A version of the list."""

    version: str
    parts: tuple[Part, ...]


@cache
def report_profile() -> Profile:
    """The profile of this version of the software."""
    return msgspec.toml.decode(PROFILE.read_bytes(), type=Profile)
