"""Which products a text means: by name, disease, kind of therapy, hospital or place."""

from collections.abc import Callable

from registry.model.diseases import wider
from registry.snapshot import Snapshot
from registry.views.products import ProductRow
from registry.web.public.finder import Finder, finder_of
from registry.web.public.listing import named, there
from registry.web.public.naming import Meant, understood
from registry.web.public.therapies import by_product

Fits = Callable[[ProductRow], bool]


def meant_by(snapshot: Snapshot, text: str) -> Meant:
    """What a text says, by the names that a search for centres knows too."""
    return understood(text, finder_of(snapshot).names)


def fitting(snapshot: Snapshot, meant: Meant) -> Fits:
    """Whether a product is all that was meant."""
    finder, therapies = finder_of(snapshot), by_product(snapshot)

    def fits(row: ProductRow) -> bool:
        return (
            (not meant.therapies or not meant.therapies.isdisjoint(therapies.of(row.id)))
            and (not meant.text or is_named(row, finder, meant))
            and (not meant.places or is_there(row, finder, meant))
        )

    return fits


def is_named(row: ProductRow, finder: Finder, meant: Meant) -> bool:
    """Whether a product has the name, is for the disease, or is offered by the hospital."""
    diseases = {code for own in row.diseases for code in wider(own)}
    return (
        row.id in meant.products
        or not meant.diseases.isdisjoint(diseases)
        or offered(row, finder, named(finder, Meant(centres=meant.centres)))
    )


def is_there(row: ProductRow, finder: Finder, meant: Meant) -> bool:
    """Whether a product has a permit in the country, or a hospital in the place offers it."""
    countries = {place.country for place in meant.places}
    permits = any(approval.country in countries for approval in row.approvals)
    return permits or offered(row, finder, there(finder, meant))


def offered(row: ProductRow, finder: Finder, offers: int) -> bool:
    """Whether one of these offers is of a product."""
    return bool(finder.meant.get(("product", row.id), 0) & offers)
