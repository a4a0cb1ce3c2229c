"""Products with the history of their national approvals: sourced public facts."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from registry.model.codes import AtmpClass, MarketingState, Origin, Route, Scenario, Vector
from registry.model.diseases import NOT_STATED, wider
from registry.model.product import Approval, ApprovalEvent, Confirmer, Product
from registry.model.programme import Programme
from registry.model.source import Source
from registry.snapshot import Snapshot
from registry.views.names import Names, disease_label, is_part_of, names_of
from registry.views.notices import NoticeRow, notice_of


class ApprovalRow(Struct, frozen=True):
    """A national Hospital Exemption decision with its history, oldest event first.

    `programme_ids` are the programmes sponsors registered under it; empty where nobody did.
    """

    id: str
    product_id: str
    product_name: str
    authority_name: str
    country: str
    disease: str
    disease_label: str
    status_text: str
    local_id: str
    scenario: Scenario | None
    valid_from: date | None
    valid_to: date | None
    quality_considered: bool | None
    safety_considered: bool | None
    efficacy_considered: bool | None
    events: tuple[ApprovalEvent, ...]
    confirmed_on: date | None
    confirmed_by: Confirmer | None
    programme_ids: tuple[str, ...]
    source: Source | None
    synthetic: bool
    as_of: date


class ProductRow(Struct, frozen=True):
    """An advanced therapy medicinal product. `None` means the source does not say."""

    id: str
    name: str
    active_substance: str
    atmp_class: AtmpClass | None
    origin: Origin | None
    vector: Vector | None
    marketing_state: MarketingState
    marketing_year: int | None
    indication_text: str
    orphan: bool | None
    sponsor_id: str | None
    sponsor_name: str
    diseases: tuple[str, ...]
    programme_ids: tuple[str, ...]
    centre_ids: tuple[str, ...]
    approvals: tuple[ApprovalRow, ...]
    safety_notice: NoticeRow
    source: Source | None
    synthetic: bool
    as_of: date


def products(
    snapshot: Snapshot,
    *,
    disease: str | None = None,
    atmp_class: AtmpClass | None = None,
    country: str | None = None,
) -> tuple[ProductRow, ...]:
    """Products in order of id. Source: the sourced directory and the register of programmes.

    `disease` finds narrower ones too; `country` keeps products with an approval there.
    """
    names = names_of(snapshot)
    rows = (
        _product(product, snapshot, names)
        for product in sorted(snapshot.directory.products, key=lambda p: p.id)
        if atmp_class in (None, product.atmp_class)
    )
    return tuple(row for row in rows if _is_for(row, disease) and _is_in(row, country))


def approvals(
    snapshot: Snapshot, *, without_programme: bool = False, country: str | None = None
) -> tuple[ApprovalRow, ...]:
    """National approvals in order of id. Source: the sourced directory of the snapshot.

    `without_programme` keeps those under which no sponsor registered a programme.
    """
    names = names_of(snapshot)
    rows = (_approval(a, names, snapshot.as_of) for a in _by_id(snapshot.directory.approvals))
    return tuple(
        row
        for row in rows
        if country in (None, row.country) and not (without_programme and row.programme_ids)
    )


def product(snapshot: Snapshot, product_id: str) -> ProductRow | None:
    """One product, or None where no product has this id."""
    names = names_of(snapshot)
    found = names.products.get(product_id)
    return _product(found, snapshot, names) if found else None


def _is_for(row: ProductRow, disease: str | None) -> bool:
    return disease is None or any(is_part_of(code, disease) for code in row.diseases)


def _is_in(row: ProductRow, country: str | None) -> bool:
    return country is None or any(approval.country == country for approval in row.approvals)


def _product(product: Product, snapshot: Snapshot, names: Names) -> ProductRow:
    approvals = [a for a in snapshot.directory.approvals if a.product_id == product.id]
    programmes = [p for p in names.programmes.values() if p.product_id == product.id]
    offers = [o for o in snapshot.directory.offers if o.product_id == product.id]
    sponsor = names.organisations.get(product.sponsor_id or "")
    return ProductRow(
        id=product.id,
        name=product.name,
        active_substance=product.active_substance,
        atmp_class=product.atmp_class,
        origin=product.origin,
        vector=product.vector,
        marketing_state=product.marketing_state,
        marketing_year=product.marketing_year,
        indication_text=product.indication_text,
        orphan=product.orphan,
        sponsor_id=product.sponsor_id,
        sponsor_name=sponsor.name if sponsor else "",
        diseases=_distinct(
            [a.disease for a in approvals]
            + [p.disease for p in programmes]
            + [o.disease for o in offers]
        ),
        programme_ids=_distinct(programme.id for programme in programmes),
        centre_ids=_distinct(offer.centre_id for offer in offers),
        approvals=tuple(_approval(a, names, snapshot.as_of) for a in _by_id(approvals)),
        safety_notice=notice_of(snapshot, product.id),
        source=product.source,
        synthetic=product.synthetic,
        as_of=snapshot.as_of,
    )


def _by_id(approvals: Iterable[Approval]) -> list[Approval]:
    return sorted(approvals, key=lambda approval: approval.id)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _approval(approval: Approval, names: Names, as_of: date) -> ApprovalRow:
    authority = names.authorities.get(approval.authority_id)
    product = names.products.get(approval.product_id)
    return ApprovalRow(
        id=approval.id,
        product_id=approval.product_id,
        product_name=product.name if product else approval.product_id,
        authority_name=authority.name if authority else "",
        country=approval.country,
        disease=approval.disease,
        disease_label=disease_label(approval.disease),
        status_text=approval.status_text,
        local_id=approval.local_id,
        scenario=approval.scenario,
        valid_from=approval.valid_from,
        valid_to=approval.valid_to,
        quality_considered=approval.quality_considered,
        safety_considered=approval.safety_considered,
        efficacy_considered=approval.efficacy_considered,
        events=approval.events,
        confirmed_on=approval.confirmed_on,
        confirmed_by=approval.confirmed_by,
        programme_ids=_distinct(p.id for p in names.programmes.values() if _uses(p, approval)),
        source=approval.source,
        synthetic=approval.synthetic,
        as_of=as_of,
    )


def _uses(programme: Programme, approval: Approval) -> bool:
    """Whether a sponsor registered a programme for the product and disease of an approval."""
    exempt = programme.route is Route.HOSPITAL_EXEMPTION and programme.sponsor_id is not None
    covered = {*wider(programme.disease), NOT_STATED}
    return exempt and programme.product_id == approval.product_id and approval.disease in covered
