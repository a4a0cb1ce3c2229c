"""Real products, approvals, authorities and published results, each with its source.

Nothing is invented: a blank cell is None, and what a source does not verify is marked so.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from registry.model.endpoint import EndpointResult
from registry.model.parties import Authority, Centre, Offer, Organisation
from registry.model.product import Approval, Product
from registry.model.programme import Programme
from seeds.catalogue import exempted, trials

Fact = Authority | Organisation | Centre | Product | Approval | Offer | Programme | EndpointResult


class CatalogueFacts(Struct, frozen=True):
    """Everything the catalogue holds, as the directory stores it."""

    authorities: tuple[Authority, ...]
    organisations: tuple[Organisation, ...]
    centres: tuple[Centre, ...]
    products: tuple[Product, ...]
    approvals: tuple[Approval, ...]
    offers: tuple[Offer, ...]
    programmes: tuple[Programme, ...]
    endpoint_results: tuple[EndpointResult, ...]

    def all(self) -> tuple[Fact, ...]:
        """Every fact, in an order in which none names a later one."""
        groups: Iterable[tuple[Fact, ...]] = (getattr(self, n) for n in self.__struct_fields__)
        return tuple(fact for group in groups for fact in group)


def catalogue(on: date) -> CatalogueFacts:
    """The catalogue as entered on a day; programmes count as registered from that day."""
    products = exempted.products()
    tested = trials.products({product.id for product in products})
    return CatalogueFacts(
        authorities=exempted.authorities(),
        organisations=exempted.organisations(),
        centres=exempted.centres(),
        products=(*products, *tested),
        approvals=exempted.approvals(),
        offers=exempted.offers(),
        programmes=trials.programmes(on),
        endpoint_results=trials.results(),
    )
