"""Signing in with a passkey, adding one to one's account and taking one away.

A browser makes and uses passkeys by a script; the pages do all else without it, and say so where
there is none. The script asks for what is to be signed and puts the answer into the form.
"""

from datetime import datetime, timedelta
from typing import Any

from litestar import MediaType, Response, post
from litestar.handlers import HTTPRouteHandler

from registry.access.passkeys import REFUSED
from registry.access.rates import SIGN_IN as ATTEMPTS
from registry.access.rates import TOO_MANY
from registry.access.sessions import COOKIE, SignedIn
from registry.language import marked
from registry.web.desk.forms import (
    KEPT_BY_NOBODY,
    AnyRequest,
    Form,
    form_of,
    refuse_other_forms,
    to,
)
from registry.web.desk.sign_in import (
    ACCOUNT,
    LARGEST_SIGN_IN,
    SIGN_IN,
    ComeLater,
    FrontDesk,
    account_page,
    after,
    carried_by,
    go_on,
    sign_in_page,
)

ENTER, ENTER_OPTIONS = f"{SIGN_IN}/passkey", f"{SIGN_IN}/passkey/options"
ADD, ADD_OPTIONS = f"{ACCOUNT}/passkeys", f"{ACCOUNT}/passkeys/options"
REMOVE = f"{ACCOUNT}/passkeys/remove"
FRESH = timedelta(minutes=15)
STALE = marked("Sign out and in again first: a passkey is added within 15 minutes of signing in.")


def passkey_routes(desk: FrontDesk) -> list[HTTPRouteHandler]:
    """Every route of passkeys."""
    return [*by_passkey(desk), *own_passkeys(desk)]


def by_passkey(desk: FrontDesk) -> list[HTTPRouteHandler]:
    """Signing in with a passkey."""

    @post(ENTER_OPTIONS, status_code=200, request_max_body_size=LARGEST_SIGN_IN)
    async def ask(request: AnyRequest) -> Response[Any]:
        await form_of(request)
        if await desk.wait(ATTEMPTS, request):
            return told(TOO_MANY, 429)
        return options(await desk.passkeys.to_sign_in(desk.clock()))

    @post(ENTER, status_code=303, request_max_body_size=LARGEST_SIGN_IN)
    async def enter(request: AnyRequest) -> Response[Any]:
        form = await form_of(request)
        if wait := await desk.wait(ATTEMPTS, request):
            return after(wait, sign_in_page(desk, TOO_MANY, 429, *carried_by(form)))
        credential, earlier = form.get("credential", ""), request.cookies.get(COOKIE)
        begun = await desk.passkeys.sign_in(credential, desk.clock(), earlier)
        if begun is None:
            return sign_in_page(desk, REFUSED, 403, *carried_by(form))
        return await go_on(desk, begun, *carried_by(form))

    return [ask, enter]


def own_passkeys(desk: FrontDesk) -> list[HTTPRouteHandler]:
    """Adding and removing one's own."""

    @post(ADD_OPTIONS, status_code=200, request_max_body_size=LARGEST_SIGN_IN)
    async def ask(request: AnyRequest) -> Response[Any]:
        try:
            signed_in, _ = await who_sent(desk, request)
        except ComeLater:
            return told(TOO_MANY, 429)
        if signed_in is None or not is_fresh(signed_in, desk.clock()):
            return told(STALE, 403)
        return options(await desk.passkeys.to_add(signed_in.account, desk.clock()))

    @post(ADD, status_code=303, request_max_body_size=LARGEST_SIGN_IN)
    async def add(request: AnyRequest) -> Response[Any]:
        (signed_in, form), now = await who_sent(desk, request), desk.clock()
        if signed_in is None:
            return to(SIGN_IN)
        if not is_fresh(signed_in, now):
            return await account_page(desk, signed_in, STALE)
        told = form.get("credential", ""), form.get("name", "")
        problem = await desk.passkeys.add(signed_in.account, *told, now)
        return await account_page(desk, signed_in, problem) if problem else to(ACCOUNT)

    @post(REMOVE, status_code=303, request_max_body_size=LARGEST_SIGN_IN)
    async def remove(request: AnyRequest) -> Response[Any]:
        signed_in, form = await who_sent(desk, request)
        if signed_in is None:
            return to(SIGN_IN)
        await desk.passkeys.remove(signed_in.account, form.get("id", ""), desk.clock())
        return to(ACCOUNT)

    return [ask, add, remove]


async def who_sent(desk: FrontDesk, request: AnyRequest) -> tuple[SignedIn | None, Form]:
    """Who is signed in and sent this form; 403 where it is not from their own page."""
    form, signed_in = await form_of(request), await desk.known(request)
    if signed_in is not None:
        refuse_other_forms(signed_in, form)
    return signed_in, form


def is_fresh(signed_in: SignedIn, at: datetime) -> bool:
    """Whether somebody proved who they are just now: a stolen session adds no passkey later."""
    return at - signed_in.session.started < FRESH


def options(content: str) -> Response[Any]:
    """What the browser is to sign."""
    return Response(content, media_type=MediaType.JSON, headers=KEPT_BY_NOBODY)


def told(problem: str, status: int) -> Response[Any]:
    """Why there is nothing to sign, for the script to show."""
    return Response(
        {"problem": problem}, status_code=status, media_type=MediaType.JSON, headers=KEPT_BY_NOBODY
    )
