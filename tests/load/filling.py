"""Fills what a server keeps before it is watched: memory that is still filling says nothing."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import count

import httpx

from registry.cache import MOST_BYTES, OVERHEAD
from tests.load.clients import FILES, LIVE, PAGES, client

FULL = 1.1 * MOST_BYTES
AT_ONCE = 8
FIRST = 900_000_000
"""Numbers that no reader asks for afterwards."""


async def filled(address: str, products: Sequence[str], wanted: float) -> None:
    """Ask for every page and file, and then what is answered anew, until so many bytes are kept."""
    if not wanted:
        return
    numbers, left = count(FIRST), [wanted]
    async with client(address, 8_000) as http:
        for path in (*PAGES, *FILES):
            for product in products if "{product}" in path else products[:1]:
                await http.get(path.format(product=product, number=FIRST))
    await asyncio.gather(*(ask(address, asker, numbers, left) for asker in range(AT_ONCE)))


async def ask(address: str, asker: int, numbers: Iterator[int], left: list[float]) -> None:
    """Searches and questions that nobody asked before, as long as there is room."""
    async with client(address, 8_001 + asker) as http:
        while left[0] > 0:
            number = next(numbers)
            one_of_many = {"X-Forwarded-For": f"10.200.0.{1 + number % 250}"}
            if number % 4:
                answer = await http.get(f"/centres?q=tarn+{number}", headers=one_of_many)
            else:
                body = {"query": LIVE.format(number=number)}
                answer = await http.post("/graphql", json=body, headers=one_of_many)
            left[0] -= kept_of(answer)


def kept_of(answer: httpx.Response) -> int:
    """About how many bytes a server keeps of an answer: both forms, and what lies around them."""
    assert answer.status_code == 200, answer.text
    is_packed = "content-encoding" in answer.headers
    packed = int(answer.headers["content-length"]) if is_packed else 0
    return OVERHEAD + len(answer.content) + packed
