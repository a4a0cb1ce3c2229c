"""Handlers of the public pages. They read the snapshot of the moment and nothing else."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litestar import MediaType, Request, Response, route
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.router import Router
from litestar.static_files import create_static_files_router

from registry.errors import RegistryError
from registry.snapshot import FrozenSnapshot
from registry.web.public.pages import (
    EXPLORER,
    Operation,
    Page,
    explorer_page,
    no_snapshot_page,
    not_found_page,
    start_page,
)

if TYPE_CHECKING:
    from jinja2 import Environment

WEB = Path(__file__).parents[1]

Read = Callable[[], FrozenSnapshot | None]
BuildPage = Callable[[FrozenSnapshot, Sequence[Operation]], Page]


@cache
def house_templates() -> "Environment":
    """The templates, escaping everything; a name that is missing is an error, not a blank."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(WEB / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)


def public_pages(read: Read, operations: Sequence[Operation]) -> list[HTTPRouteHandler | Router]:
    """Start page, query explorer and static files."""
    house = house_templates()

    def shown(path: str, template: str, build: BuildPage) -> HTTPRouteHandler:
        @route(path, http_method=["GET", "HEAD"], sync_to_thread=False, media_type=MediaType.HTML)
        def page() -> str:
            frozen = read()
            if frozen is None:
                return house.get_template("notice.html").render(page=no_snapshot_page())
            return house.get_template(template).render(page=build(frozen, operations))

        return page

    return [
        shown("/", "start.html", start_page),
        shown(EXPLORER, "graphiql.html", explorer_page),
        create_static_files_router(path="/static", directories=[WEB / "static"]),
    ]


def not_found(request: Request[Any, Any, Any], _: HTTPException) -> Response[str]:
    """A helpful page for people, one sentence for programs. The address is not repeated."""
    if "text/html" not in request.headers.get("accept", ""):
        return Response("There is nothing here.\n", status_code=404, media_type=MediaType.TEXT)
    body = house_templates().get_template("notice.html").render(page=not_found_page())
    return Response(body, status_code=404, media_type=MediaType.HTML)


def unavailable(_: Request[Any, Any, Any], fault: RegistryError) -> Response[str]:
    """Say that nothing was changed; what happened and what to do is for the operator's log.

    The sentences of our own errors hold no submitted value.
    """
    import structlog  # slow to import, needed only when something fails

    log = structlog.get_logger("registry")
    log.error("unavailable", type=type(fault).__name__, said=str(fault))
    sentence = "The registry cannot do this at the moment. Nothing was changed; try again later.\n"
    return Response(sentence, status_code=503, media_type=MediaType.TEXT)
