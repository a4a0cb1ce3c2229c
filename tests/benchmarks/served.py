"""A server with the public application beside plain ASGI that answers fixed bytes.

Run as a process of its own: it prints its port, and says at `/cpu` how much processor time it has
used, so that one can be measured beside the other on the same server whatever else is running.
"""

import time
from typing import Any

import uvicorn

from registry.cli.listening import HERE, listen
from registry.public_app import create_public_app
from registry.shelf import Shelf
from tests.views.example import frozen

LEAST = [(b"content-type", b"application/json")]


class Beside:
    """The public application, and the bytes it last answered: `/same` as they were, `/bare` with
    no more headers than a server needs."""

    def __init__(self) -> None:
        self.app = create_public_app(Shelf(frozen()), lambda: "error-1")
        self.last: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["path"] == "/graphql":
            await self.app(scope, receive, send)
        elif scope["path"] == "/same":
            for message in self.last:
                await send(message)
        elif scope["path"] == "/bare":
            await give(send, self.last[1]["body"])
        elif scope["path"] == "/cpu":
            await give(send, repr(time.process_time()).encode())
        elif scope["path"] == "/last":
            await self.app(scope | {"path": "/graphql"}, receive, self.keep)
            await give(send, b"")
        else:
            await self.app(scope, receive, send)

    async def keep(self, message: Any) -> None:
        """Remember one message of an answer."""
        self.last = [message] if message["type"] == "http.response.start" else [*self.last, message]


async def give(send: Any, body: bytes) -> None:
    """The least an application can answer."""
    headers = [*LEAST, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def main() -> None:
    """Serve until the process is stopped."""
    listening = listen(HERE, 0)
    print(listening.getsockname()[1], flush=True)  # noqa: T201 - the test reads it
    config = uvicorn.Config(Beside(), access_log=False, server_header=False, log_level="warning")
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
