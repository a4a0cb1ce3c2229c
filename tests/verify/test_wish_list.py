"""The wish list as anybody can verify it: logged, kept, and the keys groups were split by."""

import asyncio
import tempfile
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from msgspec import structs
from public_files import Files
from real_files import OLD, bring
from running import Running, running_registry
from sending import notices, pseudonyms, record, register, send
from verifiable import BEGAN, found, published, verified

from registry.intake.registered import wish_decision_leaf, wish_leaf
from registry.log.leaves import AnyWishLeaf
from registry.model.codes import AgeBand
from registry.model.registration import KeyRequestDraft
from registry.model.submission import Accepted, EpisodeNotice
from registry.model.wishes import KeyDecision, KeyRequest, SplitKey
from registry.release.wishes import Verdict, decide
from registry.snapshot import FrozenSnapshot, Snapshot, freeze
from registry.verify.moment import Moment
from registry.verify.report import Checked
from registry.verify.wishes import split_as_adopted, wishes_logged, wishes_stay
from tests.views.example import SNAPSHOT, open_group

MARCH, SPRING, MAY = date(2027, 3, 10), date(2027, 3, 31), date(2027, 5, 10)
AUTUMN, FEBRUARY, END = date(2027, 9, 30), date(2028, 2, 1), date(2028, 3, 31)
NEXT_DAY = date(2028, 4, 1)
WISH = KeyRequest("w", SplitKey.AGE_BAND, "To tell adolescents from children.", MARCH)
DECISION = KeyDecision(True, "Readers ask for it.", MAY, AUTUMN)
DONE = structs.replace(WISH, decision=DECISION)
LEAVES = (wish_leaf(WISH), wish_decision_leaf("w", DECISION))


@cache
def files() -> Files:
    """Public files of a registry whose board adopts a key between its first two release dates."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(story(Path(folder)))
        written = (path for path in Path(folder).rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in written}


async def story(folder: Path) -> None:
    async with running_registry(
        f"sqlite:///{folder.parent / folder.name}.sqlite", BEGAN
    ) as registry:
        house = registry.house
        programme = await register(house, BEGAN, planned_end=date(2035, 2, 1))
        await send(house, programme, MARCH, notices(pseudonyms(11)))
        await published(registry, SPRING)
        registry.clock.today = MAY
        await adopt(registry)
        assert isinstance(await send(house, programme, MAY, minors()), Accepted)
        await published(registry, AUTUMN)
        await send(house, programme, FEBRUARY, notices(pseudonyms(11, 0xD00), "2028-02"))
        last = await published(registry, END)
        assert [group.finer for group in last.snapshot.groups if group.opened_on == END] == [
            {"AGE_BAND": "0-11"},
            {"AGE_BAND": "12-17"},
        ]
        registry.clock.today = NEXT_DAY
        await bring(registry, folder)


async def adopt(registry: Running) -> None:
    house = registry.house
    id = await record(house, KeyRequestDraft(WISH.key, WISH.purpose), MAY)
    await decide(house.publisher.board, Verdict(id, True, DECISION.reason), house.clock(), "board")


def minors() -> list[EpisodeNotice]:
    bands = [AgeBand.CHILD] * 11 + [AgeBand.ADOLESCENT] * 11
    told = zip(pseudonyms(22, 0xB00), bands, strict=True)
    return [EpisodeNotice(id, "2027-05", age_band=band) for id, band in told]


def moment(
    *requests: KeyRequest,
    before: Iterable[KeyRequest] = (),
    wishes: Iterable[AnyWishLeaf] = (),
    **changes: object,
) -> Moment:
    """A snapshot with these requests, the one before it, and the leaves of wishes in the log."""
    now: Snapshot = structs.replace(SNAPSHOT, key_requests=requests, **changes)
    earlier: FrozenSnapshot = freeze(structs.replace(SNAPSHOT, key_requests=tuple(before)))
    return Moment(freeze(now), earlier, (), {}, (), None, 9, wishes=tuple(wishes))


def faults(checked: Checked) -> list[str]:
    return [finding.message for finding in checked if finding is not None]


def test_a_registry_that_adopted_a_key_verifies_from_its_public_files() -> None:
    report = verified(files(), OLD.key, NEXT_DAY)
    assert found(report) == []
    seen = {line.id: line.seen for line in report.lines}
    assert [seen[id] for id in ("wishes-logged", "wishes-stay")] == [4, 1]
    assert seen["groups-split-as-adopted"] == 4
    assert report.replay.replayed > 0


@pytest.mark.parametrize(
    ("requests", "leaves", "told"),
    [
        ((DONE,), LEAVES, []),
        ((WISH,), LEAVES[:1], []),
        ((), LEAVES[:1], ["has a leaf and is not public"]),
        ((WISH,), LEAVES, ["has a leaf and is not public"]),
        ((WISH,), (), ["is public without a leaf"]),
        ((DONE,), LEAVES[:1], ["is public without a leaf"]),
        (
            (structs.replace(WISH, purpose="Another."),),
            LEAVES[:1],
            ["is public without a leaf", "has a leaf and is not public"],
        ),
    ],
)
def test_every_request_and_decision_has_its_leaf(
    requests: tuple[KeyRequest, ...], leaves: tuple[AnyWishLeaf, ...], told: list[str]
) -> None:
    found = faults(wishes_logged(moment(*requests, wishes=leaves)))
    assert len(found) == len(told)
    assert all(part in message for part, message in zip(told, found, strict=True))


@pytest.mark.parametrize(
    ("before", "now", "stays"),
    [
        (WISH, WISH, True),
        (WISH, DONE, True),
        (DONE, WISH, False),
        (WISH, None, False),
        (WISH, structs.replace(WISH, purpose="Another."), False),
        (DONE, structs.replace(DONE, decision=KeyDecision(False, "No.", MAY)), False),
    ],
)
def test_a_request_stays_and_is_decided_once(
    before: KeyRequest, now: KeyRequest | None, stays: bool
) -> None:
    told = moment(*([now] if now else []), before=[before])
    assert (faults(wishes_stay(told)) == []) is stays


@pytest.mark.parametrize(
    ("formed_on", "finer", "right"),
    [
        (SPRING, None, True),
        (SPRING, {"AGE_BAND": "12-17"}, False),
        (AUTUMN, {"AGE_BAND": "12-17"}, True),
        (AUTUMN, {"AGE_BAND": "SEVERAL"}, True),
        (AUTUMN, None, False),
        (AUTUMN, {"AGE_BAND": "12-17", "SEX": "FEMALE"}, False),
        (END, {"AGE_BAND": "0-11"}, True),
    ],
)
def test_a_group_is_split_by_what_was_adopted_when_it_formed(
    formed_on: date, finer: dict[str, str] | None, right: bool
) -> None:
    group = open_group("g", "aurora", "ES", 11, formed_on=formed_on, finer=finer)
    assert (faults(split_as_adopted(moment(DONE, groups=(group,)))) == []) is right
