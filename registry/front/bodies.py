"""How long a body may take: some seconds, and more for as long as it comes at a fair speed."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

PATIENCE = 15.0
SLOWEST = 20_000
"""Bytes in a second; what comes more slowly for longer than the patience lasts is given up."""


class InTime:
    """A `receive` that gives a slow body up: for the application its sender has gone away.

    Only waiting for the sender counts, not what the application does between.
    """

    def __init__(self, receive: Receive, patience: float = PATIENCE) -> None:
        self.receive = receive
        self.left = patience
        self.is_late = False
        self.is_whole = False

    async def __call__(self) -> Message:
        """The next message; waiting for the end of the connection may take for ever."""
        if self.is_whole:
            return await self.receive()
        time = asyncio.get_running_loop().time
        began = time()
        try:
            async with asyncio.timeout(self.left):
                message = await self.receive()
        except TimeoutError:
            self.is_late = True
            return {"type": "http.disconnect"}
        self.left += len(message.get("body", b"")) / SLOWEST - (time() - began)
        self.is_whole = not message.get("more_body")
        return message
