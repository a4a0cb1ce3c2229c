"""Playing the timeline: each step goes through a sponsor's client, as a hospital would send it."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from typing import TypeVar

import msgspec

from registry.client import RegistryClient
from registry.errors import RegistryError
from registry.model.registration import Recorded
from registry.model.submission import Accepted, Rejected, SubmissionBatch
from seeds.timeline import Step

AnySent = TypeVar("AnySent", bound=msgspec.Struct)


class StepRefused(RegistryError):
    """The registry refused a step of the demonstration."""


async def play(
    steps: Iterable[Step],
    client_of: Callable[[int], RegistryClient],
    before: Callable[[date], Awaitable[None]],
) -> None:
    """Send every step; `before` is told each step's day first, to move clocks and publish."""
    ids: dict[str, str] = {}
    for step in steps:
        await before(step.on)
        answer = await send(client_of(step.sponsor), step, ids)
        if isinstance(answer, Rejected):
            rules = sorted({finding.rule for finding in answer.findings})
            raise StepRefused(
                f"A step of {step.on} was refused: {', '.join(rules)}.", "Mend the scenario."
            )
        if step.names and isinstance(answer, Recorded):
            ids[step.names] = answer.id


async def send(
    client: RegistryClient, step: Step, ids: dict[str, str]
) -> Accepted | Recorded | Rejected:
    """Send one step with the ids the registry gave earlier."""
    sent = with_ids(step.sent, ids)
    if isinstance(sent, SubmissionBatch):
        return await client.submit_outcomes(sent)
    return await client.record(sent)


def with_ids(sent: AnySent, ids: dict[str, str]) -> AnySent:
    """The draft or batch with every {name} replaced by its id."""
    named = {
        field: ids[value.strip("{}")]
        for field in ("product_id", "programme_id")
        if (value := getattr(sent, field, "")).startswith("{")
    }
    return msgspec.structs.replace(sent, **named)
