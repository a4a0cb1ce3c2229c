"""`make chaos`: so many processes killed on each database, and the page about it.

Bounded: it ends by itself. `--only ACT` kills some acts, and leaves what is written of the others
as it is; with `--seed N --runs 1` it repeats one run.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.chaos.acts import SCENARIOS
from tests.chaos.grounds import Ground, ground
from tests.chaos.looking import Reference
from tests.chaos.planted import PLANTED
from tests.chaos.report import Battery, tallied, write_result
from tests.chaos.runs import Outcome, between_commits, draw, run, undisturbed
from tests.chaos.scenarios import Scenario
from tests.chaos.scenes import SCENES

RUNS, PLANTED_RUNS = 500, 12
NAMED = {each.name: each for each in SCENARIOS}


def main(arguments: list[str]) -> int:
    """Kill on each database; 1 where something was found, or a planted fault was not."""
    told = parsed(arguments)
    batteries = [battery(each, told) for each in told.database.split(",")]
    if told.write:
        write_result(batteries)
    for each in batteries:
        sys.stdout.write(each.line + "\n")
    return 0 if all(each.holds for each in batteries) else 1


def parsed(arguments: list[str]) -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser("tests.chaos", description=__doc__)
    parser.add_argument("--database", default="sqlite,postgres")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--only", nargs="*", default=list(NAMED), choices=NAMED, metavar="ACT")
    parser.add_argument("--planted", type=int, default=PLANTED_RUNS)
    parser.add_argument("--write", action="store_true", help="write docs/chaos.md")
    return parser.parse_args(arguments)


def battery(kind: str, told: argparse.Namespace) -> Battery:
    """Everything on one kind of database: the planted fault first, which must be found."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder, ground(kind, Path(folder)) as here:
        for scene in SCENES:
            here.make(scene)
        caught = found(here, told.planted)
        outcomes = list(
            shown(killed(here, [NAMED[name] for name in told.only], told.seed, told.runs))
        )
        name = here.name
    return tallied(name, outcomes, caught, time.monotonic() - began)


def found(here: Ground, runs: int) -> list[bool]:
    """Whether the planted fault was seen, run by run."""
    reference = undisturbed(here, PLANTED)
    drawn = [between_commits(seed, reference) for seed in range(runs)]
    return [bool(run(here, PLANTED, reference, each).faults) for each in drawn]


def killed(here: Ground, scenarios: Sequence[Scenario], first: int, runs: int) -> Iterator[Outcome]:
    """One run per seed; scenarios take turns."""
    references: dict[str, Reference] = {}
    for seed in range(first, first + runs):
        scenario = scenarios[seed % len(scenarios)]
        if scenario.name not in references:
            references[scenario.name] = undisturbed(here, scenario)
        reference = references[scenario.name]
        has_server = here.name == "PostgreSQL"
        yield run(here, scenario, reference, draw(seed, reference, has_server=has_server))


def shown(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """The outcomes as they come: counted on a terminal, each fault with its seed."""
    for number, outcome in enumerate(outcomes, start=1):
        for fault in outcome.faults:
            sys.stdout.write(f"seed {outcome.drawn.seed}, {outcome.scenario}: {fault}\n")
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{number} killed ")
        yield outcome


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
