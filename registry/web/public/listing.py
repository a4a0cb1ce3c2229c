"""Which centres match what a reader asks for: pure, for the page and its files alike."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from registry.geography.places import Place, find_place, places
from registry.geography.projection import kilometres
from registry.model.codes import AtmpClass
from registry.model.diseases import wider
from registry.snapshot import Snapshot
from registry.views.approval_state import ApprovalState
from registry.views.directory import CentreRow, OfferRow, centres
from registry.web.public.frame import Asked
from registry.web.public.naming import Meant, understood

GONE = (ApprovalState.ENDED, ApprovalState.SUSPENDED)


class Wanted(Struct, frozen=True):
    """What a reader wants; an empty field wants everything."""

    text: str = ""
    country: str = ""
    kinds: frozenset[str] = frozenset()
    who: frozenset[str] = frozenset()
    open_now: bool = False
    start: str = ""


class Found(Struct, frozen=True):
    """A centre with the offers that match, its number in the list, and where it is if known."""

    number: int
    centre: CentreRow
    at: tuple[float, float] | None
    away_km: float | None = None


class Option(Struct, frozen=True):
    """A choice of a facet: how many centres match with it, all other choices as they are."""

    value: str
    count: int
    chosen: bool


class Listing(Struct, frozen=True):
    """The centres that match, in order, and how many would with each other choice.

    `apart`: where none does what the words name in the place they name, how many centres each of
    the two finds alone.
    """

    wanted: Wanted
    meant: Meant
    found: tuple[Found, ...]
    facets: Mapping[str, tuple[Option, ...]]
    start: Place | None
    apart: tuple[tuple[Wanted, int], ...] = ()


def wanted_of(asked: Asked) -> Wanted:
    """The question in an address; what is not one of the choices is left out."""
    chosen = {name: frozenset(asked.answers.get(name, ())) for name in ("type", "who", "now")}
    return Wanted(
        text=asked.one("q")[:120],
        country=asked.one("country"),
        kinds=chosen["type"],
        who=chosen["who"],
        open_now="accepting" in chosen["now"],
        start=asked.one("from"),
    )


def listing(snapshot: Snapshot, wanted: Wanted) -> Listing:
    """Every centre that matches. Near ones first where a place is given, else by country."""
    rows = centres(snapshot)
    meant = understood(wanted.text, rows)
    start = places().get(wanted.start)

    def count(**other: object) -> int:
        changed = structs.replace(wanted, **other)
        return sum(1 for _ in matching(rows, changed, meant))

    found = [placed(row, start) for row in matching(rows, wanted, meant)]
    found.sort(key=order)
    numbered = tuple(structs.replace(each, number=n) for n, each in enumerate(found, 1))
    alone = () if found else tuple(apart(rows, wanted, meant))
    return Listing(wanted, meant, numbered, facets(rows, wanted, count), start, alone)


def apart(rows: Sequence[CentreRow], wanted: Wanted, meant: Meant) -> Iterator[tuple[Wanted, int]]:
    """What the words find anywhere, and what there is in the place, where both were asked for."""
    if not (meant.text and (meant.places or wanted.country)):
        return
    place = " ".join(each.typed for each in meant.places)
    anywhere = structs.replace(wanted, text=meant.text, country="")
    for each in (anywhere, structs.replace(wanted, text=place)):
        yield each, sum(1 for _ in matching(rows, each, understood(each.text, rows)))


def matching(rows: Iterable[CentreRow], wanted: Wanted, meant: Meant) -> Iterable[CentreRow]:
    """Centres with the offers that match; one without offers only where nothing asks for one."""
    for row in rows:
        if wanted.country not in ("", row.country) or not is_there(row, meant):
            continue
        by_name = not meant.text or row.id in meant.centres
        offers = [o for o in row.offers if (by_name or is_meant(o, meant)) and suits(o, wanted)]
        bare = not row.offers and by_name and not (wanted.kinds or wanted.who or wanted.open_now)
        if offers or bare:
            yield structs.replace(row, offers=tuple(offers))


def is_there(row: CentreRow, meant: Meant) -> bool:
    """Whether a centre is in one of the places a text named, if it named one."""
    return not meant.places or any(row.id in place.centres for place in meant.places)


def is_meant(offer: OfferRow, meant: Meant) -> bool:
    """Whether a text named the product, or the disease or a wider one."""
    return offer.product_id in meant.products or any(
        code in meant.diseases for code in wider(offer.disease)
    )


def suits(offer: OfferRow, wanted: Wanted) -> bool:
    """Whether an offer is of the kind, and for the people, that are wanted."""
    if wanted.kinds and offer.atmp_class not in wanted.kinds:
        return False
    if "children" in wanted.who and not offer.treats_children:
        return False
    if "adults" in wanted.who and not offer.treats_adults:
        return False
    return is_open_now(offer) or not wanted.open_now


def is_open_now(offer: OfferRow) -> bool:
    """Whether referrals are accepted, confirmed within twelve months, under a permit that holds."""
    return bool(offer.accepting_referrals) and not offer.stale and offer.approval_state not in GONE


def facets(
    rows: Sequence[CentreRow], wanted: Wanted, count: Callable[..., int]
) -> dict[str, tuple[Option, ...]]:
    """The choices of each facet that occur at all."""
    offers = [offer for row in rows for offer in row.offers]
    occurring = {offer.atmp_class for offer in offers}
    kinds = [kind.value for kind in AtmpClass if kind in occurring]
    countries = sorted({row.country for row in rows})
    return {
        "type": tuple(Option(k, count(kinds=frozenset({k})), k in wanted.kinds) for k in kinds),
        "who": tuple(
            Option(who, count(who=wanted.who | {who}), who in wanted.who)
            for who in ("children", "adults")
        ),
        "now": (Option("accepting", count(open_now=True), wanted.open_now),),
        "country": tuple(
            Option(code, count(country=code), code == wanted.country) for code in countries
        ),
    }


def placed(row: CentreRow, start: Place | None) -> Found:
    """A centre where it says it is, else where its town is, else nowhere."""
    at = None
    if row.latitude is not None and row.longitude is not None:
        at = row.latitude, row.longitude
    elif town := find_place(row.country, row.city):
        at = town.at
    return Found(0, row, at, kilometres(start.at, at) if start and at else None)


def order(found: Found) -> tuple[bool, float, str, str, str]:
    """Near ones first; those whose distance is not known after them, by country and town."""
    far = found.away_km is None
    row = found.centre
    return far, found.away_km or 0.0, row.country, row.city, row.id
