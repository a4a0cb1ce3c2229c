"""How much memory a long stream needs, measured in a process of its own."""

import asyncio
import resource
import tempfile
from datetime import date

import msgspec
from running import running_registry
from sending import envelope, infused, notices, pseudonyms, register

from registry.intake.bulk import accept_lines
from registry.model.submission import Accepted

BEGAN, LATER = date(2027, 1, 11), date(2028, 9, 1)


def grown(patients: int) -> float:
    """MiB the peak grew by while a stream of so many patients was taken in."""
    return asyncio.run(measured(patients))


async def measured(patients: int) -> float:
    """The same, inside the event loop."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as lines:
        async with running_registry(f"sqlite:///{folder}/r.sqlite", BEGAN) as registry:
            programme = await register(registry.house, BEGAN)
            lines.write(msgspec.json.encode({"programme_id": programme}) + b"\n")
            for number in range(patients):
                (notice,) = notices(pseudonyms(1, 0xA000 + number))
                late = msgspec.structs.replace(notice, retrospective=True)
                row = {"notice": late, "outcome": infused(notice.pseudonym, "CMR")}
                lines.write(msgspec.json.encode(row) + b"\n")
            before = peak()
            answer = await accept_lines(registry.house.intake, lines, envelope(LATER))
            assert isinstance(answer, Accepted), answer
            return peak() - before


def peak() -> float:
    """Peak resident memory in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
