"""Reports on paper: tagged PDF (PDF/UA-1) by WeasyPrint, which is asked for nothing but to set.

It is loaded when the first PDF is asked for, needs the library Pango, and fetches nothing: neither
an address nor a file. One PDF is set at a time, few wait, and few are kept with their snapshot.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from threading import BoundedSemaphore, Lock
from typing import Any

from markupsafe import Markup, escape

from registry.snapshot import FrozenSnapshot, Snapshot, once
from registry.web.charts import Figure
from registry.web.public.rendering import WEB

VARIANT = "pdf/ua-1"
MOST_WAITING, MOST_KEPT = 4, 48
MOST_LETTERS = 300_000
"""Of HTML: some two hundred pages, and ten seconds or so for all who wait."""
PDF = "application/pdf"
LETTERS = "11.5"
"""Of drawings, in px: the font of the press is wider than most screens'."""
SHEET = WEB / "static" / "print.css"

_press, _queue = Lock(), BoundedSemaphore(MOST_WAITING)


class Busy(Exception):
    """So many PDFs are asked for that this one cannot wait for its turn."""


class TooLong(Exception):
    """A report has so many pages that others would wait too long for theirs."""


class Prints:
    """The PDFs of a snapshot that were asked for last, forgotten with it."""

    def __init__(self, _: Snapshot) -> None:
        self.kept: OrderedDict[str, bytes] = OrderedDict()

    def get(self, name: str, make: Callable[[], str]) -> bytes:
        """The PDF of a name; `make` gives its HTML. Raises Busy rather than wait, and TooLong."""
        found = self.kept.get(name)
        if found is not None:
            return found
        if not _queue.acquire(blocking=False):
            raise Busy
        try:
            with _press:
                return self.kept.get(name) or self.keep(name, pressed(make()))
        finally:
            _queue.release()

    def keep(self, name: str, body: bytes) -> bytes:
        """Keep a PDF, and let the oldest go where there are too many."""
        self.kept[name] = body
        if len(self.kept) > MOST_KEPT:
            self.kept.popitem(last=False)
        return body


def printed(frozen: FrozenSnapshot, name: str, make: Callable[[], str]) -> bytes:
    """The PDF of a report, set once for each snapshot while it is kept."""
    return once(frozen.snapshot, Prints).get(name, make)


@cache
def weasyprint() -> Any | None:
    """The library; None where it or Pango is not installed."""
    try:
        import weasyprint as found
    except (ImportError, OSError):
        return None
    return found


def pressed(html: str) -> bytes:
    """HTML as a tagged PDF. Raises TooLong."""
    if len(html) > MOST_LETTERS:
        raise TooLong
    press = weasyprint()
    assert press is not None  # noqa: S101 (asked for only where it is)
    nothing = press.urls.URLFetcher(allowed_protocols=())
    sheet = press.CSS(string=SHEET.read_text(), url_fetcher=nothing)
    document = press.HTML(string=html, url_fetcher=nothing)
    body: bytes = document.write_pdf(stylesheets=[sheet], pdf_variant=VARIANT)
    return body


def titled(figure: Figure) -> Markup:
    """The wide drawing with its name inside, where a PDF looks for it, and letters for paper."""
    head, angle, rest = str(figure.wide).partition(">")
    head = head.replace('font-size="13"', f'font-size="{LETTERS}"')
    return Markup(f"{head}{angle}<title>{escape(figure.name)}</title>{rest}")  # noqa: S704 (ours)
