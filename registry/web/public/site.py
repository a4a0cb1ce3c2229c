"""Every page of the site as a row, and the main menu made from them.

A new page is one function from what was asked to what stands on it, one template, and one row.
"""

from collections.abc import Callable

from msgspec import Struct

from registry.language import marked
from registry.web.public import about
from registry.web.public.centre import centre_page
from registry.web.public.centres import centres_csv, centres_found, centres_json, centres_page
from registry.web.public.check import check_page
from registry.web.public.data import data_page
from registry.web.public.frame import Asked, MenuItem, Page, Sent
from registry.web.public.home import home
from registry.web.public.report.address import report_at
from registry.web.public.report.page import reports_page
from registry.web.public.report.sending import sent_at
from registry.web.public.results.completeness import completeness_csv, completeness_json
from registry.web.public.results.failures import failures_page
from registry.web.public.results.feeds import releases_atom, releases_ics
from registry.web.public.results.product import product_page
from registry.web.public.results.products import products_found, products_page
from registry.web.public.results.releases import releases_page
from registry.web.public.stencil import Values


class SitePage(Struct, frozen=True):
    """A page: its path without a language, its template, and what stands on it.

    `build` gives None where nothing has the id in the path. `menu` is its label in the main menu,
    `foot` that at the foot, if it has one; `translated` says that it is complete in every language.
    A page that `posts` is sent a form, answers it, and stores nothing. `sent` answers what below
    the same path is no page: a file, or that there is none. Such a page takes its time elsewhere
    than in the event loop.

    A page is drawn once a snapshot, without a question. One that answers some, named in `asks`,
    leaves open what they change (`Asked.place`), and `fill` says what belongs there.
    """

    path: str
    template: str
    build: Callable[[Asked], Page | None]
    menu: str = ""
    translated: bool = True
    posts: bool = False
    foot: str = ""
    sent: Callable[[Asked], Sent | None] | None = None
    asks: frozenset[str] = frozenset()
    fill: Callable[[Asked], Values] | None = None


class SiteFile(Struct, frozen=True):
    """What a page shows as a file: the same question in its address gives the same rows.

    One that is `translated` stands in every language, as a page does.
    """

    path: str
    media_type: str
    build: Callable[[Asked], bytes]
    translated: bool = False


PAGES = (
    SitePage("/", "home.html", home, marked("Home")),
    SitePage(
        "/centres",
        "centres.html",
        centres_page,
        marked("Find a centre"),
        asks=frozenset({"q", "country", "type", "who", "now", "from"}),
        fill=centres_found,
    ),
    SitePage("/centres/{id:str}", "centre.html", centre_page),
    SitePage("/check", "check.html", check_page, marked("Check an offer"), posts=True),
    SitePage(
        "/products",
        "products.html",
        products_page,
        marked("Products"),
        asks=frozenset({"q", "class", "disease", "country", "not-met", "ended"}),
        fill=products_found,
    ),
    SitePage("/products/{id:str}", "product.html", product_page),
    SitePage("/failures", "failures.html", failures_page, marked("What did not work")),
    SitePage("/releases", "releases.html", releases_page, marked("Releases")),
    SitePage("/report", "reports.html", reports_page, marked("Annual report")),
    *(
        SitePage(path, "report.html", report_at, sent=sent_at)
        for path in (
            "/report/{year:str}",
            "/report/{year:str}/{part:str}",
            "/report/{year:str}/{part:str}/{file:str}",
        )
    ),
    SitePage("/methods", "about.html", about.methods, foot=marked("How we count")),
    SitePage("/privacy", "about.html", about.privacy, foot=marked("Privacy")),
    SitePage("/accessibility", "about.html", about.accessibility, foot=marked("Accessibility")),
    SitePage("/status", "about.html", about.status, foot=marked("Status")),
    SitePage("/changelog", "about.html", about.changes, foot=marked("Changes")),
    SitePage("/data", "data.html", data_page, marked("Data")),
)

FILES = (
    SiteFile("/centres.csv", "text/csv", centres_csv),
    SiteFile("/centres.json", "application/json", centres_json),
    SiteFile("/releases.atom", "application/atom+xml", releases_atom, translated=True),
    SiteFile("/releases/completeness.csv", "text/csv", completeness_csv),
    SiteFile("/releases/completeness.json", "application/json", completeness_json),
    SiteFile("/releases.ics", "text/calendar", releases_ics, translated=True),
)

MENU = tuple(
    MenuItem(page.path, page.menu or page.foot, not page.menu)
    for page in PAGES
    if page.menu or page.foot
)
