"""A public node as one application: pages, public GraphQL, files, and what it says of itself."""

from collections.abc import Callable

from litestar import Litestar

from registry.archive import Archive
from registry.front.door import Front
from registry.front.rates import Spend, free
from registry.front.watch import note_route
from registry.node.files import NodeFiles
from registry.node.health import health_checks
from registry.node.keeper import Keeper
from registry.public_app import CachedApp, public_handlers
from registry.readying import Readying, spared
from registry.web.public.ahead import Ahead
from registry.web.public.drawn import Drawn
from registry.web.public.faults import faults
from registry.web.public.files import public_files
from registry.web.public.headers import security_headers
from registry.web.public.ready import Files
from registry.web.public.releases import home_of


def create_node(
    keeper: Keeper,
    new_error_id: Callable[[], str],
    front: Front,
    spend: Spend = free,
) -> Litestar:
    """The public side over a folder that is watched as long as the application runs.

    `new_error_id` makes the opaque id under which an unexpected error is reported; `front` is
    the door, and `spend` takes what queries and drawings cost from what an address may ask.
    """
    spend, home, made = spared(spend), home_of(keeper.trusted.name), Files()
    files, drawn = NodeFiles(keeper), Drawn(spend)
    archive = Archive(keeper.shelf.read, files.read)
    return CachedApp(
        keeper.shelf,
        front,
        route_handlers=[
            *public_handlers(archive, made, drawn, new_error_id, home, spend),
            *public_files(files.find),
            *health_checks(keeper),
        ],
        openapi_config=None,
        logging_config=None,
        before_send=[security_headers, note_route],
        exception_handlers=faults(),
        lifespan=[
            keeper.runs,
            Ahead(drawn, keeper.shelf.read).runs,
            Readying(keeper.shelf, made, home).runs,
        ],
    )
