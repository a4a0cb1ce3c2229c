"""Which bundles a programme's groups are cut into, from numbers that are public already.

A run for the infused looks at how many were never infused, one for a change at how many were
assessed; both stand in the published tables of its groups. Outcomes play no part.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from anonymise.bundles import Closes, Patients, enough, nobody_or_enough, runs
from registry.model.bundle import BundleKind, PublicBundle
from registry.model.codes import EndpointKind, Timing
from registry.model.endpoint import Endpoint
from registry.model.sealed import EndpointCounts, NoSuccess, SealedGroup

UNCOUNTED = (NoSuccess.WITHDRAWN, NoSuccess.REGISTERED_LATE)


def new_bundles(
    groups: Sequence[SealedGroup],
    before: Sequence[PublicBundle],
    endpoints: Iterable[Endpoint],
    smallest: int,
    on: date,
) -> list[PublicBundle]:
    """The runs that close on a release date; `groups` are a programme's, as they were sealed.

    What was cut before stays; a new run begins with the first group that is in none.
    """
    found: list[PublicBundle] = []
    for timing in Timing:
        mine = [group for group in groups if group.timing is timing]
        found += cut(mine, before, BundleKind.INFUSED, None, nobody_or_enough(smallest), on)
        for endpoint in endpoints:
            if endpoint.kind is EndpointKind.CHANGE:
                found += cut(mine, before, BundleKind.CHANGE, endpoint.id, enough(smallest), on)
    return found


def cut(
    groups: Sequence[SealedGroup],
    before: Sequence[PublicBundle],
    kind: BundleKind,
    endpoint_id: str | None,
    closes: Closes,
    on: date,
) -> Iterator[PublicBundle]:
    """The new runs of one kind among groups of one timing."""
    same = [b for b in before if (b.kind, b.endpoint_id) == (kind, endpoint_id)]
    taken = {id for bundle in same for id in bundle.group_ids}
    left = [group for group in groups if group.id not in taken]
    numbers = [never_infused(g) if endpoint_id is None else assessed(g, endpoint_id) for g in left]
    for run in runs(numbers, closes):
        first, mine = left[run[0]], tuple(left[place].id for place in run)
        named = f"{first.id}.{kind.lower()}" + (f".{endpoint_id}" if endpoint_id else "")
        yield PublicBundle(named, first.programme_id, kind, first.timing, mine, on, endpoint_id)


def never_infused(group: SealedGroup) -> Patients | None:
    """How many were not infused in time; None while not public.

    Of those who withdrew or were found late nobody knows whether they were infused.
    """
    if group.funnel is None:
        return None
    reasons = group.funnel.not_infused
    unknown = sum(reasons.get(reason, 0) for reason in UNCOUNTED)
    return Patients(sum(reasons.values()) - unknown, unknown)


def assessed(group: SealedGroup, endpoint_id: str) -> Patients | None:
    """How many have a change from baseline; None while the endpoint's counts are not public."""
    found = (counts for counts in group.endpoints if counts.endpoint_id == endpoint_id)
    counts: EndpointCounts | None = next(found, None)
    return None if counts is None else Patients(sum(counts.categories))
