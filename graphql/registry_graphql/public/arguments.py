"""Arguments that several root fields share, described once."""

from collections.abc import Mapping
from typing import Annotated

import strawberry

from registry import texts
from registry.model.codes import AtmpClass
from registry.views.cohort import Dimension, Filter
from registry.views.questions import misspelt
from registry_graphql.errors import Refused

Disease = Annotated[
    str | None,
    strawberry.argument(description="Code of a disease; finds its narrower ones too."),
]
Country = Annotated[str | None, strawberry.argument(description="Country, ISO 3166-1 alpha-2.")]
ProductId = Annotated[str | None, strawberry.argument(description="Id of a product.")]
ProgrammeId = Annotated[str | None, strawberry.argument(description="Id of a programme.")]
SponsorId = Annotated[str | None, strawberry.argument(description="Id of a sponsor.")]
AClass = Annotated[AtmpClass | None, strawberry.argument(description="Class of product.")]


def check(
    disease: str | None = None, country: str | None = None, *, stage: str | None = None
) -> None:
    """Refuse a code that does not exist: an empty list would read as if there were nobody."""
    asked = {Dimension.DISEASE: disease, Dimension.COUNTRY: country}
    where = {dim: frozenset({code}) for dim, code in asked.items() if code is not None}
    refuse_misspelt(where, "argument", {dim: dim.lower() for dim in asked})
    if stage is not None and stage not in texts.STAGES:
        raise no_code("argument stage")


def refuse_misspelt(where: Filter, place: str, fields: Mapping[Dimension, str]) -> None:
    """Refuse codes that no snapshot can have, by the names of their fields; never by the value."""
    wrong = ", ".join(fields[dimension] for dimension in misspelt(where))
    if wrong:
        raise no_code(f"{place} {wrong}")


def no_code(place: str) -> Refused:
    """The refusal of a code that does not exist, with where it was given."""
    return Refused(f"{place}: {texts.QUESTION_FAULTS['UNKNOWN_CODE']}")
