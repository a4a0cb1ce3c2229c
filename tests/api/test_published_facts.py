"""Costs, advice and decisions as the public reads them over HTTP, from a published snapshot."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from running import HOSPITAL, Running, running_registry
from sending import record, register

from registry.model.codes import AdviceKind, CostBasis, CostCategory, CostUnit
from registry.model.registration import AdviceDraft, CostDraft
from registry_graphql.contract import OPERATIONS

pytestmark = pytest.mark.anyio

BEGAN = date(2027, 1, 11)


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    """One programme with a cost of each part and one advice, published in March."""
    async with running_registry(database_url, BEGAN) as running:
        house = running.house
        programme = await register(house, BEGAN, title="The one")
        for category in CostCategory:
            draft = CostDraft(
                programme, category, CostBasis.ACTUAL, 2026, "EUR", 1_200_000, CostUnit.PATIENT
            )
            await record(house, draft, BEGAN)
        product = (await running.ask("{ snapshot { number } }"))["snapshot"]
        assert product is None
        await running.publish(date(2027, 3, 31))
        yield running


async def asked(registry: Running, operation: str, **variables: Any) -> dict[str, Any]:
    return await registry.ask((OPERATIONS / operation).read_text(), **variables)


def nodes(answer: dict[str, Any], field: str) -> list[dict[str, Any]]:
    return [edge["node"] for edge in answer[field]["edges"]]


async def test_a_sponsors_own_costs_are_named_and_what_care_costs_is_not(registry: Running) -> None:
    answer = await asked(registry, "researcher/what-it-costs.graphql")
    assert sorted(row["coversText"] for row in nodes(answer, "costs")) == [
        "development, per patient",
        "manufacture, per patient",
    ]
    assert {row["amount"]["text"] for row in nodes(answer, "costs")} == {"EUR 12,000.00"}
    assert [
        (row["category"], row["median"]["withheld"]["reason"])
        for row in nodes(answer, "pooledCosts")
    ] == [("CARE", "FEWER_THAN_3_SPONSORS"), ("FOLLOW_UP", "FEWER_THAN_3_SPONSORS")]


async def test_advice_is_public_with_the_next_snapshot(registry: Running) -> None:
    programme = nodes(await registry.ask("{ programmes { edges { node { productId } } } }"),
                      "programmes")[0]  # fmt: skip
    draft = AdviceDraft(
        programme["productId"], AdviceKind.SCIENTIFIC_ADVICE, "EMA", 2026, "Potency", "Agreed."
    )
    await record(registry.house, draft, date(2027, 4, 1))
    answer = await asked(registry, "researcher/what-authorities-said.graphql")
    assert nodes(answer, "advice") == []
    await registry.publish(date(2027, 9, 30))
    answer = await asked(registry, "researcher/what-authorities-said.graphql", body="ema")
    (row,) = nodes(answer, "advice")
    assert (row["topic"], row["publicSummary"], row["synthetic"]) == ("Potency", "Agreed.", True)


async def test_every_stage_of_a_programme_has_a_decision_with_its_reason(registry: Running) -> None:
    query = "{ releaseDecisions { edges { node { stage open explanation inputsDigest } } } }"
    rows = nodes(await registry.ask(query), "releaseDecisions")
    assert [row["stage"] for row in rows] == ["R0", "R1", "R2", "R3", "R4", "R5", "R6"]
    assert [row["stage"] for row in rows if row["open"]] == ["R0"]
    assert all(row["explanation"] and row["inputsDigest"] for row in rows)
    closed = nodes(await asked(registry, "researcher/why-not-public.graphql"), "releaseDecisions")
    assert [row["id"].rpartition(".")[2] for row in closed] == ["R1", "R2", "R3", "R4", "R5", "R6"]


async def test_one_hospital_and_one_programme_are_found_by_id(registry: Running) -> None:
    found = await asked(registry, "patient/one-hospital.graphql", id=HOSPITAL)
    assert found["centre"]["name"] == "Tarn Hospital (fictional)"
    (row,) = nodes(await registry.ask("{ programmes { edges { node { id } } } }"), "programmes")
    found = await asked(registry, "researcher/one-programme.graphql", id=row["id"])
    assert found["programme"]["title"] == "The one"
    for operation in ("patient/one-hospital.graphql", "researcher/one-programme.graphql"):
        (value,) = (await asked(registry, operation, id="nobody")).values()
        assert value is None
