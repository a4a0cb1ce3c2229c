"""Whoever watches a server learns of routes, and of no value that stood in a request."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import generate_latest
from running import HOST, Running

from registry.cli.logs import configure_logs, logging_requests
from registry.cli.metrics import Measured, Metrics, of_house
from registry.cli.spans import telling_spans
from registry.front.watch import NO_ROUTE, Seen, Watcher
from registry.public_app import KEPT_PATHS

pytestmark = pytest.mark.anyio
CANARY = "zq9canary"
SENT = {"authorization": f"Bearer {CANARY}", "cookie": CANARY, "x-forwarded-for": CANARY,
        "user-agent": CANARY, "referer": CANARY}  # fmt: skip


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One database is enough: nothing here depends on which."""
    return f"sqlite:///{tmp_path}/registry.sqlite"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged, with the whole configuration of a server."""
    kept, handlers, stream = structlog.get_config(), logging.getLogger().handlers, io.StringIO()
    configure_logs(stream)
    yield stream
    structlog.configure(**kept)
    logging.getLogger().handlers = handlers


async def asked(registry: Running, told: Any) -> list[Seen]:
    """Requests full of canaries, with somebody who is told of them."""
    seen: list[Seen] = []
    app = Watcher(registry.app, [seen.append, *told], KEPT_PATHS, lambda: 7, lambda: "request-1")
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as http:
        await http.get(f"/products/{CANARY}", params={"name": CANARY}, headers=SENT)
        await http.get(f"/{CANARY}/{CANARY}", headers=SENT)
        await http.post("/sponsor/graphql", json={"query": CANARY}, headers=SENT)
        await http.post("/sign-in", data={"name": CANARY, "password": CANARY})
        await http.request(CANARY.upper(), "/centres")
        await http.get("/centres", headers={"host": CANARY})
        for _ in range(2):
            await http.get("/health/live")
            await http.get("/graphql", params={"query": "{ __typename }"})
    return seen


async def test_a_request_is_known_by_its_route_and_status_alone(registry: Running) -> None:
    seen = [(each.method, each.route, each.status) for each in await asked(registry, [])]
    assert ("GET", NO_ROUTE, 404) in seen
    assert ("POST", "/sponsor/graphql", 401) in seen
    assert ("POST", "/sign-in", 403) in seen
    assert ("OTHER", NO_ROUTE, 405) in seen
    assert ("GET", NO_ROUTE, 421) in seen
    assert CANARY not in repr(seen).lower()


async def test_an_answer_from_memory_is_told_as_such(registry: Running) -> None:
    found = [each for each in await asked(registry, []) if each.route == "/graphql"]
    assert [each.from_memory for each in found] == [False, True]


async def test_the_log_has_a_line_for_each_request_and_no_value(
    registry: Running, lines: io.StringIO
) -> None:
    seen = await asked(registry, [logging_requests()])
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    requests = [line for line in told if line["event"] == "request"]
    assert [(line["route"], line["status"]) for line in requests] == [
        (each.route, each.status) for each in seen
    ]
    assert set(requests[0]) == {"event", "level", "timestamp", "method", "route", "status", "ms",
                                "from_memory", "request"}  # fmt: skip
    assert CANARY not in lines.getvalue().lower()


async def test_metrics_count_by_route_and_hold_no_value(registry: Running) -> None:
    metrics = Metrics()
    await asked(registry, [metrics.tell])
    metrics.note(await of_house(registry.house)())
    shown = generate_latest(metrics.registry).decode()
    assert 'requests_total{method="POST",route="/sponsor/graphql",status="401"} 1.0' in shown
    assert 'kept_answers_total{route="/graphql"} 1.0' in shown
    assert "he_registry_database_connections" in shown
    assert "he_registry_public_log_leaves" in shown
    assert CANARY not in shown.lower()


def test_a_reason_that_is_over_is_a_metric_no_more() -> None:
    metrics = Metrics()
    day = date(2027, 1, 11)
    metrics.note(Measured(1, day, day, 3, ["clock"]))
    metrics.note(Measured(1, day, day, 3, []))
    assert "clock" not in generate_latest(metrics.registry).decode()


async def test_two_processes_share_no_metric(registry: Running) -> None:
    one, other = Metrics(), Metrics()
    await asked(registry, [one.tell])
    assert "sponsor" in generate_latest(one.registry).decode()
    assert "sponsor" not in generate_latest(other.registry).decode()


async def test_spans_name_routes_and_hold_no_value(registry: Running) -> None:
    exporter = InMemorySpanExporter()
    await asked(registry, [telling_spans(SimpleSpanProcessor(exporter), lambda: 10**18)])
    spans = exporter.get_finished_spans()
    names = [span.name for span in spans]
    assert "POST /sponsor/graphql" in names
    assert len(names) == 10
    assert {key for span in spans for key in span.attributes or {}} == {
        "http.request.method", "http.route", "http.response.status_code", "he_registry.from_memory",
    }  # fmt: skip
    assert CANARY not in "".join(span.to_json() for span in spans).lower()
