"""The offers of a snapshot laid out once, so that a search adds and compares sets of them.

A set of offers is a whole number: bit n stands for the n-th offer, those of a centre beside each
other, centres in the order of a list. A centre without offers has one bit for itself. Made once
per snapshot and kept with it (`snapshot.once`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from registry.geography.places import find_place
from registry.model.codes import AtmpClass
from registry.model.diseases import wider
from registry.model.folding import bits
from registry.snapshot import Snapshot, once
from registry.views.approval_state import ApprovalState
from registry.views.directory import CentreRow, OfferRow, centres
from registry.web.public.naming import Key, Names
from registry.web.public.therapies import TherapiesByProduct, by_product

GONE = (ApprovalState.ENDED, ApprovalState.SUSPENDED)
Sets = Mapping[str, int]
At = tuple[float, float]


class Spot(Struct, frozen=True):
    """A centre, where it is if known, and its first bit."""

    row: CentreRow
    at: At | None
    first: int


class Finder(Struct, frozen=True):
    """The centres of a snapshot in order of country, town and id, and sets of their offers.

    `spots` are by the last bit of a centre, `lasts` all these bits. `bare` are the centres without
    offers. `meant` is what a name of each sort (`MEANT`) stands for.
    """

    spots: Mapping[int, Spot]
    every: int
    lasts: int
    bare: int
    open_now: int
    kinds: Sets
    who: Sets
    countries: Sets
    meant: Mapping[Key, int]
    names: Names

    def touched(self, offers: int) -> int:
        """The last bit of each centre that has one of these offers.

        Adding ones to the lower bits of a centre carries into its last bit if any was set, and
        never beyond (after Warren, Hacker's Delight, 2nd ed., section 6-1).
        """
        low = self.every & ~self.lasts
        return ((offers & low) + low | offers) & self.lasts

    def count(self, offers: int) -> int:
        """How many centres have one of these offers."""
        return self.touched(offers).bit_count()

    def found(self, offers: int) -> Iterator[tuple[Spot, CentreRow]]:
        """The centres that have one of these offers, in order, each with these alone."""
        for last in bits(self.touched(offers)):
            spot = self.spots[last]
            own = offers >> spot.first
            kept = tuple(offer for n, offer in enumerate(spot.row.offers) if own >> n & 1)
            whole = len(kept) == len(spot.row.offers)
            yield spot, spot.row if whole else structs.replace(spot.row, offers=kept)


def finder_of(snapshot: Snapshot) -> Finder:
    """The finder of a snapshot."""
    return once(snapshot, _finder)


def _finder(snapshot: Snapshot) -> Finder:
    known = centres(snapshot)
    rows = sorted(known, key=lambda row: (row.country, row.city, row.id))
    spots = tuple(_spots(rows))
    sets = _sets(spots, by_product(snapshot))
    lasts = {spot.first + max(1, len(spot.row.offers)) - 1: spot for spot in spots}
    return Finder(
        spots=lasts,
        every=(1 << max(lasts, default=-1) + 1) - 1,
        lasts=sum(1 << last for last in lasts),
        bare=sets["bare", ""],
        open_now=sets["now", "accepting"],
        kinds={kind.value: sets["type", kind.value] for kind in AtmpClass if sets["type", kind]},
        who={who: sets["who", who] for who in ("children", "adults")},
        countries={key: sets["country", key] for key in sorted({row.country for row in rows})},
        meant={key: found for key, found in sets.items() if key[0] in MEANT},
        names=Names.of(known, snapshot.directory.products),
    )


MEANT = ("disease", "product", "centre", "therapy")


def _spots(rows: Sequence[CentreRow]) -> Iterator[Spot]:
    first = 0
    for row in rows:
        yield Spot(row, _place(row), first)
        first += max(1, len(row.offers))


def _place(row: CentreRow) -> At | None:
    """Where a centre says it is, else where its town is, else nowhere."""
    if row.latitude is not None and row.longitude is not None:
        return row.latitude, row.longitude
    town = find_place(row.country, row.city)
    return town.at if town else None


def _sets(spots: Iterable[Spot], therapies: TherapiesByProduct) -> defaultdict[Key, int]:
    """The offers by what is true of them, and of their centre."""
    sets: defaultdict[Key, int] = defaultdict(int)
    for spot in spots:
        row = spot.row
        if not row.offers:
            sets["bare", ""] |= 1 << spot.first
        all_ = (1 << max(1, len(row.offers))) - 1 << spot.first
        sets["centre", row.id] |= all_
        sets["country", row.country] |= all_
        for bit, offer in enumerate(row.offers, spot.first):
            kinds = (("therapy", code) for code in therapies.of(offer.product_id))
            for key in (*_keys(offer), *kinds):
                sets[key] |= 1 << bit
    return sets


def _keys(offer: OfferRow) -> Iterator[Key]:
    """What is true of an offer."""
    yield "product", offer.product_id
    yield from (("disease", code) for code in wider(offer.disease))
    if offer.atmp_class:
        yield "type", offer.atmp_class
    if offer.treats_children:
        yield "who", "children"
    if offer.treats_adults:
        yield "who", "adults"
    if is_open_now(offer):
        yield "now", "accepting"


def is_open_now(offer: OfferRow) -> bool:
    """Whether referrals are accepted, confirmed within twelve months, under a permit that holds."""
    return bool(offer.accepting_referrals) and not offer.stale and offer.approval_state not in GONE
