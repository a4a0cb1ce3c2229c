"""From when a sponsor's completeness stands beside that of others: its own page comes first.

Decided by the calendar and by when groups opened, never by how complete anything is.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from registry.model.programme import Programme
from registry.model.sealed import SealedGroup
from registry.release.stages import Policy, release_on_or_after

ONE_DAY = timedelta(days=1)


def compared_sponsors(
    policy: Policy,
    programmes: Iterable[Programme],
    groups: Iterable[SealedGroup],
    released_on: date,
) -> tuple[str, ...]:
    """The sponsors that stand beside each other with this release, in order of id."""
    first = first_openings(programmes, groups)
    days = {sponsor: compared_from(policy, day) for sponsor, day in first.items()}
    return tuple(sorted(sponsor for sponsor, day in days.items() if day <= released_on))


def first_openings(
    programmes: Iterable[Programme], groups: Iterable[SealedGroup]
) -> Mapping[str, date]:
    """The day on which the first group with patients of each sponsor opened."""
    sponsors = {programme.id: programme.sponsor_id for programme in programmes}
    first: dict[str, date] = {}
    for group in groups:
        for sponsor in {sponsors.get(id) for id in group.programmes}:
            if sponsor is not None and group.opened_on is not None:
                first[sponsor] = min(group.opened_on, first.get(sponsor, date.max))
    return first


def compared_from(policy: Policy, first_opened_on: date) -> date:
    """The release date from which a sponsor stands beside others."""
    day = first_opened_on
    for _ in range(policy.reporting.completeness_after_releases):
        day = release_on_or_after(policy, day + ONE_DAY)
    return day
