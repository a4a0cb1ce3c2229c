"""`make fuzz`: drawn inputs for every parser and both GraphQL surfaces, for so many minutes.

It ends by itself, with 1 where something was found; the input is kept in a folder then, and
`--again NAME FILE` does what it did once more.
"""

import argparse
import os
import secrets
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.apart import Wanted, hunt_apart
from tests.fuzz.hunting import Result, read_back
from tests.fuzz.report import Fuzzed, write_result
from tests.fuzz.targets import TARGETS, share_of

MINUTES, FOUND = 10.0, Path("fuzz-found")


def main(arguments: Sequence[str]) -> int:
    """Hunt in every target, or do what one input does; 1 where something was found."""
    told = parsed(arguments)
    if told.again:
        return again(*told.again)
    fuzzed = hunt_all(told)
    if told.write:
        write_result(fuzzed)
    sys.stdout.write(fuzzed.line + "\n")
    return 0 if fuzzed.holds else 1


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser("tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--only", nargs="*", default=list(TARGETS), choices=TARGETS, metavar="NAME")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--found", type=Path, default=FOUND, help="where what ends badly is kept")
    parser.add_argument("--write", action="store_true", help="write docs/fuzz.md")
    parser.add_argument("--again", nargs=2, metavar=("NAME", "FILE"))
    return parser.parse_args(arguments)


def hunt_all(told: argparse.Namespace) -> Fuzzed:
    """Every target in its share of the time; each result is said as it comes."""
    began, seconds = time.monotonic(), told.minutes * 60 * told.processes
    wanted = [
        Wanted(name, told.seed, seconds * share_of(name, told.only), told.found)
        for name in told.only
    ]
    results = {each.target: each for each in map(said, hunt_apart(wanted, told.processes))}
    took = round(time.monotonic() - began)
    return Fuzzed(told.seed, took, tuple(results[name] for name in told.only))


def said(result: Result) -> Result:
    """Say a result, and what was found with its cause."""
    sys.stdout.write(f"{result.target}: {result.tried} inputs, {result.kept} kept\n")
    for found in result.findings:
        place = f"seed {found.seed}, input {found.attempt}, {found.file}"
        sys.stdout.write(f"  {found.cause}, {place}\n")
    sys.stdout.flush()
    return result


def again(name: str, file: str) -> int:
    """Do what a kept input did: it ends with the same fault, or well."""
    with TARGETS[name]() as target:
        target.check(read_back(Path(file)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
