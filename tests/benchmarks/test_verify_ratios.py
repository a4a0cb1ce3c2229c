"""A log of a million leaves is verified on one core in seconds, and in little memory."""

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from large_logs import opaque, write_large_log
from logs import KEY
from public_files import entries_for, snapshot_files, write
from verifiable import LATEST, snapshots

MILLION, MOST_SECONDS, MOST_MEBIBYTES = 1_000_000, 60, 500
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


def plain_hashing(leaves: int) -> float:
    """Seconds of processor time to hash such leaves with hashlib: each, and one node for each."""
    entries = [opaque(number) for number in range(leaves)]
    begun = time.process_time()
    for entry in entries:
        hashlib.sha256(b"\x00" + entry).digest()
        hashlib.sha256(b"\x01" + entry + entry).digest()
    return time.process_time() - begun


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    folder = tmp_path_factory.mktemp("large")
    write_large_log(folder, MILLION, entries_for(snapshots()))
    return verify(write(folder, snapshot_files(snapshots())))


def test_a_million_leaves_are_verified_in_seconds_on_one_core(measured: Measured) -> None:
    report = measured.report
    assert (report["holds"], report["leaves"], report["snapshots"]) == (True, MILLION, 6)
    assert measured.clock < MOST_SECONDS, f"{measured.clock:.1f} s"


def test_a_million_leaves_are_verified_in_little_memory(measured: Measured) -> None:
    assert measured.mebibytes < MOST_MEBIBYTES, f"{measured.mebibytes:.0f} MiB"


def test_a_million_leaves_take_a_few_times_as_long_as_their_plain_hashes(
    measured: Measured,
) -> None:
    ratio = measured.processor / plain_hashing(MILLION)
    assert ratio < 8, f"verifying takes {ratio:.1f} times as long as hashing"
