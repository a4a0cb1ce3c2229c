"""What a sponsor, a reader and the operator are told when the log refuses; nothing is stored."""

from datetime import date

import msgspec
import pytest
from piccolo.querystring import QueryString
from running import UNIVERSITY, Running
from sending import everything, register
from structlog.testing import capture_logs

pytestmark = pytest.mark.anyio

BEGAN, LATER = date(2027, 1, 11), date(2027, 1, 13)
BACK = date(2027, 1, 8)
REGISTER = """mutation ($input: ProductInput!) {
  registerProduct(input: $input) { ... on Recorded { receipt } }
}"""
PRODUCT = {
    "name": "Novoleucel",
    "activeSubstance": "autologous T cells",
    "atmpClass": "GTMP",
    "origin": "AUTOLOGOUS",
    "vector": "INTEGRATING",
}


async def test_a_clock_set_far_back_stops_a_mutation_and_the_operator_reads_why(
    registry: Running,
) -> None:
    await register(registry.house, BEGAN)
    before = await everything(registry.house.database)
    registry.clock.today = BACK
    with capture_logs() as events:
        answer = await registry.send(REGISTER, input=PRODUCT)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (503, "UNAVAILABLE")
    assert "more than a day behind" in events[0]["said"]
    assert "Set the clock right" in events[0]["said"]
    assert "Novoleucel" not in str(events)
    assert await everything(registry.house.database) == before
    registry.clock.today = BEGAN
    answer = await registry.send(REGISTER, input=PRODUCT)
    assert answer.json()["data"]["registerProduct"]["receipt"]


async def test_a_stream_that_meets_a_damaged_log_is_told_to_come_again(registry: Running) -> None:
    programme = await register(registry.house, BEGAN)
    await registry.house.database.run(QueryString("UPDATE log_tile SET hashes = 'AAAA'"))
    before = await everything(registry.house.database)
    notice = {"pseudonym": "a1" * 16, "accepted_month": "2027-01"}
    rows = [{"programme_id": programme}, {"notice": notice}]
    body = b"\n".join(map(msgspec.json.encode, rows))
    headers = {
        "Authorization": f"Bearer {registry.keys[UNIVERSITY]}",
        "Content-Type": "application/x-ndjson",
    }
    with capture_logs() as events:
        answer = await registry.http.post("/sponsor/submissions", content=body, headers=headers)
    assert (answer.status_code, "Nothing was changed" in answer.text) == (503, True)
    assert "The stored log is damaged" in events[0]["said"]
    assert await everything(registry.house.database) == before


async def test_a_reader_of_a_damaged_file_gets_no_bytes_and_the_snapshot_is_still_served(
    registry: Running,
) -> None:
    await register(registry.house, BEGAN)
    await registry.publish(BEGAN)
    registry.clock.today = LATER
    await registry.house.database.run(QueryString("UPDATE log_tile SET hashes = 'AAAA'"))
    size = (await registry.http.get("/log/checkpoint")).text.splitlines()[1]
    with capture_logs() as events:
        answer = await registry.http.get(f"/log/tile/0/000.p/{size}")
    assert (answer.status_code, len(events)) == (503, 1)
    assert (await registry.ask("{ snapshot { number } }"))["snapshot"]["number"] == 1
