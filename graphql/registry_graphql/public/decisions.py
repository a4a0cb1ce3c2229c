"""Release decisions of all programmes, asked for together."""

from datetime import date
from typing import Annotated

import strawberry

from registry import texts
from registry.views.decisions import DecisionRow, decisions
from registry_graphql.public.arguments import ProgrammeId, check
from registry_graphql.public.context import Info, current, rows
from registry_graphql.public.describing import said
from registry_graphql.public.node import Node, shows
from registry_graphql.public.paging import After, Connection, First, page
from registry_graphql.public.programmes import Decision

AStage = Annotated[str | None, strawberry.argument(description="Release stage, R0 to R6.")]
Open = Annotated[
    bool | None, strawberry.argument(description="Only open stages, or only those that are not.")
]
Overdue = Annotated[
    bool | None, strawberry.argument(description="Whether a result of the programme is due.")
]
Missed = Annotated[
    bool | None, strawberry.argument(description="Whether the stage opened after its latest date.")
]


@strawberry.type(description="The decision on one release stage of one programme.")
class ReleaseDecision(Decision, Node):
    is_type_of = shows("ReleaseDecision", DecisionRow)
    id: strawberry.ID = said("Stable id: the programme and the stage.")
    programme_id: str = said("Id of the programme.")
    programme_title: str = said("Title of the programme.")
    product_id: str = said("Id of the product.")
    product_name: str = said("Name of the product.")
    overdue: bool = said("Whether a result of the programme is due and has not come.")
    synthetic: bool = said("True for invented demonstration data.")
    as_of: date = said("The day of the snapshot.")

    @strawberry.field(description="The stage in plain words.")
    def stage_text(self) -> str:
        return texts.STAGES[self.stage]


@strawberry.type
class DecisionQueries:
    """The root field on release decisions."""

    @strawberry.field(
        description="Whether each stage of each programme is open, what would open it, and by when."
    )
    def release_decisions(
        self,
        info: Info,
        programme: ProgrammeId = None,
        stage: AStage = None,
        open: Open = None,
        overdue: Overdue = None,
        missed: Missed = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[ReleaseDecision]:
        check(stage=stage)
        found = rows(
            info,
            lambda s: decisions(
                s, programme=programme, stage=stage, is_open=open, overdue=overdue, missed=missed
            ),
        )
        return page(ReleaseDecision, found, first, after, current(info))
