"""A new snapshot takes the old one's place while readers ask: none is dropped, none is mixed."""

import asyncio
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import httpx
import pytest
from commands import RUN, answers, environment, free_port, until
from logs import KEY
from nodes import CHECKPOINT, LATEST, chain, keeper_of, publish, published
from public_files import write

from registry.node.health import State, state_of

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]

CHANGES, READERS = 20, 8
NUMBERS = count()
PROGRAMMES = "programmes(first: 3) { asOf totalCount }"


@cache
def pairs() -> dict[int, str]:
    """The digest of every snapshot, by its number."""
    return {each.snapshot.number: each.digest for each in chain(CHANGES + 1)}


@contextmanager
def served(folder: Path, look_every: float) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """`he-registry serve --public-only` in a process of its own."""
    port = free_port()
    words = ["serve", "--public-only", str(folder), "--log-key", KEY.encoded, "--port", str(port)]
    process = subprocess.Popen(
        [*RUN, *words, "--look-every", str(look_every)],
        env=environment(),
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until(lambda: answers(f"http://127.0.0.1:{port}"))
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
        assert "Traceback" not in said


async def asked_in_one_query(http: httpx.AsyncClient) -> int:
    """The number in a GraphQL answer, each of whose parts must be of one snapshot."""
    alias = f"a{next(NUMBERS)}"
    parts = f"snapshot {{ number digest predecessor }} {alias}: snapshot {{ number digest }}"
    answer = await http.post("/graphql", json={"query": f"{{ {parts} {PROGRAMMES} }}"})
    assert answer.status_code == 200, answer.text
    told = answer.json()["data"]
    one, other = told["snapshot"], told[alias]
    assert (one["number"], one["digest"]) == (other["number"], other["digest"])
    assert pairs()[one["number"]] == one["digest"]
    assert pairs().get(one["number"] - 1) == one["predecessor"]
    return int(one["number"])


async def named_as_latest(http: httpx.AsyncClient) -> int:
    """The number in r/latest.json, whose file must be there in these bytes."""
    latest = (await http.get("/r/latest.json")).raise_for_status().json()
    assert pairs()[latest["number"]] == latest["digest"]
    file = (await http.get(f"/r/{latest['number']}/snapshot.json")).raise_for_status()
    assert file.content == chain(CHANGES + 1)[latest["number"] - 1].body
    return int(latest["number"])


async def shown_on_a_page(http: httpx.AsyncClient) -> int:
    """The number on the start page, with no other snapshot's digest."""
    text = (await http.get("/")).raise_for_status().text
    found = {n for n, digest in pairs().items() if digest[:12] in text}
    assert len(found) == 1, found
    return found.pop()


async def read_until(http: httpx.AsyncClient, last: int, seen: Counter[int]) -> None:
    """Ask again and again until the last snapshot is shown; numbers never go back."""
    number = 0
    while number < last:
        for ask in (asked_in_one_query, named_as_latest, shown_on_a_page):
            told = await ask(http)
            assert told >= number
            number = max(number, told)
            seen[told] += 1


async def test_twenty_snapshots_follow_one_another_under_readers(tmp_path: Path) -> None:
    publish(tmp_path, published(1))
    seen: Counter[int] = Counter()
    with served(tmp_path, 0.1) as (address, _):
        async with httpx.AsyncClient(base_url=address, timeout=30) as http, asyncio.timeout(90):
            readers = [
                asyncio.create_task(read_until(http, CHANGES + 1, seen)) for _ in range(READERS)
            ]
            for number in range(1, CHANGES + 2):
                await asyncio.to_thread(publish, tmp_path, published(number))
                while not any(n >= number for n in seen):
                    failed = [r for r in readers if r.done() and r.exception()]
                    assert not failed, failed[0].exception()
                    await asyncio.sleep(0.01)
            await asyncio.gather(*readers)
            health = (await http.get("/health")).json()
    assert set(seen) == set(pairs())
    assert (health["status"], health["snapshot"]["number"]) == ("ok", CHANGES + 1)


def test_a_hangup_makes_it_look_at_once(tmp_path: Path) -> None:
    publish(tmp_path, published(1))
    with served(tmp_path, 3600) as (address, process):

        def number() -> int:
            return int(httpx.get(f"{address}/health").json()["snapshot"]["number"])

        publish(tmp_path, published(2))
        assert number() == 1
        process.send_signal(signal.SIGHUP)
        until(lambda: number() == 2, 20)


def written_in_order(folder: Path) -> list[str]:
    """What a writer still has to write of the second publication."""
    files = published(2)
    there = {p for p in files if (folder / p).exists() and (folder / p).read_bytes() == files[p]}
    return sorted({*files} - there, key=lambda p: (p == LATEST, p == CHECKPOINT, p))


@pytest.mark.parametrize("left", [0, 1, 7, 1000])
def test_a_writer_that_dies_at_any_file_leaves_what_was_shown(left: int, tmp_path: Path) -> None:
    """`left` bytes of the file it died at were written in place, and the rest never came."""
    publish(tmp_path, published(1))
    files, order = published(2), written_in_order(tmp_path)
    assert len(order) >= 4
    for path in order:
        keeper = keeper_of(write(tmp_path / path.replace("/", "-"), published(1)))
        folder = keeper.watched.folder
        write(folder, {done: files[done] for done in order[: order.index(path)]})
        write(folder, {path: files[path][:left]})
        keeper.look()
        assert keeper.shelf.number == 1 or files[path][:left] == files[path]
        assert state_of(keeper) is not State.EMPTY
        write(folder, files)
        keeper.look()
        assert (keeper.shelf.number, state_of(keeper)) == (2, State.OK)


def test_files_that_stay_are_not_read_again(tmp_path: Path) -> None:
    keeper = keeper_of(publish(tmp_path, published(1)))
    assert not keeper.watched.has_moved
    publish(tmp_path, published(2))
    assert keeper.watched.has_moved


def test_what_did_not_change_is_kept_once(tmp_path: Path) -> None:
    keeper = keeper_of(publish(tmp_path, published(1)))
    assert keeper.shelf.current is not None
    before = keeper.shelf.current.snapshot
    publish(tmp_path, published(2))
    keeper.look()
    now = keeper.shelf.current.snapshot
    assert now.number == 2
    assert all(one is other for one, other in zip(before.groups, now.groups, strict=True))
    assert all(one is other for one, other in zip(before.bundles, now.bundles, strict=True))
