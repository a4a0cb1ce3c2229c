"""Where files are read from: nothing outside, never too much, and in plain words what failed."""

import gzip
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from public_files import Files, write
from verifiable import found, public_files, verified

from registry.errors import RegistryUnreachable
from registry.verify.sources import (
    LIMITS,
    Read,
    ahead,
    client,
    from_address,
    from_folder,
    most_bytes,
)

Answer = Callable[[BaseHTTPRequestHandler], None]


def with_body(data: bytes, **headers: str) -> Answer:
    """An answer of these bytes."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def with_status(status: int) -> Answer:
    """An answer without a body."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def endless(handler: BaseHTTPRequestHandler) -> None:
    """An answer that never ends."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(bytes(1 << 16))
    except OSError:
        handler.close_connection = True


@contextmanager
def server(answers: Callable[[str], Answer]) -> Iterator[str]:
    """A web server that answers a path as it is told."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answers(unquote(self.path.removeprefix("/base/")))(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/base"
        running.shutdown()


def serving(files: Files) -> Callable[[str], Answer]:
    return lambda path: with_body(files[path]) if path in files else with_status(404)


@contextmanager
def reader(answers: Callable[[str], Answer]) -> Iterator[Read]:
    with server(answers) as address, client(address) as http:
        yield from_address(http)


def test_a_folder_and_an_address_are_verified_alike(tmp_path: Path) -> None:
    files = public_files()
    folder = from_folder(write(tmp_path, files))
    with reader(serving(files)) as read:
        for source in (folder, read):
            told = {path: source(path) for path in [*files, "r/9/snapshot.json"]}
            assert told == {**files, "r/9/snapshot.json": b""}
            assert found(verified(told)) == []


@pytest.mark.parametrize("path", [f"{start}x".replace("jsonx", "json") for start, _ in LIMITS])
def test_no_more_is_read_than_a_file_may_have(path: str, tmp_path: Path) -> None:
    most = most_bytes(path)
    os.truncate(write(tmp_path, {path: b""}) / path, most + 10)
    assert len(from_folder(tmp_path)(path)) == most + 1
    with reader(lambda _: endless) as read:
        assert len(read(path)) == most + 1


def test_a_file_that_is_too_large_is_a_finding() -> None:
    path = "r/3/snapshot.json"
    files = {**public_files(), path: b" " * (most_bytes(path) + 1)}
    assert ("snapshots-readable", path) in [each[:2] for each in found(verified(files))]


def test_what_is_no_plain_file_is_read_as_missing(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    os.mkfifo(tmp_path / "r" / "latest.json")
    (tmp_path / "log" / "checkpoint").mkdir(parents=True)
    read = from_folder(tmp_path)
    assert (read("r/latest.json"), read("log/checkpoint")) == (b"", b"")


@pytest.mark.parametrize("status", [301, 403, 429, 500, 503])
def test_an_answer_that_is_none_is_told_and_not_taken_for_a_missing_file(status: int) -> None:
    with (
        reader(lambda _: with_status(status)) as read,
        pytest.raises(RegistryUnreachable, match="log/checkpoint"),
    ):
        read("log/checkpoint")


def test_an_address_where_nobody_answers_is_told() -> None:
    with (
        httpx.Client(base_url="http://127.0.0.1:1") as http,
        pytest.raises(RegistryUnreachable, match="log/keys could not be read"),
    ):
        from_address(http)("log/keys")


def test_a_body_is_never_unpacked() -> None:
    """A few packed bytes could become any number of them."""
    packed = gzip.compress(bytes(1 << 24))
    with reader(lambda _: with_body(packed, **{"Content-Encoding": "gzip"})) as read:
        assert read("log/keys") == packed


HOSTILE = [
    b'{"number":"../../../etc/passwd","digest":"00"}',
    b'{"number":-1,"digest":"00"}',
    b'{"number":0,"digest":"00"}',
    b'{"number":1e400,"digest":"00"}',
    b'{"number":99999999999999999999999999,"digest":"00"}',
    b'{"number":7,"digest":"00"}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("latest", HOSTILE)
def test_only_paths_made_of_whole_numbers_are_asked_for(latest: bytes) -> None:
    files, asked = {**public_files(), "r/latest.json": latest}, []

    def read(path: str) -> bytes:
        asked.append(path)
        return files.get(path, b"")

    assert found(verified(read))
    assert [path for path in asked if ".." in path or "-" in path] == []


def test_files_are_read_ahead_in_order() -> None:
    paths = [f"r/{n}/snapshot.json" for n in range(50)]
    assert list(ahead(str.encode, paths)) == [path.encode() for path in paths]
