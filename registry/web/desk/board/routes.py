"""Every page of the board workspace."""

from litestar.handlers import HTTPRouteHandler

from registry.web.desk.board.accounts import account_pages
from registry.web.desk.board.api_keys import key_pages
from registry.web.desk.board.audit import audit_page
from registry.web.desk.board.delay import delay_pages
from registry.web.desk.board.duplicates import duplicate_pages
from registry.web.desk.board.erratum import erratum_pages
from registry.web.desk.board.hospitals import hospital_pages
from registry.web.desk.board.lineages import lineage_pages
from registry.web.desk.board.permits import permit_pages
from registry.web.desk.board.proposals import proposal_pages
from registry.web.desk.board.publication import publication_pages, release_pages
from registry.web.desk.board.queue import queue_page
from registry.web.desk.board.wish_entry import wish_entry_pages
from registry.web.desk.board.wishes import wish_pages
from registry.web.desk.board.withdrawals import withdrawal_pages
from registry.web.desk.board.workspace import Workspace


def board_routes(desk: Workspace) -> list[HTTPRouteHandler]:
    """The pages behind `/board`."""
    return [
        queue_page(desk),
        *publication_pages(desk),
        *release_pages(desk),
        *proposal_pages(desk),
        *delay_pages(desk),
        *erratum_pages(desk),
        *wish_pages(desk),
        *duplicate_pages(desk),
        *withdrawal_pages(desk),
        *permit_pages(desk),
        *hospital_pages(desk),
        *lineage_pages(desk),
        *wish_entry_pages(desk),
        audit_page(desk),
        *account_pages(desk),
        *key_pages(desk),
    ]
