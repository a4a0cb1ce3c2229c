"""The wish list: what was asked and decided is in the log, and groups are split by nothing else."""

from collections import Counter

from registry.intake.registered import wish_decision_leaf, wish_leaf
from registry.log.leaves import AnyWishLeaf
from registry.model.sealed import GroupState
from registry.model.wishes import KeyRequest, adopted_on
from registry.verify.moment import Moment
from registry.verify.report import Checked, Finding


def wishes_logged(moment: Moment) -> Checked:
    """Requests and decisions that are public are those whose leaves stand in the log."""
    requests = moment.now.key_requests
    decisions = [(each.id, each.decision) for each in requests if each.decision is not None]
    listed = Counter[AnyWishLeaf](wish_leaf(request) for request in requests)
    listed.update(wish_decision_leaf(id, made) for id, made in decisions)
    logged = Counter(moment.wishes)
    for leaf in {**listed, **logged}:
        missing = listed[leaf] < logged[leaf]
        too_many = listed[leaf] > logged[leaf] and moment.leaves is not None
        told = "has a leaf and is not public." if missing else "is public without a leaf."
        place = moment.place(f"request {leaf.request}")
        fault = Finding(place, f"It, or what was decided on it, {told}")
        yield fault if missing or too_many else None


def wishes_stay(moment: Moment) -> Checked:
    """A request is never gone or other than before, but that the board decides on it once."""
    now = {request.id: request for request in moment.now.key_requests}
    for before in moment.before.key_requests if moment.before else ():
        place = moment.place(f"request {before.id}")
        yield (
            None if stays(before, now.get(before.id)) else Finding(place, "It changed or is gone.")
        )


def stays(before: KeyRequest, now: KeyRequest | None) -> bool:
    """Whether a request is the one it was, apart from a decision that was not made then."""
    if now is None or (before.decision is not None and now.decision != before.decision):
        return False
    return wish_leaf(now) == wish_leaf(before)


def split_as_adopted(moment: Moment) -> Checked:
    """Every open group of one programme was split by the keys adopted when it formed, no others.

    A remainder group is split by none.
    """
    for group in moment.now.groups:
        if group.state is GroupState.OPEN:
            adopted = adopted_on(moment.now.key_requests, group.formed_on)
            right = set() if group.remainder_of else {key.value for key in adopted}
            told = "It was split by other keys than those adopted when it formed."
            same = set(group.finer or {}) == right
            yield None if same else Finding(moment.place(f"group {group.id}"), told)
