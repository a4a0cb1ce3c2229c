"""Files of snapshots are made once and kept: the same bytes for everybody, within a bound."""

import asyncio
import gc
import gzip
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from large_snapshot import large_snapshot
from litestar import Litestar
from msgspec import structs

from registry.archive import Archive
from registry.exports.csv_file import table_csv
from registry.exports.tables import table_of
from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot, freeze
from registry.views import VIEWS
from registry.web.public.ready import BATCH, OVERHEAD, Files, Ready, Source, in_batches
from registry.web.public.releases import release_files
from tests.views.example import SNAPSHOT, frozen

pytestmark = pytest.mark.anyio
PLAIN = {"accept-encoding": "identity"}
LARGE = 160


class Written:
    """Writes a file of so many pieces, and counts how often."""

    def __init__(self, pieces: int = 1, piece: bytes = b"a,b\r\n") -> None:
        self.times, self.pieces, self.piece = 0, pieces, piece

    def __call__(self) -> Iterator[bytes]:
        self.times += 1
        yield from [self.piece] * self.pieces

    def source(self, media_type: str = "text/csv") -> Source:
        return Source('"tag"', media_type, self)


def talking_to(
    files: Files, shown: FrozenSnapshot, older: FrozenSnapshot | None = None
) -> tuple[httpx.AsyncClient, list[str]]:
    """A client of the files of a snapshot and of the one before, and what was read of that."""
    read: list[str] = []

    async def read_file(path: str) -> bytes | None:
        read.append(path)
        return older.body if older else None

    archive = Archive(Shelf(shown).read, read_file)
    app: Any = Litestar(release_files(archive, "", files), openapi_config=None)
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://registry.test"), read


async def test_everybody_who_asks_meanwhile_and_afterwards_gets_one_making() -> None:
    files, written = Files(), Written()
    made = await asyncio.gather(*(files.made("a", written.source()) for _ in range(20)))
    assert written.times == 1
    assert {id(each) for each in made} == {id(files.get("a"))}


async def test_a_file_that_is_made_holds_no_snapshot() -> None:
    files, written = Files(), Written()
    made, held = await files.made("a", written.source()), weakref.ref(written)
    del written
    gc.collect()
    assert (made.length, held()) == (5, None)


async def test_a_making_that_fails_is_not_kept_and_the_next_reader_asks_anew() -> None:
    def fails() -> Iterator[bytes]:
        raise LookupError
        yield b""

    files, written = Files(), Written()
    for _ in range(2):
        with pytest.raises(LookupError):
            await files.made("a", structs.replace(written.source(), write=fails))
    assert (await files.made("a", written.source())).length == 5


@pytest.mark.parametrize("path", ["efficacy.csv", "efficacy.json", "efficacy.parquet"])
async def test_packed_or_not_the_file_is_the_same_and_says_its_length(path: str) -> None:
    http, _ = talking_to(Files(), frozen())
    first, packed = [await http.get(f"/r/4/{path}") for _ in range(2)]
    plain = await http.get(f"/r/4/{path}", headers=PLAIN)
    assert first.content == packed.content == plain.content
    assert "content-encoding" not in plain.headers
    assert plain.headers["content-length"] == str(len(plain.content))
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    is_parquet = path.endswith("parquet")
    assert packed.headers.get("content-encoding") == (None if is_parquet else "gzip")
    assert (packed.headers["etag"] == plain.headers["etag"]) is is_parquet


async def test_a_large_file_is_sent_in_pieces_of_a_known_length_in_either_form() -> None:
    http, _ = talking_to(Files(), large_snapshot(LARGE))
    number = large_snapshot(LARGE).snapshot.number
    expected = b"".join(table_csv(table_of(VIEWS["survival"]), large_snapshot(LARGE).snapshot))
    assert len(expected) > 4 * BATCH
    async with http.stream("GET", f"/r/{number}/survival.csv") as answer:
        sent = b"".join([piece async for piece in answer.aiter_raw()])
    assert answer.headers["content-length"] == str(len(sent))
    assert gzip.decompress(sent) == expected
    plain = await http.get(f"/r/{number}/survival.csv", headers=PLAIN)
    assert (plain.content, plain.headers["content-length"]) == (expected, str(len(expected)))


@pytest.mark.parametrize("is_kept", [False, True], ids=["before it is made", "once it is kept"])
async def test_who_has_either_form_is_not_sent_it_again(is_kept: bool) -> None:
    http, _ = talking_to(Files(), frozen())
    forms = [(await http.get("/r/4/efficacy.csv", headers=each)).headers for each in ({}, PLAIN)]
    if not is_kept:
        files = Files()
        http, _ = talking_to(files, frozen())
    for form in forms:
        again = await http.get("/r/4/efficacy.csv", headers={"if-none-match": form["etag"]})
        assert (again.status_code, again.headers["etag"]) == (304, form["etag"])
    if not is_kept:
        assert not files.kept.entries, "nobody needed it, so it was not made"


async def test_a_kept_file_of_an_older_snapshot_does_not_need_that_snapshot_any_more() -> None:
    older = freeze(structs.replace(SNAPSHOT, number=3, groups=()))
    http, read = talking_to(Files(), frozen(), older)
    first = await http.get("/r/3/efficacy.csv")
    before = len(read)
    again = [await http.get("/r/3/efficacy.csv", headers=each) for each in ({}, PLAIN)]
    assert {each.content for each in again} == {first.content}
    assert first.content == b"".join(table_csv(table_of(VIEWS["efficacy"]), older.snapshot))
    assert len(read) == before


async def test_who_asks_at_once_for_files_of_an_older_snapshot_has_it_read_once() -> None:
    older = freeze(structs.replace(SNAPSHOT, number=3, groups=()))
    http, read = talking_to(Files(), frozen(), older)
    paths = ("efficacy.csv", "efficacy.json", "codebook.csv", "survival.csv", "safety.csv")
    await asyncio.gather(*(http.get(f"/r/3/{path}") for path in paths))
    assert len(read) <= len(paths) + 1, "its digest for each who came before it was known"


def kept(files: Files) -> list[str]:
    return [key.decode() for key in files.kept.entries]


async def test_what_was_not_asked_for_longest_goes_when_there_is_no_room() -> None:
    one = Written(1, bytes(1000)).source("application/octet-stream")
    files = Files(8 * (1000 + OVERHEAD) + 10)
    for name in "abcdefgh":
        await files.made(name, one)
    files.get("a")
    await files.made("i", one)
    assert kept(files) == [*"cdefgh", "a", "i"]
    assert files.kept.bytes <= files.kept.most


@pytest.mark.parametrize(("length", "is_kept"), [(999, True), (1000, True), (1001, False)], ids=str)
async def test_a_file_beyond_its_part_of_the_room_is_made_for_each_reader(
    length: int, is_kept: bool
) -> None:
    files, written = Files(4000), Written(1, bytes(length))
    ready = [await files.made("a", written.source("application/octet-stream")) for _ in range(2)]
    assert [each.body is not None for each in ready] == [is_kept] * 2
    assert kept(files) == ["a"]


@pytest.mark.thorough
async def test_a_file_too_large_to_be_kept_is_sent_all_the_same() -> None:
    files = Files(4 * BATCH)
    http, _ = talking_to(files, large_snapshot(LARGE))
    number = large_snapshot(LARGE).snapshot.number
    expected = b"".join(table_csv(table_of(VIEWS["safety"]), large_snapshot(LARGE).snapshot))
    for _ in range(2):
        assert (await http.get(f"/r/{number}/safety.csv")).content == expected
    assert files.kept.bytes < 3 * OVERHEAD, "that it is too large is all that is known of it"


async def turns_until(done: Callable[[], bool]) -> int:
    """How often others have their turn until something is done."""
    turns = 0
    while not done():
        await asyncio.sleep(0.001)
        turns += 1
    return turns


async def test_others_are_answered_while_a_large_file_is_made_and_packed() -> None:
    http, _ = talking_to(Files(), large_snapshot(LARGE))
    number = large_snapshot(LARGE).snapshot.number
    asked = asyncio.ensure_future(http.get(f"/r/{number}/safety.json"))
    assert await turns_until(asked.done) > 20
    assert asked.result().status_code == 200


async def test_a_page_is_answered_while_a_file_is_made_for_the_first_time() -> None:
    app: Any = create_public_app(Shelf(large_snapshot(LARGE)), lambda: "error-1")
    number = large_snapshot(LARGE).snapshot.number
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://registry.test") as http:
        file = asyncio.ensure_future(http.get(f"/r/{number}/safety.json"))
        await asyncio.sleep(0.01)
        pages = [await http.get(path) for path in ("/releases", "/check", "/releases")]
        assert [page.status_code for page in pages] == [200] * 3
        assert not file.done(), "it takes much longer than pages"
        assert (await file).status_code == 200


async def test_files_are_made_by_turns_so_that_a_large_one_holds_no_small_one_up() -> None:
    files = Files()
    large = asyncio.ensure_future(files.made("large", Written(60, bytes(BATCH)).source("a/x")))
    large_parquet = Written(40, bytes(BATCH)).source("application/octet-stream")
    larger = asyncio.ensure_future(files.made("larger", large_parquet))
    await asyncio.sleep(0)
    small = await files.made("small", Written().source())
    assert small.body
    assert not larger.done()
    assert [each.length for each in await asyncio.gather(large, larger)] == [60 * BATCH, 40 * BATCH]


@pytest.mark.parametrize(
    ("pieces", "batches"),
    [([], []), ([b"abc"], [b"abc"]), ([b"ab", b"c", b"", b"def", b"g"], [b"abc", b"def", b"g"])],
    ids=["nothing", "one", "several"],
)
def test_pieces_are_joined_and_none_is_empty(pieces: list[bytes], batches: list[bytes]) -> None:
    assert list(in_batches(pieces, 3)) == batches


def test_a_table_is_kept_in_a_small_part_of_its_length() -> None:
    async def made() -> Ready:
        write = VIEWS["survival"]
        source = Source(
            '"tag"', "text/csv", lambda: table_csv(table_of(write), large_snapshot(LARGE).snapshot)
        )
        return await Files().made("a", source)

    ready = asyncio.run(made())
    assert ready.size() * 8 < ready.length
