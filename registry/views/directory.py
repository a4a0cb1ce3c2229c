"""Centres and what they offer: sourced public facts, never outcomes (design: law 9)."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from registry.model.codes import AtmpClass
from registry.model.parties import Centre, Offer
from registry.model.product import Approval
from registry.model.source import Source
from registry.snapshot import Snapshot
from registry.views.approval_state import ApprovalState, approval_state
from registry.views.figures import is_stale
from registry.views.names import Names, disease_label, is_part_of, names_of


class OfferRow(Struct, frozen=True):
    """One product a centre offers under one approval. `None` means the source does not say.

    `stale`: never confirmed, or last more than twelve months before the snapshot.
    """

    id: str
    product_id: str
    product_name: str
    disease: str
    disease_label: str
    approval_id: str
    approval_status: str
    approval_state: ApprovalState
    valid_to: date | None
    atmp_class: AtmpClass | None
    authority_name: str
    authority_website: str
    confirmed_on: date | None
    stale: bool
    accepting_referrals: bool | None
    treats_adults: bool | None
    treats_children: bool | None
    takes_patients_from_abroad: bool | None
    patient_pays: bool | None
    authorised_alternative: str | None
    source: Source | None
    synthetic: bool
    as_of: date


class CentreRow(Struct, frozen=True):
    """A hospital site with the offers that match the question. `country` is ISO 3166-1 alpha-2."""

    id: str
    name: str
    organisation_name: str
    city: str
    country: str
    latitude: float | None
    longitude: float | None
    offers: tuple[OfferRow, ...]
    source: Source | None
    synthetic: bool
    as_of: date


def centres(
    snapshot: Snapshot,
    *,
    disease: str | None = None,
    country: str | None = None,
    product: str | None = None,
) -> tuple[CentreRow, ...]:
    """Centres in order of id. Source: the sourced directory of the snapshot.

    A disease finds its narrower ones too. With a disease or a product, only centres with a
    matching offer; without, every centre.
    """
    names = names_of(snapshot)
    offers = [o for o in snapshot.directory.offers if _matches(o, disease, product)]
    asked = disease is not None or product is not None
    rows = (
        _centre(centre, [o for o in offers if o.centre_id == centre.id], names, snapshot.as_of)
        for centre in sorted(snapshot.directory.centres, key=lambda c: c.id)
        if country in (None, centre.country)
    )
    return tuple(row for row in rows if row.offers or not asked)


def centre(snapshot: Snapshot, centre_id: str) -> CentreRow | None:
    """One centre with every offer, or None where no centre has this id."""
    names = names_of(snapshot)
    found = names.centres.get(centre_id)
    if found is None:
        return None
    offers = [offer for offer in snapshot.directory.offers if offer.centre_id == centre_id]
    return _centre(found, offers, names, snapshot.as_of)


def offers_of_product(snapshot: Snapshot, product: str) -> tuple[OfferRow, ...]:
    """Every offer of one product, in order of id."""
    names = names_of(snapshot)
    chosen = [offer for offer in snapshot.directory.offers if offer.product_id == product]
    return _offers(chosen, names, snapshot.as_of)


def offer(snapshot: Snapshot, offer_id: str) -> OfferRow | None:
    """One offer, or None where no offer has this id."""
    found = [each for each in snapshot.directory.offers if each.id == offer_id]
    return _offer(found[0], names_of(snapshot), snapshot.as_of) if found else None


def _matches(offer: Offer, disease: str | None, product: str | None) -> bool:
    return is_part_of(offer.disease, disease) and product in (None, offer.product_id)


def _centre(centre: Centre, offers: Iterable[Offer], names: Names, as_of: date) -> CentreRow:
    organisation = names.organisations.get(centre.organisation_id)
    return CentreRow(
        id=centre.id,
        name=centre.name,
        organisation_name=organisation.name if organisation else "",
        city=centre.city,
        country=centre.country,
        latitude=centre.latitude,
        longitude=centre.longitude,
        offers=_offers(offers, names, as_of),
        source=centre.source,
        synthetic=centre.synthetic,
        as_of=as_of,
    )


def _offers(offers: Iterable[Offer], names: Names, as_of: date) -> tuple[OfferRow, ...]:
    return tuple(_offer(offer, names, as_of) for offer in sorted(offers, key=lambda o: o.id))


def _offer(offer: Offer, names: Names, as_of: date) -> OfferRow:
    approval = names.approvals.get(offer.approval_id)
    authority = names.authorities.get(approval.authority_id) if approval else None
    product = names.products.get(offer.product_id)
    return OfferRow(
        id=offer.id,
        product_id=offer.product_id,
        product_name=product.name if product else offer.product_id,
        disease=offer.disease,
        disease_label=disease_label(offer.disease),
        approval_id=offer.approval_id,
        approval_status=_status(approval),
        approval_state=approval_state(approval, as_of),
        valid_to=approval.valid_to if approval else None,
        atmp_class=product.atmp_class if product else None,
        authority_name=authority.name if authority else "",
        authority_website=authority.website if authority else "",
        confirmed_on=offer.confirmed_on,
        stale=is_stale(offer.confirmed_on, as_of),
        accepting_referrals=offer.accepting_referrals,
        treats_adults=offer.treats_adults,
        treats_children=offer.treats_children,
        takes_patients_from_abroad=offer.takes_patients_from_abroad,
        patient_pays=offer.patient_pays,
        authorised_alternative=offer.authorised_alternative,
        source=approval.source if approval else None,
        synthetic=offer.synthetic,
        as_of=as_of,
    )


def _status(approval: Approval | None) -> str:
    return approval.status_text if approval else ""
