"""What the choices of acts are made from: one's own things, and code lists in words."""

from collections.abc import Callable, Iterable, Mapping

from registry.intake.own import Own
from registry.language import marked
from registry.web.desk.sponsor.acts.fields import Field, Kind
from registry.web.desk.sponsor.told import Options
from registry.web.public.results.cells import capital


def programmes(own: Own) -> Options:
    """One's own programmes, by title."""
    return [(programme.id, programme.title) for programme in own.programmes]


def products(own: Own) -> Options:
    """One's own products, by name."""
    return [(product.id, product.name) for product in own.products]


def listed(codes: Iterable[str], words: Mapping[str, str]) -> Callable[[Own], Options]:
    """The codes of a list, in the words of the catalogue."""
    options = [(str(code), capital(words[code])) for code in codes]
    return lambda _own: options


PROGRAMME = Field(
    "programmeId",
    Kind.CHOICE,
    marked("Programme"),
    marked("Choose a programme."),
    options=programmes,
)
PRODUCT = Field(
    "productId", Kind.CHOICE, marked("Product"), marked("Choose a product."), options=products
)
