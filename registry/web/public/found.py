"""What a search for centres shows: map, list and cards, put together from pieces that are kept.

What a page says of a centre is drawn once per snapshot and language; what a question changes of it,
its number, its distance and which offers match, is left open. Kept with the snapshot, as many
pieces as it has centres and offers.
"""

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlencode

from registry import texts
from registry.language import Language, marked
from registry.model.diseases import DISEASES
from registry.model.therapies import THERAPIES
from registry.views.directory import CentreRow, OfferRow
from registry.web.public.europe_map import Mark, europe
from registry.web.public.frame import Asked, Page, query
from registry.web.public.listing import Found, Listing, Wanted
from registry.web.public.naming import Meant
from registry.web.public.offers import offer_of
from registry.web.public.pieces import Pieces, pieces_of
from registry.web.public.stencil import written

FILES = ("CSV", "JSON")
ELSEWHERE = {
    "/products": marked("Products for this, also those that no listed hospital offers"),
    "/centres": marked("Hospitals that offer such products"),
}


def results(asked: Asked, listed: Listing) -> list[bytes]:
    """Everything below the form, as HTML in UTF-8, in pieces."""
    pieces = pieces_of(asked, "found.html")
    head = [
        heading(asked, pieces, len(listed.found)),
        understood(asked, pieces, listed.meant, "/products"),
    ]
    if not listed.found:
        return [*head, nothing(asked, pieces, listed)]
    away = [distance(asked, pieces, found) for found in listed.found]
    each = [*zip(listed.found, away, strict=True)]
    values = {
        "map": map_of(asked, listed),
        "lines": [line(asked, pieces, *one) for one in each],
        "cards": [card(asked, pieces, *one) for one in each],
    }
    return [*head, pieces.get("found", "", lambda: around(pieces)).filled(values)]


def around(pieces: Pieces) -> str:
    """What stands around the centres that were found."""
    names = ("map", "lines", "cards")
    return str(pieces.draw.found({name: pieces.place(name) for name in names}))


def heading(asked: Asked, pieces: Pieces, count: int) -> bytes:
    """How many centres were found, and the list as files."""
    files = [
        {"label": label, "href": f"/centres.{label.lower()}{pieces.place('query')}"}
        for label in FILES
    ]
    piece = pieces.get("heading", count, lambda: pieces.draw.heading(count, files))
    return piece.filled({"query": written(asked.query)})


def understood(asked: Asked, pieces: Pieces, meant: Meant, other: str) -> bytes:
    """The kinds of therapy, diseases and places a text named, and what counts as such a kind.

    With a way to the `other` search, which finds products or hospitals by the same words.
    """
    language = asked.language
    others = [*diseases_of(meant, language), *places_of(meant, language)]
    told = [*therapies_of(meant, language, alone=not (others or meant.text)), *others]
    if not told:
        return b""
    piece = pieces.get("understood", other, lambda: draw_understood(asked, pieces, other))
    values = {"told": written("; ".join(told)), "q": written(urlencode({"q": asked.one("q")}))}
    return b"".join((piece.filled(values), *notes(pieces, meant, language)))


def draw_understood(asked: Asked, pieces: Pieces, other: str) -> str:
    """What a text was understood as, with the way to the other search where the site has it."""
    href = f"{asked.href(other)}?{pieces.place('q')}" if asked.offers(other) else ""
    elsewhere = asked.language.say(ELSEWHERE[other])
    return str(pieces.draw.understood(pieces.place("told"), elsewhere, href))


def notes(pieces: Pieces, meant: Meant, language: Language) -> Iterator[bytes]:
    """What counts as each kind of therapy that was meant."""
    for note in dict.fromkeys(THERAPIES[code].note for code in sorted(meant.therapies)):
        draw = partial(pieces.draw.note, language.say(note))
        yield pieces.get("note", note, draw).filled({})


def therapies_of(meant: Meant, language: Language, *, alone: bool) -> list[str]:
    """The kinds of therapy that a text named; where it names nothing else, that all are meant."""
    kinds = [language.say(THERAPIES[code].label) for code in sorted(meant.therapies)]
    if not alone:
        return kinds
    return [language.say("all %(kinds)s in this registry", kinds=kind) for kind in kinds]


def diseases_of(meant: Meant, language: Language) -> list[str]:
    """The diseases that a text named, without those that a wider one of them holds."""
    wide = [c for c in sorted(meant.diseases) if DISEASES[c].parent not in meant.diseases]
    return [language.say(DISEASES[code].label) for code in wide]


def places_of(meant: Meant, language: Language) -> list[str]:
    """The countries and towns that a text named."""
    return [language.country(p.country) if p.country else p.town for p in meant.places]


def nothing(asked: Asked, pieces: Pieces, listed: Listing) -> bytes:
    """What stands where no centre was found, with what words and place find apart."""
    action, told = asked.href("/centres"), asked.language.say(texts.NO_CENTRE)
    return written(pieces.draw.nothing(told, apart(asked, listed), action))


def apart(asked: Asked, listed: Listing) -> list[Page]:
    """What each part of a question finds by itself, where no centre is all of it."""
    language, country = asked.language, listed.wanted.country
    places = places_of(listed.meant, language) + ([language.country(country)] if country else [])
    kinds = "; ".join(therapies_of(listed.meant, language, alone=False))
    words = "; ".join(diseases_of(listed.meant, language)) or listed.meant.text
    labels = filter(None, (kinds, words, ", ".join(places)))
    return [
        {
            "label": label,
            "href": asked.href("/centres") + query({**asked.answers, **address(wanted)}),
            "count": count,
        }
        for label, (wanted, count) in zip(labels, listed.apart, strict=False)
    ]


def address(wanted: Wanted) -> dict[str, tuple[str, ...]]:
    """The answers of an address that differ where words and place are asked for apart."""
    return {"q": (wanted.text,), "country": (wanted.country,)}


def line(asked: Asked, pieces: Pieces, found: Found, away: bytes) -> bytes:
    """A centre in the list beside the map."""
    row = found.centre
    piece = pieces.get("line", row.id, lambda: pieces.draw.line(centre_of(asked, pieces, row)))
    return piece.filled({"number": b"%d" % found.number, "away": away})


def card(asked: Asked, pieces: Pieces, found: Found, away: bytes) -> bytes:
    """A centre with what it offers."""
    row = found.centre
    piece = pieces.get("card", row.id, lambda: pieces.draw.card(centre_of(asked, pieces, row)))
    offers = [offer(asked, pieces, each) for each in row.offers] or [not_stated(pieces)]
    values = {"number": b"%d" % found.number, "away": away, "offers": b"".join(offers)}
    return piece.filled(values)


def centre_of(asked: Asked, pieces: Pieces, row: CentreRow) -> Page:
    """What stands of a centre, without what a question changes."""
    return {
        "number": pieces.place("number"),
        "away": pieces.place("away"),
        "offers": pieces.place("offers"),
        "name": row.name,
        "href": asked.href(f"/centres/{row.id}"),
        "city": row.city,
        "country": asked.language.country(row.country),
        "synthetic": row.synthetic,
    }


def offer(asked: Asked, pieces: Pieces, row: OfferRow) -> bytes:
    """An offer in the card of its centre."""
    piece = pieces.get("offer", row.id, lambda: pieces.draw.offer(offer_of(asked, row)))
    return piece.filled({})


def not_stated(pieces: Pieces) -> bytes:
    """What stands in the card of a centre without an offer."""
    return pieces.get("offer", None, lambda: str(pieces.draw.not_stated())).filled({})


def distance(asked: Asked, pieces: Pieces, found: Found) -> bytes:
    """The distance as the crow flies, to ten kilometres; nothing where no start was chosen."""
    if found.away_km is None:
        return b""
    km, language = max(10, round(found.away_km, -1)), asked.language

    def draw() -> str:
        return ", " + language.say("about %(km)s km away", km=language.number(km))

    return pieces.get("distance", km, draw).filled({})


def map_of(asked: Asked, listed: Listing) -> list[bytes]:
    """The map with a mark for each centre of the list."""
    marks = [
        Mark(each.number, each.centre.name, each.centre.country, each.at) for each in listed.found
    ]
    known = {centre.country for centre in asked.snapshot.directory.centres}
    label = asked.language.say("Map with the centres of the list, by number")
    return europe(marks, known, label, listed.start.at if listed.start else None)
