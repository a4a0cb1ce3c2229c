"""Everything that is counted of a group, in one list: what, and when it opens."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from registry.model.endpoint import Endpoint
from registry.model.sealed import GRID
from registry.release.contents.curves import OF_ACCEPTED, SEEN_BY
from registry.release.contents.infusion import funnel
from registry.release.contents.manufacturing import manufacturing
from registry.release.contents.outcomes import endpoint_counting
from registry.release.contents.responses import best_responses
from registry.release.contents.safety import safety_countings
from registry.release.contents.tally import Counting, Shows


class Opening(Struct, frozen=True):
    """A content by id, the stage that must show it, and the day that must have closed."""

    content: str
    shows: Shows
    day: int


def openings(endpoints: Sequence[Endpoint], wait: int) -> list[Opening]:
    """When each content of a group opens: its tables, then the intervals of its curves."""
    tables = countings(endpoints, wait).values()
    intervals = ((curve, day) for curve in OF_ACCEPTED for day in GRID)
    return [
        *(Opening(row.content, row.shows, row.day) for row in tables),
        *(
            Opening(f"{curve.id}/{day}", Shows.EFFICACY, SEEN_BY.get(day, day))
            for curve, day in intervals
        ),
    ]


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
