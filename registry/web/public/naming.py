"""What the words of a search mean: a disease, a product or a hospital, and places to find it in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache

from msgspec import Struct

from registry.geography.places import find_place, outlines, towns_named
from registry.language import LANGUAGES
from registry.model.disease_names import disease_names
from registry.model.diseases import DISEASES, NOT_STATED
from registry.model.folding import folded, named, named_as_a_whole
from registry.views.directory import CentreRow

Key = tuple[str, str]
Name = tuple[Key, Sequence[str]]
Located = tuple[str, str, CentreRow]  # folded town, id of the town if known, centre
LONGEST_PLACE = 4  # words of a name of a country or town


class Somewhere(Struct, frozen=True):
    """A country (its code) or a town that a text names, as it was typed, with its centres' ids."""

    typed: str
    centres: frozenset[str]
    country: str = ""
    town: str = ""


class Meant(Struct, frozen=True):
    """What a text was understood as: codes of diseases, ids of products and of centres.

    `text` are the words that name no place. Where both are given, a centre must be in one of the
    `places` and do what the words name.
    """

    text: str = ""
    diseases: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    centres: frozenset[str] = frozenset()
    places: tuple[Somewhere, ...] = ()


def understood(text: str, rows: Sequence[CentreRow]) -> Meant:
    """The diseases, products, centres and places a text names, in any language we know names in.

    A text that is one name as a whole is that name, also where a word of it is a place.
    """
    things, hospitals = [*_diseases(), *_products(rows)], list(_hospitals(rows))
    whole = named_as_a_whole(text, [*things, *hospitals])
    if whole and not _country(folded(text)):
        return _meant(text, whole)
    places, left = _places(folded(text).split(), rows)
    return _meant(left, named(left, things) or named(left, hospitals), places)


def _meant(text: str, found: Set[Key], places: tuple[Somewhere, ...] = ()) -> Meant:
    diseases, products, centres = (
        frozenset(key for of, key in found if of == kind)
        for kind in ("disease", "product", "centre")
    )
    return Meant(text, diseases, products, centres, places)


def _places(words: Sequence[str], rows: Sequence[CentreRow]) -> tuple[tuple[Somewhere, ...], str]:
    """The places among the words, long names before short ones, and the words that are left."""
    found, left, at, known = [], [], 0, [_located(row) for row in rows]
    while at < len(words):
        phrases = [(n, " ".join(words[at : at + n])) for n in range(LONGEST_PLACE, 0, -1)]
        step, place = next(
            ((n, p) for n, phrase in phrases if (p := _somewhere(phrase, known))), (1, None)
        )
        found += [place] if place else []
        left += [] if place else [words[at]]
        at += step
    return tuple(found), " ".join(left)


def _somewhere(phrase: str, known: Sequence[Located]) -> Somewhere | None:
    """The country or town that has these words as its name; None where none has."""
    if country := _country(phrase):
        here = frozenset(row.id for _, _, row in known if row.country == country)
        return Somewhere(phrase, here, country=country)
    towns = {town.id: town for town in towns_named(phrase)}
    there = [row for city, town, row in known if city == phrase or town in towns]
    names = [row.city for row in there] or [town.name for town in towns.values() if town.offered]
    if not names:
        return None
    return Somewhere(phrase, frozenset(row.id for row in there), town=names[0])


def _located(row: CentreRow) -> Located:
    town = find_place(row.country, row.city)
    return folded(row.city), town.id if town else "", row


def _country(phrase: str) -> str:
    return countries_by_name().get(phrase, "")


@cache
def countries_by_name() -> Mapping[str, str]:
    """The codes of the countries on the map by their folded names in each of our languages."""
    codes = [code for code in outlines() if code != "others"]
    return {folded(each.country(code)): code for each in LANGUAGES for code in codes}


@cache
def _diseases() -> tuple[Name, ...]:
    labels = [
        (code, folded(language.say(disease.label)).split())
        for code, disease in DISEASES.items()
        for language in LANGUAGES
        if code != NOT_STATED
    ]
    return tuple((("disease", code), words) for code, words in (*disease_names(), *labels))


def _products(rows: Iterable[CentreRow]) -> Iterator[Name]:
    for row in rows:
        for offer in row.offers:
            yield ("product", offer.product_id), folded(offer.product_name).split()


def _hospitals(rows: Iterable[CentreRow]) -> Iterator[Name]:
    for row in rows:
        yield ("centre", row.id), folded(f"{row.name} {row.city}").split()
