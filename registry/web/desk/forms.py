"""Forms and cookies of signed-in people: small, from our own pages, never kept by anybody."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.exceptions import ClientException, PermissionDeniedException
from litestar.response import Redirect

from registry.access.sessions import COOKIE, LONGEST, SignedIn, form_fits
from registry.language import marked

AnyRequest = Request[Any, Any, Any]
Form = Mapping[str, str]
LARGEST = 20_000
MOST_FIELDS = 40
FIELD = "form"
UNREADABLE = marked("This form cannot be read.")
ELSEWHERE = marked("This form was sent by another site.")
EARLIER = marked("This form is from an earlier session. Load it again.")
# under `no-referrer` browsers call the origin of every form "null", also that of our own
KEPT_BY_NOBODY = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}


async def form_of(request: AnyRequest, fields: int = MOST_FIELDS) -> Form:
    """The fields of a posted form; 403 where another site sent it, 400 where it cannot be read.

    A form of more than so many fields cannot be read either.
    """
    refuse_other_sites(request)
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=fields))
    except ValueError:
        raise ClientException(UNREADABLE) from None


def refuse_other_sites(request: AnyRequest) -> None:
    """403 unless the browser says that one of our own pages sent this (Fetch Metadata, Origin)."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    ours = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if site not in ("same-origin", "none") or not ours:
        raise PermissionDeniedException(ELSEWHERE)


def refuse_other_forms(signed_in: SignedIn, form: Form) -> None:
    """403 unless a form was made for this very session."""
    if not form_fits(signed_in, form.get(FIELD, "")):
        raise PermissionDeniedException(EARLIER)


def kept(name: str, value: str, seconds: int, *, strict: bool) -> Cookie:
    """A cookie for this host alone, over TLS alone, which no script reads (RFC 6265bis)."""
    return Cookie(
        name,
        value=value,
        max_age=seconds,
        path="/",
        secure=True,
        httponly=True,
        samesite="strict" if strict else "lax",
    )


def with_session(answer: Response[Any], token: str) -> Response[Any]:
    """An answer that gives the browser its session."""
    answer.set_cookie(kept(COOKIE, token, int(LONGEST.total_seconds()), strict=False))
    return answer


def without(answer: Response[Any], name: str) -> Response[Any]:
    """An answer that takes a cookie away."""
    answer.set_cookie(kept(name, "", 0, strict=False))
    return answer


def to(path: str) -> Response[Any]:
    """On to another page of ours, by GET."""
    return Redirect(path, status_code=303, headers=KEPT_BY_NOBODY)
