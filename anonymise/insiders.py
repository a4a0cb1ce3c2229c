"""Who stands inside a group: nobody may know all of its members but a few.

A sponsor, a centre or an authority knows the outcomes of its own patients and can take them off a
published sum. What is left must be nobody, or enough others.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

Known = Mapping[str, str | None]
"""Who knows a member, by kind of insider, for example the centre; None where that is not known."""


def insider_of(members: Sequence[Known], least_others: int) -> str | None:
    """The kind of insider for whom too few others are left in a group, or None."""
    kinds = sorted({kind for known in members for kind in known})
    for kind in kinds:
        if has_few_others([known.get(kind) for known in members], least_others):
            return kind
    return None


def has_few_others(insiders: Sequence[str | None], least_others: int) -> bool:
    """Whether one insider knows all members but 1 to `least_others` - 1.

    A member of whom nobody knows whose it is may be anybody's, and hides no other one.
    """
    known = Counter(insiders)
    unknown = known.pop(None, 0)
    others = (len(insiders) - own for own in known.values())
    return any(left > 0 and left - unknown < least_others for left in others)
