"""The door in front of an application: plain ASGI, before cache and router.

A request that is not meant for us or has a crooked path is refused, one behind a trusted proxy
gets the address and scheme of who sent it, and a body that comes too slowly is given up.
"""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

from msgspec import Struct, structs

from registry.front.addresses import Network, asker, is_trusted, networks, read_address
from registry.front.bodies import PATIENCE, InTime, Message
from registry.front.requests import TOO_SLOW, Refused, refusal_of

Scope = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]
HeadersOf = Callable[[str], Sequence[tuple[bytes, bytes]]]
SCHEMES = ("http", "https")
EVERY_ADDRESS = {"", "0.0.0.0", "::"}  # noqa: S104 - not listened on, but left out


class Front(Struct, frozen=True):
    """How a server meets the world: the names it answers to, and the proxies it believes.

    `patience` is in seconds.
    """

    hosts: frozenset[str] = frozenset()
    proxies: tuple[Network, ...] = ()
    patience: float = PATIENCE

    def also_as(self, listens_on: str) -> "Front":
        """The same front, answering to the address it listens on unless that is every address."""
        named = {listens_on.lower()} - EVERY_ADDRESS
        return structs.replace(self, hosts=self.hosts | named)


def front_of(hosts: Sequence[str], proxies: Sequence[str]) -> Front:
    """The front of a server. SettingsError for a proxy that is none."""
    return Front(frozenset(name.lower() for name in hosts), networks(proxies))


class Door:
    """An application behind its door; `headers_of` gives the headers of refusals by path."""

    def __init__(self, app: App, front: Front, headers_of: HeadersOf) -> None:
        self.app = app
        self.front = front
        self.headers_of = headers_of

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        """Refuse, or let in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif (refused := refusal_of(scope, self.front.hosts)) is not None:
            await self.refuse(refused, scope, send)
        else:
            await self.admit(seen_through(scope, self.front.proxies), receive, send)

    async def admit(self, scope: Scope, receive: Any, send: Send) -> None:
        """Let a request in; where its body is late, nothing but that is answered."""
        body, has_begun = InTime(receive, self.front.patience), False

        async def unless_late(message: Message) -> None:
            nonlocal has_begun
            if has_begun or not body.is_late:
                has_begun = True
                await send(message)

        try:
            await self.app(scope, body, unless_late)
        except Exception:
            if not body.is_late:
                raise
        if body.is_late and not has_begun:
            await self.refuse(TOO_SLOW, scope, send)

    async def refuse(self, refused: Refused, scope: Scope, send: Send) -> None:
        """Answer with one sentence and end the connection."""
        body = f"{refused.sentence}\n".encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
            *self.headers_of(scope["path"]),
        ]
        await send({"type": "http.response.start", "status": refused.status, "headers": headers})
        shown = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": shown})


def seen_through(scope: Scope, proxies: Sequence[Network]) -> Scope:
    """The scope as it would be without the trusted proxies between."""
    client = scope.get("client") if proxies else None
    peer = read_address(client[0]) if client else None
    if peer is None or not is_trusted(peer, proxies):
        return scope
    said = {name: value.decode("latin-1") for name, value in scope["headers"]}
    forwarded = [value.decode("latin-1") for name, value in scope["headers"]
                 if name == b"x-forwarded-for"]  # fmt: skip
    scheme = said.get(b"x-forwarded-proto", "").strip().lower()
    return {
        **scope,
        "client": (asker(str(peer), ",".join(forwarded), proxies), 0),
        "scheme": scheme if scheme in SCHEMES else scope["scheme"],
    }
