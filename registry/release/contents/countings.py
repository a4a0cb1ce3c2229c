"""Everything that is counted of a group, in one list: what, and when it opens."""

from collections.abc import Sequence
from typing import Any

from registry.model.endpoint import Endpoint
from registry.release.contents.infusion import funnel
from registry.release.contents.manufacturing import manufacturing
from registry.release.contents.outcomes import endpoint_counting
from registry.release.contents.responses import best_responses
from registry.release.contents.safety import safety_countings
from registry.release.contents.tally import Counting


def countings(endpoints: Sequence[Endpoint], wait: int) -> dict[str, Counting[Any]]:
    """The tables of a group whose programme locked these endpoints and this longest wait, by id.

    Curves are counted by `curves`, step by step.
    """
    rows: tuple[Counting[Any], ...] = (
        funnel(wait),
        manufacturing(wait),
        *safety_countings(wait),
        *(endpoint_counting(locked, wait) for locked in endpoints),
        *best_responses(endpoints, wait),
    )
    return {row.content: row for row in rows}
