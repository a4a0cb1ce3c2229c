"""Which bundles lie wholly within a cohort: what is public of them adds up, and of no other.

A bundle is a fixed run of groups. Of one that reaches beyond the cohort nothing can be used; its
groups inside are told, as are groups that are in none yet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from registry.model.bundle import PublicBundle
from registry.views.cohort_rows import Cohort, NotIncluded
from registry.views.index import Index, Q

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from registry.views.index import Numbers


class Runs(Struct, frozen=True, eq=False):
    """Bundles of one kind: `of` has by place the number of the bundle, -1 where there is none.

    `sizes` are numbers of groups; `shown` marks bundles of which something is public.
    """

    bundles: tuple[PublicBundle, ...]
    of: Numbers
    sizes: Numbers
    shown: NDArray[np.bool_]


class Within(Struct, frozen=True, eq=False):
    """The bundles inside a cohort, by number, with the places of their groups.

    `left_out` are the cohort's groups whose bundle reaches beyond it; `not_included` those in no
    bundle yet, or in one of which nothing is public.
    """

    numbers: Numbers
    places: Numbers
    groups: int
    accepted: int
    left_out: NotIncluded | None
    not_included: NotIncluded | None


def runs_of(
    index: Index, wanted: Callable[[PublicBundle, int], bool], shown: Callable[[PublicBundle], bool]
) -> Runs:
    """The bundles that are wanted, told by a bundle and the place of its first group."""
    import numpy as np

    places = {m.group.id: place for place, m in enumerate(index.members) if m.group is not None}
    here = (bundle for bundle in index.bundles if places.keys() >= {*bundle.group_ids})
    bundles = tuple(bundle for bundle in here if wanted(bundle, places[bundle.group_ids[0]]))
    of = np.full(len(index.members), -1, dtype=np.int64)
    for number, bundle in enumerate(bundles):
        of[[places[id] for id in bundle.group_ids]] = number
    sizes = np.array([len(bundle.group_ids) for bundle in bundles], dtype=np.int64)
    return Runs(bundles, of, sizes, np.array([shown(b) for b in bundles], dtype=np.bool_))


def within(runs: Runs, cohort: Cohort[Q]) -> Within:
    """The bundles whose groups are all in a cohort, and what is told of its other groups."""
    import numpy as np

    number = runs.of[cohort.places]
    is_in = number >= 0
    numbers = number[is_in]
    whole = np.bincount(numbers, minlength=len(runs.bundles)) == runs.sizes
    is_counted, is_beyond = is_in.copy(), is_in.copy()
    is_counted[is_in] = (whole & runs.shown)[numbers]
    is_beyond[is_in] = ~whole[numbers]
    counted = cohort.places[is_counted]
    return Within(
        np.flatnonzero(whole & runs.shown),
        counted,
        len(counted),
        int(cohort.index.accepted[counted].sum()),
        _told(cohort, is_beyond),
        _told(cohort, ~is_counted & ~is_beyond),
    )


def _told(cohort: Cohort[Q], which: NDArray[np.bool_]) -> NotIncluded | None:
    places = cohort.places[which]
    if not len(places):
        return None
    return NotIncluded(len(places), int(cohort.index.accepted[places].sum()))
