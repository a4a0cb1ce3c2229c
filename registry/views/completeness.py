"""How completely sponsors report, beside each other: only those that saw their own row long enough.

The numbers are those of follow-up, which anybody can ask for by sponsor. What waits is that the
registry itself sets one beside the other.
"""

from collections.abc import Iterable

from registry.snapshot import Snapshot
from registry.views.cohort import Dimension
from registry.views.follow_up import FollowUpRow, follow_up


def completeness(
    snapshot: Snapshot, sponsors: Iterable[str] | None = None
) -> tuple[FollowUpRow, ...]:
    """Known status by sponsor, in order of id: of these, else of those that are compared.

    Sums over whole open groups; a group of several sponsors is left out of each, and told.
    """
    chosen = frozenset(snapshot.compared_sponsors if sponsors is None else sponsors)
    return follow_up(snapshot, by=(Dimension.SPONSOR,), where={Dimension.SPONSOR: chosen})
