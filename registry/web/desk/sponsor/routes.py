"""Every page of the sponsor workspace."""

from litestar.handlers import HTTPRouteHandler

from registry.web.desk.sponsor.acts.listed import act_pages
from registry.web.desk.sponsor.completeness import completeness_page
from registry.web.desk.sponsor.correct import correct_page
from registry.web.desk.sponsor.due import due_pages
from registry.web.desk.sponsor.hold import hold_page
from registry.web.desk.sponsor.overview import overview_page
from registry.web.desk.sponsor.preview import preview_page
from registry.web.desk.sponsor.receipts import receipt_pages
from registry.web.desk.sponsor.registering.approval import approval_page
from registry.web.desk.sponsor.registering.approval_change import approval_change_page
from registry.web.desk.sponsor.registering.endpoint_change import endpoint_page
from registry.web.desk.sponsor.registering.programme import programme_page
from registry.web.desk.sponsor.send import send_pages
from registry.web.desk.sponsor.summary import summary_page
from registry.web.desk.sponsor.template import template_pages
from registry.web.desk.sponsor.workspace import Workspace


def sponsor_routes(desk: Workspace) -> list[HTTPRouteHandler]:
    """The pages behind `/desk`."""
    return [
        overview_page(desk),
        *template_pages(desk),
        *send_pages(desk),
        *correct_page(desk),
        *due_pages(desk),
        completeness_page(desk),
        preview_page(desk),
        *approval_page(desk),
        *approval_change_page(desk),
        *programme_page(desk),
        *endpoint_page(desk),
        *summary_page(desk),
        *hold_page(desk),
        *act_pages(desk),
        *receipt_pages(desk),
    ]
