"""Verification of a large log beside hashing its leaves."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from large_logs import opaque, write_large_log
from logs import KEY
from public_files import entries_for, snapshot_files, write
from verifiable import LATEST, snapshots

from tests.benchmarks.measure import Spread, ratio_of, rounds_within, seconds

PROGRAM = """
import atexit, json, resource, sys, time
begun = time.monotonic()

def tell():
    (peak,) = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    used = time.process_time(), time.monotonic() - begun, int(peak.split()[1]) / 1024
    print(json.dumps(used), file=sys.stderr)

atexit.register(tell)
from registry.__main__ import main
main()
"""


class Measured(NamedTuple):
    """Seconds of processor time, seconds on the clock, peak memory in MiB, and the report."""

    processor: float
    clock: float
    mebibytes: float
    report: dict[str, object]


def one_core() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def verify(folder: Path) -> Measured:
    """Run the command on one core, in a process of its own."""
    words = ["verify", str(folder), "--key", KEY.encoded, "--on", str(LATEST), "--json"]
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        preexec_fn=one_core,
    )
    processor, clock, mebibytes = json.loads(run.stderr)
    return Measured(processor, clock, mebibytes, json.loads(run.stdout))


def large_log(folder: Path, leaves: int) -> Path:
    """The public files of a registry whose log has so many leaves."""
    write_large_log(folder, leaves, entries_for(snapshots()))
    return write(folder, snapshot_files(snapshots()))


def plain_hashing(leaves: int) -> float:
    """Seconds of processor time to hash such leaves with hashlib: each, and one node for each."""
    entries = [opaque(number) for number in range(leaves)]

    def hashing() -> None:
        for entry in entries:
            hashlib.sha256(b"\x00" + entry).digest()
            hashlib.sha256(b"\x01" + entry + entry).digest()

    return seconds(hashing)


def verification_ratio(folder: Path, leaves: int, budget: float) -> Spread:
    """How much longer verifying takes than plain hashing, the command's start included."""
    large_log(folder, leaves)
    return ratio_of(
        [(verify(folder).processor, plain_hashing(leaves)) for _ in rounds_within(budget, 7)]
    )
