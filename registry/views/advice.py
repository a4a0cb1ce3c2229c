"""What authorities advised and how they evaluated exemptions (LERU 2019, section 5)."""

from datetime import date

from msgspec import Struct

from registry.model.codes import AdviceKind
from registry.model.transparency import Advice
from registry.snapshot import Snapshot
from registry.views.names import Names, names_of


class AdviceRow(Struct, frozen=True):
    """Scientific advice or an exemption evaluation a product received, as its sponsor reports it.

    `body` is who gave it, `topic` what it is on; the summary may be empty.
    """

    id: str
    product_id: str
    product_name: str
    sponsor_id: str | None
    sponsor_name: str
    kind: AdviceKind
    body: str
    year: int
    topic: str
    public_summary: str
    synthetic: bool
    as_of: date


def advice(
    snapshot: Snapshot,
    *,
    product: str | None = None,
    kind: AdviceKind | None = None,
    body: str | None = None,
    year: int | None = None,
    topic: str | None = None,
) -> tuple[AdviceRow, ...]:
    """Advice and evaluations in order of id. Source: sponsors' own reports.

    `body` and `topic` are found anywhere in the text, in capitals or not.
    """
    names = names_of(snapshot)
    return tuple(
        _row(given, names, snapshot.as_of)
        for given in sorted(snapshot.directory.advice, key=lambda given: given.id)
        if product in (None, given.product_id)
        and kind in (None, given.kind)
        and year in (None, given.year)
        and _says(given.body, body)
        and _says(given.topic, topic)
    )


def _says(text: str, asked: str | None) -> bool:
    return asked is None or asked.strip().casefold() in text.casefold()


def _row(given: Advice, names: Names, as_of: date) -> AdviceRow:
    product = names.products.get(given.product_id)
    sponsor_id = product.sponsor_id if product else None
    sponsor = names.organisations.get(sponsor_id or "")
    return AdviceRow(
        id=given.id,
        product_id=given.product_id,
        product_name=product.name if product else given.product_id,
        sponsor_id=sponsor_id,
        sponsor_name=sponsor.name if sponsor else "",
        kind=given.kind,
        body=given.body,
        year=given.year,
        topic=given.topic,
        public_summary=given.public_summary,
        synthetic=product.synthetic if product else False,
        as_of=as_of,
    )
