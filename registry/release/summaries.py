"""Which lay summaries are public: free words wait for a programme, and until none is too small.

Of fewer than eleven patients words can tell what no number may, so that of such a programme only
coded values are public (design: words). What decides is public itself: how far programmes are.
"""

from collections.abc import Iterable

from registry.model.decision import Activity
from registry.model.transparency import LaySummary
from registry.snapshot import PublicProgramme, Snapshot

COUNTED = (Activity.SEALED, Activity.OPEN)


def public_summaries(
    written: Iterable[LaySummary],
    programmes: Iterable[PublicProgramme],
    before: Snapshot | None,
) -> tuple[LaySummary, ...]:
    """Each summary as it stands now; as it was public while a programme is too small or none is."""
    rows = [(row.programme.product_id, row.activity) for row in programmes]
    small = {product for product, activity in rows if activity is Activity.FEWER_THAN_11}
    counted = {product for product, activity in rows if activity in COUNTED} - small
    known = {each.id: each for each in (before.directory.lay_summaries if before else ())}
    told = (each if each.product_id in counted else known.get(each.id) for each in written)
    return tuple(each for each in told if each is not None)
