"""The pages on which people sign in, take over an account, see their sessions and sign out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from litestar import MediaType, Response, get, post
from litestar.exceptions import TooManyRequestsException
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from registry.access.because import Because
from registry.access.by_provider import BROWSER, GOOD_FOR, Away, come_back, go
from registry.access.carried import Carrier
from registry.access.oidc import Client
from registry.access.passkeys import Passkeys
from registry.access.rates import INVITATION as INVITATIONS
from registry.access.rates import PERSON, TOO_MANY, VISITOR, Turnstile, came_from
from registry.access.rates import SIGN_IN as ATTEMPTS
from registry.access.second_factor import address_of
from registry.access.sessions import COOKIE, Begun, SignedIn
from registry.access.sign_in import Chosen, Offered, Reception, Typed, Unable
from registry.front.rates import Rate
from registry.language import ENGLISH, marked
from registry.web.desk.coming_back import TO, TYPED, open_typed, place_of, seal_typed
from registry.web.desk.forms import (
    KEPT_BY_NOBODY,
    LARGEST,
    AnyRequest,
    Form,
    form_of,
    kept,
    refuse_other_forms,
    to,
    with_session,
    without,
)
from registry.web.desk.navigation import first_page
from registry.web.desk.roles import role_words
from registry.web.public.frame import MenuItem, bare
from registry.web.public.handlers import rendered

SIGN_IN, CALLBACK, SIGN_OUT = "/sign-in", "/sign-in/callback", "/sign-out"
PROVIDER, ACCOUNT, INVITATION = "/sign-in/provider", "/account", "/invitation"
EVERYWHERE = "/account/sign-out-everywhere"
WAY_IN = MenuItem(SIGN_IN, marked("Sign in"), at_foot=True, one_language=True)
LARGEST_SIGN_IN = 4 * LARGEST
SECRET = 64  # characters of what the browser keeps while its owner is at a provider


class FrontDesk(Struct, frozen=True):
    """What the pages work with; `client` is None where there is no identity provider.

    `carrier` seals what pages carry to their next form, `passkeys` are those of people here.
    """

    reception: Reception
    turnstile: Turnstile
    carrier: Carrier
    passkeys: Passkeys
    clock: Callable[[], datetime]
    client: Client | None = None

    def __repr__(self) -> str:
        return "FrontDesk()"

    async def who(self, request: AnyRequest) -> SignedIn | None:
        """Who is signed in, by the cookie of a request."""
        token = request.cookies.get(COOKIE)
        return await self.reception.sessions.read(token, self.clock())

    async def known(
        self, request: AnyRequest, form: Form | None = None, back: str = ""
    ) -> SignedIn | None:
        """The same, counted: by account, or else by address. ComeLater where it was too often.

        `form` is what was sent, `back` the page it comes from where that is not its own path.
        """
        signed_in = await self.who(request)
        if signed_in is None:
            wait = await self.wait(VISITOR, request)
        else:
            wait = await self.turnstile.wait(PERSON, signed_in.account.id, self.clock())
        if wait:
            raise ComeLater(later_page(self, wait, back or request.url.path, form))
        return signed_in

    def owner(self, account_id: str) -> str:
        """What stands in a person's forms, so that what they typed comes back to them alone."""
        return self.reception.people.digest("owner of a form", account_id)

    async def wait(self, rate: Rate, request: AnyRequest) -> int:
        """Seconds until the address of a request may try again; 0 where it may now."""
        return await self.turnstile.wait(rate, came_from(request), self.clock())


class ComeLater(TooManyRequestsException):
    """Somebody asked too often; `page` tells them so, and keeps what they typed."""

    def __init__(self, page: Response[Any]) -> None:
        super().__init__(TOO_MANY)
        self.page = page


def come_later(_: AnyRequest, fault: ComeLater) -> Response[Any]:
    """The answer to a request that came too soon."""
    return fault.page


def shown(template: str, title: str, status: int = 200, **content: object) -> Response[Any]:
    """A page that nobody keeps."""
    body = rendered(ENGLISH, template, bare(ENGLISH, title) | content)
    return Response(body, status_code=status, media_type=MediaType.HTML, headers=KEPT_BY_NOBODY)


def sign_in_page(
    desk: FrontDesk,
    problem: str = "",
    status: int = 200,
    place: str = "",
    typed: str = "",
    *,
    scripts: bool = True,
) -> Response[Any]:
    """The form to sign in, with what was wrong, and what leads back to where somebody was.

    Where the page's own address may run no script, it offers no passkey.
    """
    carried = {name: value for name, value in ((TO, place), (TYPED, typed)) if value}
    return shown(
        "sign-in.html",
        marked("Sign in"),
        status,
        problem=problem,
        provider=desk.client is not None,
        carried=carried,
        scripts=scripts,
    )


async def go_on(desk: FrontDesk, begun: Begun, place: str, typed: str = "") -> Response[Any]:
    """From the sign-in to where somebody was: with what was typed there, or else by address."""
    signed_in = await desk.reception.sessions.read(begun.token, desk.clock())
    if signed_in is None:
        return to(SIGN_IN)
    owner = desk.owner(signed_in.account.id)
    found = open_typed(desk.carrier, typed, owner, desk.clock()) if typed else None
    if found is None:
        return with_session(to(place or first_page(signed_in.principal)), begun.token)
    title = marked("You are signed in again")
    page = shown("again.html", title, path=found.path, typed=typed)
    return with_session(page, begun.token)


def carried_by(form: Form) -> tuple[str, str]:
    """What a form of the sign-in carries: the place to go to, and what was typed there."""
    return place_of(form.get(TO, "")), form.get(TYPED, "")


def later_page(desk: FrontDesk, seconds: int, path: str, form: Form | None) -> Response[Any]:
    """Says when to go on, and leads back: with what was typed, where a form was sent."""
    told = form or {}
    typed = told.get(TYPED) or seal_typed(desk.carrier, path, told, desk.clock())
    page = shown("later.html", marked("Wait a little"), path=path, typed=typed, seconds=seconds)
    return after(seconds, page)


def after(seconds: int, page: Response[Any]) -> Response[Any]:
    """A page that says to come back later."""
    page.status_code = 429
    page.headers["Retry-After"] = str(seconds)
    return page


def invitation_page(
    desk: FrontDesk, problem: str = "", code: str = "", offered: Offered | None = None
) -> Response[Any]:
    """The form for an invitation's code, then the one to take over its account."""
    secret = offered.secret if offered else ""
    return shown(
        "invitation.html",
        marked("Take over your account"),
        422 if problem else 200,
        problem=problem,
        code=code,
        account=offered.account if offered else None,
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        address=address_of(secret, offered.account.id) if offered else "",
        provider=desk.client is not None,
    )


def sign_in_routes(desk: FrontDesk) -> list[HTTPRouteHandler]:
    """Every route of signing in and out."""
    return [*entrance(desk), *invitations(desk), *own_account(desk), *through_provider(desk)]


def entrance(desk: FrontDesk) -> list[HTTPRouteHandler]:
    """Signing in and out with what the registry keeps."""

    @get(SIGN_IN)
    async def ask(request: AnyRequest) -> Response[Any]:
        return sign_in_page(desk, place=place_of(request.query_params.get(TO, "")))

    @post(SIGN_IN, status_code=303, request_max_body_size=LARGEST_SIGN_IN)
    async def enter(request: AnyRequest) -> Response[Any]:
        form = await form_of(request)
        if wait := await desk.wait(ATTEMPTS, request):
            return after(wait, sign_in_page(desk, TOO_MANY, 429, *carried_by(form)))
        typed = Typed(*(form.get(name, "") for name in ("name", "password", "code")))
        begun = await desk.reception.sign_in(typed, desk.clock(), request.cookies.get(COOKIE))
        if isinstance(begun, Unable):
            return sign_in_page(desk, begun.value, 403, *carried_by(form))
        return await go_on(desk, begun, *carried_by(form))

    @post(SIGN_OUT, status_code=303, request_max_body_size=LARGEST)
    async def leave(request: AnyRequest) -> Response[Any]:
        form, signed_in = await form_of(request), await desk.who(request)
        if signed_in is not None:
            refuse_other_forms(signed_in, form)
            await desk.reception.sessions.end(request.cookies.get(COOKIE))
        return without(to(SIGN_IN), COOKIE)

    return [ask, enter, leave]


def invitations(desk: FrontDesk) -> list[HTTPRouteHandler]:
    """Taking over an invited account."""

    @get(INVITATION)
    async def ask() -> Response[Any]:
        return invitation_page(desk)

    @post(INVITATION, status_code=303, request_max_body_size=LARGEST)
    async def take(request: AnyRequest) -> Response[Any]:
        form, now = await form_of(request), desk.clock()
        code = form.get("invitation", "").strip()
        if wait := await desk.wait(INVITATIONS, request):
            return after(wait, invitation_page(desk, TOO_MANY))
        offered = await desk.reception.offered(code, now)
        if isinstance(offered, Unable):
            return invitation_page(desk, offered.value)
        if "password" not in form:
            return invitation_page(desk, "", code, offered)
        chosen = Chosen(code, form["password"], form.get("code", ""))
        begun = await desk.reception.accept(chosen, now, request.cookies.get(COOKIE))
        if isinstance(begun, Begun):
            return with_session(to(ACCOUNT), begun.token)
        return invitation_page(desk, str(begun), code, offered)

    return [ask, take]


async def account_page(desk: FrontDesk, signed_in: SignedIn, problem: str = "") -> Response[Any]:
    """Who somebody is here, their passkeys and open sessions, with what was wrong."""
    account, begin = signed_in.account, first_page(signed_in.principal)
    found = await desk.reception.sessions.of(account.id)
    return shown(
        "account.html",
        marked("Your account"),
        422 if problem else 200,
        problem=problem,
        account=account,
        begin=begin if begin != ACCOUNT else "",
        roles=role_words(account.roles),
        organisation=signed_in.principal.organisation,
        passkeys=await desk.passkeys.of(account.id),
        sessions=[(each, each.id == signed_in.session.id) for each in found],
        form_token=signed_in.form_token,
    )


def own_account(desk: FrontDesk) -> list[HTTPRouteHandler]:
    """One's own account: who one is here, which sessions are open, ending them."""

    @get(ACCOUNT)
    async def see(request: AnyRequest) -> Response[Any]:
        signed_in = await desk.known(request)
        if signed_in is None:
            return to(SIGN_IN)
        return await account_page(desk, signed_in)

    @post(EVERYWHERE, status_code=303, request_max_body_size=LARGEST)
    async def leave_everywhere(request: AnyRequest) -> Response[Any]:
        form, signed_in = await form_of(request), await desk.who(request)
        if signed_in is not None:
            refuse_other_forms(signed_in, form)
            id = signed_in.account.id
            await desk.reception.people.sign_out(id, Because(id, desk.clock()))
        return without(to(SIGN_IN), COOKIE)

    return [see, leave_everywhere]


def through_provider(desk: FrontDesk) -> list[HTTPRouteHandler]:
    """Signing in at an identity provider and coming back; nothing where there is none."""
    client = desk.client
    if client is None:
        return []

    @post(PROVIDER, status_code=200, request_max_body_size=LARGEST_SIGN_IN)
    async def away(request: AnyRequest) -> Response[Any]:
        form = await form_of(request)
        place, typed = carried_by(form)
        if wait := await desk.wait(ATTEMPTS, request):
            return after(wait, sign_in_page(desk, TOO_MANY, 429, place, typed))
        going = await go(desk.reception, client, desk.clock(), form.get("invitation", ""))
        if not isinstance(going, Away):
            return sign_in_page(desk, going, 403, place, typed)
        # a redirect after a form would be stopped by the content policy, a link is not
        title = marked("Go to your organisation")
        answer = shown("away.html", title, address=going.address, place=place, typed=typed)
        secret = going.browser + place
        answer.set_cookie(kept(BROWSER, secret, int(GOOD_FOR.total_seconds()), strict=False))
        return answer

    @get(CALLBACK)
    async def back(request: AnyRequest) -> Response[Any]:
        if wait := await desk.wait(ATTEMPTS, request):
            return after(wait, sign_in_page(desk, TOO_MANY, 429))
        answers = {name: str(request.query_params[name]) for name in request.query_params}
        kept_there = request.cookies.get(BROWSER, "")
        secret, place = kept_there[:SECRET], place_of(kept_there[SECRET:])
        begun = await come_back(
            desk.reception,
            client,
            answers,
            secret,
            desk.clock(),
            request.cookies.get(COOKIE),
        )
        if not isinstance(begun, Begun):
            return without(sign_in_page(desk, begun, 403), BROWSER)
        return without(await go_on(desk, begun, place), BROWSER)

    return [away, back]
