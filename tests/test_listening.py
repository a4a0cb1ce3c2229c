"""The socket that is served: taken at once, and quick with answers of several writes."""

import socket

import pytest

from registry.cli.listening import HERE, listen
from registry.errors import ServerError


def test_an_answer_never_waits_for_the_readers_acknowledgement() -> None:
    with listen(HERE, 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_that_is_taken_is_told() -> None:
    with listen(HERE, 0) as listening, pytest.raises(ServerError, match="cannot be used"):
        listen(HERE, listening.getsockname()[1])
