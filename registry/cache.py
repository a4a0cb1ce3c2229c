"""Ready answers of the public side, kept in memory in front of the router: plain ASGI.

To wrap an application: `ResponseCache(app, version, keys)`, where `version` gives the digest of the
snapshot that is shown now and `keys` names, path by path, what identifies a question there; `/a/*`
stands for every path one step below `/a` (`registry.public_app.in_front` does it for the public
surface). The digest is part of every key, so
a new snapshot needs no invalidation: old answers are asked for no more and fall out.

What can be kept, all of it at once: the path stands in `keys`, the request has neither
`Authorization` nor `Cookie`, the answer has status 200 and says `Cache-Control: public`. Whatever
else comes by is passed on untouched, so nothing of a sponsor can enter. An answer may add
`immutable` where its question names its snapshot; it is sent as the handler said it.

What was asked more than once is remembered, without who asked: of the next snapshot it is asked
again before a reader does (`registry.repeated`).

Source: RFC 9110, 8.8 (entity tags), 12.5.5 (Vary), 13 (conditional requests); RFC 9111.
"""

import asyncio
import gzip
import hashlib
from collections.abc import (
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Mapping,
    MutableMapping,
    Sequence,
)
from operator import itemgetter
from typing import Any

from msgspec import Struct

from registry.kept import Kept, SingleFlight
from registry.repeated import Repeated

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]
KeyOf = Callable[[Scope, bytes], bytes | None]
"""What identifies a question, from scope and body; None for one whose answer is not kept."""
Headers = tuple[tuple[bytes, bytes], ...]

METHODS = ("GET", "HEAD", "POST")
NAME = itemgetter(0)
PERSONAL = frozenset({b"authorization", b"cookie"})
OWN_LENGTH = (b"content-length", b"vary")
MOST_BYTES = 64 * 2**20
MOST_ASKED = 64 * 2**10
# what one entry takes beside its bytes: objects, header texts, its place in the order
OVERHEAD = 2_000
WORTH_PACKING = 500
# packing takes a few milliseconds from here on, for which others would wait in the event loop
LONG = 64 * 2**10


class Form(Struct, frozen=True):
    """An answer in one content coding, ready to send."""

    etag: bytes
    headers: Headers
    body: bytes


class Entry(Struct, frozen=True):
    """A kept answer: plain, and packed by gzip where that is shorter."""

    plain: Form
    packed: Form | None

    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return OVERHEAD + len(self.plain.body) + (len(self.packed.body) if self.packed else 0)


class ResponseCache:
    """The application with kept answers in front of it; holds nothing but bytes."""

    def __init__(
        self,
        app: App,
        version: Callable[[], str],
        keys: Mapping[str, KeyOf],
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.app = app
        self.version = version
        self.keys = keys
        self.kept: Kept[Entry] = Kept(most_bytes)
        self.packing: SingleFlight[Entry] = SingleFlight()
        self.repeated = Repeated()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or ask the application and keep what it may keep."""
        key_of = self.key_of(scope["path"]) if scope["type"] == "http" else None
        if key_of is None or scope["method"] not in METHODS:
            await self.app(scope, receive, send)
        elif is_personal(scope):
            await self.pass_on(key_of, scope, receive, send)
        elif scope["method"] == "POST":
            await self.answer_posted(key_of, scope, receive, send)
        elif (asked := key_of(scope, b"")) is None:
            await self.app(scope, receive, send)
        else:
            await self.answer(asked, scope, receive, send)

    def key_of(self, path: str) -> KeyOf | None:
        """What identifies a question at a path: by itself, or as one of those below another."""
        name = name_of(path, self.keys)
        return None if name is None else self.keys[name]

    async def pass_on(self, key_of: KeyOf, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer somebody who says who they are; what others may ask, too, is
        counted without them."""
        asked = key_of(scope, b"") if scope["method"] != "POST" else None
        if asked is not None:
            self.repeated.count(asked, scope)
        await self.app(scope, receive, send)

    async def answer_posted(
        self, key_of: KeyOf, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer a question that stands in the body."""
        read = await read_body(receive)
        body = body_of(read)
        asked = key_of(scope, body) if is_whole(read) else None
        if asked is None:
            await self.app(scope, replay(read, receive), send)
        else:
            await self.answer(asked, scope, replay(read, receive), send, body)

    async def answer(
        self, asked: bytes, scope: Scope, receive: Receive, send: Send, body: bytes = b""
    ) -> None:
        """Answer a question that has a key.

        Snapshots only move on, so an answer began and ended with the same one belongs to it.
        """
        version = self.version()
        key = version.encode() + b" " + asked
        entry = self.kept.get(key)
        if entry is not None:
            self.repeated.count(asked, scope, body)
        else:
            held = Held(send)
            whole = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
            await self.app(whole, receive, held)
            if held.start is None:
                return
            entry = await self.entry(key, held.start, b"".join(held.chunks))
            if self.version() == version:
                self.kept.put(key, entry)
        for message in messages_of(entry, scope):
            await send(message)

    async def entry(self, key: bytes, start: Message, body: bytes) -> Entry:
        """An answer in every form, as somebody else has made or makes it who asked the same.

        A long one is packed beside the event loop.
        """
        kept = self.kept.get(key)
        if kept is not None:
            return kept
        if len(body) < LONG:
            return entry_of(start, body)
        return await self.packing.get(key, lambda: asyncio.to_thread(entry_of, start, body))


def name_of(path: str, names: Collection[str]) -> str | None:
    """The name under which a path stands: its own, or that of every path beside it, `/a/*`."""
    if path in names:
        return path
    beside = f"{path.rpartition('/')[0]}/*"
    return beside if beside in names else None


class Held:
    """A `send` that holds back what may be kept and passes on everything else."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None
        self.chunks: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        """Take one message of the application."""
        if message["type"] == "http.response.start" and may_be_kept(message):
            self.start = message
        elif self.start is None:
            await self.send(message)
        else:
            self.chunks.append(message.get("body", b""))


def is_personal(scope: Scope) -> bool:
    """Whether the request says who asks."""
    return not PERSONAL.isdisjoint(map(NAME, scope["headers"]))


def may_be_kept(start: Message) -> bool:
    """Whether an answer is complete and says that it is public."""
    said = value_of(in_lower_case(start["headers"]), b"cache-control")
    return start["status"] == 200 and b"public" in said


def in_lower_case(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The headers of an application that may not keep to ASGI."""
    return tuple((name.lower(), value) for name, value in headers)


def value_of(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes:
    """The value of a header, of several in one line (RFC 9110, 5.3); empty where there is none.

    Names are in lower case, as ASGI says.
    """
    return b", ".join([value for each, value in headers if each == name])


async def read_body(receive: Receive) -> list[Message]:
    """The messages of a body; of a long one only as many as show that it is long."""
    read: list[Message] = []
    size, more = 0, True
    while more and size <= MOST_ASKED:
        message = await receive()
        read.append(message)
        size += len(message.get("body", b""))
        more = bool(message.get("more_body"))
    return read


def is_whole(read: Sequence[Message]) -> bool:
    """Whether the messages are a whole body of a length that can have a kept answer."""
    last = read[-1]
    ended = last["type"] == "http.request" and not last.get("more_body")
    return ended and len(body_of(read)) <= MOST_ASKED


def body_of(read: Sequence[Message]) -> bytes:
    """The bytes in the messages of a body."""
    return b"".join(message.get("body", b"") for message in read)


def replay(read: Sequence[Message], receive: Receive) -> Receive:
    """The messages that were read already, and then whatever still comes."""
    waiting = list(reversed(read))

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def entry_of(start: Message, body: bytes) -> Entry:
    """The answer in every form in which it may be sent."""
    told = in_lower_case(start["headers"])
    headers = tuple((name, value) for name, value in told if name not in OWN_LENGTH)
    vary = value_of(told, b"vary")
    headers += ((b"vary", vary + b", Accept-Encoding" if vary else b"Accept-Encoding"),)
    media_type = value_of(told, b"content-type")
    digest = hashlib.sha256(media_type + b"\n" + body).hexdigest()[:32]
    packed = gzip.compress(body, mtime=0) if len(body) > WORTH_PACKING else body
    return Entry(
        form(headers, f'"{digest}"', body),
        form((*headers, (b"content-encoding", b"gzip")), f'"{digest}-gzip"', packed)
        if len(packed) < len(body)
        else None,
    )


def form(headers: Headers, etag: str, body: bytes) -> Form:
    """An answer with the headers that depend on its bytes."""
    own = ((b"etag", etag.encode()), (b"content-length", str(len(body)).encode()))
    return Form(etag.encode(), (*headers, *own), body)


def messages_of(entry: Entry, scope: Scope) -> tuple[Message, Message]:
    """An answer in the form the client takes, or that it has it already."""
    asked, packed = scope["headers"], entry.packed
    # one look for both: reading each would go through all headers, and many requests have neither
    named = dict(asked)
    takes = b"accept-encoding" in named and takes_gzip(value_of(asked, b"accept-encoding"))
    chosen = packed if takes and packed else entry.plain
    status, headers, body = 200, chosen.headers, chosen.body
    has_etag = b"if-none-match" in named and scope["method"] != "POST"
    if has_etag and has_already(asked, chosen.etag):
        status, body = 304, b""
        headers = tuple(each for each in headers if not each[0].startswith(b"content-"))
    start = {"type": "http.response.start", "status": status, "headers": headers}
    shown = b"" if scope["method"] == "HEAD" else body
    return start, {"type": "http.response.body", "body": shown}


def takes_gzip(accepted: bytes) -> bool:
    """Whether gzip is named and not refused (RFC 9110, 12.5.3); `*` alone gets the plain form."""
    for coding in accepted.split(b",") if accepted else ():
        name, _, weight = coding.partition(b";")
        if name.strip().lower() in (b"gzip", b"x-gzip"):
            return weight.replace(b" ", b"").lower().strip(b"0.") != b"q="
    return False


def has_already(headers: Iterable[tuple[bytes, bytes]], etag: bytes) -> bool:
    """Whether `If-None-Match` names this answer, compared weakly (RFC 9110, 13.1.2)."""
    named = value_of(headers, b"if-none-match")
    if not named:
        return False
    tags = (tag.strip().removeprefix(b"W/") for tag in named.split(b","))
    return named.strip() == b"*" or etag in tags
