"""Which lay summaries are public: free words wait until no programme of the product is too small.

Of fewer than eleven patients words can tell what no number may, so that of such a programme only
coded values are public (design: words). What decides is public itself: how far programmes are.
"""

from collections.abc import Iterable

from registry.model.decision import Activity
from registry.model.transparency import LaySummary
from registry.snapshot import PublicProgramme, Snapshot


def public_summaries(
    written: Iterable[LaySummary],
    programmes: Iterable[PublicProgramme],
    before: Snapshot | None,
) -> tuple[LaySummary, ...]:
    """Each summary as it stands now, or as it was public while a programme is too small."""
    small = {
        row.programme.product_id for row in programmes if row.activity is Activity.FEWER_THAN_11
    }
    known = {each.id: each for each in (before.directory.lay_summaries if before else ())}
    told = (known.get(each.id) if each.product_id in small else each for each in written)
    return tuple(each for each in told if each is not None)
