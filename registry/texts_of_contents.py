"""The contents of sealed groups and bundles in words, by the first part of their ids."""

from collections.abc import Mapping

from registry.language import ENGLISH, Language

CONTENTS: Mapping[str, str] = {
    "funnel": "infused and not infused",
    "manufacturing": "manufacture",
    "endpoint": "endpoint %(rest)s",
    "change": "change of endpoint %(rest)s",
    "best-response": "best responses (%(rest)s)",
    "safety": "adverse events to day %(rest)s",
    "known": "share with known status at day %(rest)s",
    "survival": "survival to day %(rest)s",
    "first-event": "first events to day %(rest)s",
    "survival-of-infused": "survival of the infused to day %(rest)s",
    "first-event-of-infused": "first events of the infused to day %(rest)s",
}


def content(id: str, language: Language = ENGLISH, names: Mapping[str, str] | None = None) -> str:
    """What a content shows, without its numbers: `safety/91` is adverse events to day 91.

    `names` are those of endpoints and measures by their ids. A content that is none of today's is
    named by its id.
    """
    kind, _, rest = id.partition("/")
    if kind not in CONTENTS:
        return id
    told = language.number(int(rest)) if rest.isdecimal() else (names or {}).get(rest, rest)
    return language.say(CONTENTS[kind], rest=told)
