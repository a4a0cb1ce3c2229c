"""The safety notice of a product, or that there is none: never a count, a term or a centre."""

from datetime import date

from msgspec import Struct

from registry.snapshot import Snapshot


class NoticeRow(Struct, frozen=True):
    """`issued` is the month (YYYY-MM) of the first notice, None without one.

    `checked_on` is the latest monthly day on which notices were issued, None before the first.
    """

    issued: str | None
    checked_on: date | None
    as_of: date


def notice_of(snapshot: Snapshot, product_id: str) -> NoticeRow:
    """The safety notice of one product. Source: the notices of the snapshot."""
    months = (n.month for n in snapshot.safety_notices if n.product_id == product_id)
    return NoticeRow(next(months, None), snapshot.noticed_on, snapshot.as_of)
