"""Is the permit of an offered treatment known here? Never whether a treatment is safe or works.

Exactly one of three answers. A permit is confirmed only where everything speaks for it: a real
approval, of a product and at a hospital, each of which was verified by its source; that stands on
the day of the snapshot, and that its authority or its holder confirmed within twelve months.
Everything else, fictional, inferred, stale or unknown, gets the same answer: we cannot confirm it,
ask the authority. A warning sign goes before both. (Design, sections 3 and 8; signs after EMA's
overview of advanced therapies.)
"""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from registry.model.parties import Authority, Centre, Offer, Organisation
from registry.model.product import Approval, Product
from registry.snapshot import Snapshot
from registry.views.figures import is_stale
from registry.views.names import Names, names_of
from registry.views.offer_checked import (
    EUROPEAN,
    Asked,
    CountryNote,
    Doubt,
    OfferAnswer,
    OfferCheck,
    Permit,
    ToAsk,
)
from registry.views.permits import is_named, product_names, stands

SPELT = {"UK": "GB", "EL": "GR"}
ROUTE_VERIFIED = "yes"


class _Case(Struct, frozen=True):
    """An approval that fits what was asked, or the doubt that remains of it."""

    approval: Approval
    confirmed_on: date | None
    doubt: Doubt | None


def check_offer(snapshot: Snapshot, asked: Asked) -> OfferCheck:
    """What can be said of an offer on the day of a snapshot. Source: its sourced directory.

    Pure: nothing of what is asked is kept.
    """
    names = names_of(snapshot)
    country = normal_country(asked.country)
    authority = _authority(snapshot.directory.authorities, country)
    case = _best(_cases(snapshot, names, asked, country))
    doubt = case.doubt if case else _nothing_fits(snapshot, names, asked)
    answer = OfferAnswer.CANNOT_CONFIRM if doubt else OfferAnswer.CONFIRMED_PERMIT
    if asked.signs:
        answer = OfferAnswer.WARNING
    confirmed = answer is OfferAnswer.CONFIRMED_PERMIT
    return OfferCheck(
        answer=answer,
        doubt=doubt if answer is OfferAnswer.CANNOT_CONFIRM else None,
        signs=asked.signs,
        permit=_permit(case, names) if case and confirmed else None,
        authority=ToAsk(authority.name, authority.website) if authority else EUROPEAN,
        notes=tuple(_notes(authority)),
        without_permit=authority.without_permit if authority else "",
        as_of=snapshot.as_of,
    )


def normal_country(code: str) -> str:
    """A country as ISO 3166-1 spells it: GB for UK, GR for EL."""
    upper = code.strip().upper()
    return SPELT.get(upper, upper)


def _cases(snapshot: Snapshot, names: Names, asked: Asked, country: str) -> Iterator[_Case]:
    """Every real approval of the country that fits what was named, with what is doubtful of it."""
    if not (asked.product.strip() or asked.approval.strip()):
        return
    for approval in _real(snapshot, names):
        if _fits(approval, asked, names) and approval.country == country:
            yield _case(approval, asked, snapshot, names)


def _case(approval: Approval, asked: Asked, snapshot: Snapshot, names: Names) -> _Case:
    """An approval with when it was last confirmed: by its row, else by the named hospital's."""
    offers = _offers(snapshot, names, approval, asked.hospital)
    verified = [offer for offer in offers if _is_known_at(offer, asked.hospital, names)]
    days = [offer.confirmed_on for offer in verified]
    if asked.hospital.strip() and not verified:
        doubt = Doubt.HOSPITAL_NOT_VERIFIED if offers else Doubt.HOSPITAL_NOT_NAMED
        return _Case(approval, None, doubt)
    if not asked.hospital.strip():
        days.append(approval.confirmed_on if approval.confirmed_by else None)
    confirmed = max((day for day in days if day and day <= snapshot.as_of), default=None)
    return _Case(approval, confirmed, _doubt(approval, confirmed, names, snapshot.as_of))


def _doubt(approval: Approval, confirmed: date | None, names: Names, as_of: date) -> Doubt | None:
    """The first thing that speaks against confirming an approval; None where nothing does."""
    if not (_is_verified(approval) and _is_verified(names.products[approval.product_id])):
        return Doubt.NOT_VERIFIED
    if not stands(approval, as_of):
        return Doubt.NOT_CURRENT
    return Doubt.NOT_CONFIRMED_LATELY if is_stale(confirmed, as_of) else None


def _is_verified(row: Approval | Product | Centre | Organisation) -> bool:
    """Whether somebody checked a row against its source."""
    return row.source is not None and row.source.verified


def _best(cases: Iterator[_Case]) -> _Case | None:
    """The case of which most is known; a confirmed one before every other."""
    order = [*Doubt]
    return max(
        cases,
        key=lambda case: len(order) if case.doubt is None else order.index(case.doubt),
        default=None,
    )


def _nothing_fits(snapshot: Snapshot, names: Names, asked: Asked) -> Doubt:
    """Why no approval of the country fits."""
    if not (asked.product.strip() or asked.approval.strip()):
        return Doubt.NOTHING_NAMED
    elsewhere = any(_fits(approval, asked, names) for approval in _real(snapshot, names))
    return Doubt.OTHER_COUNTRY if elsewhere else Doubt.NOT_IN_THIS_REGISTRY


def _real(snapshot: Snapshot, names: Names) -> Iterator[Approval]:
    """Approvals of real products; nothing fictional is ever found."""
    for approval in snapshot.directory.approvals:
        product = names.products.get(approval.product_id)
        if not approval.synthetic and product is not None and not product.synthetic:
            yield approval


def _fits(approval: Approval, asked: Asked, names: Names) -> bool:
    """Whether an approval is of the product and has the reference that were named."""
    product = names.products[approval.product_id]
    right_product = not asked.product.strip() or is_named(asked.product, product_names(product))
    references = (approval.id, approval.local_id)
    return right_product and (not asked.approval.strip() or is_named(asked.approval, references))


def _offers(snapshot: Snapshot, names: Names, approval: Approval, hospital: str) -> list[Offer]:
    """The real offers under an approval, of the hospital if one was named."""
    return [
        offer
        for offer in snapshot.directory.offers
        if offer.approval_id == approval.id
        and not offer.synthetic
        and _is_at(names.centres.get(offer.centre_id), hospital, names)
    ]


def _is_at(centre: Centre | None, hospital: str, names: Names) -> bool:
    if centre is None or centre.synthetic:
        return False
    return not hospital.strip() or any(is_named(hospital, c) for _, c in _called(centre, names))


def _is_known_at(offer: Offer, hospital: str, names: Names) -> bool:
    """Whether the site of an offer was verified, and whoever has the name that was asked for."""
    centre = names.centres[offer.centre_id]
    asked = hospital.strip()
    named = any(_is_verified(row) and is_named(asked, c) for row, c in _called(centre, names))
    return _is_verified(centre) and (named or not asked)


def _called(
    centre: Centre, names: Names
) -> Iterator[tuple[Centre | Organisation, tuple[str, str]]]:
    """A site and its organisation, with what each is called."""
    yield centre, (centre.id, centre.name)
    if owner := names.organisations.get(centre.organisation_id):
        yield owner, (owner.id, owner.name)


def _authority(authorities: Sequence[Authority], country: str) -> Authority | None:
    """The real competent authority of a country; None where none is known."""
    found = (
        each
        for each in authorities
        if each.country == country and each.competent and not each.synthetic
    )
    return next(found, None)


def _notes(authority: Authority | None) -> Iterator[CountryNote]:
    """What is known, and not known, of permits in the country."""
    if authority is None:
        yield CountryNote.AUTHORITY_NOT_KNOWN
        return
    listed = authority.public_list
    yield CountryNote.PUBLIC_LIST if listed else CountryNote.NO_PUBLIC_LIST_KNOWN
    if authority.without_permit:
        yield CountryNote.WITHOUT_PERMIT
    if authority.exemption_route != ROUTE_VERIFIED:
        yield CountryNote.ROUTE_NOT_VERIFIED


def _permit(case: _Case, names: Names) -> Permit | None:
    approval, product = case.approval, names.products[case.approval.product_id]
    authority = names.authorities.get(approval.authority_id)
    if case.confirmed_on is None:
        return None
    return Permit(
        approval_id=approval.id,
        local_id=approval.local_id,
        product_id=product.id,
        product_name=product.name,
        country=approval.country,
        authority_name=authority.name if authority else "",
        valid_to=approval.valid_to,
        confirmed_on=case.confirmed_on,
    )
