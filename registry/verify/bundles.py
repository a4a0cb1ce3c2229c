"""Bundles from one snapshot to the next: what is public of one never changes silently."""

from datetime import date

from registry.model.bundle import PublicBundle
from registry.verify.groups import Changes, is_corrected, is_grown, is_moved
from registry.verify.moment import Moment
from registry.verify.report import Checked, Finding


def bundles_stay(moment: Moment) -> Checked:
    """A bundle keeps its groups, and what was public of it stays or says what it replaces."""
    now = {bundle.id: bundle for bundle in moment.now.bundles}
    on = moment.now.released_on if moment.is_release else None
    for before in moment.before.bundles if moment.before else ():
        place, there = moment.place(f"bundle {before.id}"), now.get(before.id)
        if there is None:
            yield Finding(place, "The snapshot before had it, this one does not.")
            continue
        changed = ", ".join(changes_of(before, there, on))
        yield Finding(place, f"What was public of it changed: {changed}.") if changed else None


def changes_of(before: PublicBundle, now: PublicBundle, on: date | None) -> Changes:
    """What of a bundle is otherwise without being marked as corrected on a release date."""
    keys = ("programme_id", "kind", "timing", "group_ids", "closed_on", "endpoint_id")
    yield from (name for name in keys if getattr(before, name) != getattr(now, name))
    curves = {curve.curve: curve for curve in now.curves}
    for curve in before.curves:
        there = curves.get(curve.curve)
        if there is None or not (is_grown(curve, there) or is_moved(curve, there, on)):
            yield curve.curve
    if before.sums is not None and before.sums != now.sums:
        yield from [] if is_corrected(before.sums, now.sums, on) else ["sums"]
