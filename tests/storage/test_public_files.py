"""What the public gets of the log and the snapshots, over HTTP and in a folder."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from logbook import leaves
from piccolo.querystring import QueryString
from running import Running
from sending import everything, notices, pseudonyms, register, send

from registry.app import House
from registry.errors import SnapshotError, StorageError
from registry.log.bundles import bundle_path, read_bundle
from registry.log.checkpoint import Checkpoint, open_checkpoint
from registry.log.fault import Fault
from registry.log.leaves import PolicyLeaf, public_leaf_bytes
from registry.log.merkle import leaf_hash, tree_head
from registry.log.note import parse_note, sign_note, verifier_key
from registry.log.tiles import Tile, read_root, tiles_of
from registry.storage.public_files import log_paths
from registry.storage.public_folder import write_public_files
from registry.storage.transparency import open_log

pytestmark = pytest.mark.anyio

BEGAN, MARCH, SPRING = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 31)
DAY = timedelta(days=1)
FOR_EVER = "public, max-age=31536000, immutable"


async def got(registry: Running, path: str) -> bytes:
    answer = await registry.http.get(f"/{path}")
    assert answer.status_code == 200, path
    return answer.content


async def checkpoint(registry: Running) -> Checkpoint:
    found = open_checkpoint(
        await got(registry, "log/checkpoint"), [registry.house.intake.signer.key]
    )
    assert isinstance(found, Checkpoint)
    return found


async def grow(house: House, count: int, on: date) -> None:
    """So many leaves on a day, in one transaction."""
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    async with house.database.transaction():
        log = await open_log(house.database, house.intake.signer, at)
        entries = (PolicyLeaf(f"{log.head.size + n}", "ab" * 32) for n in range(count))
        await log.add([public_leaf_bytes(leaf) for leaf in entries])


async def test_the_public_checkpoint_moves_once_a_day_and_never_within_one(
    registry: Running, house: House
) -> None:
    empty = await got(registry, "log/checkpoint")
    assert (await checkpoint(registry)).size == 0
    await grow(house, 3, BEGAN)
    assert await got(registry, "log/checkpoint") == empty
    registry.clock.today = BEGAN + DAY
    moved = await got(registry, "log/checkpoint")
    assert (await checkpoint(registry)).size == 3
    await grow(house, 2, BEGAN + DAY)
    assert await got(registry, "log/checkpoint") == moved
    registry.clock.today = BEGAN + 2 * DAY
    assert (await checkpoint(registry)).size == 5


async def test_an_act_after_midnight_makes_the_same_checkpoint_as_a_reader_would(
    registry: Running, house: House
) -> None:
    await grow(house, 3, BEGAN)
    await grow(house, 1, BEGAN + DAY)
    registry.clock.today = BEGAN + DAY
    assert (await checkpoint(registry)).size == 3


async def test_a_day_without_leaves_shows_the_same_checkpoint_and_writes_nothing(
    registry: Running, house: House
) -> None:
    await grow(house, 2, BEGAN)
    registry.clock.today = BEGAN + DAY
    first = await got(registry, "log/checkpoint")
    before = await everything(house.database)
    for days in (2, 3, 40):
        registry.clock.today = BEGAN + days * DAY
        assert await got(registry, "log/checkpoint") == first
    assert await everything(house.database) == before


@pytest.mark.parametrize("size", [1, 255, 256, 257])
async def test_tiles_and_entries_are_those_of_the_public_checkpoint_whatever_came_since(
    registry: Running, house: House, size: int
) -> None:
    await grow(house, size, BEGAN)
    registry.clock.today = BEGAN + DAY
    await grow(house, 2, BEGAN + DAY)
    public = await checkpoint(registry)
    assert public.size == size
    files = {path: await got(registry, f"log/{path}") for path in log_paths(size, 0)}
    assert read_root(size, lambda path: files[path]) == public.root
    entries: list[bytes] = []
    for tile in (tile for tile in tiles_of(size) if tile.level == 0):
        bundle = read_bundle(files[bundle_path(tile.index, tile.width)], tile.width)
        assert isinstance(bundle, tuple)
        entries += bundle
    assert tree_head(map(leaf_hash, entries)) == public.root
    assert entries == (await leaves(house))[:size]


NOT_THERE = [
    "log/tile/0/000.p/4",
    "log/tile/0/000",
    "log/tile/0/001.p/1",
    "log/tile/1/000.p/1",
    "log/tile/entries/000.p/4",
    "log/tile/entries/000",
    "log/tile/0/000.p/0",
    "log/tile/0/000.p/03",
    "log/tile/64/000.p/1",
    "log/tile/0/0",
    "log/tile/entries/1/000",
    "log/handovers/1",
    "log/handovers/0",
    "log/",
    "log/nothing",
    "r/2/snapshot.json",
    "r/0/snapshot.json",
    "r/01/snapshot.json",
    "r/x/snapshot.json",
    "r/99999999999/snapshot.json",
]


async def test_what_is_not_public_is_not_there(registry: Running, house: House) -> None:
    """Three leaves are public, seven more are not yet."""
    await grow(house, 3, BEGAN)
    registry.clock.today = BEGAN + DAY
    await grow(house, 7, BEGAN + DAY)
    assert await got(registry, "log/tile/0/000.p/3")
    for path in NOT_THERE:
        answer = await registry.http.get(f"/{path}")
        assert (answer.status_code, answer.text) == (404, "There is nothing here.\n"), path


TEXT, BYTES, JSON = "text/plain; charset=utf-8", "application/octet-stream", "application/json"
HEADERS = {
    "log/checkpoint": (TEXT, "no-cache"),
    "log/keys": (TEXT, "no-cache"),
    "log/tile/0/000": (BYTES, FOR_EVER),
    "log/tile/entries/000": (BYTES, FOR_EVER),
    "r/latest.json": (JSON, "no-cache"),
    "r/1/snapshot.json": (JSON, FOR_EVER),
}


async def test_what_never_changes_may_be_kept_for_ever(registry: Running, house: House) -> None:
    await grow(house, 256, BEGAN)
    await registry.publish(SPRING)
    for path, expected in HEADERS.items():
        for answer in (await registry.http.get(f"/{path}"), await registry.http.head(f"/{path}")):
            told = (answer.headers["content-type"], answer.headers["cache-control"])
            assert (answer.status_code, told) == (200, expected), path
            assert answer.headers["x-content-type-options"] == "nosniff"


async def test_snapshots_are_there_byte_for_byte_and_the_latest_is_named(
    registry: Running, house: House
) -> None:
    assert (await registry.http.get("/r/latest.json")).status_code == 404
    shown = []
    for day in (SPRING, date(2027, 5, 1)):
        await registry.publish(day)
        assert house.shelf.current is not None
        shown.append(house.shelf.current)
    for frozen in shown:
        assert await got(registry, f"r/{frozen.snapshot.number}/snapshot.json") == frozen.body
    latest = (await registry.http.get("/r/latest.json")).json()
    assert latest == {"number": 2, "digest": shown[1].digest}


async def test_damaged_bytes_are_never_served(registry: Running, house: House) -> None:
    await grow(house, 3, BEGAN)
    await registry.publish(SPRING)
    registry.clock.today = SPRING + DAY
    for damage, path, fault in (
        ("UPDATE snapshot SET body = '{}'", "r/1/snapshot.json", SnapshotError),
        ("UPDATE log_tile SET hashes = 'AAAA'", "log/tile/0/000.p/3", StorageError),
        ("DELETE FROM log_entry WHERE number = 1", "log/tile/entries/000.p/3", StorageError),
    ):
        await got(registry, path)
        await house.database.run(QueryString(damage))
        with pytest.raises(fault, match="backup"):
            await house.public_file(path)
    assert (await checkpoint(registry)).size > 3


async def test_a_folder_holds_what_the_server_serves_and_grows_with_it(
    registry: Running, house: House, tmp_path: Path
) -> None:
    folder = tmp_path / "public"
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(pseudonyms(12)))
    for day in (SPRING, date(2027, 5, 1)):
        await registry.publish(day)
        registry.clock.today = day + DAY
        signer = house.intake.signer
        await write_public_files(house.database, signer, registry.clock(), folder)
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert {str(path.relative_to(folder)) for path in files} >= {
            "log/checkpoint",
            "log/keys",
            "r/latest.json",
            "r/1/snapshot.json",
        }
        size = (await checkpoint(registry)).size
        for path in files:
            name = str(path.relative_to(folder))
            if ".p/" not in name or name.endswith(f".p/{size % 256}"):
                assert path.read_bytes() == await got(registry, name)


async def test_a_file_that_was_damaged_in_the_folder_is_written_anew(
    registry: Running, house: House, tmp_path: Path
) -> None:
    await grow(house, 3, BEGAN)
    registry.clock.today = BEGAN + DAY
    now, signer = registry.clock(), house.intake.signer
    await write_public_files(house.database, signer, now, tmp_path)
    tile = tmp_path / "log" / Tile(0, 0, 3).path
    whole = tile.read_bytes()
    tile.write_bytes(whole[:40])
    await write_public_files(house.database, signer, now, tmp_path)
    assert tile.read_bytes() == whole
    assert not tile.with_name(f"{tile.name}.part").exists()


async def test_a_witness_may_sign_a_checkpoint_that_is_out_and_nobody_has_to_know_it(
    registry: Running, house: House
) -> None:
    """Room for cosignatures: a line more in the stored note, and the text stays as it was."""
    await grow(house, 3, BEGAN)
    registry.clock.today = BEGAN + DAY
    note = parse_note(await got(registry, "log/checkpoint"))
    assert not isinstance(note, Fault)
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(9, 41)))
    witness, log = verifier_key("witness.example", private), house.intake.signer.key
    signed = sign_note(note, witness.name, private).encoded.decode()
    await house.database.run(QueryString("UPDATE log_checkpoint SET note = {}", signed))
    served = await got(registry, "log/checkpoint")
    for keys in ([log], [log, witness]):
        assert open_checkpoint(served, keys) == await checkpoint(registry)
    assert isinstance(open_checkpoint(served, [witness]), Fault)
