"""Find a centre: the list with its map, and the same rows as CSV and JSON."""

from collections.abc import Iterator, Mapping

import msgspec

from registry.exports.csv_file import plain_csv
from registry.geography.places import Place, places
from registry.language import marked
from registry.snapshot import Snapshot
from registry.views.directory import CentreRow, OfferRow
from registry.web.public.found import results
from registry.web.public.frame import Asked, Page, framed
from registry.web.public.listing import Found, Listing, Wanted, listing, wanted_of
from registry.web.public.offers import KINDS
from registry.web.public.pieces import pieces_of
from registry.web.public.stencil import CHECKED, SELECTED, Values, written

PEOPLE = {"children": marked("Children"), "adults": marked("Adults")}
NOW = {"accepting": marked("Accepting new patients")}
COLUMNS = (
    *("number", "centre_id", "centre", "city", "country", "away_km"),
    *("product_id", "product", "atmp_class", "disease", "disease_label"),
    *("approval_state", "valid_to", "authority", "authority_website"),
    *("accepting_referrals", "treats_adults", "treats_children"),
    *("takes_patients_from_abroad", "patient_pays", "authorised_alternative"),
    *("confirmed_on", "stale", "source", "verified", "synthetic", "snapshot", "as_of"),
)
Row = dict[str, object]


def centres_page(asked: Asked) -> Page:
    """The form with the choices that narrow the list; what a question changes is left open."""
    say = asked.language.say
    return framed(
        asked,
        say("Find a centre"),
        q=asked.place("q"),
        narrowed=asked.place("narrowed"),
        results=asked.place("results"),
        facets=facets(asked),
        starts=asked.place("starts"),
        check=asked.href("/check") if asked.offers("/check") else "",
        action=asked.href("/centres"),
    )


def centres_found(asked: Asked) -> Values:
    """What a question changes: its words, which choices are taken, and the centres that match."""
    listed = listing(asked.snapshot, wanted_of(asked))
    narrowed = listed.wanted != Wanted(text=listed.wanted.text)
    return {
        "q": written(listed.wanted.text),
        "narrowed": b" open" if narrowed else b"",
        "results": results(asked, listed),
        **{
            f"{facet}.{n}.count": b"%d" % option.count
            for facet, options in listed.facets.items()
            for n, option in enumerate(options)
        },
        **{
            f"{facet}.{n}.chosen": SELECTED if facet == "country" else CHECKED
            for facet, options in listed.facets.items()
            for n, option in enumerate(options)
            if option.chosen
        },
        "starts": starts(asked, listed.wanted.start),
    }


def facets(asked: Asked) -> list[Page]:
    """The choices, left open how many centres each leaves and whether it is taken."""
    say, listed = asked.language.say, listing(asked.snapshot, Wanted())
    names = {
        "type": (say("Type of therapy"), {key: say(label) for key, label in KINDS.items()}),
        "who": (say("Who can be treated"), {key: say(label) for key, label in PEOPLE.items()}),
        "now": (say("Right now"), {key: say(label) for key, label in NOW.items()}),
    }
    chosen = [
        {"name": name, "label": label, "options": options(asked, listed, name, labels)}
        for name, (label, labels) in names.items()
    ]
    return [*chosen, countries(asked, listed)]


def options(asked: Asked, listed: Listing, facet: str, labels: Mapping[str, str]) -> list[Page]:
    """The choices of a facet."""
    return [
        {
            "value": option.value,
            "label": labels[option.value],
            "count": asked.place(f"{facet}.{n}.count"),
            "chosen": asked.place(f"{facet}.{n}.chosen"),
        }
        for n, option in enumerate(listed.facets[facet])
    ]


def countries(asked: Asked, listed: Listing) -> Page:
    """The countries, in order of their names."""
    names = {each.value: asked.language.country(each.value) for each in listed.facets["country"]}
    known = sorted(options(asked, listed, "country", names), key=by_label)
    label = asked.language.say("Country you can travel to")
    return {"name": "country", "label": label, "options": known}


def by_label(option: Page) -> str:
    """The order of countries."""
    return str(option["label"])


def starts(asked: Asked, chosen: str) -> bytes:
    """The towns a reader can start from, by country; the one that was chosen is taken."""
    pieces = pieces_of(asked, "found.html")
    towns = pieces.get("towns", "", lambda: pieces.draw.starts(towns_by_country(asked)))
    if chosen in towns.places:
        return towns.filled({chosen: SELECTED})
    return pieces.get("towns", None, lambda: towns.filled({}).decode()).filled({})


def towns_by_country(asked: Asked) -> list[Page]:
    """The towns in groups, left open which of them is chosen."""
    by_country: dict[str, list[Place]] = {}
    for place in places().values():
        if place.offered:
            by_country.setdefault(place.country, []).append(place)
    groups = [
        {
            "label": asked.language.country(country),
            "places": [{"id": p.id, "name": p.name, "chosen": asked.place(p.id)} for p in found],
        }
        for country, found in by_country.items()
    ]
    return sorted(groups, key=by_label)


def rows(asked: Asked) -> Iterator[Row]:
    """One row for each offer of the list, in its order; a centre without an offer has one too."""
    for found in listing(asked.snapshot, wanted_of(asked)).found:
        for offer in found.centre.offers or (None,):
            yield row(asked.snapshot, found, offer)


def row(snapshot: Snapshot, found: Found, offer: OfferRow | None) -> Row:
    """A row by column; what is not stated is null."""
    centre: CentreRow = found.centre
    source = (offer.source if offer else None) or centre.source
    values = msgspec.structs.asdict(offer) if offer else {}
    named = {
        "number": found.number,
        "centre_id": centre.id,
        "centre": centre.name,
        "city": centre.city,
        "country": centre.country,
        "away_km": round(found.away_km) if found.away_km is not None else None,
        "product": values.get("product_name"),
        "authority": values.get("authority_name"),
        "source": source.reference if source else None,
        "verified": source.verified if source else None,
        "synthetic": offer.synthetic if offer else centre.synthetic,
        "snapshot": snapshot.number,
        "as_of": snapshot.as_of,
    }
    return {column: named.get(column, values.get(column)) for column in COLUMNS}


def centres_csv(asked: Asked) -> bytes:
    """The list as CSV."""
    lines = [[plain(value) for value in each.values()] for each in rows(asked)]
    return plain_csv(COLUMNS, lines)


def plain(value: object) -> "str | bool | int | None":
    """A value as the writer takes it: days and codes as text."""
    return value if isinstance(value, bool | int) or value is None else str(value)


def centres_json(asked: Asked) -> bytes:
    """The list as JSON: an array of objects with the columns of the CSV."""
    return msgspec.json.encode(list(rows(asked))) + b"\n"
