"""Who watches a server is chosen by settings: nobody at first, metrics at their own address."""

from datetime import date

import httpx
import pytest
from commands import free_port, until
from litestar import Litestar, get
from litestar.testing import TestClient

from registry.cli.metrics import Measured, Metrics, listen_for_scrapes
from registry.cli.watching import watched
from registry.errors import ServerError, SettingsError
from registry.front.watch import note_route
from registry.settings import WatchSettings, watching_in_environment

HERE = "127.0.0.1"


@get("/things/{name:str}")
async def thing(name: str) -> str:
    return name


def application() -> Litestar:
    return Litestar([thing], before_send=[note_route], openapi_config=None)


async def measured() -> Measured:
    return Measured(7, date(2027, 3, 31), date(2027, 4, 2), 12, ["clock"])


def test_nobody_watches_unless_a_setting_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOG_REQUESTS", "METRICS", "SPANS"):
        monkeypatch.delenv(f"REGISTRY_{name}", raising=False)
    assert watching_in_environment() == WatchSettings()
    app = application()
    assert watched(app, measured) is app


def test_metrics_are_scraped_at_their_own_address_while_the_server_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = free_port()
    monkeypatch.setenv("REGISTRY_METRICS", f"{HERE}:{port}")
    metrics = f"http://{HERE}:{port}/metrics"
    with TestClient(watched(application(), measured)) as client:
        assert client.get("/things/anna").status_code == 200
        assert client.get("/metrics").status_code == 404
        until(lambda: "he_registry_snapshot 7.0" in httpx.get(metrics).text)
        shown = httpx.get(metrics).text
    assert 'route="/things/{name}",status="200"} 1.0' in shown
    assert "he_registry_publication_age_days 2.0" in shown
    assert 'he_registry_degraded{reason="clock"} 1.0' in shown
    assert "anna" not in shown
    with pytest.raises(httpx.ConnectError):
        httpx.get(metrics)


def test_an_address_that_is_taken_is_told() -> None:
    port = free_port()
    end = listen_for_scrapes(Metrics(), HERE, port)
    with pytest.raises(ServerError, match="REGISTRY_METRICS"):
        listen_for_scrapes(Metrics(), HERE, port)
    end()


@pytest.mark.parametrize(
    ("name", "value"),
    [("METRICS", "9100"), ("METRICS", "127.0.0.1:"), ("METRICS", ":9100"), ("METRICS", "a:b"),
     ("LOG_REQUESTS", "maybe")],
)  # fmt: skip
def test_a_setting_that_says_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"REGISTRY_{name}", value)
    with pytest.raises(SettingsError, match=f"REGISTRY_{name}"):
        watching_in_environment()
