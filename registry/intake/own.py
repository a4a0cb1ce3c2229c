"""What a sponsor has registered, read at once for whoever fills in a form about it."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from registry.model.endpoint import EndpointResult
from registry.model.parties import Centre, Offer
from registry.model.product import Approval, Product
from registry.model.programme import Programme
from registry.model.transparency import Attestation
from registry.model.wishes import KeyRequest
from registry.storage.directory import read_facts
from registry.storage.engine import Database


class Own(Struct, frozen=True):
    """A sponsor's own products and programmes as they stand today, with what was told of them.

    `results` and `attestations` are ids. `used` are the products of its programmes and approvals,
    whoever registered them; `approvals` those it holds, with the `offers` under them. `centres`
    and `key_requests` are everybody's.
    """

    today: date
    programmes: tuple[Programme, ...] = ()
    products: tuple[Product, ...] = ()
    results: frozenset[str] = frozenset()
    attestations: frozenset[str] = frozenset()
    centres: Mapping[str, Centre] = {}
    key_requests: tuple[KeyRequest, ...] = ()
    used: Mapping[str, Product] = {}
    approvals: tuple[Approval, ...] = ()
    offers: tuple[Offer, ...] = ()


async def own_of(database: Database, sponsor_id: str, today: date) -> Own:
    """What a sponsor registered, in the latest version, by id."""
    facts = await read_facts(database)
    programmes = tuple(each for each in facts.all(Programme) if each.sponsor_id == sponsor_id)
    approvals = tuple(each for each in facts.all(Approval) if each.holder_id == sponsor_id)
    held = {approval.id for approval in approvals}
    used = {programme.product_id for programme in programmes}
    used |= {approval.product_id for approval in approvals}
    return Own(
        today,
        programmes,
        tuple(each for each in facts.all(Product) if each.sponsor_id == sponsor_id),
        frozenset(each.id for each in facts.all(EndpointResult)),
        frozenset(each.id for each in facts.all(Attestation)),
        {each.id: each for each in facts.all(Centre)},
        facts.all(KeyRequest),
        {each.id: each for each in facts.all(Product) if each.id in used},
        approvals,
        tuple(each for each in facts.all(Offer) if each.approval_id in held),
    )
