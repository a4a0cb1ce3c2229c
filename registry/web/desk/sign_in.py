"""The pages on which people sign in, take over an account, see their sessions and sign out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from litestar import MediaType, Response, get, post
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from registry.access.because import Because
from registry.access.by_provider import BROWSER, GOOD_FOR, Away, come_back, go
from registry.access.oidc import Client
from registry.access.second_factor import address_of
from registry.access.sessions import COOKIE, Begun, SignedIn
from registry.access.sign_in import Chosen, Offered, Reception, Typed, Unable
from registry.language import ENGLISH
from registry.web.desk.forms import (
    KEPT_BY_NOBODY,
    LARGEST,
    AnyRequest,
    form_of,
    kept,
    refuse_other_forms,
    to,
    with_session,
    without,
)
from registry.web.public.frame import bare
from registry.web.public.handlers import rendered

SIGN_IN, CALLBACK, SIGN_OUT = "/sign-in", "/sign-in/callback", "/sign-out"
PROVIDER, ACCOUNT, INVITATION = "/sign-in/provider", "/account", "/invitation"
EVERYWHERE = "/account/sign-out-everywhere"


class FrontDesk(Struct, frozen=True):
    """What the pages work with; `client` is None where there is no identity provider."""

    reception: Reception
    clock: Callable[[], datetime]
    client: Client | None = None

    def __repr__(self) -> str:
        return "FrontDesk()"

    async def who(self, request: AnyRequest) -> SignedIn | None:
        """Who is signed in, by the cookie of a request."""
        token = request.cookies.get(COOKIE)
        return await self.reception.sessions.read(token, self.clock())


def shown(template: str, title: str, status: int = 200, **content: object) -> Response[Any]:
    """A page that nobody keeps."""
    body = rendered(ENGLISH, template, bare(ENGLISH, title) | content)
    return Response(body, status_code=status, media_type=MediaType.HTML, headers=KEPT_BY_NOBODY)


def sign_in_page(desk: FrontDesk, problem: str = "", status: int = 200) -> Response[Any]:
    """The form to sign in, with what was wrong."""
    provider = desk.client is not None
    return shown("sign-in.html", "Sign in", status, problem=problem, provider=provider)


def invitation_page(
    desk: FrontDesk, problem: str = "", code: str = "", offered: Offered | None = None
) -> Response[Any]:
    """The form for an invitation's code, then the one to take over its account."""
    secret = offered.secret if offered else ""
    return shown(
        "invitation.html",
        "Take over your account",
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
    async def ask() -> Response[Any]:
        return sign_in_page(desk)

    @post(SIGN_IN, status_code=303, request_max_body_size=LARGEST)
    async def enter(request: AnyRequest) -> Response[Any]:
        form = await form_of(request)
        typed = Typed(*(form.get(name, "") for name in ("name", "password", "code")))
        begun = await desk.reception.sign_in(typed, desk.clock(), request.cookies.get(COOKIE))
        if isinstance(begun, Unable):
            return sign_in_page(desk, begun.value, 403)
        return with_session(to(ACCOUNT), begun.token)

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


def own_account(desk: FrontDesk) -> list[HTTPRouteHandler]:
    """One's own account: who one is here, which sessions are open, ending them."""

    @get(ACCOUNT)
    async def see(request: AnyRequest) -> Response[Any]:
        signed_in = await desk.who(request)
        if signed_in is None:
            return to(SIGN_IN)
        account = signed_in.account
        found = await desk.reception.sessions.of(account.id)
        return shown(
            "account.html",
            "Your account",
            account=account,
            roles=sorted(account.roles),
            organisation=signed_in.principal.organisation,
            sessions=[(each, each.id == signed_in.session.id) for each in found],
            form_token=signed_in.form_token,
        )

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

    @post(PROVIDER, status_code=200, request_max_body_size=LARGEST)
    async def away(request: AnyRequest) -> Response[Any]:
        form = await form_of(request)
        going = await go(desk.reception, client, desk.clock(), form.get("invitation", ""))
        if not isinstance(going, Away):
            return sign_in_page(desk, going, 403)
        # a redirect after a form would be stopped by the content policy, a link is not
        answer = shown("away.html", "Go to your organisation", address=going.address)
        answer.set_cookie(kept(BROWSER, going.browser, int(GOOD_FOR.total_seconds()), strict=False))
        return answer

    @get(CALLBACK)
    async def back(request: AnyRequest) -> Response[Any]:
        answers = {name: str(request.query_params[name]) for name in request.query_params}
        begun = await come_back(
            desk.reception,
            client,
            answers,
            request.cookies.get(BROWSER, ""),
            desk.clock(),
            request.cookies.get(COOKIE),
        )
        if not isinstance(begun, Begun):
            return without(sign_in_page(desk, begun, 403), BROWSER)
        return without(with_session(to(ACCOUNT), begun.token), BROWSER)

    return [away, back]
