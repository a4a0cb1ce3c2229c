"""The frame of every page for signed-in people: who gets in, what stands around it, its forms.

A page is one or two functions and a row of `registry.access.table`. `page` shows something;
`form_page` also takes its form: `show` draws it with what was typed and what is wrong with that,
`send` does what was asked. Whoever is not signed in signs in first and comes back; whoever may not
is told so. No form is taken from another site or another session.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from litestar import Response, get, post
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from anonymise.identifiers import FieldKind, scan
from registry.access.principal import Principal, denial
from registry.access.sessions import SignedIn, form_fits
from registry.access.table import row_of
from registry.intake.rules.registration import SCANNED
from registry.language import ENGLISH, marked
from registry.model.naming import camel
from registry.web.desk.coming_back import TYPED, open_typed, seal_typed, way_in
from registry.web.desk.forms import (
    EARLIER,
    FIELD,
    LARGEST,
    MOST_FIELDS,
    AnyRequest,
    Form,
    form_of,
    to,
)
from registry.web.desk.navigation import first_page, lines_of, may
from registry.web.desk.sign_in import SIGN_IN, FrontDesk, shown, sign_in_page
from registry.web.public.frame import MenuItem, bare

FIRST_PAGES = ("/desk", "/board")
PSEUDONYM = "pseudonym"
MEANT_FOR = {camel(name): kind for name, kind in SCANNED.items()} | {
    PSEUDONYM: FieldKind.PSEUDONYM,
    "publication": FieldKind.CODE,
}
REASON = "reason"
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
OF_PATIENTS = (PSEUDONYM, "cell.")
OVER = marked(
    "Your session is over. Sign in again: what you typed is kept in this page and comes back."
)


class Fault(Struct, frozen=True):
    """What is wrong with a form, at which field; an empty field means the whole."""

    field: str
    words: str


class Visit(Struct, frozen=True):
    """A request of somebody who is signed in and may do what is asked.

    `form` is what was typed: empty at first. `resumed`: it comes back after a new sign-in and was
    not sent yet.
    """

    desk: FrontDesk
    request: AnyRequest
    signed_in: SignedIn
    now: datetime
    form: Form = {}
    resumed: bool = False
    files: tuple[Any, ...] = ()

    @property
    def principal(self) -> Principal:
        """Who asks, as the table judges it."""
        return self.signed_in.principal

    @property
    def today(self) -> date:
        """The day of the request (UTC)."""
        return self.now.date()

    def key(self, name: str) -> str:
        """A part of the path that varies."""
        return str(self.request.path_params[name])

    def asked(self, name: str) -> str:
        """An answer in the address; empty where there is none."""
        return storable(str(self.request.query_params.get(name, ""))).strip()

    def typed(self, name: str) -> str:
        """A field of the form without blanks around it; empty where there is none."""
        return storable(self.form.get(name, "")).strip()

    def may(self, place: str) -> bool:
        """Whether the person may do what stands at another place of the table."""
        return may(self.principal, place)


def storable(text: str) -> str:
    """What was typed without NUL, which PostgreSQL refuses in any text."""
    return text.replace("\0", "")


Answer = Response[Any]
Read = Callable[[Visit], Awaitable[Answer]]
Show = Callable[[Visit, Sequence[Fault]], Awaitable[Answer]]


def page(desk: FrontDesk, path: str, show: Read) -> HTTPRouteHandler:
    """A page that shows something."""

    @get(path)
    async def shown_page(request: AnyRequest) -> Answer:
        visit = await entered(desk, request, f"GET {path}")
        return await show(visit) if isinstance(visit, Visit) else visit

    return shown_page


def form_page(
    desk: FrontDesk,
    path: str,
    show: Show,
    send: Read,
    most: int = LARGEST,
    fields: int = MOST_FIELDS,
) -> list[HTTPRouteHandler]:
    """A page with a form that is sent to the page's own path, of so many bytes and fields."""

    @post(path, status_code=200, request_max_body_size=most)
    async def sent_form(request: AnyRequest) -> Answer:
        form = await form_of(request, fields)
        visit = await taken(desk, request, f"POST {path}", form)
        if not isinstance(visit, Visit):
            return visit
        if visit.resumed:
            return await show(visit, ())
        if form_fits(visit.signed_in, form.get(FIELD, "")):
            return await send(visit)
        return await of_another_session(visit, show)

    async def begin(visit: Visit) -> Answer:
        return await show(visit, ())

    return [page(desk, path, begin), sent_form]


async def entered(desk: FrontDesk, request: AnyRequest, place: str) -> Visit | Answer:
    """The visit of whoever opens a page; else the way to the sign-in, or the refusal."""
    signed_in = await desk.known(request)
    if signed_in is None:
        query = request.url.query
        return to(way_in(SIGN_IN, request.url.path + (f"?{query}" if query else "")))
    return admitted(Visit(desk, request, signed_in, desk.clock()), place)


async def taken(desk: FrontDesk, request: AnyRequest, place: str, form: Form) -> Visit | Answer:
    """The visit of whoever sends a form; without a session, the sign-in that carries it on."""
    signed_in, now, path = await desk.known(request, form), desk.clock(), request.url.path
    if signed_in is None:
        typed = form.get(TYPED) or seal_typed(desk.carrier, path, form, now)
        return sign_in_page(desk, OVER if typed else "", 403, path, typed, scripts=False)
    if TYPED not in form:
        return admitted(Visit(desk, request, signed_in, now, form), place)
    owner = desk.owner(signed_in.account.id)
    found = open_typed(desk.carrier, form[TYPED], owner, now)
    fields = found.fields if found is not None and found.path == path else {}
    return admitted(Visit(desk, request, signed_in, now, fields, resumed=True), place)


def admitted(visit: Visit, place: str) -> Visit | Answer:
    """The visit where the table allows it; otherwise a page that says why not."""
    refused = denial(visit.principal, row_of(place))
    return refusal(visit, refused.value) if refused else visit


def refusal(visit: Visit, words: str) -> Answer:
    """A page that says why something may not be done."""
    begin = first_page(visit.principal)
    title = marked("This is not open to you")
    return work(visit, "refused.html", title, 403, words=words, begin=begin)


async def of_another_session(visit: Visit, show: Show) -> Answer:
    """A form made before a new sign-in is shown again, not taken; from elsewhere it is refused.

    Only a browser that names our own page as the form's origin is shown what it sent.
    """
    origin = visit.request.headers.get("origin", "")
    if not origin or urlsplit(origin).netloc != visit.request.headers.get("host"):
        raise PermissionDeniedException(EARLIER)
    again = Visit(visit.desk, visit.request, visit.signed_in, visit.now, visit.form, resumed=True)
    answer = await show(again, ())
    answer.status_code = 403
    return answer


def work(
    visit: Visit,
    template: str,
    title: str,
    status: int = 200,
    faults: Sequence[Fault] = (),
    **content: object,
) -> Answer:
    """A page of a workspace, kept by nobody. A page with faults is answered 422."""
    typed = without_identifiers(visit, faults)
    around: dict[str, object] = {
        "menu": menu_of(visit),
        "faults": faults,
        "typed": typed,
        "resumed": visit.resumed,
        "left_out": len(typed) < len(visit.form),
    }
    return shown(template, title, 422 if faults else status, **around | who(visit) | content)


def without_identifiers(visit: Visit, faults: Sequence[Fault]) -> Form:
    """What was typed, without what looks like a direct identifier where a form is refused (law 7).

    Of fields about a patient none is shown again so, for what is wrong of one may hide another's.
    What is at fault is judged as a text, too: codes may hold a day, but what was refused is none.
    What comes back unsent after a new sign-in was never looked at, so all of it is.
    """
    at_fault = {fault.field for fault in faults}
    suspect = set(visit.form) if visit.resumed else at_fault
    if faults:
        suspect |= {name for name in visit.form if name.startswith(OF_PATIENTS)}
    unshown = {name for name in suspect if identifies(name, visit.form.get(name, ""))}
    unshown |= {name for name in at_fault if identifies("", visit.form.get(name, ""))}
    return {name: value for name, value in visit.form.items() if name not in unshown}


def identifies(name: str, value: str) -> bool:
    """Whether the value of a field looks like a direct identifier, for what the field is meant for.

    Forms ask for days of approvals and reviews: a day alone says nothing but in fields for words.
    A field of a part that comes several times is meant for what its last word says.
    """
    meant = FieldKind.TEXT if name == REASON else MEANT_FOR.get(name.rpartition("].")[2])
    if meant is None and DAY.fullmatch(value.strip()) and not name.startswith(OF_PATIENTS):
        return False
    return scan(value, kind=meant or FieldKind.TEXT) is not None


def menu_of(visit: Visit) -> object:
    """The pages the person may open, the one that is open marked."""
    lines = [MenuItem(line.path, line.label) for line in lines_of(visit.principal)]
    menu = bare(ENGLISH, "", lines, visit.request.url.path)["menu"]
    return [item | {"within": item["within"] and item["href"] not in FIRST_PAGES} for item in menu]


def who(visit: Visit) -> dict[str, object]:
    """Who is signed in, and what the forms of this session carry."""
    signed_in, organisation = visit.signed_in, visit.principal.organisation
    return {
        "person": signed_in.account.name,
        "organisation": organisation.name if organisation else "",
        "synthetic": organisation is not None and organisation.synthetic,
        "form_token": signed_in.form_token,
        "owner": visit.desk.owner(signed_in.account.id),
    }
