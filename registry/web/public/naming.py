"""What the words of a search mean: a disease, a product or a hospital, and places to find it in."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import cache
from typing import Self

from msgspec import Struct, structs

from registry.geography.countries import ALSO_CALLED
from registry.geography.places import find_place, outlines, towns_named
from registry.language import LANGUAGES
from registry.model.disease_names import disease_names
from registry.model.diseases import DISEASES, NOT_STATED
from registry.model.folding import NameIndex, folded
from registry.model.product import Product
from registry.views.directory import CentreRow
from registry.web.public.phrases import TREATMENT, taken, telling
from registry.web.public.therapies import NO_KIND, called

Key = tuple[str, str]
Name = tuple[Key, Sequence[str]]
Rows = Sequence[CentreRow]
INTERNATIONAL = re.compile(r"\w{4}(gene|vec|cel)$")
LONGEST_PLACE = 4  # words of a name of a country or town


class Somewhere(Struct, frozen=True):
    """A country (its code) or a town that a text names, as it was typed, with its centres' ids."""

    typed: str
    centres: frozenset[str]
    country: str = ""
    town: str = ""


class Meant(Struct, frozen=True):
    """What a text was understood as: codes of diseases, ids of products and of centres.

    `text` are the words that name neither a place nor a kind of therapy, `typed` those that name
    the `therapies`. Of what is given, all must be true: a centre in one of the `places`, a product
    of one of the `therapies`, for what the words name.
    """

    text: str = ""
    diseases: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    centres: frozenset[str] = frozenset()
    places: tuple[Somewhere, ...] = ()
    therapies: frozenset[str] = frozenset()
    typed: str = ""


class Names(Struct, frozen=True):
    """What can be named: diseases and products, hospitals, all of them, and where hospitals are.

    Centres by country (its code), by town (its folded name), and by the id of a town we know.
    """

    things: NameIndex[Key]
    hospitals: NameIndex[Key]
    every: NameIndex[Key]
    by_country: Mapping[str, Rows]
    by_city: Mapping[str, Rows]
    by_town: Mapping[str, Rows]

    @classmethod
    def of(cls, rows: Rows, products: Sequence[Product]) -> Self:
        """The names of the centres and of the products of a directory."""
        things, hospitals = [*_diseases(), *_products(products)], list(_hospitals(rows))
        return cls(
            NameIndex(things),
            NameIndex(hospitals),
            NameIndex([*things, *hospitals]),
            _grouped(rows, lambda row: row.country),
            _grouped(rows, lambda row: folded(row.city)),
            _grouped(rows, _town),
        )


def understood(text: str, names: Names) -> Meant:
    """The diseases, products, centres, kinds of therapy and places a text names, in any language.

    A text that is one name as a whole is that name, also where a word of it is a place or a kind.
    """
    places, words = _places(folded(text).split(), names)
    words = telling(words, beside_places=bool(places))
    kinds = called(words)
    left_over = [word for word in kinds.left if not kinds.codes or word not in TREATMENT]
    rest = telling(left_over, beside_places=bool(kinds.codes or places))
    whole = names.every.named_as_a_whole(text) if rest or not kinds.codes else set()
    if whole and not _country(folded(text)):
        return _meant(text, whole)
    if kinds.codes and rest and names.things.named_as_a_whole(" ".join(words)):
        kinds, rest = NO_KIND, words
    left = " ".join(rest)
    found = names.things.named(left) or names.hospitals.named(left)
    meant = _meant(left, found, in_their_countries(places))
    return structs.replace(meant, therapies=kinds.codes, typed=kinds.typed)


def in_their_countries(places: Sequence[Somewhere]) -> tuple[Somewhere, ...]:
    """Places where a town beside its country is the town there; other countries stay."""
    lands = [place for place in places if place.country]
    towns = [place for place in places if place.town]
    near = {land: [town for town in towns if town.centres & land.centres] for land in lands}
    named = {town for found in near.values() for town in found}
    here = frozenset(id for land, found in near.items() if found for id in land.centres)
    return tuple(
        structs.replace(place, centres=place.centres & here) if place in named else place
        for place in places
        if not near.get(place)
    )


def _meant(text: str, found: Set[Key], places: tuple[Somewhere, ...] = ()) -> Meant:
    diseases, products, centres = (
        frozenset(key for of, key in found if of == kind)
        for kind in ("disease", "product", "centre")
    )
    return Meant(text, diseases, products, centres, places)


def _places(words: Sequence[str], names: Names) -> tuple[tuple[Somewhere, ...], list[str]]:
    """The places among the words, and the words that are left."""
    found, left = taken(words, LONGEST_PLACE, lambda phrase: _somewhere(" ".join(phrase), names))
    return tuple(place for _, place in found), left


def _somewhere(phrase: str, names: Names) -> Somewhere | None:
    """The country or town that has these words as its name; None where none has."""
    if country := _country(phrase):
        here = frozenset(row.id for row in names.by_country.get(country, ()))
        return Somewhere(phrase, here, country=country)
    towns = towns_named(phrase)
    found = [names.by_city.get(phrase, ()), *(names.by_town.get(town.id, ()) for town in towns)]
    there = {row.id: row.city for rows in found for row in rows}
    cities = [there[id] for id in sorted(there)] or [town.name for town in towns if town.offered]
    return Somewhere(phrase, frozenset(there), town=cities[0]) if cities else None


def _grouped(rows: Rows, key: Callable[[CentreRow], str]) -> Mapping[str, Rows]:
    found: defaultdict[str, list[CentreRow]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _town(row: CentreRow) -> str:
    """The id of the town a centre is in, as far as we know it."""
    town = find_place(row.country, row.city)
    return town.id if town else ""


def _country(phrase: str) -> str:
    return countries_by_name().get(phrase, "")


@cache
def countries_by_name() -> Mapping[str, str]:
    """The codes of the countries on the map by their folded names, as far as we know them."""
    codes = [code for code in outlines() if code != "others"]
    ours = {folded(each.country(code)): code for each in LANGUAGES for code in codes}
    return ours | {folded(name): code for code, names in ALSO_CALLED.items() for name in names}


@cache
def _diseases() -> tuple[Name, ...]:
    labels = [
        (code, folded(language.say(disease.label)).split())
        for code, disease in DISEASES.items()
        for language in LANGUAGES
        if code != NOT_STATED
    ]
    return tuple((("disease", code), words) for code, words in (*disease_names(), *labels))


def _products(products: Sequence[Product]) -> Iterator[Name]:
    for product in products:
        yield from ((("product", product.id), words) for words in product_names(product))


def product_names(product: Product) -> Iterator[Sequence[str]]:
    """What a product is called, in folded words: its name, and its international one if it has one.

    International names of advanced therapies end as none of the other words of a substance do
    (World Health Organization, INN for gene and cell therapies: -gene, -vec, -cel).
    """
    yield folded(product.name).split()
    words = folded(product.active_substance).split()
    if international := [word for word in words if INTERNATIONAL.search(word)]:
        yield international


def _hospitals(rows: Rows) -> Iterator[Name]:
    for row in rows:
        yield ("centre", row.id), folded(f"{row.name} {row.city}").split()
