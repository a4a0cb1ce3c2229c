"""What the registry says of itself: in order, degraded and why, or nothing to show."""

from datetime import date, timedelta

import pytest
from msgspec import structs
from piccolo.querystring import QueryString
from running import Running

from registry.front.rates import SECOND
from registry.health import SENTENCES, Reason, health_of
from registry.log.signer import LogSigner

pytestmark = pytest.mark.anyio

BEGAN, RELEASE = date(2027, 1, 11), date(2027, 3, 31)


class Passing:
    """Ticks between which so much passes; seconds, unless a test stops them."""

    def __init__(self) -> None:
        self.now, self.step = 0, SECOND

    def __call__(self) -> int:
        self.now += self.step
        return self.now


@pytest.fixture(autouse=True)
async def passing(registry: Running) -> Passing:
    """The site is open, and time passes there."""
    registry.house.ticks = ticks = Passing()
    await registry.app.opened()
    return ticks


async def told(registry: Running) -> tuple[str, list[str], int]:
    """Status, reasons, and the status of `ready`."""
    answer = await registry.http.get("/health")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    found = answer.json()
    ready = await registry.http.get("/health/ready")
    assert ready.text.strip() == found["status"]
    assert (await registry.http.get("/health/live")).text == "alive\n"
    return found["status"], [each["reason"] for each in found["degraded"]], ready.status_code


async def test_a_new_registry_is_in_order_before_its_first_snapshot(registry: Running) -> None:
    assert await told(registry) == ("ok", [], 200)


async def test_a_database_that_is_away_leaves_readers_what_is_shown(registry: Running) -> None:
    await registry.publish(RELEASE)
    await registry.house.database.stop()
    assert await told(registry) == ("degraded", ["database"], 200)
    await registry.house.database.start()
    assert await told(registry) == ("ok", [], 200)


@pytest.mark.parametrize(("later", "status"), [(SECOND - 1, "ok"), (SECOND, "degraded")])
async def test_the_database_is_asked_once_a_second_however_often_somebody_asks(
    registry: Running, passing: Passing, later: int, status: str
) -> None:
    await registry.publish(RELEASE)
    passing.step = 0
    assert (await told(registry))[0] == "ok"
    await registry.house.database.stop()
    passing.now += later
    assert (await told(registry))[0] == status
    await registry.house.database.start()


async def test_without_database_and_snapshot_nobody_is_sent_there(registry: Running) -> None:
    await registry.house.database.stop()
    assert await told(registry) == ("empty", ["database"], 503)
    await registry.house.database.start()


async def test_a_release_date_with_which_nothing_was_published_is_told_after_a_day(
    registry: Running,
) -> None:
    await registry.publish(RELEASE)
    registry.clock.today = date(2027, 9, 30)
    assert await told(registry) == ("ok", [], 200)
    registry.clock.today += timedelta(days=1)
    assert await told(registry) == ("degraded", ["publication-missed"], 200)
    await registry.publish(registry.clock.today)
    assert await told(registry) == ("ok", [], 200)


async def test_a_schema_of_another_version_is_told(registry: Running) -> None:
    newer = "INSERT INTO schema_migration (number, name, sha256) VALUES (99, '0099_later', 'ab')"
    await registry.house.database.run(QueryString(newer))
    assert await told(registry) == ("empty", ["schema"], 503)


async def test_what_a_database_says_of_its_tables_is_for_nobody_at_the_door(
    registry: Running,
) -> None:
    await registry.house.database.run_ddl("DROP TABLE log_head")
    answer = await registry.http.get("/health")
    (degraded,) = answer.json()["degraded"]
    assert degraded == {"reason": "database", "message": SENTENCES[Reason.DATABASE]}
    assert "log_head" not in answer.text


async def test_a_clock_that_stands_behind_the_log_is_told(registry: Running) -> None:
    registry.clock.today = BEGAN - timedelta(days=3)
    assert await told(registry) == ("empty", ["clock"], 503)


async def test_another_root_key_or_log_key_is_told(registry: Running) -> None:
    right = registry.house.watched
    root = await health_of(structs.replace(right, root_check="ab" * 32))
    assert [each.reason for each in root.degraded] == ["root-key"]
    other = LogSigner(right.signer.origin, bytes(32))
    log = await health_of(structs.replace(right, signer=other))
    assert [each.reason for each in log.degraded] == ["log-key"]
