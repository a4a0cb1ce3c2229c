"""Every page of the site as a row, and the main menu made from them.

A new page is one function from what was asked to what stands on it, one template, and one row.
"""

from collections.abc import Callable

from msgspec import Struct

from registry.language import marked
from registry.web.public.data import data_page
from registry.web.public.frame import Asked, MenuItem, Page
from registry.web.public.home import home


class SitePage(Struct, frozen=True):
    """A page: its path without a language, its template, and what stands on it.

    `build` gives None where nothing has the id in the path. `menu` is its label in the main menu,
    if it has one; `translated` says that it is complete in every language. A page that `posts` is
    sent a form, answers it, and stores nothing.
    """

    path: str
    template: str
    build: Callable[[Asked], Page | None]
    menu: str = ""
    translated: bool = True
    posts: bool = False


PAGES = (
    SitePage("/", "home.html", home, marked("Home")),
    SitePage("/data", "data.html", data_page, marked("Data"), translated=False),
)

MENU = tuple(MenuItem(page.path, page.menu) for page in PAGES if page.menu)
