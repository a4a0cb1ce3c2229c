"""A directory for those who look for a hospital, and the centres that a question finds in it."""

from datetime import date

from msgspec import structs

from registry.model.parties import Centre, Offer
from registry.snapshot import FrozenSnapshot, freeze
from registry.web.public.listing import Wanted, listing
from tests.views.example import CITED, DIRECTORY, SNAPSHOT

MADRID = Centre("madrid", "hospital-es", "Hospital Real", "Madrid", "ES", source=CITED)
TARN = Centre("tarn", "hospital-es", "Hospital of Tarn", "Tarn", "IT", synthetic=True)
BARE = Centre("bare", "klinikum-de", "Klinik ohne Angebot", "Hamburg", "DE", synthetic=True)
SENT = Offer(
    "offer-3", "madrid", "he-es-2", "realcel", "acute-gvhd", confirmed_on=date(2026, 9, 1),
    accepting_referrals=True, treats_adults=True, treats_children=True,
)  # fmt: skip
FAR = structs.replace(SENT, id="offer-4", centre_id="tarn", accepting_referrals=False)


def frozen(**changes: object) -> FrozenSnapshot:
    directory = structs.replace(
        DIRECTORY,
        centres=(*DIRECTORY.centres, MADRID, TARN, BARE),
        offers=(*DIRECTORY.offers, SENT, FAR),
    )
    return freeze(structs.replace(SNAPSHOT, directory=structs.replace(directory, **changes)))


def ids(shown: FrozenSnapshot | None = None, **wanted: object) -> list[str]:
    found = listing((shown or frozen()).snapshot, Wanted(**wanted)).found  # type: ignore[arg-type]
    return [each.centre.id for each in found]
