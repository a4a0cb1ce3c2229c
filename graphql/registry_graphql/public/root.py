"""The root of the public API: what the current snapshot answers, and what earlier ones did."""

from typing import Annotated, cast

import strawberry

from registry_graphql.public.changes import ChangeQueries
from registry_graphql.public.check_offer import OfferQueries
from registry_graphql.public.context import Info, archive, pin
from registry_graphql.public.log import LogQueries
from registry_graphql.public.query import Reading
from registry_graphql.public.snapshots import Snapshot

Number = Annotated[int, strawberry.argument(description="Number of a snapshot, from 1.")]


@strawberry.type(description="Questions anybody may ask, freely combined. Nothing can be changed.")
class Query(Reading, ChangeQueries, OfferQueries, LogQueries):
    @strawberry.field(
        description="The same questions, answered from an earlier snapshot: whoever cites a number "
        "gets it again. A number that cannot be read here is refused (UNKNOWN_SNAPSHOT); null "
        "before the first snapshot exists."
    )
    async def at(self, info: Info, snapshot: Number) -> Reading | None:
        return Reading() if await pin(info, snapshot) else None

    @strawberry.field(description="Every snapshot that can be read here, oldest first.")
    async def snapshots(self, info: Info) -> list[Snapshot]:
        return cast(list[Snapshot], await archive(info).headings())
