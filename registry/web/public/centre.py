"""The page of one centre: is this hospital real and active, and how does one get there?"""

from registry.views.directory import centre
from registry.web.public.frame import Asked, Page, framed
from registry.web.public.offers import offer_of, source_of
from registry.web.public.wording import name


def centre_page(asked: Asked) -> Page | None:
    """A hospital with everything it offers. Never an outcome, never a number of patients."""
    row = centre(asked.snapshot, asked.keys["id"])
    if row is None:
        return None
    say = asked.language.say
    return framed(
        asked,
        name(row.name),
        ("/", say("Home")),
        ("/centres", say("Find a centre")),
        in_words_of_others=True,
        organisation=name(row.organisation_name if row.organisation_name != row.name else ""),
        city=name(row.city),
        country=asked.language.country(row.country),
        fictional=row.synthetic,
        offers=[offer_of(asked, offer) for offer in row.offers],
        source=source_of(row.source),
        check=asked.href("/check") if asked.offers("/check") else "",
    )
