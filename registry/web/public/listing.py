"""Which centres match what a reader asks for: pure, for the page and its files alike."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct, structs

from registry.geography.places import Place, find_place, places
from registry.geography.projection import kilometres
from registry.language import LANGUAGES
from registry.model.codes import AtmpClass
from registry.model.disease_names import disease_names
from registry.model.diseases import DISEASES, NOT_STATED, wider
from registry.model.folding import folded, named
from registry.snapshot import Snapshot
from registry.views.approval_state import ApprovalState
from registry.views.directory import CentreRow, OfferRow, centres
from registry.web.public.frame import Asked

GONE = (ApprovalState.ENDED, ApprovalState.SUSPENDED)
Key = tuple[str, str]


class Wanted(Struct, frozen=True):
    """What a reader wants; an empty field wants everything."""

    text: str = ""
    country: str = ""
    kinds: frozenset[str] = frozenset()
    who: frozenset[str] = frozenset()
    open_now: bool = False
    start: str = ""


class Meant(Struct, frozen=True):
    """What a text was understood as: codes of diseases, ids of products and of centres."""

    diseases: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    centres: frozenset[str] = frozenset()


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
    """The centres that match, in order, and how many would with each other choice."""

    wanted: Wanted
    meant: Meant
    found: tuple[Found, ...]
    facets: Mapping[str, tuple[Option, ...]]
    start: Place | None


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
    return Listing(wanted, meant, numbered, facets(rows, wanted, count), start)


def understood(text: str, rows: Sequence[CentreRow]) -> Meant:
    """The diseases, products and centres a text names, in any language we know names in."""
    known = [*_diseases(), *_directory(rows)] if text else []
    found = _in_country(folded(text), rows) or named(text, known)
    by_kind = {kind: {key for of, key in found if of == kind} for kind, _ in found}
    return Meant(*(frozenset(by_kind.get(kind, ())) for kind in ("disease", "product", "centre")))


def _diseases() -> list[tuple[Key, Sequence[str]]]:
    labels = [
        (code, folded(language.say(disease.label)).split())
        for code, disease in DISEASES.items()
        for language in LANGUAGES
        if code != NOT_STATED
    ]
    return [(("disease", code), words) for code, words in (*disease_names(), *labels)]


def _in_country(name: str, rows: Sequence[CentreRow]) -> set[Key]:
    """The centres of the country that has this name as a whole in one of our languages."""
    codes = {row.country for row in rows}
    meant = {c for c in codes if name in {folded(each.country(c)) for each in LANGUAGES}}
    return {("centre", row.id) for row in rows if row.country in meant}


def _directory(rows: Iterable[CentreRow]) -> list[tuple[Key, Sequence[str]]]:
    names: list[tuple[Key, Sequence[str]]] = []
    for row in rows:
        names.append((("centre", row.id), folded(f"{row.name} {row.city}").split()))
        names += [
            (("product", offer.product_id), folded(offer.product_name).split())
            for offer in row.offers
        ]
    return names


def matching(rows: Iterable[CentreRow], wanted: Wanted, meant: Meant) -> Iterable[CentreRow]:
    """Centres with the offers that match; one without offers only where nothing asks for one."""
    for row in rows:
        if wanted.country not in ("", row.country):
            continue
        by_name = not wanted.text or row.id in meant.centres
        offers = [o for o in row.offers if (by_name or is_meant(o, meant)) and suits(o, wanted)]
        bare = not row.offers and by_name and not (wanted.kinds or wanted.who or wanted.open_now)
        if offers or bare:
            yield structs.replace(row, offers=tuple(offers))


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
