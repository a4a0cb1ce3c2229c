"""A connection that breaks at any byte: nothing is stored, and all of it the next time."""

import asyncio
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
from commands import HOSPITALS, answers, free_port, installed, run, served, serving, until
from sending import PRODUCT, notices, programme, pseudonyms

from registry.client import RegistryClient
from registry.log.merkle import leaf_hash, tree_head
from registry.model.registration import Recorded
from registry.storage.transparency import encoded, read_back

pytestmark = pytest.mark.thorough

CUTS = 40
MANY = 1_500


class Line:
    """A way to the registry that can be cut."""

    def __init__(self, address: str, key: str, body: bytes, database: Path) -> None:
        self.url, self.key, self.body = httpx.URL(address), key, body
        self.database = database

    def send(self, size: int) -> str:
        """Send the request's first bytes and hang up; the status line, if any came."""
        head = (
            f"POST /sponsor/submissions HTTP/1.1\r\nHost: {self.url.host}:{self.url.port}\r\n"
            f"Authorization: Bearer {self.key}\r\nContent-Type: application/x-ndjson\r\n"
            f"Content-Length: {len(self.body)}\r\nConnection: close\r\n\r\n"
        ).encode()
        with socket.create_connection((self.url.host, self.url.port or 80)) as wire:
            wire.sendall((head + self.body)[:size])
            if size < len(head) + len(self.body):
                return ""
            return wire.makefile("rb").readline().decode()

    def leaves(self) -> int:
        """Leaves in the file's log, each submission having exactly one; the tree is whole."""
        book = sqlite3.connect(self.database)
        try:
            entries = book.execute("SELECT content FROM log_entry ORDER BY number").fetchall()
            ((size, root),) = book.execute("SELECT size, root FROM log_head").fetchall()
            unproven = book.execute(
                "SELECT COUNT(*) FROM submission WHERE id NOT IN (SELECT id FROM log_opening)"
            ).fetchone()
        finally:
            book.close()
        hashes = [leaf_hash(read_back(content)) for (content,) in entries]
        assert (size, root, unproven) == (len(hashes), encoded(tree_head(hashes)), (0,))
        return len(hashes)

    @property
    def length(self) -> int:
        """More bytes than the whole request has."""
        return len(self.body) + 1_000

    def stored(self) -> int:
        """Episodes in the database file."""
        book = sqlite3.connect(self.database)
        try:
            return int(book.execute("SELECT COUNT(*) FROM episode").fetchone()[0])
        finally:
            book.close()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    registry = installed(tmp_path)
    run(registry, "directory", "add", str(HOSPITALS))
    key = run(registry, "keys", "issue", "university-of-tarn").stdout.split("key: ")[1].strip()
    with served(registry) as serving:
        id = asyncio.run(registered(serving.address, key))
        yield Line(serving.address, key, stream(id, 30), registry / "data" / "registry.sqlite")
    assert "Traceback" not in serving.said


def stream(programme_id: str, patients: int) -> bytes:
    """So many patients accepted this month."""
    month = f"{datetime.now(UTC).date():%Y-%m}"
    rows = [msgspec.json.encode({"notice": n}) for n in notices(pseudonyms(patients), month)]
    return b"\n".join([msgspec.json.encode({"programme_id": programme_id}), *rows])


async def registered(address: str, key: str) -> str:
    async with httpx.AsyncClient(base_url=address) as http:
        client = RegistryClient(http, key)
        product = await client.record(PRODUCT)
        assert isinstance(product, Recorded)
        ends = datetime.now(UTC).date() + timedelta(days=900)
        plan = programme(product.id, centre_ids=("tarn-hospital",), planned_end=ends)
        made = await client.record(plan)
        assert isinstance(made, Recorded)
        return made.id


def test_a_connection_cut_at_any_byte_stores_nothing_and_the_whole_is_stored_afterwards(
    line: Line,
) -> None:
    for cut in range(1, len(line.body), len(line.body) // CUTS):
        line.send(cut)
    assert line.stored() == 0
    assert line.send(line.length).startswith("HTTP/1.1 200")
    assert line.stored() == 30
    line.send(len(line.body) // 2)
    assert line.send(line.length).startswith("HTTP/1.1 200")
    assert line.stored() == 30


@pytest.mark.parametrize("after", [0.1, 0.4])
def test_a_server_killed_at_any_moment_has_stored_all_of_a_stream_or_nothing(
    tmp_path: Path, after: float
) -> None:
    registry = installed(tmp_path)
    run(registry, "directory", "add", str(HOSPITALS))
    key = run(registry, "keys", "issue", "university-of-tarn").stdout.split("key: ")[1].strip()
    port = free_port()
    process = serving(registry, port)
    address = f"http://127.0.0.1:{port}"
    until(lambda: answers(address))
    body = stream(asyncio.run(registered(address, key)), MANY)
    line = Line(address, key, body, registry / "data" / "registry.sqlite")
    told: list[str] = []
    before = line.leaves()
    sending = threading.Thread(target=lambda: told.append(sent(line)))
    sending.start()
    time.sleep(after)
    process.kill()
    process.communicate()
    sending.join()
    assert (line.stored(), line.leaves() - before) in ((0, 0), (MANY, 1))
    if told[0].startswith("HTTP/1.1 200"):
        assert line.stored() == MANY
    with served(registry) as again:
        line.url = httpx.URL(again.address)
        assert sent(line).startswith("HTTP/1.1 200")
    assert (line.stored(), line.leaves() - before) == (MANY, 1)


def sent(line: Line) -> str:
    """The status line of the whole stream, or nothing where the server was gone."""
    try:
        return line.send(line.length)
    except OSError:
        return ""
