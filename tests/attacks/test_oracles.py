"""Attackers who are sponsors: does any answer to one depend on what another's patients do?

Two registries, alike but for what the other university handed in. The asking university has a
programme of the same product, sends the tokens of the other's patients, and asks whatever can be
asked without a trace. Receipts differ, for they are of different logs.
"""

import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from logbook import leaves
from msgspec import structs
from running import OTHER_UNIVERSITY, UNIVERSITY, Running, running_registry
from sending import PRODUCT, infused, notices, programme, pseudonyms, record, send

from anonymise.tokens import link_tokens
from registry.client import RegistryClient
from registry.model.submission import Accepted, EpisodeNotice, LinkTokens, SubmissionBatch
from registry_graphql.contract import OPERATIONS

pytestmark = pytest.mark.anyio

BEGAN, MARCH, LATER = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 20)
DAYS = ["2027-03-31", "2027-09-30", "2029-03-31", "2035-09-30"]
OURS, THEIRS = pseudonyms(12), pseudonyms(40, start=0xB01)
FILES = {path.stem: path.read_text() for path in (OPERATIONS / "sponsor").glob("*.graphql")}


@pytest.fixture
async def registries(tmp_path: Path) -> AsyncIterator[list[Running]]:
    """Two fresh registries."""
    first = running_registry(f"sqlite:///{tmp_path}/one.sqlite", BEGAN)
    second = running_registry(f"sqlite:///{tmp_path}/other.sqlite", BEGAN)
    async with first as one, second as other:
        yield [one, other]


async def programmes(registry: Running) -> tuple[str, str]:
    """A programme of each university, of one product, both public."""
    product = await record(registry.house, PRODUCT, BEGAN)
    ours = await record(registry.house, programme(product), BEGAN)
    theirs = await record(registry.house, programme(product), BEGAN, sponsor=OTHER_UNIVERSITY)
    await registry.publish(BEGAN)
    return ours, theirs


def with_tokens(pseudonyms: list[str]) -> list[EpisodeNotice]:
    """Notices of the same persons, whoever sends them."""
    return [
        structs.replace(notice, link_tokens=LinkTokens(*tokens_of(number, notice.pseudonym)))
        for number, notice in enumerate(notices(pseudonyms))
    ]


def tokens_of(number: int, pseudonym: str) -> tuple[str, str, str]:
    """The tokens of the n-th person under a pseudonym."""
    day = date(1980, 1 + number % 12, 1 + number // 12)
    return link_tokens(b"c" * 32, "Quillfeather", "Xanthippe", day, pseudonym)


async def hand_in(registry: Running, theirs: str, many: int, infusing: bool) -> None:
    """What the other university has of its patients."""
    sent = await send(
        registry.house,
        theirs,
        MARCH,
        with_tokens(THEIRS)[:many],
        [infused(patient, None, day=5) for patient in THEIRS[:many]] if infusing else [],
        sponsor=OTHER_UNIVERSITY,
    )
    assert isinstance(sent, Accepted), sent


async def asked(registry: Running, ours: str) -> list[bytes]:
    """Every answer the asking university can have without leaving a trace."""
    registry.clock.today = LATER
    client = RegistryClient(registry.http, registry.keys[UNIVERSITY])
    batch = SubmissionBatch(ours, tuple(with_tokens(OURS)))
    dry = await client.submit_outcomes(batch, dry_run=True)
    assert isinstance(dry, Accepted), dry
    questions: list[tuple[str, dict[str, Any]]] = [
        ("who-am-i", {}),
        ("due-visits", {"programmeId": ours}),
        *(("release-preview", {"programmeId": ours, "asOf": day}) for day in DAYS),
        *(("one-patient", {"programmeId": ours, "pseudonym": p}) for p in THEIRS[:2]),
    ]
    answers = [await registry.send(FILES[name], **known) for name, known in questions]
    without_chance = msgspec.json.encode(structs.replace(dry, submission_id=""))
    return [without_chance, *(answer.content for answer in answers)]


@pytest.mark.parametrize(
    ("one", "other"),
    [((1, False), (40, False)), ((10, False), (11, False)), ((11, False), (11, True))],
    ids=["one or forty", "ten or eleven", "infused or not"],
)
async def test_no_answer_depends_on_what_another_sponsor_has_waiting(
    registries: list[Running], one: tuple[int, bool], other: tuple[int, bool]
) -> None:
    seen = []
    for registry, theirs_is in zip(registries, (one, other), strict=True):
        ours, theirs = await programmes(registry)
        await hand_in(registry, theirs, *theirs_is)
        seen.append(await asked(registry, ours))
    assert seen[0] == seen[1]
    assert json.loads(seen[0][3])["data"]["answer"]["shared"] is True


@pytest.mark.parametrize("infusing", [False, True], ids=["notices", "outcomes"])
async def test_the_log_shows_one_leaf_of_one_size_for_one_patient_and_for_forty(
    registries: list[Running], infusing: bool
) -> None:
    sizes = []
    for registry, many in zip(registries, (1, 40), strict=True):
        _, theirs = await programmes(registry)
        before = len(await leaves(registry.house))
        await hand_in(registry, theirs, many, infusing)
        sizes.append([len(leaf) for leaf in (await leaves(registry.house))[before:]])
    assert sizes == [[32], [32]]
