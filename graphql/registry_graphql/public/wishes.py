"""The wish list as readers see it."""

from datetime import date

import strawberry

from registry import texts
from registry.model.wishes import KeyStatus, SplitKey
from registry.views.wishes import KeyRequestRow, key_requests
from registry_graphql.public.context import Info, current, rows
from registry_graphql.public.describing import enum, said
from registry_graphql.public.node import Node, shows
from registry_graphql.public.paging import After, Connection, First, page

for code_list in (SplitKey, KeyStatus):
    enum(code_list)


@strawberry.type(
    description="A request that groups sealed in future be split by one more key. The board "
    "decides on counts alone, in public, and groups that were formed stay as they are."
)
class KeyRequest(Node):
    is_type_of = shows("KeyRequest", KeyRequestRow)
    id: strawberry.ID = said("Id of the request.")
    key: SplitKey = said("The key.")
    purpose: str = said("What it is for, in the words of who asked.")
    asked_on: date = said("The day it was asked for.")
    asked_by: str | None = said("Which organisation asked; null if a curator entered it.")
    status: KeyStatus = said("Whether the board has decided, and how.")
    reason: str | None = said("Why the board decided so; null while it has not.")
    decided_on: date | None = said("The day of the decision.")
    applies_from: date | None = said("The release date from which groups are split by it.")

    @strawberry.field(description="The key in plain words.")
    def key_text(self) -> str:
        return texts.SPLIT_KEYS[self.key]

    @strawberry.field(description="What became of it, in plain words.")
    def status_text(self) -> str:
        return texts.key_status(self.status, self.applies_from)


@strawberry.type
class WishQueries:
    """The root fields on the wish list."""

    @strawberry.field(
        description="The wish list: by what else groups could be split, and what became of it."
    )
    def key_requests(
        self, info: Info, first: First = 50, after: After = None
    ) -> Connection[KeyRequest]:
        return page(KeyRequest, rows(info, key_requests), first, after, current(info))
