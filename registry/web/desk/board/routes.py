"""Every page of the board workspace."""

from litestar.handlers import HTTPRouteHandler

from registry.web.desk.board.delay import delay_pages
from registry.web.desk.board.motions import motion_pages
from registry.web.desk.board.publication import publication_pages, release_pages
from registry.web.desk.board.queue import queue_page
from registry.web.desk.board.workspace import Workspace


def board_routes(desk: Workspace) -> list[HTTPRouteHandler]:
    """The pages behind `/board`."""
    return [
        queue_page(desk),
        *publication_pages(desk),
        *release_pages(desk),
        *motion_pages(desk),
        *delay_pages(desk),
    ]
