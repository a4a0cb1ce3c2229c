"""Centres, offers, products and approvals: sourced public facts."""

from datetime import date

import strawberry

from registry.model.codes import (
    ApprovalEventKind,
    ApprovalReason,
    AtmpClass,
    MarketingState,
    Origin,
    Scenario,
    Vector,
)
from registry.model.product import Confirmer
from registry.views.directory import CentreRow, OfferRow, offers_of_product
from registry.views.endpoint_results import endpoint_results
from registry.views.products import ApprovalRow, ProductRow
from registry.views.programmes import programmes
from registry_graphql.public.context import Info, shown
from registry_graphql.public.describing import enum, said
from registry_graphql.public.figures import SafetyNotice, Source
from registry_graphql.public.node import Node, shows
from registry_graphql.public.programmes import EndpointResult, Programme

for _codes in (ApprovalEventKind, ApprovalReason, Confirmer, MarketingState, Scenario):
    enum(_codes)


@strawberry.type(description="A product that a centre offers under one approval.")
class Offer(Node):
    is_type_of = shows("Offer", OfferRow)
    id: strawberry.ID = said("Stable id.")
    product_id: str = said("Id of the product.")
    product_name: str = said("Name of the product.")
    disease: str = said("Code of the disease.")
    disease_label: str = said("Plain name of the disease.")
    approval_id: str = said("Id of the approval.")
    approval_status: str = said("State of the approval, in the words of the source.")
    authority_name: str = said("The authority that decides on the approval. Ask it to confirm.")
    authority_website: str = said("Its website.")
    confirmed_on: date | None = said("When the offer was last confirmed; null if never.")
    stale: bool = said("Never confirmed, or not in the twelve months before the snapshot.")
    accepting_referrals: bool | None = said("Whether referrals are accepted; null if not stated.")
    treats_adults: bool | None = said("Whether adults are treated; null if not stated.")
    treats_children: bool | None = said("Whether children are treated; null if not stated.")
    takes_patients_from_abroad: bool | None = said(
        "Whether patients from other Member States are taken; null if not stated."
    )
    patient_pays: bool | None = said("Whether the patient pays; null if not stated.")
    authorised_alternative: str | None = said("An authorised medicine for the same use, if any.")
    source: Source | None = said("Where these facts come from.")
    synthetic: bool = said("True for invented demonstration data.")
    as_of: date = said("The day of the snapshot.")


@strawberry.type(description="A hospital site and what it offers. Centres never show outcomes.")
class Centre(Node):
    is_type_of = shows("Centre", CentreRow)
    id: strawberry.ID = said("Stable id.")
    name: str = said("Name of the site.")
    organisation_name: str = said("The organisation it belongs to.")
    city: str = said("City.")
    country: str = said("Country, ISO 3166-1 alpha-2.")
    offers: list[Offer] = said("Offers that match the question.")
    source: Source | None = said("Where these facts come from.")
    synthetic: bool = said("True for invented demonstration data.")
    as_of: date = said("The day of the snapshot.")


@strawberry.type(description="One step in the life of an approval.")
class ApprovalEvent:
    kind: ApprovalEventKind = said("What happened.")
    on: str = said("When, as exactly as known: a year, a month or a day.")
    reason: ApprovalReason | None = said("Coded reason; null if not stated.")


@strawberry.type(description="A national Hospital Exemption decision and its history.")
class Approval(Node):
    is_type_of = shows("Approval", ApprovalRow)
    id: strawberry.ID = said("Stable id.")
    product_id: str = said("Id of the product.")
    product_name: str = said("Name of the product.")
    authority_name: str = said("The authority that decided.")
    country: str = said("Country, ISO 3166-1 alpha-2.")
    disease: str = said("Code of the disease.")
    disease_label: str = said("Plain name of the disease.")
    status_text: str = said("State, in the words of the source.")
    local_id: str = said("The authority's own number; may be empty.")
    scenario: Scenario | None = said("Why the exemption is used; null if not stated.")
    valid_from: date | None = said("First day of validity; null if not stated.")
    valid_to: date | None = said("Last day of validity; null if not stated or open.")
    quality_considered: bool | None = said("Whether quality was evaluated; null if not known.")
    safety_considered: bool | None = said("Whether safety was evaluated; null if not known.")
    efficacy_considered: bool | None = said("Whether efficacy was evaluated; null if not known.")
    events: list[ApprovalEvent] = said("Its history, oldest first.")
    confirmed_on: date | None = said("When it was last confirmed that it stands; null if never.")
    confirmed_by: Confirmer | None = said("Who confirmed it; null if nobody did.")
    programme_ids: list[str] = said("Programmes sponsors registered under it; empty if nobody did.")
    source: Source | None = said("Where these facts come from.")
    synthetic: bool = said("True for invented demonstration data.")
    as_of: date = said("The day of the snapshot.")


@strawberry.type(description="An advanced therapy medicinal product.")
class Product(Node):
    is_type_of = shows("Product", ProductRow)
    id: strawberry.ID = said("Stable id.")
    name: str = said("Name.")
    active_substance: str = said("Active substance.")
    atmp_class: AtmpClass | None = said("Class; null if the source does not say.")
    origin: Origin | None = said("Whose cells; null if the source does not say.")
    vector: Vector | None = said("Vector; null if the source does not say.")
    marketing_state: MarketingState = said("State of the central marketing authorisation.")
    marketing_year: int | None = said("Year of the marketing authorisation.")
    indication_text: str = said("Indication, in the words of the source.")
    orphan: bool | None = said("Whether it has orphan status; null if not stated.")
    sponsor_id: str | None = said("Id of the sponsor; null if not stated.")
    sponsor_name: str = said("Name of the sponsor; may be empty.")
    diseases: list[str] = said("Codes of the diseases it is approved, offered or studied for.")
    centre_ids: list[str] = said("Ids of the centres that offer it.")
    approvals: list[Approval] = said("National approvals.")
    safety_notice: SafetyNotice = said("Its safety notice.")
    source: Source | None = said("Where these facts come from.")
    synthetic: bool = said("True for invented demonstration data.")
    as_of: date = said("The day of the snapshot.")

    @strawberry.field(description="Every registered programme of the product.")
    def programmes(self, info: Info) -> list[Programme]:
        return shown(Programme, info, lambda s: programmes(s, product=self.id))

    @strawberry.field(description="Every endpoint of the product with its verdict, failed or met.")
    def endpoint_results(self, info: Info) -> list[EndpointResult]:
        return shown(EndpointResult, info, lambda s: endpoint_results(s, product=self.id))

    @strawberry.field(description="Every offer of the product.")
    def offers(self, info: Info) -> list[Offer]:
        return shown(Offer, info, lambda s: offers_of_product(s, self.id))
