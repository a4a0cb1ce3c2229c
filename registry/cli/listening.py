"""Serving: the port is taken first, so that a taken one is told before anything is prepared."""

import socket
import sys
from contextlib import suppress

from registry.errors import ServerError
from registry.front.watch import App

HERE = "127.0.0.1"
TURN_SECONDS = 0.0005
"""After which a thread that draws a page lets the event loop have its turn; Python's own is ten
times as long, and a submission waits for some thirty turns between its statements."""
ENDING_SECONDS = 60
"""How long a server that was told to end answers what it was asked before, such as a publication;
then it goes, whoever still sends or reads. systemd and containers wait for longer, and kill."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. ServerError where the address is taken or not this machine's."""
    try:
        listening = socket.create_server((host, port))
        # asyncio sets it only on sockets of its own making: head and body are two writes, and
        # without it the second waits 40 ms for the reader's acknowledgement of the first
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as fault:
        raise ServerError(
            f"Port {port} cannot be used on {host} ({fault.strerror}).",
            "Stop what uses it, or name another one with --port.",
        ) from fault


def serve(app: App, listening: socket.socket) -> None:
    """Serve until Ctrl-C or SIGTERM, and then what was asked before, for a while.

    uvicorn logs no requests: a GraphQL query over GET would put its values into the log.
    """
    import uvicorn

    from registry.cli.connections import MOST_CONNECTIONS, BoundedConnection

    sys.setswitchinterval(TURN_SECONDS)
    config = uvicorn.Config(
        app,
        access_log=False,
        server_header=False,
        log_config=None,
        log_level="warning",
        http=BoundedConnection,
        ws="none",
        proxy_headers=False,  # the door reads them, from proxies that are named
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=ENDING_SECONDS,
    )
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
