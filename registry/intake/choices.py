"""What a sponsor's forms may name: products, hospitals and authorities of its own world.

A fictional sponsor names fictional ones, a real one real ones (law 9).
"""

from collections.abc import Iterable

from msgspec import Struct

from registry.model.parties import Authority, Centre, Organisation
from registry.model.product import Product
from registry.storage.directory import read_facts
from registry.storage.engine import Database


class Choices(Struct, frozen=True):
    """What may be named, one's own products and hospitals first."""

    products: tuple[Product, ...]
    centres: tuple[Centre, ...]
    authorities: tuple[Authority, ...]


async def choices_of(
    database: Database, sponsor: Organisation, public: Iterable[Product] = ()
) -> Choices:
    """What a sponsor may name; of others' products those alone that are public already."""
    facts = await read_facts(database)
    own = [product for product in facts.all(Product) if product.sponsor_id == sponsor.id]
    others = [product for product in public if product.sponsor_id != sponsor.id]
    centres = (centre for centre in facts.all(Centre) if centre.synthetic is sponsor.synthetic)
    return Choices(
        (
            *sorted(own, key=lambda product: product.name),
            *sorted(
                (product for product in others if product.synthetic is sponsor.synthetic),
                key=lambda product: product.name,
            ),
        ),
        tuple(sorted(centres, key=lambda centre: whose(centre, sponsor))),
        tuple(
            each
            for each in facts.all(Authority)
            if each.competent and each.synthetic is sponsor.synthetic
        ),
    )


def whose(centre: Centre, sponsor: Organisation) -> tuple[bool, bool, str, str]:
    """One's own hospitals first, then those of one's own country, then by country and name."""
    return (
        centre.organisation_id != sponsor.id,
        centre.country != sponsor.country,
        centre.country,
        centre.name,
    )
