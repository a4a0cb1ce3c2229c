"""Members that are alike in all a question looks at, found in columns instead of one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from registry.views.cohort import Dimension, Filter, Standing
from registry.views.index import Asks, Index, Q
from registry.views.strands import Candidate, candidate

if TYPE_CHECKING:
    from registry.views.index import Numbers

MOST = 1 << 62


def candidates(
    index: Index, by: Sequence[Dimension], where: Filter, asks: Asks[Q]
) -> Iterator[tuple[Q, Candidate]]:
    """Every member that a filter does not leave out, once per question it is asked."""
    questions, standings = index.questions(asks), index.standings(where)
    looked_at = [index.kinds.codes, questions.codes, *(index.keys[dim].codes for dim in by)]
    inside = _inside(index, standings.values())
    spanning = {dim: some == Standing.BLURRED for dim, some in standings.items()}
    split = alike(inside, [*looked_at, *standings.values()])
    for places, accepted in zip(split, index.accepted_of(split), strict=True):
        first = int(places[0])
        blurred = tuple([dim for dim, some in spanning.items() if some[first]])
        member = index.members[first]
        for question, asked in questions.asked[questions.codes[first]]:
            yield question, candidate(member, asked, blurred, places, accepted, by)


def alike(places: Numbers, columns: Sequence[Numbers]) -> list[Numbers]:
    """The places split into those with equal codes in every column, in order of the first."""
    import numpy as np

    if not len(places):
        return []
    combined = np.zeros(len(places), dtype=np.int64)
    width = 1
    for codes in (codes[places] for codes in columns):
        size = int(codes.max()) + 1
        if width * size > MOST:
            combined = np.unique(combined, return_inverse=True)[1]
            width = int(combined.max()) + 1
        combined, width = combined * size + codes, width * size
    # numbers of two bytes are sorted in one pass
    order = np.argsort(combined.astype(np.min_scalar_type(width - 1)), kind="stable")
    ordered, steps = places[order], np.flatnonzero(np.diff(combined[order])) + 1
    ends = pairwise((0, *steps.tolist(), len(places)))
    return sorted([ordered[start:end] for start, end in ends], key=lambda same: int(same[0]))


def _inside(index: Index, standings: Iterable[Numbers]) -> Numbers:
    """The places that no dimension of a filter leaves out."""
    import numpy as np

    kept = np.ones(len(index.members), dtype=bool)
    for some in standings:
        kept &= some != Standing.OUT
    return np.flatnonzero(kept)
