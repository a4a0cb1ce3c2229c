"""Security headers of every answer: nothing loads from elsewhere, nothing is embedded."""

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from registry.web.public.pages import EXPLORER

COMMON = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
NO_DEVICES = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": NO_DEVICES,
}
# Pages for signed-in people state their own: without it no form of theirs has an origin.
STATED_FIRST = "Referrer-Policy"
# The vendored explorer carries its fonts inside its style sheet.
EXPLORING = {**COMMON, "script-src": "'self'", "font-src": "'self' data:"}
# Browsers use passkeys by a script alone; these pages work without one, by password and code.
WITH_PASSKEYS = {**COMMON, "script-src": "'self'"}
PASSKEY_PAGES = ("/sign-in", "/sign-in/passkey", "/account", "/account/passkeys")


def content_security_policy(path: str) -> str:
    """The policy of a page, by its path."""
    place = path.rstrip("/")
    rules = EXPLORING if place == EXPLORER else WITH_PASSKEYS if place in PASSKEY_PAGES else COMMON
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def headers_of(path: str) -> dict[str, str]:
    """The security headers of any answer under a path."""
    return {"Content-Security-Policy": content_security_policy(path), **EVERYWHERE}


def raw_headers_of(path: str) -> list[tuple[bytes, bytes]]:
    """The same as ASGI has them, for answers that no application gives."""
    return [(name.lower().encode(), text.encode()) for name, text in headers_of(path).items()]


async def security_headers(message: Message, scope: Scope) -> None:
    """Set the headers on any answer, errors included: a `before_send` hook of the application."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, text in headers_of(scope["path"]).items():
        if name != STATED_FIRST or name not in headers:
            headers[name] = text
