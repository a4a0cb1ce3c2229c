"""Typed questions to an HE Registry, in one file that needs nothing but Python 3.11.

    from he_registry import Registry

    registry = Registry("https://registry.example")
    for edge in registry.what_failed()["endpointResults"]["edges"]:
        print(edge["node"]["productName"], edge["node"]["verdict"]["text"])
    lines = registry.table("efficacy")

A value that is not shown is None and says why beside itself; it is never 0. Made by
`he-registry contract` from the public schema and its operations: do not edit it.
"""

import csv
import hashlib
import io
import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict, cast

Given = Mapping[str, Any]


AtmpClass = Literal[
    "GTMP",
    "SCTMP",
    "TEP",
    "COMBINED",
]
ApprovalEventKind = Literal[
    "GRANTED",
    "RENEWED",
    "VARIED",
    "SUSPENDED",
    "WITHDRAWN",
    "REVOKED",
    "LAPSED",
]
ApprovalReason = Literal[
    "SAFETY",
    "EFFICACY",
    "QUALITY",
    "CONDITIONS_NO_LONGER_MET",
    "HOLDER_REQUEST",
    "LAPSE",
]
Route = Literal[
    "HOSPITAL_EXEMPTION",
    "CLINICAL_TRIAL",
    "COMPASSIONATE_USE",
    "NAMED_PATIENT",
    "MARKETED_USE",
]
Verdict = Literal[
    "MET",
    "NOT_MET",
    "NOT_EVALUABLE",
    "STOPPED_FUTILITY",
    "STOPPED_SAFETY",
]
OfferAnswer = Literal[
    "CONFIRMED_PERMIT",
    "CANNOT_CONFIRM",
    "WARNING",
]
Dimension = Literal[
    "PRODUCT",
    "ATMP_CLASS",
    "VECTOR",
    "ORIGIN",
    "DISEASE",
    "ROUTE",
    "PROGRAMME",
    "SPONSOR",
    "COUNTRY",
    "REGION",
    "PERIOD",
    "AGE_CLASS",
    "AGE_BAND",
    "SEX",
    "TIMING",
]
Reason = Literal[
    "SEALED",
    "FEWER_THAN_11",
    "NOT_RECEIVED",
    "NOT_YET",
    "NEWER_NOT_INCLUDED",
    "SPANS",
    "NOBODY",
    "VERDICT_NOT_YET",
    "NOT_DUE",
    "NOT_REPORTED",
    "AWAITS_SET",
    "IN_SET",
    "TOO_FEW",
    "NOT_STATED",
    "FIGURES_NOT_PUBLIC",
    "AWAITS_BUNDLE",
    "NOBODY_AT_RISK",
    "NOBODY_FOLLOWED",
    "NOBODY_ASSESSED",
    "ONLY_ONE_ASSESSED",
    "FEWER_THAN_3_SPONSORS",
    "FEWER_THAN_8_SPONSORS",
]
Clock = Literal[
    "ACCEPTANCE",
    "FIRST_ADMINISTRATION",
]
Timing = Literal[
    "PROSPECTIVE",
    "RETROSPECTIVE",
]
EventClass = Literal[
    "CRS",
    "ICANS",
    "IEC_HS",
    "INFECTION",
    "CYTOPENIA",
    "MALIGNANCY",
    "RELAPSE",
    "NEXT_THERAPY",
    "TRANSPLANT",
    "DEATH",
    "OTHER",
]
StopReason = Literal[
    "FUTILITY",
    "SAFETY",
    "MANUFACTURING",
    "SLOW_ACCRUAL",
    "FUNDING",
    "COMMERCIAL",
    "REGULATORY",
    "NEVER_STARTED",
    "OTHER",
]
ProgrammeEventKind = Literal[
    "ACCEPTANCE_CLOSED",
    "STOPPED",
    "ENDED",
]
Population = Literal[
    "ACCEPTED",
    "INFUSED",
]
ChangeKind = Literal[
    "PROGRAMME_REGISTERED",
    "PROGRAMME_STATUS",
    "STAGE_OPENED",
    "VERDICT_PUBLISHED",
    "VERDICT_CHANGED",
    "GROUP_SEALED",
    "GROUP_OPENED",
    "CONTENT_OPENED",
    "CONTENT_CORRECTED",
    "SAFETY_NOTICE",
    "ERRATUM",
    "APPROVAL_RECORDED",
    "APPROVAL_CHANGED",
]
CostBasis = Literal[
    "ACTUAL",
    "ESTIMATE",
]
CostCategory = Literal[
    "DEVELOPMENT",
    "MANUFACTURE",
    "CARE",
    "FOLLOW_UP",
]
CostUnit = Literal[
    "PROGRAMME",
    "PATIENT",
    "BATCH",
]
SplitKey = Literal[
    "AGE_BAND",
    "SEX",
    "HALF_YEAR",
]
KeyStatus = Literal[
    "REQUESTED",
    "ADOPTED",
    "DECLINED",
]


class AboutATreatmentProductsEdgesNodeApprovalsEvents(TypedDict):
    kind: ApprovalEventKind
    on: str
    reason: ApprovalReason | None


class AboutATreatmentProductsEdgesNodeApprovals(TypedDict):
    authorityName: str
    country: str
    diseaseLabel: str
    statusText: str
    events: list[AboutATreatmentProductsEdgesNodeApprovalsEvents]


class AboutATreatmentProductsEdgesNodeSafetyNotice(TypedDict):
    issued: str | None
    text: str
    checkedOn: str | None


class AboutATreatmentProductsEdgesNodeOffers(TypedDict):
    approvalId: str
    confirmedOn: str | None
    stale: bool


class AboutATreatmentProductsEdgesNodeProgrammes(TypedDict):
    title: str
    diseaseLabel: str
    route: Route
    stageText: str


class AboutATreatmentProductsEdgesNodeEndpointResultsVerdictWithheld(TypedDict):
    text: str
    opensOn: str | None


class AboutATreatmentProductsEdgesNodeEndpointResultsVerdict(TypedDict):
    value: Verdict | None
    text: str | None
    withheld: AboutATreatmentProductsEdgesNodeEndpointResultsVerdictWithheld | None


class AboutATreatmentProductsEdgesNodeEndpointResults(TypedDict):
    label: str
    verdict: AboutATreatmentProductsEdgesNodeEndpointResultsVerdict


class AboutATreatmentProductsEdgesNodeSource(TypedDict):
    reference: str
    verified: bool


class AboutATreatmentProductsEdgesNode(TypedDict):
    id: str
    name: str
    activeSubstance: str
    atmpClass: AtmpClass | None
    sponsorName: str
    approvals: list[AboutATreatmentProductsEdgesNodeApprovals]
    safetyNotice: AboutATreatmentProductsEdgesNodeSafetyNotice
    offers: list[AboutATreatmentProductsEdgesNodeOffers]
    programmes: list[AboutATreatmentProductsEdgesNodeProgrammes]
    endpointResults: list[AboutATreatmentProductsEdgesNodeEndpointResults]
    source: AboutATreatmentProductsEdgesNodeSource | None
    synthetic: bool
    asOf: str


class AboutATreatmentProductsEdges(TypedDict):
    node: AboutATreatmentProductsEdgesNode


class AboutATreatmentProducts(TypedDict):
    totalCount: int
    edges: list[AboutATreatmentProductsEdges]


class AboutATreatment(TypedDict):
    products: AboutATreatmentProducts


class CheckAnOfferCheckOfferPermit(TypedDict):
    productName: str
    localId: str
    country: str
    authorityName: str
    validTo: str | None
    confirmedOn: str


class CheckAnOfferCheckOfferAuthority(TypedDict):
    name: str
    website: str


class CheckAnOfferCheckOffer(TypedDict):
    answer: OfferAnswer
    text: str
    doubtText: str | None
    signTexts: list[str]
    permit: CheckAnOfferCheckOfferPermit | None
    authority: CheckAnOfferCheckOfferAuthority
    noteTexts: list[str]
    always: str
    asOf: str


class CheckAnOffer(TypedDict):
    checkOffer: CheckAnOfferCheckOffer | None


class FindACentreCentresEdgesNodeOffers(TypedDict):
    productName: str
    diseaseLabel: str
    approvalStatus: str
    confirmedOn: str | None
    stale: bool
    acceptingReferrals: bool | None
    treatsAdults: bool | None
    treatsChildren: bool | None
    takesPatientsFromAbroad: bool | None
    patientPays: bool | None
    authorityName: str
    authorityWebsite: str


class FindACentreCentresEdgesNode(TypedDict):
    id: str
    name: str
    city: str
    country: str
    offers: list[FindACentreCentresEdgesNodeOffers]
    synthetic: bool
    asOf: str


class FindACentreCentresEdges(TypedDict):
    node: FindACentreCentresEdgesNode


class FindACentreCentres(TypedDict):
    totalCount: int
    edges: list[FindACentreCentresEdges]


class FindACentre(TypedDict):
    centres: FindACentreCentres


class OneHospitalCentreOffers(TypedDict):
    productName: str
    diseaseLabel: str
    approvalStatus: str
    confirmedOn: str | None
    stale: bool
    acceptingReferrals: bool | None
    authorityName: str
    authorityWebsite: str


class OneHospitalCentre(TypedDict):
    name: str
    city: str
    country: str
    offers: list[OneHospitalCentreOffers]
    synthetic: bool
    asOf: str


class OneHospital(TypedDict):
    centre: OneHospitalCentre | None


class AgainByIdSnapshot(TypedDict):
    number: int
    asOf: str


class AgainByIdNodesVerdict(TypedDict):
    value: Verdict | None


class AgainByIdNodes(TypedDict):
    name: NotRequired[str]
    city: NotRequired[str]
    productName: NotRequired[str]
    statusText: NotRequired[str]
    label: NotRequired[str]
    verdict: NotRequired[AgainByIdNodesVerdict]
    title: NotRequired[str]
    stageText: NotRequired[str]
    nodeId: str
    id: str


class AgainById(TypedDict):
    snapshot: AgainByIdSnapshot | None
    nodes: list[AgainByIdNodes | None]


class ApprovalsWithoutAProgrammeSnapshot(TypedDict):
    number: int
    asOf: str
    digest: str


class ApprovalsWithoutAProgrammeApprovalsEdgesNodeEvents(TypedDict):
    kind: ApprovalEventKind
    on: str


class ApprovalsWithoutAProgrammeApprovalsEdgesNode(TypedDict):
    id: str
    productName: str
    diseaseLabel: str
    country: str
    authorityName: str
    events: list[ApprovalsWithoutAProgrammeApprovalsEdgesNodeEvents]
    source: AboutATreatmentProductsEdgesNodeSource | None
    synthetic: bool
    asOf: str


class ApprovalsWithoutAProgrammeApprovalsEdges(TypedDict):
    node: ApprovalsWithoutAProgrammeApprovalsEdgesNode


class ApprovalsWithoutAProgrammeApprovals(TypedDict):
    totalCount: int
    edges: list[ApprovalsWithoutAProgrammeApprovalsEdges]


class ApprovalsWithoutAProgramme(TypedDict):
    snapshot: ApprovalsWithoutAProgrammeSnapshot | None
    approvals: ApprovalsWithoutAProgrammeApprovals


class AsCitedAtSnapshot(TypedDict):
    number: int
    asOf: str
    digest: str
    policyVersion: str
    path: str


class AsCitedAtEfficacyEdgesNodeKeys(TypedDict):
    dimension: Dimension
    label: str


class AsCitedAtEfficacyEdgesNodeAcceptedWithheld(TypedDict):
    reason: Reason


class AsCitedAtEfficacyEdgesNodeAccepted(TypedDict):
    value: int | None
    withheld: AsCitedAtEfficacyEdgesNodeAcceptedWithheld | None


class AsCitedAtEfficacyEdgesNodeResultOfAccepted(TypedDict):
    numerator: int | None
    denominator: int | None
    value: float | None
    low: float | None
    high: float | None
    withheld: AsCitedAtEfficacyEdgesNodeAcceptedWithheld | None


class AsCitedAtEfficacyEdgesNodeResult(TypedDict):
    ofAccepted: AsCitedAtEfficacyEdgesNodeResultOfAccepted


class AsCitedAtEfficacyEdgesNode(TypedDict):
    id: str
    keys: list[AsCitedAtEfficacyEdgesNodeKeys]
    accepted: AsCitedAtEfficacyEdgesNodeAccepted
    result: AsCitedAtEfficacyEdgesNodeResult
    synthetic: bool
    asOf: str


class AsCitedAtEfficacyEdges(TypedDict):
    node: AsCitedAtEfficacyEdgesNode


class AsCitedAtEfficacy(TypedDict):
    totalCount: int
    edges: list[AsCitedAtEfficacyEdges]


class AsCitedAt(TypedDict):
    snapshot: AsCitedAtSnapshot | None
    efficacy: AsCitedAtEfficacy


class AsCited(TypedDict):
    at: AsCitedAt | None


class ByCountryEfficacyEdgesNodeKeys(TypedDict):
    dimension: Dimension
    value: str | None
    label: str


class ByCountryEfficacyEdgesNodeInfusionAccepted(TypedDict):
    value: int | None


class ByCountryEfficacyEdgesNodeInfusionInfusedWithheld(TypedDict):
    text: str


class ByCountryEfficacyEdgesNodeInfusionInfused(TypedDict):
    value: int | None
    withheld: ByCountryEfficacyEdgesNodeInfusionInfusedWithheld | None


class ByCountryEfficacyEdgesNodeInfusionNotInfused(TypedDict):
    text: str
    patients: int


class ByCountryEfficacyEdgesNodeInfusion(TypedDict):
    accepted: ByCountryEfficacyEdgesNodeInfusionAccepted
    infused: ByCountryEfficacyEdgesNodeInfusionInfused
    notInfused: list[ByCountryEfficacyEdgesNodeInfusionNotInfused]


class ByCountryEfficacyEdgesNodeResultOfAcceptedWithheld(TypedDict):
    reason: Reason
    text: str
    opensOn: str | None


class ByCountryEfficacyEdgesNodeResultOfAccepted(TypedDict):
    value: float | None
    withheld: ByCountryEfficacyEdgesNodeResultOfAcceptedWithheld | None


class ByCountryEfficacyEdgesNodeResult(TypedDict):
    accepted: ByCountryEfficacyEdgesNodeInfusionAccepted
    ofAccepted: ByCountryEfficacyEdgesNodeResultOfAccepted


class ByCountryEfficacyEdgesNodeLeftOut(TypedDict):
    patients: int
    text: str


class ByCountryEfficacyEdgesNode(TypedDict):
    id: str
    keys: list[ByCountryEfficacyEdgesNodeKeys]
    accepted: AsCitedAtEfficacyEdgesNodeAccepted
    infusion: ByCountryEfficacyEdgesNodeInfusion
    result: ByCountryEfficacyEdgesNodeResult
    leftOut: list[ByCountryEfficacyEdgesNodeLeftOut]
    synthetic: bool
    asOf: str


class ByCountryEfficacyEdges(TypedDict):
    node: ByCountryEfficacyEdgesNode


class ByCountryEfficacy(TypedDict):
    edges: list[ByCountryEfficacyEdges]


class ByCountry(TypedDict):
    efficacy: ByCountryEfficacy


class FirstEventsCumulativeIncidenceEdgesNodeKeys(TypedDict):
    label: str


class FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedHorizonsCompleteness(TypedDict):
    value: float | None


class FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedHorizonsEvents(TypedDict):
    text: str
    patients: int


class FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedHorizons(TypedDict):
    day: int
    groups: int
    patients: int
    atRisk: int
    lost: int
    completeness: FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedHorizonsCompleteness
    events: list[FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedHorizonsEvents]


class FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedCausesPointsIncidence(TypedDict):
    value: float | None
    low: float | None
    high: float | None
    withheld: ByCountryEfficacyEdgesNodeInfusionInfusedWithheld | None


class FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedCausesPoints(TypedDict):
    day: int
    incidence: FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedCausesPointsIncidence


class FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedCausesRate(TypedDict):
    value: float | None
    low: float | None
    high: float | None
    events: int | None
    patientYears: float | None
    withheld: ByCountryEfficacyEdgesNodeInfusionInfusedWithheld | None


class FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedCauses(TypedDict):
    text: str
    points: list[FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedCausesPoints]
    rate: FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedCausesRate


class FirstEventsCumulativeIncidenceEdgesNodeOfAccepted(TypedDict):
    clock: Clock
    groups: int
    accepted: ByCountryEfficacyEdgesNodeInfusionAccepted
    withheld: AboutATreatmentProductsEdgesNodeEndpointResultsVerdictWithheld | None
    horizons: list[FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedHorizons]
    causes: list[FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedCauses]


class FirstEventsCumulativeIncidenceEdgesNodeLeftOut(TypedDict):
    text: str


class FirstEventsCumulativeIncidenceEdgesNode(TypedDict):
    id: str
    keys: list[FirstEventsCumulativeIncidenceEdgesNodeKeys]
    groups: int
    accepted: ByCountryEfficacyEdgesNodeInfusionInfused
    ofAccepted: FirstEventsCumulativeIncidenceEdgesNodeOfAccepted
    ofInfused: FirstEventsCumulativeIncidenceEdgesNodeOfAccepted
    leftOut: list[FirstEventsCumulativeIncidenceEdgesNodeLeftOut]
    synthetic: bool


class FirstEventsCumulativeIncidenceEdges(TypedDict):
    node: FirstEventsCumulativeIncidenceEdgesNode


class FirstEventsCumulativeIncidence(TypedDict):
    asOf: str | None
    edges: list[FirstEventsCumulativeIncidenceEdges]


class FirstEvents(TypedDict):
    cumulativeIncidence: FirstEventsCumulativeIncidence


class HowCompleteFollowUpEdgesNodeInfusion(TypedDict):
    infused: ByCountryEfficacyEdgesNodeInfusionInfused


class HowCompleteFollowUpEdgesNodeHorizonsKnown(TypedDict):
    numerator: int | None
    denominator: int | None
    value: float | None


class HowCompleteFollowUpEdgesNodeHorizonsLost(TypedDict):
    accepted: ByCountryEfficacyEdgesNodeInfusionAccepted
    patients: ByCountryEfficacyEdgesNodeInfusionInfused


class HowCompleteFollowUpEdgesNodeHorizonsNotIncluded(TypedDict):
    patients: int
    text: str


class HowCompleteFollowUpEdgesNodeHorizons(TypedDict):
    day: int
    groups: int
    accepted: ByCountryEfficacyEdgesNodeInfusionAccepted
    known: HowCompleteFollowUpEdgesNodeHorizonsKnown
    missing: ByCountryEfficacyEdgesNodeInfusionAccepted
    lost: HowCompleteFollowUpEdgesNodeHorizonsLost
    notIncluded: HowCompleteFollowUpEdgesNodeHorizonsNotIncluded | None


class HowCompleteFollowUpEdgesNode(TypedDict):
    id: str
    keys: list[AsCitedAtEfficacyEdgesNodeKeys]
    timing: Timing
    groups: int
    accepted: ByCountryEfficacyEdgesNodeInfusionInfused
    infusion: HowCompleteFollowUpEdgesNodeInfusion
    horizons: list[HowCompleteFollowUpEdgesNodeHorizons]
    withheld: AboutATreatmentProductsEdgesNodeEndpointResultsVerdictWithheld | None
    leftOut: list[ByCountryEfficacyEdgesNodeLeftOut]
    synthetic: bool
    asOf: str


class HowCompleteFollowUpEdges(TypedDict):
    node: HowCompleteFollowUpEdgesNode


class HowCompleteFollowUp(TypedDict):
    totalCount: int
    edges: list[HowCompleteFollowUpEdges]


class HowComplete(TypedDict):
    snapshot: ApprovalsWithoutAProgrammeSnapshot | None
    followUp: HowCompleteFollowUp


class HowItIsMadeManufacturingEdgesNodeInfusion(TypedDict):
    accepted: ByCountryEfficacyEdgesNodeInfusionAccepted
    infused: ByCountryEfficacyEdgesNodeInfusionInfused


class HowItIsMadeManufacturingEdgesNodeMadeInfusedShare(TypedDict):
    value: float | None
    low: float | None
    high: float | None


class HowItIsMadeManufacturingEdgesNodeMadeOutcomes(TypedDict):
    text: str
    attempts: int


class HowItIsMadeManufacturingEdgesNodeMadeVeinToVein(TypedDict):
    fromDay: int
    untilDay: int | None
    patients: int


class HowItIsMadeManufacturingEdgesNodeMade(TypedDict):
    groups: int
    accepted: ByCountryEfficacyEdgesNodeInfusionAccepted
    infused: ByCountryEfficacyEdgesNodeInfusionAccepted
    infusedShare: HowItIsMadeManufacturingEdgesNodeMadeInfusedShare
    withAttempt: ByCountryEfficacyEdgesNodeInfusionAccepted
    outcomes: list[HowItIsMadeManufacturingEdgesNodeMadeOutcomes]
    failures: list[HowItIsMadeManufacturingEdgesNodeMadeOutcomes]
    failed: HowCompleteFollowUpEdgesNodeHorizonsKnown
    veinToVein: list[HowItIsMadeManufacturingEdgesNodeMadeVeinToVein]
    veinToVeinUnknown: ByCountryEfficacyEdgesNodeInfusionAccepted


class HowItIsMadeManufacturingEdgesNode(TypedDict):
    id: str
    keys: list[AsCitedAtEfficacyEdgesNodeKeys]
    timing: Timing
    groups: int
    accepted: ByCountryEfficacyEdgesNodeInfusionInfused
    infusion: HowItIsMadeManufacturingEdgesNodeInfusion
    made: HowItIsMadeManufacturingEdgesNodeMade
    withheld: AboutATreatmentProductsEdgesNodeEndpointResultsVerdictWithheld | None
    leftOut: list[ByCountryEfficacyEdgesNodeLeftOut]
    synthetic: bool
    asOf: str


class HowItIsMadeManufacturingEdges(TypedDict):
    node: HowItIsMadeManufacturingEdgesNode


class HowItIsMadeManufacturing(TypedDict):
    totalCount: int
    edges: list[HowItIsMadeManufacturingEdges]


class HowItIsMade(TypedDict):
    snapshot: ApprovalsWithoutAProgrammeSnapshot | None
    manufacturing: HowItIsMadeManufacturing


class HowLongPatientsLiveSurvivalEdgesNodeProgrammes(TypedDict):
    title: str
    stageText: str


class HowLongPatientsLiveSurvivalEdgesNodeOfAcceptedWithheld(TypedDict):
    reason: Reason
    text: str
    opensOn: str | None
    condition: str


class HowLongPatientsLiveSurvivalEdgesNodeOfAcceptedNotIncluded(TypedDict):
    text: str


class HowLongPatientsLiveSurvivalEdgesNodeOfAcceptedLeftOut(TypedDict):
    groups: int
    patients: int


class HowLongPatientsLiveSurvivalEdgesNodeOfAcceptedPointsSurvival(TypedDict):
    value: float | None
    low: float | None
    high: float | None
    betaLow: float | None
    betaHigh: float | None
    withheld: ByCountryEfficacyEdgesNodeInfusionInfusedWithheld | None


class HowLongPatientsLiveSurvivalEdgesNodeOfAcceptedPoints(TypedDict):
    day: int
    groups: int
    patients: int
    atRisk: int
    lost: int
    completeness: FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedHorizonsCompleteness
    survival: HowLongPatientsLiveSurvivalEdgesNodeOfAcceptedPointsSurvival


class HowLongPatientsLiveSurvivalEdgesNodeOfAccepted(TypedDict):
    clock: Clock
    groups: int
    accepted: ByCountryEfficacyEdgesNodeInfusionAccepted
    withheld: HowLongPatientsLiveSurvivalEdgesNodeOfAcceptedWithheld | None
    notIncluded: HowLongPatientsLiveSurvivalEdgesNodeOfAcceptedNotIncluded | None
    leftOut: HowLongPatientsLiveSurvivalEdgesNodeOfAcceptedLeftOut | None
    points: list[HowLongPatientsLiveSurvivalEdgesNodeOfAcceptedPoints]
    sameGroups: list[HowLongPatientsLiveSurvivalEdgesNodeOfAcceptedPoints]


class HowLongPatientsLiveSurvivalEdgesNode(TypedDict):
    id: str
    keys: list[FirstEventsCumulativeIncidenceEdgesNodeKeys]
    programmes: list[HowLongPatientsLiveSurvivalEdgesNodeProgrammes]
    groups: int
    forming: int
    accepted: ByCountryEfficacyEdgesNodeInfusionInfused
    ofAccepted: HowLongPatientsLiveSurvivalEdgesNodeOfAccepted
    ofInfused: HowLongPatientsLiveSurvivalEdgesNodeOfAccepted
    leftOut: list[FirstEventsCumulativeIncidenceEdgesNodeLeftOut]
    synthetic: bool


class HowLongPatientsLiveSurvivalEdges(TypedDict):
    node: HowLongPatientsLiveSurvivalEdgesNode


class HowLongPatientsLiveSurvival(TypedDict):
    asOf: str | None
    edges: list[HowLongPatientsLiveSurvivalEdges]


class HowLongPatientsLive(TypedDict):
    survival: HowLongPatientsLiveSurvival


class HowMuchBetterEfficacyEdgesNodeOutcome(TypedDict):
    label: str


class HowMuchBetterEfficacyEdgesNodeResult(TypedDict):
    success: ByCountryEfficacyEdgesNodeInfusionAccepted
    ofAccepted: HowItIsMadeManufacturingEdgesNodeMadeInfusedShare
    completeness: FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedHorizonsCompleteness


class HowMuchBetterEfficacyEdgesNodeChangeCategoriesCategories(TypedDict):
    category: str
    patients: int


class HowMuchBetterEfficacyEdgesNodeChangeCategories(TypedDict):
    bounds: str
    groups: int
    withBaseline: int
    categories: list[HowMuchBetterEfficacyEdgesNodeChangeCategoriesCategories]


class HowMuchBetterEfficacyEdgesNodeChangeMean(TypedDict):
    value: float | None
    low: float | None
    high: float | None
    deviation: float | None
    withheld: ByCountryEfficacyEdgesNodeInfusionInfusedWithheld | None


class HowMuchBetterEfficacyEdgesNodeChangeBounds(TypedDict):
    missing: int
    lowest: float
    highest: float


class HowMuchBetterEfficacyEdgesNodeChange(TypedDict):
    categories: list[HowMuchBetterEfficacyEdgesNodeChangeCategories]
    groups: int
    accepted: ByCountryEfficacyEdgesNodeInfusionAccepted
    assessed: ByCountryEfficacyEdgesNodeInfusionInfused
    mean: HowMuchBetterEfficacyEdgesNodeChangeMean
    bounds: HowMuchBetterEfficacyEdgesNodeChangeBounds | None
    notIncluded: HowLongPatientsLiveSurvivalEdgesNodeOfAcceptedNotIncluded | None
    leftOut: HowLongPatientsLiveSurvivalEdgesNodeOfAcceptedLeftOut | None


class HowMuchBetterEfficacyEdgesNodeBestResponsesCategories(TypedDict):
    label: str
    patients: int


class HowMuchBetterEfficacyEdgesNodeBestResponses(TypedDict):
    day: int
    groups: int
    accepted: int
    categories: list[HowMuchBetterEfficacyEdgesNodeBestResponsesCategories]
    noResponse: list[ByCountryEfficacyEdgesNodeInfusionNotInfused]


class HowMuchBetterEfficacyEdgesNode(TypedDict):
    id: str
    keys: list[FirstEventsCumulativeIncidenceEdgesNodeKeys]
    outcome: HowMuchBetterEfficacyEdgesNodeOutcome
    accepted: ByCountryEfficacyEdgesNodeInfusionInfused
    result: HowMuchBetterEfficacyEdgesNodeResult
    change: HowMuchBetterEfficacyEdgesNodeChange | None
    bestResponses: list[HowMuchBetterEfficacyEdgesNodeBestResponses]
    synthetic: bool


class HowMuchBetterEfficacyEdges(TypedDict):
    node: HowMuchBetterEfficacyEdgesNode


class HowMuchBetterEfficacy(TypedDict):
    asOf: str | None
    edges: list[HowMuchBetterEfficacyEdges]


class HowMuchBetter(TypedDict):
    efficacy: HowMuchBetterEfficacy


class HowSafeSafetyPageInfo(TypedDict):
    hasNextPage: bool
    endCursor: str | None


class HowSafeSafetyEdgesNodeHorizonsIntervals(TypedDict):
    since: int
    day: int
    text: str
    observedShare: HowCompleteFollowUpEdgesNodeHorizonsKnown


class HowSafeSafetyEdgesNodeHorizonsSerious(TypedDict):
    patients: int
    ofAccepted: HowItIsMadeManufacturingEdgesNodeMadeInfusedShare
    noneText: str | None


class HowSafeSafetyEdgesNodeHorizonsClasses(TypedDict):
    label: str
    patients: int
    ofAccepted: HowItIsMadeManufacturingEdgesNodeMadeInfusedShare
    noneText: str | None


class HowSafeSafetyEdgesNodeHorizonsEvents(TypedDict):
    eventClass: EventClass
    term: str
    system: str
    version: str
    grade: int | None
    events: int
    patients: int


class HowSafeSafetyEdgesNodeHorizons(TypedDict):
    day: int
    groups: int
    accepted: ByCountryEfficacyEdgesNodeInfusionAccepted
    infused: ByCountryEfficacyEdgesNodeInfusionAccepted
    intervals: list[HowSafeSafetyEdgesNodeHorizonsIntervals]
    serious: HowSafeSafetyEdgesNodeHorizonsSerious
    classes: list[HowSafeSafetyEdgesNodeHorizonsClasses]
    events: list[HowSafeSafetyEdgesNodeHorizonsEvents]


class HowSafeSafetyEdgesNodeNoticesNotice(TypedDict):
    issued: str | None
    text: str


class HowSafeSafetyEdgesNodeNotices(TypedDict):
    productName: str
    notice: HowSafeSafetyEdgesNodeNoticesNotice


class HowSafeSafetyEdgesNode(TypedDict):
    id: str
    keys: list[AsCitedAtEfficacyEdgesNodeKeys]
    timing: Timing
    groups: int
    accepted: ByCountryEfficacyEdgesNodeInfusionInfused
    withheld: AboutATreatmentProductsEdgesNodeEndpointResultsVerdictWithheld | None
    horizons: list[HowSafeSafetyEdgesNodeHorizons]
    notices: list[HowSafeSafetyEdgesNodeNotices]
    leftOut: list[ByCountryEfficacyEdgesNodeLeftOut]
    synthetic: bool
    asOf: str


class HowSafeSafetyEdges(TypedDict):
    node: HowSafeSafetyEdgesNode


class HowSafeSafety(TypedDict):
    totalCount: int
    pageInfo: HowSafeSafetyPageInfo
    edges: list[HowSafeSafetyEdges]


class HowSafe(TypedDict):
    snapshot: ApprovalsWithoutAProgrammeSnapshot | None
    safety: HowSafeSafety


class NearestQuestion(TypedDict):
    ask: str | None


class OneProgrammeProgrammeEvents(TypedDict):
    kind: ProgrammeEventKind
    on: str
    reason: StopReason | None


class OneProgrammeProgrammeEndpoints(TypedDict):
    label: str
    goalPercent: int
    population: Population
    lockedOn: str
    changedText: str


class OneProgrammeProgrammeActivity(TypedDict):
    timing: Timing
    groups: int
    forming: int
    accepted: ByCountryEfficacyEdgesNodeInfusionInfused


class OneProgrammeProgramme(TypedDict):
    title: str
    productName: str
    diseaseLabel: str
    route: Route
    stageText: str
    overdue: bool
    plannedPatients: int | None
    stopReason: StopReason | None
    events: list[OneProgrammeProgrammeEvents]
    endpoints: list[OneProgrammeProgrammeEndpoints]
    activity: list[OneProgrammeProgrammeActivity]
    safetyNotice: AboutATreatmentProductsEdgesNodeSafetyNotice
    synthetic: bool
    asOf: str


class OneProgramme(TypedDict):
    programme: OneProgrammeProgramme | None


class VerifyItSnapshot(TypedDict):
    number: int
    digest: str
    predecessor: str | None
    path: str


class VerifyItLogSignatures(TypedDict):
    name: str
    keyId: str


class VerifyItLog(TypedDict):
    origin: str
    size: int
    rootHash: str
    note: str
    signatures: list[VerifyItLogSignatures]
    verifierKeys: list[str]
    checkpointPath: str
    keysPath: str
    tilesPath: str
    entriesPath: str
    handovers: list[str]


class VerifyIt(TypedDict):
    snapshot: VerifyItSnapshot | None
    log: VerifyItLog | None


class WhatAuthoritiesSaidAdviceEdgesNode(TypedDict):
    id: str
    productName: str
    sponsorName: str
    kindText: str
    body: str
    year: int
    topic: str
    publicSummary: str
    synthetic: bool
    asOf: str


class WhatAuthoritiesSaidAdviceEdges(TypedDict):
    node: WhatAuthoritiesSaidAdviceEdgesNode


class WhatAuthoritiesSaidAdvice(TypedDict):
    totalCount: int
    edges: list[WhatAuthoritiesSaidAdviceEdges]


class WhatAuthoritiesSaid(TypedDict):
    snapshot: ApprovalsWithoutAProgrammeSnapshot | None
    advice: WhatAuthoritiesSaidAdvice


class WhatChangedSnapshots(TypedDict):
    number: int
    asOf: str
    digest: str
    predecessor: str | None
    policyVersion: str
    path: str


class WhatChangedChangesEdgesNode(TypedDict):
    id: str
    kind: ChangeKind
    programmeIds: list[str]
    productId: str | None
    text: str
    synthetic: bool
    asOf: str


class WhatChangedChangesEdges(TypedDict):
    node: WhatChangedChangesEdgesNode


class WhatChangedChanges(TypedDict):
    totalCount: int
    edges: list[WhatChangedChangesEdges]


class WhatChanged(TypedDict):
    snapshots: list[WhatChangedSnapshots]
    changes: WhatChangedChanges


class WhatFailedEndpointResultsEdgesNodeVerdict(TypedDict):
    value: Verdict | None
    text: str | None


class WhatFailedEndpointResultsEdgesNodeCalculatedShare(TypedDict):
    numerator: int | None
    denominator: int | None


class WhatFailedEndpointResultsEdgesNodeCalculated(TypedDict):
    text: str | None
    share: WhatFailedEndpointResultsEdgesNodeCalculatedShare | None
    withheld: ByCountryEfficacyEdgesNodeInfusionInfusedWithheld | None


class WhatFailedEndpointResultsEdgesNodeEstimate(TypedDict):
    value: float | None
    withheld: ByCountryEfficacyEdgesNodeInfusionInfusedWithheld | None


class WhatFailedEndpointResultsEdgesNode(TypedDict):
    productName: str
    diseaseLabel: str
    label: str
    goalPercent: int | None
    changedText: str
    verdict: WhatFailedEndpointResultsEdgesNodeVerdict
    calculated: WhatFailedEndpointResultsEdgesNodeCalculated
    estimate: WhatFailedEndpointResultsEdgesNodeEstimate
    lesson: str
    source: AboutATreatmentProductsEdgesNodeSource | None
    synthetic: bool
    asOf: str


class WhatFailedEndpointResultsEdges(TypedDict):
    node: WhatFailedEndpointResultsEdgesNode


class WhatFailedEndpointResults(TypedDict):
    totalCount: int
    edges: list[WhatFailedEndpointResultsEdges]


class WhatFailed(TypedDict):
    snapshot: ApprovalsWithoutAProgrammeSnapshot | None
    endpointResults: WhatFailedEndpointResults


class WhatItCostsCostsEdgesNodeAmount(TypedDict):
    value: int | None
    currency: str | None
    text: str | None


class WhatItCostsCostsEdgesNode(TypedDict):
    id: str
    productName: str
    sponsorName: str
    country: str
    coversText: str
    basis: CostBasis
    year: int
    amount: WhatItCostsCostsEdgesNodeAmount
    synthetic: bool
    asOf: str


class WhatItCostsCostsEdges(TypedDict):
    node: WhatItCostsCostsEdgesNode


class WhatItCostsCosts(TypedDict):
    totalCount: int
    edges: list[WhatItCostsCostsEdges]


class WhatItCostsPooledCostsEdgesNodeMedianWithheld(TypedDict):
    reason: Reason
    text: str


class WhatItCostsPooledCostsEdgesNodeMedian(TypedDict):
    text: str | None
    withheld: WhatItCostsPooledCostsEdgesNodeMedianWithheld | None


class WhatItCostsPooledCostsEdgesNode(TypedDict):
    productClass: str
    category: CostCategory
    per: CostUnit | None
    median: WhatItCostsPooledCostsEdgesNodeMedian
    lowQuartile: WhatItCostsPooledCostsEdgesNodeMedian
    highQuartile: WhatItCostsPooledCostsEdgesNodeMedian
    synthetic: bool
    asOf: str


class WhatItCostsPooledCostsEdges(TypedDict):
    node: WhatItCostsPooledCostsEdgesNode


class WhatItCostsPooledCosts(TypedDict):
    totalCount: int
    edges: list[WhatItCostsPooledCostsEdges]


class WhatItCosts(TypedDict):
    snapshot: ApprovalsWithoutAProgrammeSnapshot | None
    costs: WhatItCostsCosts
    pooledCosts: WhatItCostsPooledCosts


class WhatOpensWhenSnapshot(TypedDict):
    number: int
    asOf: str
    policyVersion: str
    nextRelease: str


class WhatOpensWhenProgrammesEdgesNodeEndpoints(TypedDict):
    label: str
    goalPercent: int
    lockedOn: str
    digest: str


class WhatOpensWhenProgrammesEdgesNodeDecisionsHold(TypedDict):
    reasonText: str
    askedOn: str
    until: str


class WhatOpensWhenProgrammesEdgesNodeDecisions(TypedDict):
    stage: str
    open: bool
    explanation: str
    labelTexts: list[str]
    openedOn: str | None
    latestOn: str | None
    hold: WhatOpensWhenProgrammesEdgesNodeDecisionsHold | None


class WhatOpensWhenProgrammesEdgesNode(TypedDict):
    id: str
    title: str
    productName: str
    stage: str
    stageText: str
    overdue: bool
    silent: bool
    activity: list[OneProgrammeProgrammeActivity]
    endpoints: list[WhatOpensWhenProgrammesEdgesNodeEndpoints]
    decisions: list[WhatOpensWhenProgrammesEdgesNodeDecisions]
    synthetic: bool
    asOf: str


class WhatOpensWhenProgrammesEdges(TypedDict):
    node: WhatOpensWhenProgrammesEdgesNode


class WhatOpensWhenProgrammes(TypedDict):
    totalCount: int
    edges: list[WhatOpensWhenProgrammesEdges]


class WhatOpensWhen(TypedDict):
    snapshot: WhatOpensWhenSnapshot | None
    programmes: WhatOpensWhenProgrammes


class WhatWorksEfficacyEdgesNodeResultSuccessWithheld(TypedDict):
    text: str
    opensOn: str | None
    condition: str


class WhatWorksEfficacyEdgesNodeResultSuccess(TypedDict):
    value: int | None
    withheld: WhatWorksEfficacyEdgesNodeResultSuccessWithheld | None


class WhatWorksEfficacyEdgesNodeResultOfAccepted(TypedDict):
    value: float | None
    low: float | None
    high: float | None
    numerator: int | None
    denominator: int | None


class WhatWorksEfficacyEdgesNodeResult(TypedDict):
    success: WhatWorksEfficacyEdgesNodeResultSuccess
    ofAccepted: WhatWorksEfficacyEdgesNodeResultOfAccepted
    ofInfused: WhatWorksEfficacyEdgesNodeResultOfAccepted
    noSuccess: list[ByCountryEfficacyEdgesNodeInfusionNotInfused]
    completeness: FirstEventsCumulativeIncidenceEdgesNodeOfAcceptedHorizonsCompleteness


class WhatWorksEfficacyEdgesNodeProgrammes(TypedDict):
    title: str
    stage: str
    stageText: str


class WhatWorksEfficacyEdgesNode(TypedDict):
    keys: list[FirstEventsCumulativeIncidenceEdgesNodeKeys]
    timing: Timing
    outcome: HowMuchBetterEfficacyEdgesNodeOutcome
    groups: int
    formingText: str
    accepted: ByCountryEfficacyEdgesNodeInfusionInfused
    result: WhatWorksEfficacyEdgesNodeResult
    notIncluded: HowLongPatientsLiveSurvivalEdgesNodeOfAcceptedNotIncluded | None
    leftOut: list[FirstEventsCumulativeIncidenceEdgesNodeLeftOut]
    programmes: list[WhatWorksEfficacyEdgesNodeProgrammes]
    synthetic: bool
    asOf: str


class WhatWorksEfficacyEdges(TypedDict):
    node: WhatWorksEfficacyEdgesNode


class WhatWorksEfficacy(TypedDict):
    totalCount: int
    edges: list[WhatWorksEfficacyEdges]


class WhatWorks(TypedDict):
    snapshot: ApprovalsWithoutAProgrammeSnapshot | None
    efficacy: WhatWorksEfficacy


class WhyNotPublicReleaseDecisionsEdgesNodeGates(TypedDict):
    id: str
    sentence: str
    met: bool
    required: int | None
    current: int | None


class WhyNotPublicReleaseDecisionsEdgesNode(TypedDict):
    id: str
    programmeTitle: str
    stageText: str
    explanation: str
    gates: list[WhyNotPublicReleaseDecisionsEdgesNodeGates]
    latestOn: str | None
    hold: WhatOpensWhenProgrammesEdgesNodeDecisionsHold | None
    overdue: bool
    policyVersion: str
    inputsDigest: str
    synthetic: bool
    asOf: str


class WhyNotPublicReleaseDecisionsEdges(TypedDict):
    node: WhyNotPublicReleaseDecisionsEdgesNode


class WhyNotPublicReleaseDecisions(TypedDict):
    totalCount: int
    edges: list[WhyNotPublicReleaseDecisionsEdges]


class WhyNotPublic(TypedDict):
    snapshot: ApprovalsWithoutAProgrammeSnapshot | None
    releaseDecisions: WhyNotPublicReleaseDecisions


class WishListKeyRequestsEdgesNode(TypedDict):
    id: str
    key: SplitKey
    keyText: str
    purpose: str
    askedOn: str
    askedBy: str | None
    status: KeyStatus
    statusText: str
    reason: str | None
    decidedOn: str | None
    appliesFrom: str | None


class WishListKeyRequestsEdges(TypedDict):
    node: WishListKeyRequestsEdgesNode


class WishListKeyRequests(TypedDict):
    totalCount: int
    asOf: str | None
    edges: list[WishListKeyRequestsEdges]
    pageInfo: HowSafeSafetyPageInfo


class WishList(TypedDict):
    keyRequests: WishListKeyRequests


ABOUT_A_TREATMENT = r"""# What is known of the treatments for a disease: approvals, programmes, and whether goals were met.
query AboutATreatment($disease: String = "leukaemia") {
  products(disease: $disease) {
    totalCount
    edges {
      node {
        id
        name
        activeSubstance
        atmpClass
        sponsorName
        approvals {
          authorityName
          country
          diseaseLabel
          statusText
          events { kind on reason }
        }
        safetyNotice { issued text checkedOn }
        offers { approvalId confirmedOn stale }
        programmes { title diseaseLabel route stageText }
        endpointResults {
          label
          verdict { value text withheld { text opensOn } }
        }
        source { reference verified }
        synthetic
        asOf
      }
    }
  }
}
"""

CHECK_AN_OFFER = r"""# Is the permit of a treatment I was offered known here? It never says whether a treatment is safe.
query CheckAnOffer($input: OfferInput! = { country: "ES" }) {
  checkOffer(input: $input) {
    answer
    text
    doubtText
    signTexts
    permit {
      productName
      localId
      country
      authorityName
      validTo
      confirmedOn
    }
    authority { name website }
    noteTexts
    always
    asOf
  }
}
"""

FIND_A_CENTRE = r"""# Which hospitals offer a treatment for a disease? Ask the authority named before you pay or travel.
query FindACentre($disease: String = "leukaemia", $country: String) {
  centres(disease: $disease, country: $country) {
    totalCount
    edges {
      node {
        id
        name
        city
        country
        offers {
          productName
          diseaseLabel
          approvalStatus
          confirmedOn
          stale
          acceptingReferrals
          treatsAdults
          treatsChildren
          takesPatientsFromAbroad
          patientPays
          authorityName
          authorityWebsite
        }
        synthetic
        asOf
      }
    }
  }
}
"""

ONE_HOSPITAL = r"""# What does one hospital offer, when was it confirmed, and which authority can be asked?
query OneHospital($id: ID = "barcelona") {
  centre(id: $id) {
    name
    city
    country
    offers {
      productName
      diseaseLabel
      approvalStatus
      confirmedOn
      stale
      acceptingReferrals
      authorityName
      authorityWebsite
    }
    synthetic
    asOf
  }
}
"""

AGAIN_BY_ID = r"""# Rows I kept the global ids of, whatever their types, as they stand now.
query AgainById($ids: [ID!]! = ["Product:aurocel", "Programme:chondra", "Product:gone"]) {
  snapshot { number asOf }
  nodes(ids: $ids) {
    nodeId
    id
    ... on Product { name }
    ... on Programme { title stageText }
    ... on EndpointResult { label verdict { value } }
    ... on Approval { productName statusText }
    ... on Centre { name city }
  }
}
"""

APPROVALS_WITHOUT_A_PROGRAMME = r"""# Who holds an exemption and has registered no programme here? Approvals without a programme.
query ApprovalsWithoutAProgramme($country: String) {
  snapshot { number asOf digest }
  approvals(withoutProgramme: true, country: $country) {
    totalCount
    edges {
      node {
        id
        productName
        diseaseLabel
        country
        authorityName
        events { kind on }
        source { reference verified }
        synthetic
        asOf
      }
    }
  }
}
"""

AS_CITED = r"""# The same question, answered from the snapshot somebody cited: the same bytes, whenever it is asked.
query AsCited($snapshot: Int! = 1) {
  at(snapshot: $snapshot) {
    snapshot { number asOf digest policyVersion path }
    efficacy(by: [PRODUCT]) {
      totalCount
      edges {
        node {
          id
          keys { dimension label }
          accepted { value withheld { reason } }
          result { ofAccepted { numerator denominator value low high withheld { reason } } }
          synthetic
          asOf
        }
      }
    }
  }
}
"""

BY_COUNTRY = r"""# Success of each programme by country. Groups that span countries are told apart, never split.
query ByCountry {
  efficacy(by: [PROGRAMME, COUNTRY], filter: { timings: [PROSPECTIVE] }) {
    edges {
      node {
        id
        keys { dimension value label }
        accepted { value withheld { reason } }
        infusion {
          accepted { value }
          infused { value withheld { text } }
          notInfused { text patients }
        }
        result {
          accepted { value }
          ofAccepted { value withheld { reason text opensOn } }
        }
        leftOut { patients text }
        synthetic
        asOf
      }
    }
  }
}
"""

FIRST_EVENTS = r"""# Relapse, next therapy, new malignancy and death as first events, by disease, with their rates.
query FirstEvents {
  cumulativeIncidence(by: [DISEASE], filter: { timings: [PROSPECTIVE] }, first: 20) {
    asOf
    edges {
      node {
        id
        keys { label }
        groups
        accepted { value withheld { text } }
        ofAccepted { ...First }
        ofInfused { ...First }
        leftOut { text }
        synthetic
      }
    }
  }
}

fragment First on IncidenceCurve {
  clock
  groups
  accepted { value }
  withheld { text opensOn }
  horizons { day groups patients atRisk lost completeness { value } events { text patients } }
  causes {
    text
    points { day incidence { value low high withheld { text } } }
    rate { value low high events patientYears withheld { text } }
  }
}
"""

HOW_COMPLETE = r"""# How complete is it? Who is known to be alive or to have died, who is missing, who was lost.
query HowComplete($by: [Dimension!]! = [PROGRAMME], $filter: CohortFilter) {
  snapshot { number asOf digest }
  followUp(by: $by, filter: $filter) {
    totalCount
    edges {
      node {
        id
        keys { dimension label }
        timing
        groups
        accepted { value withheld { text } }
        infusion { infused { value withheld { text } } }
        horizons {
          day
          groups
          accepted { value }
          known { numerator denominator value }
          missing { value }
          lost { accepted { value } patients { value withheld { text } } }
          notIncluded { patients text }
        }
        withheld { text opensOn }
        leftOut { patients text }
        synthetic
        asOf
      }
    }
  }
}
"""

HOW_IT_IS_MADE = r"""# For how many does manufacture fail, why, and how long is it from vein to vein?
query HowItIsMade($by: [Dimension!]! = [PRODUCT], $filter: CohortFilter) {
  snapshot { number asOf digest }
  manufacturing(by: $by, filter: $filter) {
    totalCount
    edges {
      node {
        id
        keys { dimension label }
        timing
        groups
        accepted { value withheld { text } }
        infusion { accepted { value } infused { value withheld { text } } }
        made {
          groups
          accepted { value }
          infused { value }
          infusedShare { value low high }
          withAttempt { value }
          outcomes { text attempts }
          failures { text attempts }
          failed { numerator denominator value }
          veinToVein { fromDay untilDay patients }
          veinToVeinUnknown { value }
        }
        withheld { text opensOn }
        leftOut { patients text }
        synthetic
        asOf
      }
    }
  }
}
"""

HOW_LONG_PATIENTS_LIVE = r"""# How long patients live after the decision to treat, and the infused after treatment, by product.
query HowLongPatientsLive {
  survival(by: [PRODUCT], filter: { timings: [PROSPECTIVE] }) {
    asOf
    edges {
      node {
        id
        keys { label }
        programmes { title stageText }
        groups
        forming
        accepted { value withheld { text } }
        ofAccepted { ...Curve }
        ofInfused { ...Curve }
        leftOut { text }
        synthetic
      }
    }
  }
}

fragment Curve on SurvivalCurve {
  clock
  groups
  accepted { value }
  withheld { reason text opensOn condition }
  notIncluded { text }
  leftOut { groups patients }
  points { ...Point }
  sameGroups { ...Point }
}

fragment Point on SurvivalPoint {
  day
  groups
  patients
  atRisk
  lost
  completeness { value }
  survival { value low high betaLow betaHigh withheld { text } }
}
"""

HOW_MUCH_BETTER = r"""# How much patients improve on a scale, with the missing at either end, and best responses.
query HowMuchBetter {
  efficacy(by: [PRODUCT], filter: { timings: [PROSPECTIVE] }) {
    asOf
    edges {
      node {
        id
        keys { label }
        outcome { label }
        accepted { value withheld { text } }
        result { success { value } ofAccepted { value low high } completeness { value } }
        change {
          categories { bounds groups withBaseline categories { category patients } }
          groups
          accepted { value }
          assessed { value withheld { text } }
          mean { value low high deviation withheld { text } }
          bounds { missing lowest highest }
          notIncluded { text }
          leftOut { groups patients }
        }
        bestResponses {
          day
          groups
          accepted
          categories { label patients }
          noResponse { text patients }
        }
        synthetic
      }
    }
  }
}
"""

HOW_SAFE = r"""# How safe? Events up to each closed horizon, who was looked at, and what none observed can hide.
query HowSafe($by: [Dimension!]! = [PRODUCT], $filter: CohortFilter, $after: String) {
  snapshot { number asOf digest }
  safety(by: $by, filter: $filter, first: 10, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges {
      node {
        id
        keys { dimension label }
        timing
        groups
        accepted { value withheld { text } }
        withheld { text opensOn }
        horizons {
          day
          groups
          accepted { value }
          infused { value }
          intervals { since day text observedShare { numerator denominator value } }
          serious { patients ofAccepted { value low high } noneText }
          classes { label patients ofAccepted { value low high } noneText }
          events { eventClass term system version grade events patients }
        }
        notices { productName notice { issued text } }
        leftOut { patients text }
        synthetic
        asOf
      }
    }
  }
}
"""

NEAREST_QUESTION = r"""# Can the keys answer my question? If not: the nearest ones they can, with how many patients, what is in the way, and the wish list.
query NearestQuestion($question: Question! = { keys: { diseases: ["b-all"], countries: ["ES", "DE"] }, ageFrom: 18, ageTo: 64 }) {
  ask(question: $question) {
    __typename
    ... on Nearest {
      expressible
      isComplete
      nearest {
        relation
        filter { dimension values }
        variables
        takenIn { timing synthetic groups accepted }
        leftOut { timing synthetic groups accepted }
        spanned
      }
      toSplit { timing synthetic groups accepted }
      obstacles { dimension why text helpedBy request { id status statusText reason } }
      asOf
    }
    ... on NotUnderstood { problems { field fault text } }
  }
}
"""

ONE_PROGRAMME = r"""# One programme: its plan, its endpoints as locked, and how far it is.
query OneProgramme($id: ID = "chondra") {
  programme(id: $id) {
    title
    productName
    diseaseLabel
    route
    stageText
    overdue
    plannedPatients
    stopReason
    events { kind on reason }
    endpoints { label goalPercent population lockedOn changedText }
    activity { timing groups forming accepted { value withheld { text } } }
    safetyNotice { issued text checkedOn }
    synthetic
    asOf
  }
}
"""

VERIFY_IT = r"""# What do I need to verify this myself? The checkpoint of the day, keys, and where the files are.
query VerifyIt {
  snapshot { number digest predecessor path }
  log {
    origin
    size
    rootHash
    note
    signatures { name keyId }
    verifierKeys
    checkpointPath
    keysPath
    tilesPath
    entriesPath
    handovers
  }
}
"""

WHAT_AUTHORITIES_SAID = r"""# What did authorities advise, and what did they look at when they evaluated an exemption?
query WhatAuthoritiesSaid($product: String, $body: String, $year: Int, $topic: String) {
  snapshot { number asOf digest }
  advice(product: $product, body: $body, year: $year, topic: $topic) {
    totalCount
    edges {
      node {
        id
        productName
        sponsorName
        kindText
        body
        year
        topic
        publicSummary
        synthetic
        asOf
      }
    }
  }
}
"""

WHAT_CHANGED = r"""# What became public since a snapshot, and what was corrected? Every snapshot that can be read here.
query WhatChanged($since: Int! = 1, $until: Int) {
  snapshots { number asOf digest predecessor policyVersion path }
  changes(since: $since, until: $until) {
    totalCount
    edges {
      node {
        id
        kind
        programmeIds
        productId
        text
        synthetic
        asOf
      }
    }
  }
}
"""

WHAT_FAILED = r"""# What did not work? Every endpoint that was not met, with what others can learn from it.
query WhatFailed {
  snapshot { number asOf digest }
  endpointResults(verdict: NOT_MET) {
    totalCount
    edges {
      node {
        productName
        diseaseLabel
        label
        goalPercent
        changedText
        verdict { value text }
        calculated { text share { numerator denominator } withheld { text } }
        estimate { value withheld { text } }
        lesson
        source { reference verified }
        synthetic
        asOf
      }
    }
  }
}
"""

WHAT_IT_COSTS = r"""# What does it cost? Each sponsor's development and manufacture; care over at least three sponsors.
query WhatItCosts($product: String, $atmpClass: AtmpClass) {
  snapshot { number asOf digest }
  costs(product: $product, atmpClass: $atmpClass) {
    totalCount
    edges {
      node {
        id
        productName
        sponsorName
        country
        coversText
        basis
        year
        amount { value currency text }
        synthetic
        asOf
      }
    }
  }
  pooledCosts(atmpClass: $atmpClass) {
    totalCount
    edges {
      node {
        productClass
        category
        per
        median { text withheld { reason text } }
        lowQuartile { text withheld { reason text } }
        highQuartile { text withheld { reason text } }
        synthetic
        asOf
      }
    }
  }
}
"""

WHAT_OPENS_WHEN = r"""# What of each programme is public, and what opens when? Every decision with its reason.
query WhatOpensWhen {
  snapshot { number asOf policyVersion nextRelease }
  programmes {
    totalCount
    edges {
      node {
        id
        title
        productName
        stage
        stageText
        overdue
        silent
        activity { timing groups forming accepted { value withheld { text } } }
        endpoints { label goalPercent lockedOn digest }
        decisions {
          stage
          open
          explanation
          labelTexts
          openedOn
          latestOn
          hold { reasonText askedOn until }
        }
        synthetic
        asOf
      }
    }
  }
}
"""

WHAT_WORKS = r"""# What works, and how well? Success over accepted and over infused, with the patients left out.
query WhatWorks($diseases: [String!] = ["leukaemia"]) {
  snapshot { number asOf digest }
  efficacy(by: [PRODUCT], filter: { diseases: $diseases }) {
    totalCount
    edges {
      node {
        keys { label }
        timing
        outcome { label }
        groups
        formingText
        accepted { value withheld { text } }
        result {
          success { value withheld { text opensOn condition } }
          ofAccepted { value low high numerator denominator }
          ofInfused { value low high numerator denominator }
          noSuccess { text patients }
          completeness { value }
        }
        notIncluded { text }
        leftOut { text }
        programmes { title stage stageText }
        synthetic
        asOf
      }
    }
  }
}
"""

WHY_NOT_PUBLIC = r"""# Why is a stage of a programme not public yet, who holds it back, and by when does it open?
query WhyNotPublic($programme: String, $overdue: Boolean) {
  snapshot { number asOf digest }
  releaseDecisions(programme: $programme, open: false, overdue: $overdue) {
    totalCount
    edges {
      node {
        id
        programmeTitle
        stageText
        explanation
        gates { id sentence met required current }
        latestOn
        hold { reasonText askedOn until }
        overdue
        policyVersion
        inputsDigest
        synthetic
        asOf
      }
    }
  }
}
"""

WISH_LIST = r"""# What readers asked that groups be split by, and what the board decided, with its reason.
query WishList($first: Int! = 50, $after: String) {
  keyRequests(first: $first, after: $after) {
    totalCount
    asOf
    edges { node { id key keyText purpose askedOn askedBy status statusText reason decidedOn appliesFrom } }
    pageInfo { hasNextPage endCursor }
  }
}
"""


class RegistryProblem(Exception):
    """The registry refused a question, or a download was cut off; the text says what happened."""


class Registry:
    """A registry at an address, such as https://registry.example."""

    def __init__(self, address: str, timeout: float = 60) -> None:
        if not address.startswith(("https://", "http://")):
            raise ValueError("Begin the address with https:// or http://.")
        self.address = address.rstrip("/")
        self.timeout = timeout

    def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The data of any question. Variables that are None are left to their defaults."""
        given = {name: value for name, value in (variables or {}).items() if value is not None}
        body = json.dumps({"query": query, "variables": given}).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        answer = json.loads(self._read("/graphql", body, headers))
        if answer.get("errors"):
            raise RegistryProblem("; ".join(each["message"] for each in answer["errors"]))
        return cast(dict[str, Any], answer["data"])

    def table(self, view: str, snapshot: int | str = "latest") -> list[dict[str, str]]:
        """The lines of a view, every cell as text; RegistryProblem if the end is missing."""
        data = self._read(f"/r/{snapshot}/{view}.csv")
        before, _, end = data.removesuffix(b"\r\n").rpartition(b"\r\n")
        whole = hashlib.sha256(before + b"\r\n").hexdigest().encode()
        if not end.startswith(b"#end,") or whole not in end:
            raise RegistryProblem("The download was cut off or changed: fetch it again.")
        lines = csv.DictReader(io.StringIO(before.decode(), newline=""))
        return [{name: cell.removeprefix("'") for name, cell in line.items()} for line in lines]

    def _read(
        self, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> bytes:
        request = urllib.request.Request(self.address + path, body, dict(headers or {}))
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                return cast(bytes, answer.read())
        except urllib.error.HTTPError as refused:
            told = refused.read()
            if body is not None and told.startswith(b"{"):
                return told
            raise RegistryProblem(f"{refused.code}: {told.decode(errors='replace')}") from None

    def about_a_treatment(self, *, disease: str | None = None) -> AboutATreatment:
        """What is known of the treatments for a disease: approvals, programmes, and whether goals were met."""
        return cast(AboutATreatment, self.ask(ABOUT_A_TREATMENT, {"disease": disease}))

    def check_an_offer(self, *, input: Given | None = None) -> CheckAnOffer:
        """Is the permit of a treatment I was offered known here? It never says whether a treatment is safe."""
        return cast(CheckAnOffer, self.ask(CHECK_AN_OFFER, {"input": input}))

    def find_a_centre(self, *, disease: str | None = None, country: str | None = None) -> FindACentre:
        """Which hospitals offer a treatment for a disease? Ask the authority named before you pay or travel."""
        return cast(FindACentre, self.ask(FIND_A_CENTRE, {"disease": disease, "country": country}))

    def one_hospital(self, *, id: str | None = None) -> OneHospital:
        """What does one hospital offer, when was it confirmed, and which authority can be asked?"""
        return cast(OneHospital, self.ask(ONE_HOSPITAL, {"id": id}))

    def again_by_id(self, *, ids: Sequence[str] | None = None) -> AgainById:
        """Rows I kept the global ids of, whatever their types, as they stand now."""
        return cast(AgainById, self.ask(AGAIN_BY_ID, {"ids": ids}))

    def approvals_without_a_programme(self, *, country: str | None = None) -> ApprovalsWithoutAProgramme:
        """Who holds an exemption and has registered no programme here? Approvals without a programme."""
        return cast(ApprovalsWithoutAProgramme, self.ask(APPROVALS_WITHOUT_A_PROGRAMME, {"country": country}))

    def as_cited(self, *, snapshot: int | None = None) -> AsCited:
        """The same question, answered from the snapshot somebody cited: the same bytes, whenever it is asked."""
        return cast(AsCited, self.ask(AS_CITED, {"snapshot": snapshot}))

    def by_country(self) -> ByCountry:
        """Success of each programme by country. Groups that span countries are told apart, never split."""
        return cast(ByCountry, self.ask(BY_COUNTRY, {}))

    def first_events(self) -> FirstEvents:
        """Relapse, next therapy, new malignancy and death as first events, by disease, with their rates."""
        return cast(FirstEvents, self.ask(FIRST_EVENTS, {}))

    def how_complete(self, *, by: Sequence[Dimension] | None = None, filter: Given | None = None) -> HowComplete:
        """How complete is it? Who is known to be alive or to have died, who is missing, who was lost."""
        return cast(HowComplete, self.ask(HOW_COMPLETE, {"by": by, "filter": filter}))

    def how_it_is_made(self, *, by: Sequence[Dimension] | None = None, filter: Given | None = None) -> HowItIsMade:
        """For how many does manufacture fail, why, and how long is it from vein to vein?"""
        return cast(HowItIsMade, self.ask(HOW_IT_IS_MADE, {"by": by, "filter": filter}))

    def how_long_patients_live(self) -> HowLongPatientsLive:
        """How long patients live after the decision to treat, and the infused after treatment, by product."""
        return cast(HowLongPatientsLive, self.ask(HOW_LONG_PATIENTS_LIVE, {}))

    def how_much_better(self) -> HowMuchBetter:
        """How much patients improve on a scale, with the missing at either end, and best responses."""
        return cast(HowMuchBetter, self.ask(HOW_MUCH_BETTER, {}))

    def how_safe(self, *, by: Sequence[Dimension] | None = None, filter: Given | None = None, after: str | None = None) -> HowSafe:
        """How safe? Events up to each closed horizon, who was looked at, and what none observed can hide."""
        return cast(HowSafe, self.ask(HOW_SAFE, {"by": by, "filter": filter, "after": after}))

    def nearest_question(self, *, question: Given | None = None) -> NearestQuestion:
        """Can the keys answer my question? If not: the nearest ones they can, with how many patients, what is in the way, and the wish list."""
        return cast(NearestQuestion, self.ask(NEAREST_QUESTION, {"question": question}))

    def one_programme(self, *, id: str | None = None) -> OneProgramme:
        """One programme: its plan, its endpoints as locked, and how far it is."""
        return cast(OneProgramme, self.ask(ONE_PROGRAMME, {"id": id}))

    def verify_it(self) -> VerifyIt:
        """What do I need to verify this myself? The checkpoint of the day, keys, and where the files are."""
        return cast(VerifyIt, self.ask(VERIFY_IT, {}))

    def what_authorities_said(self, *, product: str | None = None, body: str | None = None, year: int | None = None, topic: str | None = None) -> WhatAuthoritiesSaid:
        """What did authorities advise, and what did they look at when they evaluated an exemption?"""
        return cast(WhatAuthoritiesSaid, self.ask(WHAT_AUTHORITIES_SAID, {"product": product, "body": body, "year": year, "topic": topic}))

    def what_changed(self, *, since: int | None = None, until: int | None = None) -> WhatChanged:
        """What became public since a snapshot, and what was corrected? Every snapshot that can be read here."""
        return cast(WhatChanged, self.ask(WHAT_CHANGED, {"since": since, "until": until}))

    def what_failed(self) -> WhatFailed:
        """What did not work? Every endpoint that was not met, with what others can learn from it."""
        return cast(WhatFailed, self.ask(WHAT_FAILED, {}))

    def what_it_costs(self, *, product: str | None = None, atmpClass: AtmpClass | None = None) -> WhatItCosts:
        """What does it cost? Each sponsor's development and manufacture; care over at least three sponsors."""
        return cast(WhatItCosts, self.ask(WHAT_IT_COSTS, {"product": product, "atmpClass": atmpClass}))

    def what_opens_when(self) -> WhatOpensWhen:
        """What of each programme is public, and what opens when? Every decision with its reason."""
        return cast(WhatOpensWhen, self.ask(WHAT_OPENS_WHEN, {}))

    def what_works(self, *, diseases: Sequence[str] | None = None) -> WhatWorks:
        """What works, and how well? Success over accepted and over infused, with the patients left out."""
        return cast(WhatWorks, self.ask(WHAT_WORKS, {"diseases": diseases}))

    def why_not_public(self, *, programme: str | None = None, overdue: bool | None = None) -> WhyNotPublic:
        """Why is a stage of a programme not public yet, who holds it back, and by when does it open?"""
        return cast(WhyNotPublic, self.ask(WHY_NOT_PUBLIC, {"programme": programme, "overdue": overdue}))

    def wish_list(self, *, first: int | None = None, after: str | None = None) -> WishList:
        """What readers asked that groups be split by, and what the board decided, with its reason."""
        return cast(WishList, self.ask(WISH_LIST, {"first": first, "after": after}))
