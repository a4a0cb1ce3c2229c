"""Products in their sponsors' own plain words, a language at a time."""

from datetime import date

from msgspec import Struct

from registry.model.transparency import LaySummary
from registry.snapshot import Snapshot
from registry.views.names import Names, names_of


class LaySummaryRow(Struct, frozen=True):
    """What a sponsor says of its product for everybody; no number of it is the registry's.

    `language` is ISO 639-1. `author` answers for the words, `reviewed_on` is when somebody else
    read them; null while nobody did.
    """

    id: str
    product_id: str
    product_name: str
    sponsor_id: str | None
    sponsor_name: str
    language: str
    text: str
    author: str
    machine_written: bool
    written_on: date
    reviewed_on: date | None
    synthetic: bool
    as_of: date


def lay_summaries(
    snapshot: Snapshot, *, product: str | None = None, language: str | None = None
) -> tuple[LaySummaryRow, ...]:
    """Lay summaries in order of id. Source: sponsors' own words."""
    names = names_of(snapshot)
    return tuple(
        _row(written, names, snapshot.as_of)
        for written in sorted(snapshot.directory.lay_summaries, key=lambda written: written.id)
        if product in (None, written.product_id) and language in (None, written.language)
    )


def _row(written: LaySummary, names: Names, as_of: date) -> LaySummaryRow:
    product = names.products.get(written.product_id)
    sponsor_id = product.sponsor_id if product else None
    sponsor = names.organisations.get(sponsor_id or "")
    return LaySummaryRow(
        id=written.id,
        product_id=written.product_id,
        product_name=product.name if product else written.product_id,
        sponsor_id=sponsor_id,
        sponsor_name=sponsor.name if sponsor else "",
        language=written.language,
        text=written.text,
        author=written.author,
        machine_written=written.machine_written,
        written_on=written.written_on,
        reviewed_on=written.reviewed_on,
        synthetic=product.synthetic if product else False,
        as_of=as_of,
    )
