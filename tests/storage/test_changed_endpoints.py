"""An endpoint that is changed: what was locked first is judged, the change stands beside it."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import structs
from running import UNIVERSITY, Running, running_registry
from sending import RESPONSE, infused, notices, pseudonyms, record, register, send

import registry as package
from registry.client import RegistryClient
from registry.model.codes import EndpointChangeReason, ProgrammeEventKind, StopReason, Verdict
from registry.model.endpoint import SuccessCriterion, endpoint_digest, lock
from registry.model.programme import Programme
from registry.model.registration import (
    EndpointChangeDraft,
    EndpointResultDraft,
    Recorded,
    StatusDraft,
)
from registry.model.submission import Accepted
from registry.storage.directory import find_fact

pytestmark = pytest.mark.anyio

BEGAN, MARCH, JUNE, NEWS = date(2027, 1, 11), date(2027, 3, 10), date(2027, 6, 1), date(2027, 8, 1)
RELEASES = (date(2027, 9, 30), date(2028, 3, 31), date(2028, 9, 30))
PATIENTS = pseudonyms(22)
EASIER = structs.replace(
    RESPONSE,
    label="Complete or partial metabolic response at day 100",
    criterion=SuccessCriterion(15),
    success_categories=("CMR", "PMR"),
)
EASIEST = structs.replace(EASIER, criterion=SuccessCriterion(5))
PUBLIC = """{
  programmes { edges { node { endpoints {
    label goalPercent digest lockedOn changed changedText outcome { successCategories }
    laterVersions {
      label goalPercent digest lockedOn reason reasonText outcome { successCategories }
    }
  } } } }
  endpointResults { edges { node {
    label goalPercent verdict { value } changed changedText laterVersions { goalPercent lockedOn }
  } } }
  efficacy(by: [PRODUCT]) { edges { node {
    outcome { successCategories } result { ofAccepted { numerator denominator } }
  } } }
}"""
SENTENCE = (
    "Changed on 1 June 2027 (the protocol was amended). Judged by the criterion locked first."
)
PROTOCOL = EndpointChangeReason.PROTOCOL_AMENDMENT


async def enrolled(registry: Running) -> str:
    """A programme that has accepted 22 patients."""
    programme = await register(registry.house, BEGAN)
    assert isinstance(await send(registry.house, programme, MARCH, notices(PATIENTS)), Accepted)
    await registry.publish(date(2027, 3, 31))
    return programme


async def ended(registry: Running, programme: str) -> None:
    """Four respond completely, the others in part; it stops, and reports that it failed."""
    told = [infused(patient, "CMR" if n < 4 else "PMR") for n, patient in enumerate(PATIENTS)]
    assert isinstance(await send(registry.house, programme, NEWS, outcomes=told), Accepted)
    stopped = StatusDraft(programme, ProgrammeEventKind.STOPPED, NEWS, StopReason.FUTILITY)
    await record(registry.house, stopped, NEWS)
    failed = EndpointResultDraft(programme, RESPONSE.id, Verdict.NOT_MET, NEWS)
    await record(registry.house, failed, NEWS)


async def snapshots(registry: Running) -> list[Any]:
    """The snapshots of all releases, without what names the one before."""
    seen = []
    for day in RELEASES:
        await registry.publish(day)
        assert registry.house.shelf.current is not None
        snapshot = msgspec.to_builtins(registry.house.shelf.current.snapshot)
        del snapshot["predecessor"]
        seen.append(snapshot)
    return seen


def node(answer: dict[str, Any], field: str) -> Any:
    (edge,) = answer[field]["edges"]
    return edge["node"]


async def test_the_public_sees_the_first_criterion_judged_and_the_later_one_beside_it(
    registry: Running,
) -> None:
    programme = await enrolled(registry)
    registry.clock.today = JUNE
    client = RegistryClient(registry.http, registry.keys[UNIVERSITY])
    changed = await client.record(EndpointChangeDraft(programme, EASIER, PROTOCOL))
    assert isinstance(changed, Recorded)
    await ended(registry, programme)
    await snapshots(registry)
    public = await registry.ask(PUBLIC)

    (endpoint,) = node(public, "programmes")["endpoints"]
    assert endpoint.pop("laterVersions") == [
        {
            "label": EASIER.label,
            "goalPercent": 15,
            "digest": endpoint_digest(EASIER),
            "lockedOn": "2027-06-01",
            "reason": "PROTOCOL_AMENDMENT",
            "reasonText": "the protocol was amended",
            "outcome": {"successCategories": ["CMR", "PMR"]},
        }
    ]
    assert endpoint == {
        "label": RESPONSE.label,
        "goalPercent": 50,
        "digest": endpoint_digest(RESPONSE),
        "lockedOn": "2027-01-11",
        "changed": True,
        "changedText": SENTENCE,
        "outcome": {"successCategories": ["CMR"]},
    }
    assert node(public, "endpointResults") == {
        "label": RESPONSE.label,
        "goalPercent": 50,
        "verdict": {"value": "NOT_MET"},
        "changed": True,
        "changedText": SENTENCE,
        "laterVersions": [{"goalPercent": 15, "lockedOn": "2027-06-01"}],
    }
    assert node(public, "efficacy") == {
        "outcome": {"successCategories": ["CMR"]},
        "result": {"ofAccepted": {"numerator": 4, "denominator": 22}},
    }


async def test_a_later_version_changes_no_decision_no_count_no_group_and_no_date(
    registry: Running, tmp_path: Path
) -> None:
    async with running_registry(f"sqlite:///{tmp_path}/as-locked.sqlite", BEGAN) as other:
        seen = []
        for running in (registry, other):
            programme = await enrolled(running)
            if running is registry:
                shorter = structs.replace(EASIER, day=28)
                await record(running.house, EndpointChangeDraft(programme, shorter, PROTOCOL), JUNE)
            await ended(running, programme)
            seen.append(await snapshots(running))
    later = [s["programmes"][0]["programme"].pop("later_endpoints") for s in seen[0]]
    assert [len(versions) for versions in later] == [1, 1, 1]
    for snapshot in seen[1]:
        assert not snapshot["programmes"][0]["programme"].pop("later_endpoints")
    assert seen[0] == seen[1]


async def test_every_version_is_kept_and_the_lock_stays_as_it_was(registry: Running) -> None:
    house = registry.house
    programme = await register(house, BEGAN)
    await record(house, EndpointChangeDraft(programme, EASIER, PROTOCOL), JUNE)
    other = EndpointChangeReason.OTHER
    await record(house, EndpointChangeDraft(programme, EASIEST, other), NEWS)
    stored = await find_fact(house.database, Programme, programme)
    assert stored is not None
    assert stored.endpoints == (lock(RESPONSE, BEGAN),)
    assert [(later.locked, later.reason) for later in stored.later_endpoints] == [
        (lock(EASIER, JUNE), PROTOCOL),
        (lock(EASIEST, NEWS), other),
    ]


def test_only_intake_the_views_and_the_form_of_a_change_read_a_later_version() -> None:
    """No gate, no sealing, no evidence and no content can see what an endpoint was changed to."""
    words = ("later_endpoints", "later_versions", "latest_versions")
    root = Path(package.__file__).parent
    reading = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if any(word in path.read_text() for word in words)
    }
    assert reading == {
        "intake/facts.py",
        "intake/rules/endpoints.py",
        "model/programme.py",
        "views/endpoint_results.py",
        "views/endpoints.py",
        "web/desk/sponsor/registering/endpoint_change.py",
    }
