"""What is no page at the addresses of reports: files, and that there is no such report."""

from msgspec import structs

from registry.exports.edition import LICENCE
from registry.exports.release import FORMATS
from registry.web.public.frame import Asked, Sent
from registry.web.public.rendering import rendered
from registry.web.public.report.address import Target, target_of
from registry.web.public.report.figures import FIGURES
from registry.web.public.report.page import ROOT, reports_page

HTML = "text/html"
LICENSED = {"Link": f'<{LICENCE}>; rel="license"'}
NO_REPORT = (
    "There is no report at this address. Reports exist for the years and countries below; an old "
    "link that was right still works."
)


def sent_at(asked: Asked) -> Sent | None:
    """The file at an address, or which reports there are; None where a page is."""
    target = target_of(asked)
    if target is None:
        page = reports_page(structs.replace(asked, path=ROOT, answers={}), NO_REPORT)
        return Sent(rendered(asked.language, "reports.html", page), HTML, 404)
    return figure_file(asked, target) if target.name else None


def figure_file(asked: Asked, target: Target) -> Sent:
    """The numbers of a figure."""
    body = FIGURES[target.name].file(asked.snapshot, target.scope, target.ending)
    return Sent(body, FORMATS[target.ending].media_type, headers=LICENSED)
