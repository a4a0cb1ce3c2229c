"""Snapshots with drawn hospitals and offers, and questions about them."""

from datetime import date

from hypothesis import strategies as st
from msgspec import structs

from registry.geography.places import places
from registry.model.disease_names import disease_names
from registry.model.parties import Centre, Offer
from registry.model.therapies import therapy_names
from registry.snapshot import FrozenSnapshot, freeze
from registry.web.public.listing import Wanted
from tests.views.example import DIRECTORY, SNAPSHOT

TOWNS = sorted({(place.country, place.name) for place in places().values()})[::7]
TOWNS += [("ES", "Nowhere"), ("IT", "Tarn")]
CALLED = ("Hospital Real", "Clínica & Hijos", "Charité <Mitte>", "Ospedale", "Klinik am Tarn")
COUNTRIES = ("", "ES", "DE", "FR", "IT", "XX")
WORDS = sorted({word for _, words in (*disease_names(), *therapy_names()) for word in words})
PHRASES = (
    "Spain",
    "ESPAÑA",
    "Frankreich",
    "blood cancer",
    "hospital real",
    '"><b>',
    "??",
    "aurocel",
    "Barcelona, Spain, Germany",
    "hospital in Madrid",
    "for the",
    "Spain and Italy",
    "gene therapy in Spain",
    "gene terapy for leukaemia",
    "stem cells or cartilage",
    "CAR-T and tissue",
    "care",
)
MAYBE = st.sampled_from([True, False, None])


@st.composite
def snapshots(draw: st.DrawFn, most: int = 8) -> FrozenSnapshot:
    """The example with more hospitals, some of which offer nothing."""
    rows = [draw(hospital(f"drawn-{n}")) for n in range(draw(st.integers(0, most)))]
    directory = structs.replace(
        DIRECTORY,
        centres=(*DIRECTORY.centres, *(centre for centre, _ in rows)),
        offers=(*DIRECTORY.offers, *(offer for _, offers in rows for offer in offers)),
    )
    return freeze(structs.replace(SNAPSHOT, directory=directory))


@st.composite
def hospital(draw: st.DrawFn, id: str) -> tuple[Centre, list[Offer]]:
    """A hospital and what it offers."""
    country, town = draw(st.sampled_from(TOWNS))
    name = draw(st.sampled_from(CALLED))
    centre = Centre(id, "hospital-es", name, town, country, synthetic=draw(st.booleans()))
    return centre, [draw(offer(id, n)) for n in range(draw(st.integers(0, 3)))]


@st.composite
def offer(draw: st.DrawFn, centre: str, number: int) -> Offer:
    """What a hospital offers, with or without a permit."""
    return Offer(
        f"{centre}.{number}",
        centre,
        draw(st.sampled_from(["he-es-1", "he-es-2", "none"])),
        draw(st.sampled_from(["aurocel", "chondracel", "realcel", "unknown"])),
        draw(st.sampled_from(["b-all", "lbcl", "acute-gvhd", "not-stated", "unknown"])),
        confirmed_on=draw(st.sampled_from([date(2026, 9, 1), date(2024, 1, 1), None])),
        accepting_referrals=draw(MAYBE),
        treats_adults=draw(MAYBE),
        treats_children=draw(MAYBE),
    )


@st.composite
def with_slips(draw: st.DrawFn, word: str) -> str:
    """A word as somebody types it who puts in, leaves out or exchanges letters."""
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(word)))
        put, skip = draw(st.sampled_from(["", "e", "k", "é"])), draw(st.integers(0, 2))
        word = word[:at] + put + word[at + skip :]
    return word


TEXTS = st.one_of(
    st.just(""),
    st.sampled_from(PHRASES),
    st.lists(st.sampled_from(WORDS).flatmap(with_slips), min_size=1, max_size=3).map(" ".join),
    st.text(max_size=12),
)
QUESTIONS = st.builds(
    Wanted,
    text=TEXTS,
    country=st.sampled_from(COUNTRIES),
    kinds=st.frozensets(st.sampled_from(["GTMP", "sCTMP", "TEP", "none"]), max_size=2),
    who=st.frozensets(st.sampled_from(["children", "adults", "nobody"]), max_size=2),
    open_now=st.booleans(),
    start=st.sampled_from(["", "", "es-madrid", "de-hamburg", "nowhere"]),
)
