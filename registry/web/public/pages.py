"""Pages beside the site's own: the query explorer, and what stands where there is no page."""

from collections.abc import Sequence

from msgspec import Struct

from registry.language import Language
from registry.web.public.frame import Asked, MenuItem, Page, bare, framed

EXPLORER = "/graphql/explorer"


class Operation(Struct, frozen=True):
    """A question that works: its file name without ending, its first line as title, its text."""

    name: str
    title: str
    query: str


def operation(name: str, query: str) -> Operation:
    """An operation from its file; the first line is a comment that says what it answers."""
    title = query.partition("\n")[0].lstrip("# ").rstrip()
    return Operation(name, title, query)


def explorer_page(asked: Asked, operations: Sequence[Operation]) -> Page:
    """The query explorer, one tab per operation."""
    queries = [{"title": shown.title, "query": shown.query} for shown in operations]
    return {**framed(asked, "Query explorer", queries=queries), "languages": []}


def no_snapshot_page(language: Language, menu: Sequence[MenuItem]) -> Page:
    """What stands in place of any page before the first snapshot exists."""
    sentence = language.say(
        "This registry has not published its first snapshot. It appears here on the first release "
        "date after its start."
    )
    return bare(language, language.say("Nothing published yet"), menu) | {"paragraphs": [sentence]}


def not_found_page(language: Language, menu: Sequence[MenuItem]) -> Page:
    """What a reader sees at an address that does not exist."""
    say = language.say
    paragraphs = [
        say(
            "The address may have been mistyped. Addresses of this registry do not change, so an "
            "old link that was right still works."
        ),
        say(
            "A hospital or a treatment that you cannot find here may exist all the same. Taking "
            "part is voluntary, and absence proves nothing."
        ),
    ]
    return bare(language, say("There is no page here"), menu) | {"paragraphs": paragraphs}
