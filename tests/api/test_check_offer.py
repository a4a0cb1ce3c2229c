"""Checking an offer over HTTP: nothing of it is stored, logged or kept, or in an address."""

import logging
from datetime import date
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import structs
from running import running_registry
from sending import everything

from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.snapshot import freeze
from registry_graphql.contract import OPERATIONS
from tests.views.test_check_offer import registry

OPERATION = (OPERATIONS / "patient" / "check-an-offer.graphql").read_text()
CANARY = "Wonder-Cells-4711"


@pytest.fixture
def client() -> TestClient[Litestar]:
    return TestClient(create_public_app(Shelf(freeze(registry())), lambda: "error-1"))


def asked(client: TestClient[Litestar], **offer: Any) -> dict[str, Any]:
    body = {"query": OPERATION, "variables": {"input": offer}}
    answer = client.post("/graphql", json=body)
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()["data"]["checkOffer"]  # type: ignore[no-any-return]


def test_a_confirmed_permit_is_told_with_its_day_and_no_promise(
    client: TestClient[Litestar],
) -> None:
    told = asked(client, country="ES", product="RC-0001", hospital="University Clinic")
    assert told["answer"] == "CONFIRMED_PERMIT"
    assert told["text"] == (
        "This permit is in our registry. It shows the permit and confirmation date; it does not "
        "mean the treatment works for you. As of 30 September 2026."
    )
    assert told["permit"]["confirmedOn"] == "2026-06-01"
    assert told["noteTexts"] == [
        "In this country anybody can read the list of permits: ask Authority aemps for it."
    ]


def test_what_is_not_known_sounds_like_no_guilt(client: TestClient[Litestar]) -> None:
    told = asked(client, country="DE", product=CANARY)
    assert told["answer"] == "CANNOT_CONFIRM"
    assert told["text"].startswith("We cannot confirm this. Ask Authority pei before you pay")
    assert told["doubtText"].endswith("That it does not know this one says nothing against it.")
    assert "section 67(9) AMG" in told["noteTexts"][1]
    assert told["authority"]["website"] == "https://pei.example/"


def test_each_warning_sign_warns(client: TestClient[Litestar]) -> None:
    for sign in (
        "permitNotNamed",
        "experimentalOutsideTrial",
        "claimsWithoutEvidence",
        "soldOnlineOrUnderPressure",
    ):
        told = asked(client, country="ES", product="RC-0001", **{sign: True})
        assert told["answer"] == "WARNING"
        assert told["permit"] is None
        assert len(told["signTexts"]) == 1


def test_nothing_asked_is_logged_or_kept(
    client: TestClient[Litestar], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    first = asked(client, country="DE", product=CANARY, hospital=CANARY)
    assert asked(client, country="DE", product=CANARY, hospital=CANARY) == first
    assert CANARY not in str([vars(record) for record in caplog.records])
    kept = client.app.front.kept.entries
    assert not any(CANARY.encode() in key for key in kept)
    assert CANARY not in str(first)


def test_a_question_in_an_address_is_refused(client: TestClient[Litestar]) -> None:
    answer = client.get("/graphql", params={"query": OPERATION}).json()
    assert answer["data"] == {"checkOffer": None}
    assert answer["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


def test_a_stale_confirmation_turns_the_answer() -> None:
    later = structs.replace(registry(), as_of=registry().as_of.replace(year=2027))
    client = TestClient(create_public_app(Shelf(freeze(later)), lambda: "error-1"))
    told = asked(client, country="ES", product="RC-0001")
    assert (told["answer"], told["asOf"]) == ("CANNOT_CONFIRM", "2027-09-30")


@pytest.mark.anyio
async def test_the_whole_registry_stores_nothing_of_what_is_asked(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with running_registry(database_url, date(2027, 1, 11)) as running:
        await running.publish(date(2027, 3, 31))
        before = await everything(running.house.database)
        offer = {"country": "ES", "product": CANARY, "soldOnlineOrUnderPressure": True}
        told = (await running.ask(OPERATION, input=offer))["checkOffer"]
        assert told["answer"] == "WARNING"
        assert told["authority"]["name"] == "European Medicines Agency (EMA)"
        assert await everything(running.house.database) == before
    assert CANARY not in str([vars(record) for record in caplog.records])
