"""Find a centre: the list with its map, and the same rows as CSV and JSON."""

from collections.abc import Iterator

import msgspec

from registry import texts
from registry.exports.csv_file import plain_csv
from registry.geography.places import Place, places
from registry.language import Language, marked
from registry.model.diseases import DISEASES
from registry.snapshot import Snapshot
from registry.views.directory import CentreRow, OfferRow
from registry.web.public.europe_map import Mark, europe
from registry.web.public.frame import Asked, Page, framed, query
from registry.web.public.listing import Found, Listing, Wanted, listing, wanted_of
from registry.web.public.naming import Meant
from registry.web.public.offers import KINDS, offer_of

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
    """The centres that match, beside a map of the same, with the choices that narrow the list."""
    listed = listing(asked.snapshot, wanted_of(asked))
    language, say = asked.language, asked.language.say
    return framed(
        asked,
        say("Find a centre"),
        q=listed.wanted.text,
        understood=understood(listed.meant, language),
        narrowed=listed.wanted != Wanted(text=listed.wanted.text),
        count=len(listed.found),
        total=len(asked.snapshot.directory.centres),
        centres=[centre_card(asked, found) for found in listed.found],
        map=map_of(asked, listed),
        facets=facets(listed, language),
        starts=starts(listed, language),
        start=listed.start.name if listed.start else "",
        files=[
            {"label": label, "href": f"/centres.{label.lower()}{query(asked.answers)}"}
            for label in ("CSV", "JSON")
        ],
        check=asked.href("/check") if asked.offers("/check") else "",
        action=asked.href("/centres"),
        nothing=say(texts.NO_CENTRE),
        apart=apart(asked, listed),
    )


def understood(meant: Meant, language: Language) -> list[str]:
    """The diseases and places a text was understood as; narrower ones go without saying."""
    wide = [c for c in sorted(meant.diseases) if DISEASES[c].parent not in meant.diseases]
    places = [language.country(p.country) if p.country else p.town for p in meant.places]
    return [*(language.say(DISEASES[code].label) for code in wide), *places]


def apart(asked: Asked, listed: Listing) -> list[Page]:
    """What the words find anywhere, and what the place holds, where no centre is both."""
    return [
        {
            "label": wanted.text or asked.language.country(wanted.country),
            "href": asked.href("/centres") + query({**asked.answers, **address(wanted)}),
            "count": count,
        }
        for wanted, count in listed.apart
    ]


def address(wanted: Wanted) -> dict[str, tuple[str, ...]]:
    """The answers of an address that differ where words and place are asked for apart."""
    return {"q": (wanted.text,), "country": (wanted.country,)}


def centre_card(asked: Asked, found: Found) -> Page:
    """A centre in the list."""
    row, language = found.centre, asked.language
    return {
        "number": found.number,
        "name": row.name,
        "href": asked.href(f"/centres/{row.id}"),
        "city": row.city,
        "country": language.country(row.country),
        "away": away(found, language),
        "synthetic": row.synthetic,
        "offers": [offer_of(asked, offer) for offer in row.offers],
    }


def away(found: Found, language: Language) -> str:
    """The distance as the crow flies, to ten kilometres; nothing where no start was chosen."""
    if found.away_km is None:
        return ""
    rounded = max(10, round(found.away_km, -1))
    return language.say("about %(km)s km away", km=language.number(rounded))


def map_of(asked: Asked, listed: Listing) -> str:
    """The map with a mark for each centre of the list."""
    marks = [
        Mark(each.number, each.centre.name, each.centre.country, each.at) for each in listed.found
    ]
    known = {centre.country for centre in asked.snapshot.directory.centres}
    label = asked.language.say("Map with the centres of the list, by number")
    return europe(marks, known, label, listed.start.at if listed.start else None)


def facets(listed: Listing, language: Language) -> list[Page]:
    """The choices with how many centres each leaves."""
    say = language.say
    names = {
        "type": (say("Type of therapy"), {key: say(label) for key, label in KINDS.items()}),
        "who": (say("Who can be treated"), {key: say(label) for key, label in PEOPLE.items()}),
        "now": (say("Right now"), {key: say(label) for key, label in NOW.items()}),
    }
    chosen = [
        {
            "name": name,
            "label": label,
            "options": [
                {**msgspec.structs.asdict(option), "label": labels[option.value]}
                for option in listed.facets[name]
            ],
        }
        for name, (label, labels) in names.items()
    ]
    return [*chosen, countries(listed, language)]


def countries(listed: Listing, language: Language) -> Page:
    """The countries, in order of their names."""
    options = [
        {**msgspec.structs.asdict(option), "label": language.country(option.value)}
        for option in listed.facets["country"]
    ]
    label = language.say("Country you can travel to")
    return {"name": "country", "label": label, "options": sorted(options, key=by_label)}


def by_label(option: Page) -> str:
    """The order of countries."""
    return str(option["label"])


def starts(listed: Listing, language: Language) -> list[Page]:
    """The towns a reader can start from, by country."""
    by_country: dict[str, list[Place]] = {}
    for place in places().values():
        if place.offered:
            by_country.setdefault(place.country, []).append(place)
    chosen = listed.start.id if listed.start else ""
    groups = [
        {
            "label": language.country(country),
            "places": [{"id": p.id, "name": p.name, "chosen": p.id == chosen} for p in found],
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
