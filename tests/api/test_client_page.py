"""The examples of the client's page do what they say, at a registry, on days that fit."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from running import UNIVERSITY, Running
from sending import register

from registry.client import RegistryClient
from registry.model.registration import Recorded
from registry.model.submission import Accepted

pytestmark = pytest.mark.anyio
BEGAN, NOTICED, TOLD = date(2027, 1, 11), date(2027, 3, 10), date(2027, 9, 1)
PAGE = (Path(__file__).parents[2] / "docs" / "client.md").read_text()
CONNECTS, STOPS, NOTICES, NEWS, *FURTHER = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


async def run(example: str, names: dict[str, Any]) -> Any:
    """Run an example with these names and keep those it gives; its answer, if it has one."""
    lines = "".join(f"    {line}\n" for line in example.splitlines())
    exec(f"async def example():\n{lines}    return locals()\n", names)  # noqa: S102 - our own page
    given = await names["example"]()
    names |= given
    return given.get("answer")


async def test_every_example_runs_as_it_stands(registry: Running) -> None:
    programme = await register(registry.house, BEGAN)
    client = RegistryClient(registry.http, registry.keys[UNIVERSITY])
    names: dict[str, Any] = {"client": client, "date": date}
    answers: list[Struct | None] = []
    for day, example in ((NOTICED, NOTICES), *((TOLD, each) for each in (NEWS, *FURTHER, STOPS))):
        registry.clock.today = day
        answers.append(await run(example.replace("ID", programme), names))
    assert "RegistryClient(http" in CONNECTS
    kinds = [type(answer) for answer in answers if answer is not None]
    assert kinds == [Accepted, Accepted, Accepted, Recorded]
    assert all(names[name] is not None for name in ("record", "held", "document", "then"))
