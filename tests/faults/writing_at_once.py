"""Two processes over one database, forked from a warmed one, sending at the same time.

`python -m tests.faults.writing_at_once URL …` prepares a registry in each database, lets both send,
and prints what each was answered, as JSON.
"""

import asyncio
import json
import os
import sys
from datetime import date

from running import Calendar, counted_bytes, running_registry, settings_at
from sending import notices, pseudonyms, register, send

from registry.app import build_house
from registry.model.submission import Accepted

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
WRITERS, SUBMISSIONS = 2, 8


async def prepared(url: str) -> str:
    """A registry with a programme."""
    async with running_registry(url, BEGAN) as registry:
        return await register(registry.house, BEGAN)


async def written(url: str, programme: str, number: int) -> list[list[int]]:
    """What one process is answered: the sequence numbers of each submission's new patients."""
    random_bytes = counted_bytes(100_000 * (number + 1))
    house = build_house(settings_at(url), Calendar(MARCH), random_bytes)
    await house.database.start()
    told = []
    for first in range(SUBMISSIONS):
        patients = pseudonyms(2, 0x1000 * (number + 1) + 16 * first)
        answer = await send(house, programme, MARCH, notices(patients))
        assert isinstance(answer, Accepted), answer
        told.append([each.sequence for each in answer.registered])
    await house.database.stop()
    return told


def forked(url: str, programme: str, number: int) -> tuple[int, int]:
    """A process that sends; its number, and where it tells what it was answered."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, json.dumps(asyncio.run(written(url, programme, number))).encode())
        finally:
            os._exit(0)
    os.close(writing)
    return child, reading


def answered(url: str) -> list[object]:
    """Prepare, fork, collect."""
    programme = asyncio.run(prepared(url))
    writers = [forked(url, programme, number) for number in range(WRITERS)]
    for child, _ in writers:
        os.waitpid(child, 0)
    told = [os.read(reading, 65_536).decode() for _, reading in writers]
    return [json.loads(each or "null") for each in told]


if __name__ == "__main__":
    sys.stdout.write(json.dumps([answered(url) for url in sys.argv[1:]]))
