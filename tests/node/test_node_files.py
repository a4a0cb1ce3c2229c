"""What a node gives of its folder: every public file, nothing beyond what it believes."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from logs import KEY
from nodes import (
    CHECKPOINT,
    LATEST,
    chain,
    keeper_of,
    publish,
    published,
    running_node,
    until_shown,
)
from public_files import write
from verifiable import verified

from registry.node.keeper import Keeper

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]

SECRET = b"this lies beside the public files"
FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    write(tmp_path, {"secret": SECRET, "public/log/secret": SECRET, "public/r/secret": SECRET})
    return keeper_of(publish(tmp_path / "public", published(3)))


@pytest.fixture
async def http(keeper: Keeper) -> AsyncIterator[httpx.AsyncClient]:
    async with running_node(keeper) as client:
        yield client


async def test_every_public_file_is_given_byte_for_byte(http: httpx.AsyncClient) -> None:
    for path, data in published(3).items():
        for answer in (await http.get(f"/{path}"), await http.head(f"/{path}")):
            assert answer.status_code == 200, path
            kept = "no-cache" if path in (LATEST, CHECKPOINT, "log/keys") else FOR_EVER
            assert answer.headers["cache-control"] == kept, path
            assert answer.headers["x-content-type-options"] == "nosniff"
        assert (await http.get(f"/{path}")).content == data, path


async def test_what_a_node_gives_can_be_verified(http: httpx.AsyncClient) -> None:
    got = {path: (await http.get(f"/{path}")).content for path in published(3)}
    report = verified(got, KEY, chain(3)[-1].snapshot.as_of)
    basic = ("key-trusted", "root-signed", "snapshots-readable", "snapshots-chained")
    assert [line.faults for line in report.lines if line.id in basic] == [0, 0, 0, 0]


TRICKS = [
    "/../secret",
    "/log/../secret",
    "/log/../../secret",
    "/log/%2e%2e/%2e%2e/secret",
    "/log/..%2f..%2fsecret",
    "/log/tile/../../../secret",
    "/log/tile/0/%2e%2e/%2e%2e/%2e%2e/%2e%2e/secret",
    "/log/secret",
    "/log//secret",
    "/log/%2fetc%2fpasswd",
    "/log//etc/passwd",
    "/log/tile/0/000%00",
    "/log/tile/0/000.p/0255",
    "/log/tile/0/999",
    "/log/tile/entries/999",
    "/log/handovers/1",
    "/log/keys%0a",
    "/r/secret",
    "/r/../secret",
    "/r/..%2fsecret/snapshot.json",
    "/r/%2e%2e/snapshot.json",
    "/r/03/snapshot.json",
    "/r/+3/snapshot.json",
    "/r/%D9%A3/snapshot.json",
    "/r/4/snapshot.json",
    "/r/99999999999999999999/snapshot.json",
    "/r/-1/snapshot.json",
    "/r/3/snapshot.json.part",
    "/r/latest.json.part",
    "/health/secret",
]


@pytest.mark.parametrize("path", TRICKS)
async def test_no_path_leads_out_of_what_is_public(http: httpx.AsyncClient, path: str) -> None:
    raw = httpx.URL("http://node.test").copy_with(raw_path=path.encode())
    answer = await http.get(raw)
    assert (answer.status_code in (400, 404), SECRET in answer.content) == (True, False)
    assert "passwd" not in answer.text


async def test_a_link_in_the_place_of_a_file_gives_nothing_else(
    http: httpx.AsyncClient, keeper: Keeper
) -> None:
    """Whoever can write the folder still cannot make a node give other bytes as a snapshot."""
    file = keeper.watched.folder / "r/2/snapshot.json"
    file.unlink()
    file.symlink_to(keeper.watched.folder.parent / "secret")
    answer = await http.get("/r/2/snapshot.json")
    assert (answer.status_code, SECRET in answer.content) == (503, False)


async def test_bytes_that_were_changed_after_they_were_shown_are_not_given(
    http: httpx.AsyncClient, keeper: Keeper
) -> None:
    for number in (1, 3):
        path = f"r/{number}/snapshot.json"
        assert (await http.get(f"/{path}")).status_code == 200
        write(keeper.watched.folder, {path: published(3)[path].replace(b"fictional", b"factional")})
        assert (await http.get(f"/{path}")).status_code == 503
        publish(keeper.watched.folder, published(3))
        assert (await http.get(f"/{path}")).content == published(3)[path]


async def test_a_damaged_checkpoint_is_not_given_the_accepted_one_is(
    http: httpx.AsyncClient, keeper: Keeper
) -> None:
    write(keeper.watched.folder, {CHECKPOINT: b"damaged", LATEST: b"{}", "log/keys": b""})
    keeper.look()
    for path in (CHECKPOINT, LATEST, "log/keys"):
        assert (await http.get(f"/{path}")).content == published(3)[path]


async def test_nothing_is_given_before_something_is_believed(tmp_path: Path) -> None:
    write(tmp_path, {**published(1), CHECKPOINT: b"damaged"})
    async with running_node(keeper_of(tmp_path)) as http:
        for path in published(1):
            assert (await http.get(f"/{path}")).status_code == 404
        assert (await http.get("/health/ready")).status_code == 503
        assert (await http.get("/health/live")).status_code == 200
        assert (await http.get("/health")).json()["status"] == "empty"


async def test_tables_and_earlier_snapshots_are_given_as_by_the_whole_registry(
    http: httpx.AsyncClient,
) -> None:
    table = await http.get("/r/2/products.csv")
    assert (table.status_code, "Tarncel 0" in table.text) == (200, True)
    sums = (await http.get("/r/2/SHA256SUMS")).text
    assert f"{chain(2)[1].digest}  snapshot.json" in sums
    assert (await http.get("/r/latest/products.csv")).headers["location"] == "/r/3/products.csv"
    query = "{ at(snapshot: 1) { snapshot { number digest } } }"
    pinned = (await http.post("/graphql", json={"query": query})).json()
    first = {"number": 1, "digest": chain(1)[0].digest}
    assert pinned["data"] == {"at": {"snapshot": first}}


async def test_health_says_what_is_refused_and_since_when(
    http: httpx.AsyncClient, keeper: Keeper
) -> None:
    assert (await http.get("/health")).json()["refused"] is None
    publish(keeper.watched.folder, {**published(4), "r/4/snapshot.json": b"cut"})
    keeper.look()
    told = (await http.get("/health")).json()
    assert told["status"] == "degraded"
    assert told["snapshot"]["number"] == 3
    assert told["refused"] == {
        "reason": "digest",
        "file": "r/4/snapshot.json",
        "message": "The bytes of the snapshot are not those whose digest the log holds.",
        "since": "2036-10-01T12:00:00Z",
    }
    assert (await http.get("/health/ready")).text == "degraded\n"
    publish(keeper.watched.folder, published(4))
    await until_shown(keeper, 4)
    assert (await http.get("/health")).json()["status"] == "ok"
    assert (await http.get("/health")).headers["cache-control"] == "no-store"
