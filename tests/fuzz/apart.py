"""Hunts in processes of their own, so that one that dies or never ends is a finding, too."""

import os
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import msgspec
from msgspec import Struct

from tests.fuzz.hunting import Finding, Hunt, Result
from tests.fuzz.targets import TARGETS

BEGINNING, MOST_MEMORY = 600.0, 4 << 30
FORKED = get_context("fork")


class Wanted(Struct, frozen=True):
    """A hunt to begin: for what, from which seed, how long, and where findings are kept."""

    name: str
    seed: int
    seconds: float
    found: Path


class Running(Struct):
    """A hunt in its process: it is given up at `until`."""

    wanted: Wanted
    process: BaseProcess
    told: Path
    until: float


def hunt_apart(wanted: Sequence[Wanted], at_once: int) -> Iterator[Result]:
    """Every hunt, so many at a time; results as they come."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        waiting, running = list(wanted), list[Running]()
        while waiting or running:
            while waiting and len(running) < at_once:
                running.append(begun(waiting.pop(0), Path(folder)))
            wait([each.process.sentinel for each in running], timeout=1)
            for each in [each for each in running if is_over(each)]:
                running.remove(each)
                yield result_of(each)


def begun(wanted: Wanted, folder: Path) -> Running:
    """Fork a process that hunts."""
    told = folder / wanted.name
    process = FORKED.Process(target=hunted, args=(wanted, told))
    process.start()
    return Running(wanted, process, told, time.monotonic() + wanted.seconds + BEGINNING)


def is_over(each: Running) -> bool:
    """Whether a process has ended, or has to."""
    if each.process.is_alive() and time.monotonic() > each.until:
        each.process.kill()
    return not each.process.is_alive()


def hunted(wanted: Wanted, told: Path) -> None:
    """Hunt here, and write the result as JSON."""
    silence()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with TARGETS[wanted.name]() as target:
        hunt = Hunt(wanted.name, target, wanted.seed, wanted.found)
        told.write_bytes(msgspec.json.encode(hunt.until(wanted.seconds)))


def silence() -> None:
    """What the registry logs of drawn requests is nobody's news."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def result_of(each: Running) -> Result:
    """What a hunt told; a finding where it told nothing."""
    each.process.join()
    if each.told.exists():
        return msgspec.json.decode(each.told.read_bytes(), type=Result)
    cause = f"the process ended with {each.process.exitcode} and told nothing"
    lost = Finding(each.wanted.name, each.wanted.seed, 0, cause, "")
    return Result(each.wanted.name, each.wanted.seconds, 0, 0, 0, 0, 0, (lost,))
