"""A connection that waits for nobody for ever: heads and readers have so many seconds.

uvicorn ends a connection that is idle after an answer, and no other: one that never finishes the
head of a request, or never reads its answer, would stay, and a head may be as long as memory is.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
READ_SECONDS = 30.0
LARGEST_HEAD = 32 * 1024
MOST_FIELDS = 100
MOST_CONNECTIONS = 2_000


def refusal(status: str, sentence: str) -> bytes:
    """An answer without an application."""
    return (
        f"HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\n"
        f"content-length: {len(sentence)}\r\nconnection: close\r\n\r\n{sentence}"
    ).encode("ascii")


TOO_LONG = "The head of this request is too long.\n"
TOO_LATE = refusal("408 Request Timeout", "The request came too slowly. Send it again.\n")
TOO_LARGE = refusal("431 Request Header Fields Too Large", TOO_LONG)


async def too_large(_scope: Any, _receive: Any, send: Any) -> None:
    """The application that answers a head which is too long."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 431, "headers": headers})
    await send({"type": "http.response.body", "body": TOO_LONG.encode()})


class BoundedConnection(HttpToolsProtocol):
    """uvicorn's connection with bounds on heads and on readers."""

    head_seconds = HEAD_SECONDS
    read_seconds = READ_SECONDS

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.head_ends: asyncio.TimerHandle | None = None
        self.read_ends: asyncio.TimerHandle | None = None
        self.head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first head."""
        super().connection_made(transport)
        self.expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self.head_is_here()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; where no request is under way they begin a head, whatever they are."""
        if self.cycle is None or self.cycle.response_complete:
            self.expect_head()
        self.head_bytes += len(data) if self.head_ends else 0
        super().data_received(data)
        if self.head_ends and self.head_bytes > LARGEST_HEAD:
            self.give_up(TOO_LARGE)

    def on_message_begin(self) -> None:
        """A head begins, perhaps behind a request that is still answered."""
        super().on_message_begin()
        self.expect_head()

    def on_headers_complete(self) -> None:
        """A head is whole; one that came at once may still be too long."""
        self.head_is_here()
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        chosen = self.app
        if size > LARGEST_HEAD or len(self.headers) > MOST_FIELDS:
            self.app = too_large
        super().on_headers_complete()
        self.app = chosen

    def pause_writing(self) -> None:
        """Somebody does not read what they asked for."""
        super().pause_writing()
        self.read_ends = self.read_ends or self.loop.call_later(
            self.read_seconds, self.transport.abort
        )

    def resume_writing(self) -> None:
        """They go on reading."""
        super().resume_writing()
        if self.read_ends is not None:
            self.read_ends.cancel()
            self.read_ends = None

    def expect_head(self) -> None:
        """From now on a head has so many seconds."""
        if self.head_ends is None:
            self.head_bytes = 0
            self.head_ends = self.loop.call_later(self.head_seconds, self.give_up, TOO_LATE)

    def head_is_here(self) -> None:
        """Nothing is waited for."""
        if self.head_ends is not None:
            self.head_ends.cancel()
            self.head_ends = None

    def give_up(self, answer: bytes) -> None:
        """Say why and end the connection, whether or not it is read.

        An answer that is under way is cut: nothing may be written between its bytes.
        """
        self.head_is_here()
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.abort()
        elif not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()
        self.read_ends = self.read_ends or self.loop.call_later(1.0, self.transport.abort)
