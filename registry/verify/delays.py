"""Releases that the board put off: what it said is in the log, and stays as it was said."""

from collections import Counter

from registry.intake.registered import delay_leaf
from registry.verify.moment import Moment
from registry.verify.report import Checked, Finding


def delays_logged(moment: Moment) -> Checked:
    """The delays that are public are those whose leaves stand in the log."""
    listed = Counter(delay_leaf(delay) for delay in moment.now.delays)
    logged = Counter(moment.delays)
    for leaf in {**listed, **logged}:
        missing = listed[leaf] < logged[leaf]
        too_many = listed[leaf] > logged[leaf] and moment.leaves is not None
        told = "It has a leaf and is not public." if missing else "It is public without a leaf."
        place = moment.place(f"delay of {leaf.release}")
        yield Finding(place, told) if missing or too_many else None


def delays_stay(moment: Moment) -> Checked:
    """What the board said of a release is never gone or other than before."""
    now = {delay.id: delay for delay in moment.now.delays}
    for before in moment.before.delays if moment.before else ():
        place = moment.place(f"delay of {before.release}")
        stays = now.get(before.id) == before
        yield None if stays else Finding(place, "It changed or is gone.")
