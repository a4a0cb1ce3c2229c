"""Numbers no patient lives to and characters no text holds: findings or 400, never a fault."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from running import UNIVERSITY, Running, running_registry
from sending import everything, notices, pseudonyms, register, send

from registry.model.submission import Accepted

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
PATIENT, NEW = pseudonyms(2)
SUBMIT = """mutation ($input: SubmissionBatchInput!) {
  submitOutcomes(input: $input) {
    __typename ... on Rejected { findings { rule path } }
  }
}"""


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, BEGAN) as running:
        running.clock.today = MARCH
        yield running


@pytest.fixture
async def programme(registry: Running) -> str:
    programme = await register(registry.house, BEGAN)
    assert isinstance(await send(registry.house, programme, MARCH, notices([PATIENT])), Accepted)
    return programme


ABSURD: dict[str, tuple[dict[str, Any], str]] = {
    "a month of the year 9999": (
        {"notices": [{"pseudonym": NEW, "acceptedMonth": "9999-12"}]}, "month-valid",
    ),
    "a day beyond every calendar": (
        {"outcomes": [{"pseudonym": PATIENT, "collectedDay": 2_147_483_647}]}, "day-possible",
    ),
    "a day before every calendar": (
        {"outcomes": [{"pseudonym": PATIENT, "collectedDay": -2_147_483_648}]}, "day-possible",
    ),
    "an infusion before the first": (
        {"outcomes": [{"pseudonym": PATIENT, "administrations": [{"number": -3, "day": 0}]}]},
        "numbered-from-one",
    ),
}  # fmt: skip


@pytest.mark.parametrize("absurd", ABSURD.values(), ids=ABSURD.keys())
async def test_an_absurd_number_is_a_finding(
    registry: Running, programme: str, absurd: tuple[dict[str, Any], str]
) -> None:
    rows, rule = absurd
    before = await everything(registry.house.database)
    answer = await registry.send(SUBMIT, input={"programmeId": programme, **rows})
    told = answer.json()["data"]["submitOutcomes"]
    assert rule in {finding["rule"] for finding in told["findings"]}
    assert await everything(registry.house.database) == before


async def test_a_line_with_an_absurd_day_is_a_finding(registry: Running, programme: str) -> None:
    body = f'{{"programme_id": "{programme}"}}\n{{"outcome": {{"pseudonym": "{PATIENT}", '
    body += '"collected_day": 1000000000000000000000000000000}}\n'
    answer = await posted(registry, body)
    assert answer.status_code == 422


async def posted(registry: Running, body: str) -> Any:
    headers = {
        "Authorization": f"Bearer {registry.keys[UNIVERSITY]}",
        "Content-Type": "application/x-ndjson",
    }
    return await registry.http.post("/sponsor/submissions", content=body, headers=headers)


async def test_the_character_nul_is_no_text(registry: Running, programme: str) -> None:
    before = await everything(registry.house.database)
    rows = [{"pseudonym": "a\0" + NEW, "acceptedMonth": "2027-03"}]
    answer = await registry.send(SUBMIT, input={"programmeId": programme, "notices": rows})
    assert answer.status_code == 422
    line = '{"notice": {"pseudonym": "a\\u0000bcdefgh", "accepted_month": "2027-03"}}'
    told = await posted(registry, f'{{"programme_id": "{programme}"}}\n{line}\n')
    assert told.status_code == 422
    head = await posted(registry, '{"programme_id": "a\\u0000b"}\n')
    assert head.status_code == 422
    asked = await registry.http.get(
        "/graphql", params={"query": '{ product(id: "a\\u0000") { id } }'}
    )
    assert asked.status_code == 422
    assert await everything(registry.house.database) == before
