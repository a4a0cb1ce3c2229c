"""Where a fact comes from, carried beside the fact itself."""

from msgspec import Struct


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """Origin of a public fact: a citation or address, and whether it was verified."""

    reference: str
    verified: bool
    note: str = ""
