"""What a reader is told in place of a page, in their language, as bytes that are made once.

A program gets one English sentence. Neither repeats anything that was asked, and making an answer
costs nothing, so that whoever asks too often gains nothing by it.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from litestar import MediaType, Request, Response
from msgspec import Struct

from registry.language import Language, marked
from registry.web.public.frame import MenuItem, bare
from registry.web.public.handlers import language_of
from registry.web.public.rendering import rendered

NOT_KEPT = {"Cache-Control": "no-store"}


class Trouble(Struct, frozen=True):
    """Why there is no page: its status, a title, and what to do."""

    status: int
    title: str
    sentence: str


TOO_OFTEN = Trouble(
    429,
    marked("Please wait a little"),
    marked("There were too many questions from your address. Wait, then ask again."),
)
UNAVAILABLE = Trouble(
    503,
    marked("Not possible at the moment"),
    marked("The registry cannot do this at the moment. Nothing was changed; try again later."),
)
UNEXPECTED = Trouble(
    500,
    marked("Something failed here"),
    marked("The registry failed here, and its log says where. Try again later."),
)
TROUBLES = (TOO_OFTEN, UNAVAILABLE, UNEXPECTED)


def told(
    trouble: Trouble,
    request: Request[Any, Any, Any],
    menu: Sequence[MenuItem],
    headers: Mapping[str, str] = NOT_KEPT,
) -> Response[bytes]:
    """A page for whoever takes HTML, one sentence for programs; nothing keeps the answer."""
    for_people = "text/html" in request.headers.get("accept", "")
    if for_people:
        body = page_of(trouble, language_of(request.url.path), tuple(menu))
    else:
        body = f"{trouble.sentence}\n".encode()
    return Response(
        body,
        status_code=trouble.status,
        media_type=MediaType.HTML if for_people else MediaType.TEXT,
        headers={**NOT_KEPT, **headers},
    )


@cache
def page_of(trouble: Trouble, language: Language, menu: tuple[MenuItem, ...]) -> bytes:
    """The page of a trouble. There are as many as troubles times languages, of each menu."""
    frame = bare(language, language.say(trouble.title), menu)
    page = {**frame, "paragraphs": [language.say(trouble.sentence)]}
    return rendered(language, "notice.html", page).encode()


def drawn_for(languages: Sequence[Language], menu: Sequence[MenuItem]) -> None:
    """Make every page of trouble, while there is none."""
    for trouble in TROUBLES:
        for language in languages:
            page_of(trouble, language, tuple(menu))
