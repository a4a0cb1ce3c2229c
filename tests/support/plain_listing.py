"""Which centres match, said plainly: every name, every offer and every choice looked at anew.

What `registry.web.public.listing` finds by sets must be exactly this.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import structs
from plain_words import Key, Words, kinds_in, named, named_as_a_whole

from registry.geography.places import find_place, places, towns_named
from registry.geography.projection import kilometres
from registry.language import LANGUAGES
from registry.model.codes import AtmpClass
from registry.model.disease_names import disease_names
from registry.model.diseases import DISEASES, NOT_STATED, wider
from registry.model.folding import folded
from registry.model.product import Product
from registry.model.therapies import therapies_of
from registry.snapshot import Snapshot
from registry.views.directory import CentreRow, OfferRow, centres
from registry.web.public.finder import is_open_now
from registry.web.public.listing import Wanted
from registry.web.public.naming import (
    LONGEST_PLACE,
    Meant,
    Somewhere,
    countries_by_name,
    product_names,
)
from registry.web.public.phrases import HOSPITAL, JOINING, LITTLE, TREATMENT

Kinds = Mapping[str, frozenset[str]]


def things(products: Iterable[Product]) -> Iterator[tuple[Key, Words]]:
    """The names of diseases and products, in folded words."""
    yield from ((("disease", code), words) for code, words in disease_names())
    for code in DISEASES.keys() - {NOT_STATED}:
        for language in LANGUAGES:
            yield ("disease", code), folded(language.say(DISEASES[code].label)).split()
    for product in products:
        yield from ((("product", product.id), words) for words in product_names(product))


def hospitals(rows: Iterable[CentreRow]) -> Iterator[tuple[Key, Words]]:
    """The names of hospitals with their towns, in folded words."""
    for row in rows:
        yield ("centre", row.id), folded(f"{row.name} {row.city}").split()


def understood(text: str, rows: Sequence[CentreRow], products: Sequence[Product]) -> Meant:
    """The diseases, products, centres, kinds of therapy and places a text names."""
    some, others = list(things(products)), list(hospitals(rows))
    places, left = places_in(folded(text).split(), rows)
    words = [word for word in left.split() if word not in LITTLE | HOSPITAL]
    only_joined = all(word in JOINING for word in words)
    words = words if not only_joined else [] if places else left.split()
    kinds, typed, rest = kinds_in(words)
    if kinds:
        rest = [word for word in rest if word not in LITTLE | HOSPITAL | TREATMENT]
        rest = [] if all(word in JOINING for word in rest) else rest
    if rest or not kinds:
        whole = named_as_a_whole(text, [*some, *others])
        if whole and folded(text) not in countries_by_name():
            return meant(text, whole)
        if kinds and named_as_a_whole(" ".join(words), some):
            kinds, typed, rest = set(), "", words
    left = " ".join(rest)
    found = named(left, some) or named(left, others)
    so_far = meant(left, found, tuple(narrowed(places)))
    return structs.replace(so_far, therapies=frozenset(kinds), typed=typed)


def narrowed(places: Sequence[Somewhere]) -> Iterator[Somewhere]:
    """Towns in the countries named beside them, and countries in which none of them lies."""
    for place in places:
        kind = "town" if place.country else "country"
        others = [o for o in places if getattr(o, kind) and o.centres & place.centres]
        if place.country and others:
            continue
        ids = {id for id in place.centres if any(id in other.centres for other in others)}
        yield structs.replace(place, centres=frozenset(ids)) if others else place


def meant(text: str, found: set[Key], places: tuple[Somewhere, ...] = ()) -> Meant:
    """What was found, by kind."""
    kinds = ("disease", "product", "centre")
    by_kind = (frozenset(key for of, key in found if of == kind) for kind in kinds)
    return Meant(text, *by_kind, places)


def places_in(words: Words, rows: Sequence[CentreRow]) -> tuple[tuple[Somewhere, ...], str]:
    """The places among the words, long names before short ones, and the words that are left."""
    if not words:
        return (), ""
    for length in range(LONGEST_PLACE, 0, -1):
        if place := somewhere(" ".join(words[:length]), rows):
            others, left = places_in(words[length:], rows)
            return (place, *others), left
    others, left = places_in(words[1:], rows)
    return others, f"{words[0]} {left}".strip()


def somewhere(phrase: str, rows: Sequence[CentreRow]) -> Somewhere | None:
    """The country or town that has these words as its name; None where none has."""
    if country := countries_by_name().get(phrase):
        here = frozenset(row.id for row in rows if row.country == country)
        return Somewhere(phrase, here, country=country)
    towns = towns_named(phrase)
    there = [
        row
        for row in rows
        if folded(row.city) == phrase or find_place(row.country, row.city) in towns
    ]
    cities = [row.city for row in there] or [town.name for town in towns if town.offered]
    return Somewhere(phrase, frozenset(r.id for r in there), town=cities[0]) if cities else None


def matching(
    rows: Iterable[CentreRow], wanted: Wanted, meant: Meant, kinds: Kinds
) -> Iterator[CentreRow]:
    """Centres with the offers that match; one without offers only where nothing asks for one."""
    for row in rows:
        there = not meant.places or any(row.id in place.centres for place in meant.places)
        if wanted.country not in ("", row.country) or not there:
            continue
        by_name = not meant.text or row.id in meant.centres
        offers = [o for o in row.offers if (by_name or is_meant(o, meant)) and suits(o, wanted)]
        offers = [o for o in offers if not meant.therapies or meant.therapies & kinds[o.product_id]]
        asks = wanted.kinds or wanted.who or wanted.open_now or meant.therapies
        bare = not row.offers and by_name and not asks
        if offers or bare:
            yield structs.replace(row, offers=tuple(offers))


def is_meant(offer: OfferRow, meant: Meant) -> bool:
    """Whether a text named the product, or the disease or a wider one."""
    return offer.product_id in meant.products or any(
        code in meant.diseases for code in wider(offer.disease)
    )


def suits(offer: OfferRow, wanted: Wanted) -> bool:
    """Whether an offer is of the kind, and for the people, that are wanted."""
    return (
        (not wanted.kinds or offer.atmp_class in wanted.kinds)
        and ("children" not in wanted.who or bool(offer.treats_children))
        and ("adults" not in wanted.who or bool(offer.treats_adults))
        and (is_open_now(offer) or not wanted.open_now)
    )


def choices(rows: Sequence[CentreRow], wanted: Wanted, meant: Meant, of: Kinds) -> dict[Key, int]:
    """How many centres match with each other choice of each facet."""
    kinds = {offer.atmp_class for row in rows for offer in row.offers}
    others = {
        **{("type", k.value): {"kinds": frozenset({k.value})} for k in AtmpClass if k in kinds},
        **{("who", who): {"who": wanted.who | {who}} for who in ("children", "adults")},
        ("now", "accepting"): {"open_now": True},
        **{("country", code): {"country": code} for code in sorted({r.country for r in rows})},
    }
    return {
        key: len(list(matching(rows, structs.replace(wanted, **other), meant, of)))
        for key, other in others.items()
    }


def listed(snapshot: Snapshot, wanted: Wanted) -> tuple[list[CentreRow], dict[Key, int]]:
    """The centres that match, in order, and how many would with each other choice."""
    rows, products = centres(snapshot), snapshot.directory.products
    meant, start = understood(wanted.text, rows, products), places().get(wanted.start)
    of = defaultdict(frozenset[str], {each.id: therapies_of(each) for each in products})

    def order(row: CentreRow) -> tuple[bool, float, str, str, str]:
        town = find_place(row.country, row.city)
        away = kilometres(start.at, town.at) if start and town else None
        return away is None, away or 0.0, row.country, row.city, row.id

    found = sorted(matching(rows, wanted, meant, of), key=order)
    return found, choices(rows, wanted, meant, of)
