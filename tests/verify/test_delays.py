"""What the board said of a release that comes later is in the log, and stays."""

import asyncio
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs
from real_files import OLD, bring
from running import running_registry
from verifiable import BEGAN, found, published, verified

from registry.intake.registered import delay_leaf
from registry.log.leaves import DelayLeaf
from registry.model.transparency import Delay
from registry.release.delays import WantedDelay, delay_release
from registry.snapshot import freeze
from registry.verify.checks import SNAPSHOT_CHECKS
from registry.verify.moment import Moment
from tests.views.example import SNAPSHOT

SAID = Delay("delay-2027-03-31", date(2027, 3, 31), "The board is ill.", date(2027, 3, 10))
NEXT_DAY = date(2027, 4, 21)
OTHER = structs.replace(SAID, reason="For another reason.")


def moment(
    *delays: Delay, before: Iterable[Delay] = (), logged: Iterable[DelayLeaf] = ()
) -> Moment:
    """A snapshot with these delays, the one before it, and the leaves of delays in the log."""
    now = freeze(structs.replace(SNAPSHOT, delays=delays))
    earlier = freeze(structs.replace(SNAPSHOT, delays=tuple(before)))
    return Moment(now, earlier, (), {}, (), None, 9, delays=tuple(logged))


def faults(id: str, seen: Moment) -> list[str]:
    """What a check finds."""
    check = next(each for each in SNAPSHOT_CHECKS if each.id == id)
    return [finding.message for finding in check.check(seen) if finding is not None]


def test_a_registry_that_put_off_a_release_verifies_from_its_public_files(tmp_path: Path) -> None:
    asyncio.run(story(tmp_path))
    written = (path for path in tmp_path.rglob("*") if path.is_file())
    files = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in written}
    report = verified(files, OLD.key, NEXT_DAY)
    assert found(report) == []
    seen = {line.id: line.seen for line in report.lines}
    assert (seen["delays-logged"], seen["delays-stay"]) == (2, 1)


async def story(folder: Path) -> None:
    """A release that is put off, published late, and followed by another snapshot."""
    async with running_registry(f"sqlite:///{folder.parent}/delays.sqlite", BEGAN) as registry:
        house = registry.house
        await published(registry, BEGAN)
        registry.clock.today = SAID.decided_on
        wanted = WantedDelay(SAID.release, SAID.reason)
        said = await delay_release(house.publisher.board, wanted, house.clock(), "board")
        assert said.delay == SAID
        await published(registry, date(2027, 4, 9))
        await published(registry, date(2027, 4, 20))
        registry.clock.today = NEXT_DAY
        await bring(registry, folder)


@pytest.mark.parametrize(
    ("delays", "logged", "told"),
    [
        ([SAID], [SAID], []),
        ([], [], []),
        ([SAID], [], ["It is public without a leaf."]),
        ([], [SAID], ["It has a leaf and is not public."]),
        (
            [OTHER],
            [SAID],
            ["It is public without a leaf.", "It has a leaf and is not public."],
        ),
    ],
)
def test_what_is_public_of_delays_is_what_the_log_holds(
    delays: list[Delay], logged: list[Delay], told: list[str]
) -> None:
    leaves = [delay_leaf(each) for each in logged]
    assert faults("delays-logged", moment(*delays, logged=leaves)) == told


@pytest.mark.parametrize(
    ("delays", "told"), [([SAID], []), ([], ["gone"]), ([OTHER], ["gone"]), ([SAID, OTHER], [])]
)
def test_a_delay_stays_as_it_was_said(delays: list[Delay], told: list[str]) -> None:
    by_id = {delay.id: delay for delay in reversed(delays)}
    found = faults("delays-stay", moment(*by_id.values(), before=[SAID]))
    assert [words.rsplit(" ")[-1].rstrip(".") for words in found] == told
