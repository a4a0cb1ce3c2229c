"""Arguments that several root fields share, described once."""

from typing import Annotated

import strawberry

from registry.model.codes import AtmpClass

Disease = Annotated[
    str | None,
    strawberry.argument(description="Code of a disease; finds its narrower ones too."),
]
Country = Annotated[str | None, strawberry.argument(description="Country, ISO 3166-1 alpha-2.")]
ProductId = Annotated[str | None, strawberry.argument(description="Id of a product.")]
ProgrammeId = Annotated[str | None, strawberry.argument(description="Id of a programme.")]
SponsorId = Annotated[str | None, strawberry.argument(description="Id of a sponsor.")]
AClass = Annotated[AtmpClass | None, strawberry.argument(description="Class of product.")]
