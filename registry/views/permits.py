"""Whether a national approval stands on a day, and whether it is the one that somebody names."""

import re
from collections.abc import Sequence
from datetime import date

from registry.model.codes import ApprovalEventKind
from registry.model.product import Approval, Product, first_day, last_day

STANDS = (ApprovalEventKind.GRANTED, ApprovalEventKind.RENEWED)
ENDS = (
    ApprovalEventKind.SUSPENDED,
    ApprovalEventKind.WITHDRAWN,
    ApprovalEventKind.REVOKED,
    ApprovalEventKind.LAPSED,
)
IN_BRACKETS = re.compile(r"(?P<name>[^()]+)\((?P<code>(?=[^()]*\d)[A-Z0-9-]{6,})\)\s*")
"""A name with a manufacturer's code behind it; words and short codes such as CD19 are none."""


def stands(approval: Approval, on: date) -> bool:
    """Whether an approval was granted and has not ended on a day; in doubt it has ended.

    A partial date of what ends it counts from its first possible day, one of what grants or renews
    it from its last. It still stands on the last day of its validity.
    """
    if approval.valid_from is not None and approval.valid_from > on:
        return False
    if approval.valid_to is not None and approval.valid_to < on:
        return False
    return last_word(approval, on) in STANDS


def last_word(approval: Approval, on: date) -> ApprovalEventKind | None:
    """The last event by a day that grants, renews or ends; of one day the one that ends."""
    known = [
        (day, event.kind in ENDS, event.kind)
        for event in approval.events
        for day in [first_day(event.on) if event.kind in ENDS else last_day(event.on)]
        if event.kind in (*STANDS, *ENDS) and day is not None and day <= on
    ]
    return max(known)[2] if known else None


def product_names(product: Product) -> tuple[str, ...]:
    """The id, the name, and both parts of a name such as `ARI-0001 (CART19-BE-01)`."""
    parts = IN_BRACKETS.fullmatch(product.name)
    return product.id, product.name, *(parts.groups() if parts else ())


def is_named(asked: str, names: Sequence[str]) -> bool:
    """Whether a text is one of these names, capitals, spaces and punctuation apart."""
    wanted = _plain(asked)
    return bool(wanted) and any(wanted == _plain(name) for name in names)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
