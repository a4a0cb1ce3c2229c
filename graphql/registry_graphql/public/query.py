"""What one snapshot answers. The root asks the current one, `at` an earlier one."""

from typing import Annotated, cast

import strawberry

from registry.model.codes import Route, Verdict
from registry.views.directory import centre, centres
from registry.views.efficacy import efficacy
from registry.views.endpoint_results import endpoint_results
from registry.views.ordering import Order, success_of_accepted
from registry.views.products import approvals, product, products
from registry.views.programmes import programme, programmes
from registry_graphql.public.advice import AdviceQueries
from registry_graphql.public.arguments import (
    AClass,
    Country,
    Disease,
    ProductId,
    ProgrammeId,
    SponsorId,
    check,
)
from registry_graphql.public.cohort import By, Where, chosen
from registry_graphql.public.context import Info, current, rows
from registry_graphql.public.costs import CostQueries
from registry_graphql.public.curves import CurveQueries
from registry_graphql.public.decisions import DecisionQueries
from registry_graphql.public.directory import Approval, Centre, Product
from registry_graphql.public.efficacy import Efficacy
from registry_graphql.public.follow_up import FollowUpQueries
from registry_graphql.public.lay_summaries import LaySummaryQueries
from registry_graphql.public.manufacturing import ManufacturingQueries
from registry_graphql.public.nearest import NearestQueries
from registry_graphql.public.nodes import NodeQueries
from registry_graphql.public.ordering import AnOrder, ordered
from registry_graphql.public.paging import After, Connection, First, page
from registry_graphql.public.programmes import EndpointResult, Programme
from registry_graphql.public.safety import SafetyQueries
from registry_graphql.public.snapshots import Delay, Snapshot
from registry_graphql.public.wishes import WishQueries

WithoutProgramme = Annotated[
    bool,
    strawberry.argument(description="Only those under which no sponsor registered a programme."),
]
Stage = Annotated[str | None, strawberry.argument(description="Furthest stage, R0 to R6.")]
ARoute = Annotated[Route | None, strawberry.argument(description="Legal route.")]
AVerdict = Annotated[
    Verdict | None, strawberry.argument(description="Only results with this published verdict.")
]


@strawberry.type(description="Questions that one snapshot answers, freely combined.")
class Reading(
    SafetyQueries,
    ManufacturingQueries,
    FollowUpQueries,
    CurveQueries,
    CostQueries,
    AdviceQueries,
    LaySummaryQueries,
    DecisionQueries,
    WishQueries,
    NearestQueries,
    NodeQueries,
):
    @strawberry.field(description="The snapshot that answers; null before the first one exists.")
    def snapshot(self, info: Info) -> Snapshot | None:
        frozen = current(info)
        if frozen is None:
            return None
        now = frozen.snapshot
        return Snapshot(
            number=now.number,
            as_of=now.as_of,
            digest=frozen.digest,
            predecessor=now.predecessor,
            policy_version=now.policy_version,
            policy_digest=now.policy_digest,
            next_release=now.next_release,
            released_on=now.released_on,
            missed_releases=list(now.missed_releases),
            delays=[
                Delay(release=told.release, reason=told.reason, decided_on=told.decided_on)
                for told in now.delays
            ],
        )

    @strawberry.field(description="Hospitals and what they offer.")
    def centres(
        self,
        info: Info,
        disease: Disease = None,
        country: Country = None,
        product: ProductId = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Centre]:
        check(disease, country)
        found = rows(info, lambda s: centres(s, disease=disease, country=country, product=product))
        return page(Centre, found, first, after, current(info))

    @strawberry.field(description="Advanced therapy medicinal products.")
    def products(
        self,
        info: Info,
        disease: Disease = None,
        atmp_class: AClass = None,
        country: Country = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Product]:
        check(disease, country)
        found = rows(
            info, lambda s: products(s, disease=disease, atmp_class=atmp_class, country=country)
        )
        return page(Product, found, first, after, current(info))

    @strawberry.field(description="National Hospital Exemption decisions.")
    def approvals(
        self,
        info: Info,
        country: Country = None,
        without_programme: WithoutProgramme = False,
        first: First = 50,
        after: After = None,
    ) -> Connection[Approval]:
        check(country=country)
        found = rows(
            info, lambda s: approvals(s, country=country, without_programme=without_programme)
        )
        return page(Approval, found, first, after, current(info))

    @strawberry.field(description="One product; null where no product has this id.")
    def product(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Id of the product.")],
    ) -> Product | None:
        frozen = current(info)
        return cast(Product | None, product(frozen.snapshot, id) if frozen else None)

    @strawberry.field(description="One centre; null where no centre has this id.")
    def centre(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Id of the centre.")],
    ) -> Centre | None:
        frozen = current(info)
        return cast(Centre | None, centre(frozen.snapshot, id) if frozen else None)

    @strawberry.field(description="One programme; null where no programme has this id.")
    def programme(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Id of the programme.")],
    ) -> Programme | None:
        frozen = current(info)
        return cast(Programme | None, programme(frozen.snapshot, id) if frozen else None)

    @strawberry.field(description="Every registered programme with its stage.")
    def programmes(
        self,
        info: Info,
        disease: Disease = None,
        product: ProductId = None,
        sponsor: SponsorId = None,
        route: ARoute = None,
        stage: Stage = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Programme]:
        check(disease, stage=stage)
        found = rows(
            info,
            lambda s: programmes(
                s, disease=disease, product=product, sponsor=sponsor, route=route, stage=stage
            ),
        )
        return page(Programme, found, first, after, current(info))

    @strawberry.field(description="What became of each endpoint, failed or met.")
    def endpoint_results(
        self,
        info: Info,
        verdict: AVerdict = None,
        product: ProductId = None,
        disease: Disease = None,
        programme: ProgrammeId = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[EndpointResult]:
        check(disease)
        found = rows(
            info,
            lambda s: endpoint_results(
                s, verdict=verdict, product=product, disease=disease, programme=programme
            ),
        )
        return page(EndpointResult, found, first, after, current(info))

    @strawberry.field(
        description="Primary outcomes as sums over whole open sealed groups, by any of their keys. "
        "Ordered, if not by id, by success among the accepted."
    )
    def efficacy(
        self,
        info: Info,
        by: By,
        filter: Where = None,
        order_by: AnOrder = Order.ID,
        first: First = 50,
        after: After = None,
    ) -> Connection[Efficacy]:
        found = rows(info, lambda s: efficacy(s, **chosen(by, filter)))
        found = ordered(found, order_by, success_of_accepted)
        return page(Efficacy, found, first, after, current(info), by_id=order_by is Order.ID)
