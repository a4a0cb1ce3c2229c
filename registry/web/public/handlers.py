"""Handlers of the public pages. They read the snapshot of the moment and nothing else."""

import re
from collections.abc import Callable, MutableMapping, Sequence
from functools import partial
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl

from litestar import MediaType, Request, Response, route
from litestar.concurrency import sync_to_thread
from litestar.exceptions import HTTPException, NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.router import Router
from litestar.static_files import create_static_files_router
from msgspec import Struct

from registry.language import ENGLISH, LANGUAGES, Language
from registry.snapshot import FrozenSnapshot
from registry.web.public.drawn import Drawn, Plan
from registry.web.public.frame import Answers, Asked, MenuItem, query
from registry.web.public.pacing import address_of
from registry.web.public.pages import (
    EXPLORER,
    Operation,
    explorer_page,
    no_snapshot_page,
    not_found_page,
)
from registry.web.public.rendering import WEB
from registry.web.public.rendering import rendered as rendered
from registry.web.public.site import FILES, MENU, PAGES, SiteFile, SitePage

MOST_ANSWERS = 60
MOST_FORM_BYTES = 16_000
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")

Read = Callable[[], FrozenSnapshot | None]
AnyRequest = Request[Any, Any, Any]


class Around(Struct, frozen=True):
    """What stands around every page: the lines of menu and foot, and the languages it comes in."""

    menu: Sequence[MenuItem] = MENU
    languages: Sequence[Language] = LANGUAGES

    def of(self, page: SitePage) -> dict[str, Any]:
        """The same as a question has it (`Asked`)."""
        return {"menu": self.menu, "languages": self.languages, "translated": page.translated}


AROUND = Around()


def public_pages(
    read: Read, operations: Sequence[Operation], drawn: Drawn, around: Around = AROUND
) -> list[HTTPRouteHandler | Router]:
    """Every page of the site in every language, the query explorer, and the static files."""
    pages = [
        page_routes(page, language, read, around, drawn)
        for page in PAGES
        for language in around.languages
    ]
    return [
        *chain.from_iterable(pages),
        *(
            file_route(file, language, read)
            for file in FILES
            for language in (around.languages if file.translated else (ENGLISH,))
        ),
        explorer_route(read, operations, around.menu),
        *(look_route(name, media_type) for name, media_type in LOOK.items()),
        create_static_files_router(path="/static", directories=[WEB / "static"]),
    ]


def page_key(scope: MutableMapping[str, Any], _: bytes) -> bytes | None:
    """What identifies a page in front of the router: its address, and under which name it stands.

    Nothing where a form is sent. (A `KeyOf` of `registry.cache`.)
    """
    if scope["method"] not in ("GET", "HEAD"):
        return None
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    parts = (b"page", scope["scheme"].encode(), host, scope["path"].encode(), scope["query_string"])
    return b" ".join(parts)


LOOK = {
    "site.css": "text/css",
    "results.css": "text/css",
    "favicon.svg": "image/svg+xml",
}
"""The files of pages for everybody: small enough to be kept, and packed, like the pages."""
LAST_PART = re.compile(r"\{\w+:str\}$")
KEPT_PAGES = {
    language.href(path): page_key
    for path in (LAST_PART.sub("*", page.path) for page in PAGES)
    for language in LANGUAGES
    if "{" not in path
} | {f"/static/{name}": page_key for name in LOOK}
"""As `registry.cache` names them: `/products/*` stands for the page of any product."""


def page_routes(
    page: SitePage, language: Language, read: Read, around: Around, drawn: Drawn
) -> list[HTTPRouteHandler]:
    """The handlers of one page in one language. An answer to a form is kept by nobody."""
    address, plan = language.href(page.path), plan_of(page)

    async def answer(request: AnyRequest, answers: Answers) -> Response[Any]:
        frozen = read()
        if frozen is None:
            return html(rendered(language, "notice.html", no_snapshot_page(language, around.menu)))
        keys = {name: str(value) for name, value in request.path_params.items()}
        path = request.scope["path"].removeprefix(language.prefix) or "/"
        home = str(request.base_url).rstrip("/")
        told = {"home": home, "query": query(answers), **around.of(page)}
        asked = Asked(frozen, path, language, answers, keys, **told)
        sent = await sync_to_thread(page.sent, asked) if page.sent is not None else None
        if sent is not None:
            return Response(
                sent.body, status_code=sent.status, media_type=sent.media_type, headers=sent.headers
            )
        return html(await drawn.page(asked, plan, address_of(request)))

    @route(address, http_method=["GET", "HEAD"])
    async def shown(request: AnyRequest) -> Response[Any]:
        answers = {} if page.posts else answers_in(request.scope["query_string"])
        found = await answer(request, answers)
        found.headers["Cache-Control"] = "public, no-cache"
        return found

    @route(address, http_method="POST", status_code=200, request_max_body_size=MOST_FORM_BYTES)
    async def posted(request: AnyRequest) -> Response[Any]:
        answered = await answer(request, answers_in(await request.body()))
        answered.headers["Cache-Control"] = "no-store"
        return answered

    return [shown, posted] if page.posts else [shown]


def plan_of(page: SitePage) -> Plan:
    """How a page of the site comes about."""
    return Plan(partial(draw, page), page.asks, page.fill, page.posts)


def draw(page: SitePage, asked: Asked) -> str:
    """A page as HTML; NotFoundException where nothing has the id in its path."""
    built = page.build(asked)
    if built is None:
        raise NotFoundException
    return rendered(asked.language, page.template, built)


def file_route(file: SiteFile, language: Language, read: Read) -> HTTPRouteHandler:
    """The handler of a file in one language."""

    @route(language.href(file.path), http_method=["GET", "HEAD"], sync_to_thread=False)
    def sent(request: AnyRequest) -> Response[bytes]:
        frozen = read()
        if frozen is None:
            raise NotFoundException
        answers, home = answers_in(request.scope["query_string"]), str(request.base_url).rstrip("/")
        asked = Asked(frozen, file.path, language, answers, home=home)
        return Response(file.build(asked), media_type=file.media_type)

    return sent


def look_route(name: str, media_type: str) -> HTTPRouteHandler:
    """The handler of a file that pages load."""
    body = (WEB / "static" / name).read_bytes()

    @route(f"/static/{name}", http_method=["GET", "HEAD"], sync_to_thread=False)
    def sent() -> Response[bytes]:
        return Response(body, media_type=media_type, headers={"Cache-Control": "public, no-cache"})

    return sent


def explorer_route(
    read: Read, operations: Sequence[Operation], menu: Sequence[MenuItem]
) -> HTTPRouteHandler:
    """The query explorer, in English only."""

    @route(EXPLORER, http_method=["GET", "HEAD"], sync_to_thread=False)
    def explorer() -> Response[str]:
        frozen = read()
        if frozen is None:
            return html(rendered(ENGLISH, "notice.html", no_snapshot_page(ENGLISH, menu)))
        page = explorer_page(Asked(frozen, EXPLORER, menu=menu), operations)
        return html(rendered(ENGLISH, "graphiql.html", page))

    return explorer


def html(body: str | bytes, status: int = 200) -> Response[Any]:
    """An HTML answer."""
    return Response(body, status_code=status, media_type=MediaType.HTML)


def answers_in(form: bytes) -> Answers:
    """The answers of a form or an address, in their order, as browsers send them.

    Without control characters, which no text of a page may hold (HTML Standard, section 3.2.2).
    """
    answers: dict[str, tuple[str, ...]] = {}
    for name, value in parse_qsl(form.decode("ascii", "replace"))[:MOST_ANSWERS]:
        name, value = CONTROLS.sub("", name), CONTROLS.sub("", value)
        answers[name] = (*answers.get(name, ()), value)
    return answers


def language_of(path: str) -> Language:
    """The language an address asks for."""
    first = path.strip("/").partition("/")[0]
    return next((language for language in LANGUAGES if language.code == first), ENGLISH)


def not_found(
    menu: Sequence[MenuItem],
) -> Callable[[AnyRequest, HTTPException], Response[str]]:
    """A helpful page for people, one sentence for programs. The address is not repeated."""

    def answer(request: AnyRequest, _: HTTPException) -> Response[str]:
        if "text/html" not in request.headers.get("accept", ""):
            return Response("There is nothing here.\n", status_code=404, media_type=MediaType.TEXT)
        language = language_of(request.url.path)
        return html(rendered(language, "notice.html", not_found_page(language, menu)), 404)

    return answer
