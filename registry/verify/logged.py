"""What a publication must have left in the log, worked out anew and compared leaf by leaf."""

from collections import defaultdict
from collections.abc import Callable, Iterable

import msgspec

from registry.log.leaves import DecisionLeaf, GroupLeaf, PolicyLeaf, PublicLeaf
from registry.release.leaves import publication_leaves
from registry.verify.moment import Moment
from registry.verify.report import Checked, Finding

Leaves = Iterable[tuple[int, PublicLeaf]]


def name_of(leaf: PublicLeaf) -> str:
    """What a leaf is about: one publication has at most one leaf of each name."""
    match leaf:
        case DecisionLeaf():
            return f"the decision on {leaf.stage} of {leaf.programme}"
        case GroupLeaf():
            return f"the opening of group {leaf.group}"
        case PolicyLeaf():
            return "the release policy"
    return "the snapshot"


def logged(kind: type[PublicLeaf]) -> Callable[[Moment], Checked]:
    """A check that a publication's leaves of one kind are those that its snapshot gives."""
    return lambda moment: compared(moment, kind, moment.leaves) if moment.leaves else iter(())


def compared(moment: Moment, kind: type[PublicLeaf], leaves: Leaves) -> Checked:
    """Each leaf that must be there against the one that is, then those that are too many."""
    left: dict[str, list[tuple[int, PublicLeaf]]] = defaultdict(list)
    for index, leaf in leaves:
        left[name_of(leaf)] += [(index, leaf)] if isinstance(leaf, kind) else []
    for right in expected(moment, leaves):
        if isinstance(right, kind):
            found = left[name_of(right)]
            yield difference(moment, right, *found.pop(0)) if found else missing(moment, right)
    for index, leaf in (pair for pairs in left.values() for pair in pairs):
        told = f"It is about {name_of(leaf)}, for which {moment.path} gives no leaf."
        yield Finding(moment.leaf_place(index), told)


def expected(moment: Moment, leaves: Leaves) -> Iterable[PublicLeaf]:
    """Every leaf of the publication; the digests of members can be read in the log alone."""
    members: dict[str, str] = defaultdict(str)
    members |= {leaf.group: leaf.members for _, leaf in leaves if isinstance(leaf, GroupLeaf)}
    earlier = None if moment.begins_log else moment.earlier
    return publication_leaves(moment.frozen, earlier, members)


def missing(moment: Moment, leaf: PublicLeaf) -> Finding:
    """What the snapshot shows and the log does not hold."""
    return Finding(moment.path, f"The log has no leaf of its publication for {name_of(leaf)}.")


def difference(moment: Moment, right: PublicLeaf, index: int, found: PublicLeaf) -> Finding | None:
    """Which fields of a snapshot are not those of its leaf; the log is signed, so it counts."""
    wanted, there = msgspec.to_builtins(right), msgspec.to_builtins(found)
    fields = ", ".join(sorted(field for field in wanted if wanted[field] != there[field]))
    told = f"{moment.leaf_place(index)}, has another {fields} of {name_of(right)}."
    return Finding(moment.path, told) if fields else None
