"""A death told by a hospital becomes a point of two public curves, over HTTP; on both databases."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from running import Running, running_registry

from tests.storage.test_published_bundles import (
    BEGAN,
    FIRST,
    LATER,
    SECOND,
    followed,
    infused,
    never,
    published,
)

pytestmark = pytest.mark.anyio

ASK = """query ($programme: String!) {
  survival(by: [PROGRAMME], filter: { programmes: [$programme] }) {
    edges { node { groups accepted { value } ofAccepted { ...Curve } ofInfused { ...Curve } } }
  }
  cumulativeIncidence(by: [], filter: { programmes: [$programme] }) {
    edges { node { ofInfused { causes {
      cause points { incidence { value } } rate { events patientYears } } } } }
  }
}
fragment Curve on SurvivalCurve {
  clock groups accepted { value } withheld { reason }
  points { day groups patients atRisk lost events { cause patients } survival { value } }
}"""


@pytest.fixture
async def running(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, BEGAN) as registry:
        yield registry


async def asked(registry: Running, programme: str) -> tuple[dict[str, Any], dict[str, Any]]:
    data = await registry.ask(ASK, programme=programme)
    (survival,) = data["survival"]["edges"]
    (incidence,) = data["cumulativeIncidence"]["edges"]
    return survival["node"], incidence["node"]


async def test_a_death_moves_the_curve_of_the_accepted_and_that_of_the_infused(
    running: Running,
) -> None:
    """Of 24 accepted 13 were infused; one of these dies, 11 were last seen on day 60."""
    told = [
        [*map(never, FIRST[:5]), infused(FIRST[5], dies=60), *map(infused, FIRST[6:])],
        [*map(never, SECOND[:6]), *map(infused, SECOND[6:])],
    ]
    programme = await followed(running, told)
    await published(running, LATER[0])
    survival, incidence = await asked(running, programme)
    assert (survival["groups"], survival["accepted"]) == (2, {"value": 24})
    accepted, of_infused = survival["ofAccepted"], survival["ofInfused"]
    death = [{"cause": "DEATH", "patients": 1}]
    assert accepted["points"][0] == {
        "day": 91, "groups": 2, "patients": 24, "atRisk": 24, "lost": 11, "events": death,
        "survival": {"value": pytest.approx(1 - 1 / (24 - 11 / 2))},
    }  # fmt: skip
    assert of_infused["points"][0] == {
        "day": 91, "groups": 2, "patients": 13, "atRisk": 13, "lost": 0, "events": death,
        "survival": {"value": pytest.approx(12 / 13)},
    }  # fmt: skip
    assert (accepted["clock"], of_infused["clock"]) == ("ACCEPTANCE", "FIRST_ADMINISTRATION")
    (dead,) = [c for c in incidence["ofInfused"]["causes"] if c["cause"] == "DEATH"]
    assert dead["points"][0]["incidence"]["value"] == pytest.approx(1 / 13)
    assert dead["rate"]["events"] == 1


async def test_while_too_few_were_never_infused_only_the_accepted_have_a_curve(
    running: Running,
) -> None:
    told = [
        [*map(never, FIRST[:5]), *map(infused, FIRST[5:])],
        [*map(never, SECOND[:5]), *map(infused, SECOND[5:])],
    ]
    programme = await followed(running, told)
    await published(running, LATER[0])
    survival, _ = await asked(running, programme)
    assert survival["ofAccepted"]["points"]
    assert survival["ofInfused"]["points"] == []
    assert survival["ofInfused"]["withheld"] == {"reason": "AWAITS_BUNDLE"}
