"""Programmes of every fate behave per policy over seven years: the committed timeline is true.

The first test plays all of them through the real registry, on both databases, compares what became
public with `timeline.txt`, and verifies the public files. The others are the laws of the policy,
read off that page. After a wanted change print it anew with
`python tests/golden/print_timeline.py`, and commit it only if you can say of each line why it
changed.
"""

import re
from pathlib import Path

import pytest
from running import LOG_KEY, Running, running_registry
from seven_years import BEGAN, FATES, LAST, seven_years
from seven_years_told import LEFT_OVER, timeline, written

from registry.log.signer import LogSigner
from registry.release.stages import load_policy, policy_digest
from registry.settings import DEFAULT_ORIGIN
from registry.storage.public_folder import write_public_files
from registry.verify.inspection import Question, inspect
from registry.verify.sources import from_folder

pytestmark = pytest.mark.thorough

TIMELINE = Path(__file__).with_name("timeline.txt").read_text()
DATED = re.compile(r"(\d{4}-\d\d-\d\d)  (.*)")
SMALL = [fate.name for fate in FATES if fate.patients < 11]
OWN_NUMBERS = re.compile(r"group \d|responded|infused|accepted")


def lines_of(name: str) -> list[tuple[str, str]]:
    """The dated lines of a programme."""
    section = TIMELINE.split(f"## {name}\n")[1].split("\n## ")[0]
    return DATED.findall(section)


def without_counts(name: str, *left_out: str) -> list[tuple[str, str]]:
    """What became public when, whatever the counts and the verdict were."""
    return [
        (on, re.sub(r"Goal not met|Goal met", "(verdict)", re.sub(r"\b\d+ (of|known)", "n", line)))
        for on, line in lines_of(name)
        if not any(word in line for word in left_out)
    ]


def stages(name: str) -> dict[str, str]:
    """The day on which each stage opened."""
    opened = (re.match(r"(R\d) opens", line) for _, line in lines_of(name))
    days = (on for on, _ in lines_of(name))
    return {found[1]: on for on, found in zip(days, opened, strict=True) if found}


async def faults(running: Running, folder: Path) -> list[tuple[str, object]]:
    """What somebody finds wrong who has nothing but the public files of the last day."""
    house, policy = running.house, load_policy()
    signer = LogSigner(DEFAULT_ORIGIN, LOG_KEY)
    await write_public_files(house.database, signer, running.clock(), folder)
    since = await house.public_file("log/checkpoint") or b""
    known = {policy_digest(policy): policy}
    report = inspect(from_folder(folder), Question(signer.key, known, LAST, since, ()))
    return [(line.id, line.findings) for line in report.lines if line.faults]


@pytest.mark.anyio
async def test_seven_years_of_every_fate_are_as_committed_and_verify_from_public_files(
    database_url: str, tmp_path: Path
) -> None:
    async with running_registry(database_url, BEGAN) as running:
        assert written(timeline(await seven_years(running))) == TIMELINE
        assert await faults(running, tmp_path) == []


def test_a_failed_programme_opens_exactly_when_one_that_met_its_goal_does() -> None:
    assert without_counts("failed") == without_counts("met its goal")


def test_deaths_before_the_horizon_hide_nothing_and_delay_nothing() -> None:
    notice = "safety notice"
    assert without_counts("half died", notice) == without_counts("failed")
    assert [on for on, line in lines_of("half died") if notice in line] == ["2027-08-15"]


def test_a_split_programme_opens_its_stages_when_a_whole_one_does() -> None:
    for half in ("split, first half", "split, second half"):
        assert stages(half) == stages("whole")


def test_a_held_programme_opens_exactly_when_its_hold_ends_and_shows_safety_meanwhile() -> None:
    (until,) = re.findall(r"until (\S+)", "\n".join(line for _, line in lines_of("held")))
    held, free = stages("held"), stages("whole")
    assert held["R3"] == until > free["R3"]
    assert (held["R1"], held["R2"]) == (free["R1"], free["R2"])
    efficacy = [on for on, line in lines_of("held") if "responded" in line or "survival" in line]
    assert min(efficacy) == until


def test_who_is_stopped_or_falls_silent_opens_without_its_sponsor() -> None:
    assert stages("stopped")["R6"] == "2028-09-30"
    assert stages("fell silent")["R6"] == "2029-03-31"
    assert ("2029-03-31", "the programme is called silent") in lines_of("fell silent")


@pytest.mark.parametrize("name", SMALL)
def test_fewer_than_11_patients_never_open_numbers_of_their_own(name: str) -> None:
    assert not [line for _, line in lines_of(name) if OWN_NUMBERS.search(line)]
    assert stages(name).keys() <= {"R0", "R4", "R6"}


def test_what_is_left_of_small_programmes_is_told_together_and_once() -> None:
    told = [line for _, line in lines_of(LEFT_OVER)]
    assert len([line for line in told if line.startswith("1 of 3 programmes met their goal.")]) == 1
    assert len([line for line in told if line.endswith("11 patients were accepted")]) == 1


def test_nothing_opens_between_release_dates_but_a_safety_notice() -> None:
    between = [line for on, line in DATED.findall(TIMELINE) if on[5:] not in ("03-31", "09-30")]
    assert between == ["a safety notice is issued for its product (2027-08)"]
