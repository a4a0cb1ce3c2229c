"""Intake against its floor and against the libraries' defaults, side by side in one run."""

import subprocess
import sys
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
import strawberry
from running import Running, running_registry
from sending import register

from registry.client import as_input
from registry.model.submission import SubmissionBatch
from registry_graphql import inputs
from tests.benchmarks.by_orm import by_orm, make_tables
from tests.benchmarks.intake import BEGAN, LATER, rows, stream_ratio
from tests.benchmarks.measure import seconds_of

pytestmark = pytest.mark.anyio

SUBMIT = """mutation ($input: SubmissionBatchInput!) {
  submitOutcomes(input: $input) { ... on Accepted { new } ... on Rejected { findings { rule } } }
}"""


async def test_a_stream_takes_at_most_three_times_what_it_must(tmp_path: Path) -> None:
    ratio = (await stream_ratio(tmp_path)).best
    assert ratio < 3, f"a stream takes {ratio:.2f} times the floor"


async def test_a_mutation_is_five_times_as_fast_as_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The defaults: Strawberry converts the input, the ORM inserts an object per row."""
    async with running_registry(f"sqlite:///{tmp_path}/ours.sqlite", BEGAN) as registry:
        programme = await register(registry.house, BEGAN)
        registry.clock.today = LATER
        await make_tables(registry)
        default = default_schema(registry, monkeypatch)
        mine, base = [], []
        for run in range(6):
            ours, theirs = (batch(programme, 0xA000 + (2 * run + n) * 100) for n in (0, 1))
            mine.append(await seconds_of(partial(submitted, registry, ours)))
            base.append(await seconds_of(partial(executed, default, theirs)))
    ratio = min(base) / min(mine)
    assert ratio > 5, f"a mutation is only {ratio:.1f} times as fast"


def batch(programme: str, start: int) -> Any:
    patients = rows(100, start)
    told = SubmissionBatch(programme, tuple(n for n, _ in patients), tuple(o for _, o in patients))
    return as_input(told)


async def submitted(registry: Running, sent: Any) -> None:
    answer = (await registry.send(SUBMIT, input=sent)).json()
    assert answer["data"]["submitOutcomes"]["new"] == 900, answer


async def executed(schema: strawberry.Schema, sent: Any) -> None:
    document = "mutation ($input: SubmissionBatchInput!) { submit(input: $input) }"
    result = await schema.execute(document, variable_values={"input": sent})
    assert result.errors is None
    assert result.data == {"submit": 900}


def default_schema(registry: Running, monkeypatch: pytest.MonkeyPatch) -> strawberry.Schema:
    """A schema over the same inputs, without this house's conversion and writing."""
    original = inputs.input_of.__wrapped__

    @cache
    def plain(struct: Any) -> Any:
        made = original(struct)
        made.__strawberry_definition__.from_input = None
        return made

    monkeypatch.setattr(inputs, "input_of", plain)
    submission = plain(SubmissionBatch)

    @strawberry.type
    class Query:
        @strawberry.field
        def hello(self) -> str:
            return "hello"

    @strawberry.type
    class Mutation:
        @strawberry.mutation
        async def submit(self, input: submission) -> int:  # type: ignore[valid-type]
            return await by_orm(registry, input)

    return strawberry.Schema(Query, Mutation)


MEMORY = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from memory import grown
print(grown(int(sys.argv[2])))
"""


def test_a_stream_of_any_length_needs_little_memory() -> None:
    """Peak memory of 20,000 patients; it grows by receipts only (100,000 measured: 137 MiB)."""
    support = str(Path(__file__).parents[1] / "support")
    run = subprocess.run(
        [sys.executable, "-c", MEMORY, support, "20000"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert float(run.stdout) < 40, f"memory grew by {run.stdout} MiB"
