"""What is no page at the addresses of reports: files, PDF, and that there is no such report."""

from msgspec import structs

from registry.exports.edition import LICENCE
from registry.exports.release import FORMATS
from registry.language import ENGLISH, marked
from registry.web.public.frame import Asked, Sent, framed
from registry.web.public.rendering import rendered
from registry.web.public.report.address import PRINT, Target, page_of, target_of
from registry.web.public.report.authority import authority_file
from registry.web.public.report.authority_tables import AUTHORITY
from registry.web.public.report.figures import FIGURES
from registry.web.public.report.page import ROOT, address_of, reports_page
from registry.web.public.report.printing import PDF, Busy, TooLong, printed, titled, weasyprint

HTML = "text/html"
LICENSED = {"Link": f'<{LICENCE}>; rel="license"'}
NO_REPORT = marked(
    "There is no report at this address. Reports exist for the years and countries below; an old "
    "link that was right still works."
)
NO_PRESS = marked(
    "This server has no press: the library Pango, or what sets PDFs, is not installed. Servers "
    "that only show public files have none on purpose; the registry itself has one."
)
TOO_MANY = marked("Too many reports are being set just now. Try again in a minute.")
TOO_MUCH = marked("This report has too many pages to be set here. Its data are the same as files.")
AS_A_PAGE = marked(
    "The same report stands here as a page, with every number; your browser can print it, also "
    "into a PDF."
)


def sent_at(asked: Asked) -> Sent | None:
    """The file at an address, or which reports there are; None where a page is."""
    target = target_of(asked)
    if target is None:
        page = reports_page(structs.replace(asked, path=ROOT, answers={}), NO_REPORT)
        return Sent(rendered(asked.language, "reports.html", page), HTML, 404)
    if target.ending == PRINT:
        return print_of(asked, target)
    if target.ending:
        return data_of(asked, target)
    return None


def data_of(asked: Asked, target: Target) -> Sent:
    """The numbers of a figure, or of the version for authorities."""
    make = authority_file if target.name == AUTHORITY else FIGURES[target.name].file
    body = make(asked.snapshot, target.extent, target.ending)
    return Sent(body, FORMATS[target.ending].media_type, headers=LICENSED)


def print_of(asked: Asked, target: Target) -> Sent:
    """The report as PDF; a page that says why there is none where it cannot be set here and now."""
    if weasyprint() is None:
        return no_print(asked, target, NO_PRESS)
    address = "/".join(filter(None, (address_of(target.extent), target.name)))
    try:
        body = printed(asked.frozen, address, lambda: print_html(asked, target))
    except Busy:
        return no_print(asked, target, TOO_MANY)
    except TooLong:
        return no_print(asked, target, TOO_MUCH)
    name = f"he-registry-{address.removeprefix(ROOT).strip('/').replace('/', '-')}.pdf"
    return Sent(body, PDF, headers=LICENSED | {"Content-Disposition": f'inline; filename="{name}"'})


def print_html(asked: Asked, target: Target) -> str:
    """What is set: in English, whatever language the page is asked for in."""
    english = structs.replace(asked, language=ENGLISH)
    page = page_of(english, target) | {"titled": titled}
    return rendered(ENGLISH, "report-print.html", page)


def no_print(asked: Asked, target: Target, why: str) -> Sent:
    """A page that says why there is no PDF, and that the report stands as a page."""
    address = "/".join(filter(None, (address_of(target.extent), target.name)))
    say = asked.language.say
    title, trail = say("No PDF here at the moment"), (address, say("The report as a page"))
    page = framed(asked, title, trail, paragraphs=[say(why), say(AS_A_PAGE)])
    html = rendered(asked.language, "notice.html", page)
    return Sent(html, HTML, 503, {"Retry-After": "60"})
