"""Which centres match what a reader asks for: pure, for the page and its files alike."""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import and_, or_

from msgspec import Struct, structs

from registry.geography.places import Place, places
from registry.geography.projection import kilometres
from registry.snapshot import Snapshot
from registry.views.directory import CentreRow
from registry.web.public.finder import At, Finder, Spot, finder_of
from registry.web.public.frame import Asked
from registry.web.public.naming import Meant, understood


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
    at: At | None
    away_km: float | None = None


class Option(Struct, frozen=True):
    """A choice of a facet: how many centres match with it, all other choices as they are."""

    value: str
    count: int
    chosen: bool


class Listing(Struct, frozen=True):
    """The centres that match, in order, and how many would with each other choice.

    `apart`: where none is all that the words name, how many centres each part finds alone.
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
    finder = finder_of(snapshot)
    meant = understood(wanted.text, finder.names)
    sets = matching(finder, wanted, meant)
    start = places().get(wanted.start)
    found = [
        Found(n, row, spot.at, away_km(spot, start))
        for n, (spot, row) in enumerate(finder.found(sets.all), 1)
    ]
    if start:
        found.sort(key=order)
        found = [Found(n, f.centre, f.at, f.away_km) for n, f in enumerate(found, 1)]
    alone = () if found else tuple(apart(finder, wanted, meant))
    return Listing(wanted, meant, tuple(found), facets(finder, wanted, sets), start, alone)


def apart(finder: Finder, wanted: Wanted, meant: Meant) -> Iterator[tuple[Wanted, int]]:
    """What each part of a text finds by itself, where more than one was asked for.

    Its kinds of therapy, its other words, and the place, of the text or of the choice.
    """
    anywhere = structs.replace(wanted, country="")
    place = structs.replace(wanted, text=" ".join(each.typed for each in meant.places))
    parts = [structs.replace(anywhere, text=text) for text in (meant.typed, meant.text) if text]
    parts += [place] if meant.places or wanted.country else []
    for each in parts if len(parts) > 1 else ():
        found = matching(finder, each, understood(each.text, finder.names))
        yield each, finder.count(found.all)


class Sets(Struct, frozen=True):
    """The offers that each part of a question leaves, as sets of a finder."""

    text: int
    therapies: int
    place: int
    country: int
    kinds: int
    who: int
    open_now: int

    @property
    def all(self) -> int:
        """What all parts leave."""
        asked = self.text & self.therapies & self.place
        return asked & self.country & self.kinds & self.who & self.open_now


def matching(finder: Finder, wanted: Wanted, meant: Meant) -> Sets:
    """What each part of a question leaves; a centre without offers only where none asks for one."""
    every, offers = finder.every, finder.every & ~finder.bare
    countries, kinds = finder.countries, finder.kinds
    return Sets(
        text=named(finder, meant) if meant.text else every,
        therapies=of_kinds(finder, meant.therapies) if meant.therapies else every,
        place=there(finder, meant) if meant.places else every,
        country=countries.get(wanted.country, 0) if wanted.country else every,
        kinds=union(kinds.get(kind, 0) for kind in wanted.kinds) if wanted.kinds else every,
        who=for_all(finder, wanted.who) & offers if wanted.who else every,
        open_now=finder.open_now if wanted.open_now else every,
    )


def named(finder: Finder, meant: Meant) -> int:
    """The offers that a text names, by disease or a wider one, product, or centre."""
    keys = (
        *(("disease", code) for code in meant.diseases),
        *(("product", id) for id in meant.products),
        *(("centre", id) for id in meant.centres),
    )
    return union(finder.meant.get(key, 0) for key in keys)


def of_kinds(finder: Finder, therapies: Iterable[str]) -> int:
    """The offers of products of these kinds of therapy."""
    return union(finder.meant.get(("therapy", code), 0) for code in therapies)


def there(finder: Finder, meant: Meant) -> int:
    """What there is in the places a text named."""
    ids = {id for place in meant.places for id in place.centres}
    return union(finder.meant.get(("centre", id), 0) for id in ids)


def union(sets: Iterable[int]) -> int:
    """What is in any of them."""
    return reduce(or_, sets, 0)


def for_all(finder: Finder, who: frozenset[str]) -> int:
    """The offers for all of these people; what is no such choice asks for nobody."""
    return reduce(and_, (finder.who[each] for each in who if each in finder.who), finder.every)


def facets(finder: Finder, wanted: Wanted, sets: Sets) -> dict[str, tuple[Option, ...]]:
    """The choices of each facet that occur at all, each with how many centres it would leave."""

    def option(value: str, chosen: bool, **other: int) -> Option:
        return Option(value, finder.count(structs.replace(sets, **other).all), chosen)

    return {
        "type": tuple(
            option(kind, kind in wanted.kinds, kinds=offers)
            for kind, offers in finder.kinds.items()
        ),
        "who": tuple(
            option(who, who in wanted.who, who=sets.who & offers)
            for who, offers in finder.who.items()
        ),
        "now": (option("accepting", wanted.open_now, open_now=finder.open_now),),
        "country": tuple(
            option(code, code == wanted.country, country=offers)
            for code, offers in finder.countries.items()
        ),
    }


def away_km(spot: Spot, start: Place | None) -> float | None:
    """How far a centre is from a start, where both are known."""
    return kilometres(start.at, spot.at) if start and spot.at else None


def order(found: Found) -> tuple[bool, float]:
    """Near ones first; those whose distance is not known after them, as they stood."""
    return found.away_km is None, found.away_km or 0.0
