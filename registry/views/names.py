"""The directory of a snapshot by id, so that a view can name what it shows."""

from msgspec import Struct

from registry.model.diseases import DISEASES, wider
from registry.model.parties import Authority, Centre, Organisation
from registry.model.product import Approval, Product
from registry.model.programme import Programme
from registry.snapshot import Snapshot

NOT_STATED = "NOT_STATED"


class Names(Struct, frozen=True):
    """Everything the directory and the register of programmes name, by id."""

    organisations: dict[str, Organisation]
    centres: dict[str, Centre]
    authorities: dict[str, Authority]
    products: dict[str, Product]
    approvals: dict[str, Approval]
    programmes: dict[str, Programme]


def names_of(snapshot: Snapshot) -> Names:
    """The names in a snapshot."""
    directory = snapshot.directory
    return Names(
        {row.id: row for row in directory.organisations},
        {row.id: row for row in directory.centres},
        {row.id: row for row in directory.authorities},
        {row.id: row for row in directory.products},
        {row.id: row for row in directory.approvals},
        {row.programme.id: row.programme for row in snapshot.programmes},
    )


def disease_label(code: str) -> str:
    """The plain name of a disease; its code where the hierarchy does not know it."""
    return DISEASES[code].label if code in DISEASES else code


def is_part_of(disease: str, asked: str | None) -> bool:
    """Whether a disease is the one asked for or narrower. Nothing asked: every disease is."""
    return asked is None or asked in wider(disease)
