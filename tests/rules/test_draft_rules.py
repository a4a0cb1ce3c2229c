"""Every rule on what a sponsor registers: where it fires, and where its neighbour is silent."""

from datetime import date
from typing import Any

import pytest

from registry.intake.rules.approvals import APPROVAL_RULES
from registry.intake.rules.costs import COST_RULES
from registry.intake.rules.cut_offs import CUT_OFF_RULES
from registry.intake.rules.holds import HOLD_RULES
from registry.intake.rules.known import Known
from registry.intake.rules.readable import READABLE_RULES
from registry.intake.rules.registration import DRAFT_RULES, check_draft
from registry.intake.rules.wishes import WISH_RULES
from registry.model.codes import (
    AdviceKind,
    ApprovalEventKind,
    AtmpClass,
    CostBasis,
    CostCategory,
    EndpointChangeReason,
    EndpointKind,
    EndpointRole,
    EventClass,
    Origin,
    ProgrammeEventKind,
    ResultSource,
    Route,
    Scenario,
    StopReason,
    Vector,
    Verdict,
)
from registry.model.endpoint import EndpointResult, LaterEndpoint, SuccessCriterion, lock
from registry.model.product import ApprovalEvent
from registry.model.programme import ProgrammeEvent
from registry.model.registration import (
    AdviceDraft,
    ApprovalDraft,
    AttestationDraft,
    CostDraft,
    Draft,
    EndpointChangeDraft,
    EndpointResultDraft,
    LaySummaryDraft,
    OfferDraft,
    ProductDraft,
    ProgrammeDraft,
    StatusDraft,
)
from tests.rules.samples import (
    E_MAIL,
    KNOWN,
    PROGRAMME,
    RECEIVED,
    RESPONSE,
    Case,
    but,
    named,
    rules_that_fire,
    with_text,
    words,
)

RELAPSE_FREE = but(
    RESPONSE,
    id="relapse-free",
    kind=EndpointKind.TIME_TO_EVENT,
    measure="EVENT_FREE_SURVIVAL",
    success_categories=(),
    events=(EventClass.RELAPSE,),
)
KNEE = but(
    RESPONSE,
    id="knee",
    kind=EndpointKind.CHANGE,
    measure="KOOS",
    success_categories=(),
    improvement=10,
)
MANUFACTURED = ProductDraft(
    "Aurocel", "anti-CD19 T cells", AtmpClass.GTMP, Origin.AUTOLOGOUS, Vector.INTEGRATING
)
OFFER = OfferDraft("north", RECEIVED, True, True, False, authorised_alternative="Kymriah")
APPROVED = ApprovalDraft(
    "aurocel", "agency", "lbcl", "HE-1", Scenario.NO_PROSPECT_OF_MARKETING,
    (ApprovalEvent(ApprovalEventKind.GRANTED, "2026-02"),), date(2026, 2, 1), date(2029, 2, 1),
    offers=(OFFER,),
)  # fmt: skip
PLANNED = ProgrammeDraft(
    "aurocel", "AURORA in lymphoma", "lbcl", Route.HOSPITAL_EXEMPTION, ("north", "south"), 60,
    date(2027, 4, 1), date(2030, 4, 1), (RESPONSE, RELAPSE_FREE, KNEE), ("NCT03144583",),
    "ORPHA:586", "C83.3",
)  # fmt: skip
CLOSED = StatusDraft("aurora", ProgrammeEventKind.ACCEPTANCE_CLOSED, RECEIVED)
EASIER = but(RESPONSE, criterion=SuccessCriterion(40))
CHANGE = EndpointChangeDraft("aurora", EASIER, EndpointChangeReason.PROTOCOL_AMENDMENT)
RESULT = EndpointResultDraft(
    "aurora", "response", Verdict.NOT_MET, RECEIVED, 40.0, 30.0, 50.0, 20, RECEIVED,
    "Begin earlier.", "10.1000/example",
)  # fmt: skip
COST = CostDraft("aurora", CostCategory.MANUFACTURE, CostBasis.ACTUAL, 2026, "EUR", 1)
OTHER_RULES = (*APPROVAL_RULES, *COST_RULES, *CUT_OFF_RULES, *HOLD_RULES, *READABLE_RULES,
               *WISH_RULES)  # fmt: skip
ADVICE = AdviceDraft(
    "aurocel", AdviceKind.SCIENTIFIC_ADVICE, "Agency", 2026, "Potency assay", "Two assays."
)
WORDS = LaySummaryDraft("aurocel", "de", "Eigene Zellen.", "Department of Oncology", False)
ATTESTED = AttestationDraft("aurora", "north", 2026, 10, 9)
DRAFTS: tuple[Draft, ...] = (
    MANUFACTURED, APPROVED, PLANNED, CLOSED, CHANGE, RESULT, COST, ADVICE, WORDS, ATTESTED
)  # fmt: skip


def of(rule: str, good: Draft, *places: str, known: Known = KNOWN, **changes: Any) -> Case:
    """A good draft, changed, on which a rule fires at these places."""
    draft = but(good, **changes)
    says = f"{type(good).__name__} {list(changes)} {places or 'silent'}"
    return Case(rule, says, places, lambda: check_draft(draft, known))


def endpoint(*fields: str, good: Any = RESPONSE, **changes: Any) -> Case:
    """A programme whose only endpoint is this one, changed."""
    places = (f"endpoints[0].{field}" for field in fields)
    return of("endpoint-countable", PLANNED, *places, endpoints=(but(good, **changes),))


def change(*fields: str, known: Known = KNOWN, **changes: Any) -> Case:
    """A change of the locked endpoint, changed."""
    places = (f"endpoint.{field}" for field in fields)
    altered = but(EASIER, **changes)
    return of("endpoint-countable", CHANGE, *places, known=known, endpoint=altered)


def labelled(text: str, *places: str, **changes: Any) -> Case:
    """A change of the locked endpoint under this name."""
    altered = but(EASIER, label=text, **changes)
    return of("endpoint-label-without-counts", CHANGE, *places, endpoint=altered)


ELSEWHERE = but(
    KNOWN, centres={**KNOWN.centres, "north": but(KNOWN.centres["north"], organisation_id="other")}
)


def happened(on: str) -> tuple[ApprovalEvent, ...]:
    return (ApprovalEvent(ApprovalEventKind.GRANTED, on),)


REAL = but(KNOWN, synthetic=False)
TOMORROW = date(2027, 3, 21)
STOPPED = but(CLOSED, kind=ProgrammeEventKind.STOPPED, reason=StopReason.FUTILITY)
NEVER_BEGUN = but(STOPPED, reason=StopReason.NEVER_STARTED)
REPORTED = but(KNOWN, results={
    "aurora.response": EndpointResult("aurora.response", "aurora", "", ResultSource.SPONSOR),
})  # fmt: skip
CLOSED_BEFORE = but(KNOWN, programmes={
    "aurora": but(PROGRAMME, events=(ProgrammeEvent(CLOSED.kind, date(2027, 1, 1)),)),
})  # fmt: skip
SECOND = lock(but(KNEE, id="second"), PROGRAMME.registered_on)
TWO_PRIMARY = but(PROGRAMME, endpoints=(*PROGRAMME.endpoints, SECOND))
DEMOTED = but(SECOND, endpoint=but(SECOND.endpoint, role=EndpointRole.SECONDARY))


def beside(programme: Any, *later: Any) -> Known:
    """What is known where a programme's endpoints have these later versions."""
    versions = tuple(LaterEndpoint(locked, CHANGE.reason) for locked in later)
    return but(KNOWN, programmes={"aurora": but(programme, later_endpoints=versions)})


CHANGED = beside(PROGRAMME, lock(EASIER, RECEIVED))
SCANNED: dict[str, tuple[Draft, tuple[str, ...]]] = {
    "product": (MANUFACTURED, ("name", "activeSubstance")),
    "approval": (APPROVED, ("conditions", "localId", "offers[0].authorisedAlternative")),
    "programme": (
        PLANNED,
        ("title", *(f"endpoints[{i}].label" for i in range(3)), "identifiers[0]"),
    ),
    "change": (CHANGE, ("endpoint.label",)),
    "result": (RESULT, ("lesson",)),
    "advice": (ADVICE, ("body", "topic", "publicSummary")),
    "words": (WORDS, ("text", "author")),
}

NAMES = (
    *(of("product-known", good, "productId", product_id="none")
      for good in (APPROVED, PLANNED, ADVICE, WORDS)),
    *(of("programme-own", good, "programmeId", programme_id=id_)
      for good in (CLOSED, CHANGE, RESULT, COST, ATTESTED) for id_ in ("none", "foreign")),
    *(of("product-own", good, "productId", product_id="foreign") for good in (ADVICE, WORDS)),
    of("product-own", WORDS, "productId", product_id="catalogued"),
    of("product-own", APPROVED, "productId", product_id="foreign"),
    of("product-own", APPROVED, product_id="catalogued"),
    of("product-own", PLANNED, product_id="foreign"),
    *(of("disease-known", good, "disease", disease="LBCL") for good in (APPROVED, PLANNED)),
    of("centre-known", PLANNED, "centreIds", centre_ids=()),
    of("centre-known", PLANNED, "centreIds[1]", centre_ids=("north", "west")),
    of("centre-known", APPROVED, "offers[1].centreId",
       offers=(OFFER, but(OFFER, centre_id="west"))),
    of("centre-known", APPROVED, offers=()),
    of("centre-once", PLANNED, "centreIds[1]", "centreIds[2]",
       centre_ids=("north", "north", "north")),
    of("centre-once", PLANNED, centre_ids=("south", "north")),
    of("centre-once", APPROVED, "offers[1].centreId",
       offers=(OFFER, but(OFFER, treats_children=True))),
    of("centre-once", APPROVED, offers=(OFFER, but(OFFER, centre_id="south"))),
    of("authority-known", APPROVED, "authorityId", authority_id="none"),
    *(of("synthetic-apart", good, "productId", product_id="realcel")
      for good in (APPROVED, PLANNED, ADVICE)),
    of("synthetic-apart", PLANNED, "centreIds[1]", centre_ids=("north", "r")),
    of("synthetic-apart", APPROVED, "offers[0].centreId", offers=(but(OFFER, centre_id="r"),)),
    of("synthetic-apart", APPROVED, "authorityId", authority_id="r"),
    of("synthetic-apart", APPROVED, "productId", "offers[0].centreId", "authorityId", known=REAL),
    of("synthetic-apart", PLANNED, "productId", "centreIds[0]", "centreIds[1]", known=REAL),
    of("synthetic-apart", APPROVED, known=REAL, product_id="realcel", authority_id="r",
       offers=(but(OFFER, centre_id="r"),)),
)  # fmt: skip
TEXTS = (
    *(of("text-stated", MANUFACTURED, "name", name=text) for text in ("", "  ")),
    *(of("text-stated", PLANNED, "title", title=text) for text in ("", "  ", "x" * 2_001)),
    of("text-stated", PLANNED, title="x" * 2_000),
    of("text-stated", RESULT, "lesson", lesson="x" * 2_001),
    of("text-stated", RESULT, lesson=""),
    of("text-without-identifiers", MANUFACTURED, "name", name=E_MAIL),
    *(of("text-without-identifiers", ADVICE, "publicSummary", public_summary=text)
      for text in (E_MAIL, "Frau Beispiel was ill.", "Seen on 3 March 2027.", "MRN 1234567")),
    of("text-without-identifiers", ADVICE, public_summary="In March 2027 some patients were ill."),
    of("identifier-public", PLANNED, "identifiers[1]", identifiers=("NCT03144583", "AURORA")),
    of("identifier-public", PLANNED, identifiers=("2019-003374-91", "EUPAS32539"), icd="2A85.5"),
    of("identifier-public", PLANNED, "orpha", orpha="ORPHA"),
    of("identifier-public", PLANNED, "icd", icd="lymphoma"),
    of("identifier-public", PLANNED, identifiers=(), orpha=None, icd=None),
)  # fmt: skip
PLANS = (
    of("programme-planned", PLANNED, "plannedPatients", planned_patients=0),
    of("programme-planned", PLANNED, planned_patients=1),
    of("programme-planned", PLANNED, "plannedEnd", planned_end=date(2027, 4, 1)),
    of("programme-planned", PLANNED, planned_end=date(2027, 4, 2)),
    *(of("programme-planned", PLANNED, "longestWaitDays", longest_wait_days=n) for n in (0, 366)),
    *(of("programme-planned", PLANNED, longest_wait_days=n) for n in (1, 365)),
    of("programme-planned", PLANNED, "route", route=Route.MARKETED_USE),
    of("programme-planned", PLANNED, "blindedUntil", blinded_until=TOMORROW),
    of("programme-planned", PLANNED, "blindedUntil", blinded_until=TOMORROW, identifiers=(),
       route=Route.CLINICAL_TRIAL),
    of("programme-planned", PLANNED, blinded_until=TOMORROW, route=Route.CLINICAL_TRIAL),
)  # fmt: skip
ENDPOINTS = (
    of("endpoint-countable", PLANNED, "endpoints", endpoints=()),
    of("endpoint-countable", PLANNED, "endpoints",
       endpoints=(but(RESPONSE, role=EndpointRole.SECONDARY),)),
    of("endpoint-countable", PLANNED, "endpoints[0].id", "endpoints[1].id",
       endpoints=(RESPONSE, but(KNEE, id="response"))),
    *(endpoint("id", id=id_) for id_ in ("", "Response", "a b", "x" * 41)),
    endpoint(id="x" * 40),
    *(endpoint("measure", measure=measure) for measure in ("NONE", "KOOS", "SURVIVAL")),
    *(endpoint("criterion.atLeastPercent", criterion=SuccessCriterion(n)) for n in (0, 101)),
    *(endpoint(criterion=SuccessCriterion(n)) for n in (1, 100)),
    *(endpoint("successCategories", success_categories=names)
      for names in ((), ("CR",), ("CMR", "PMR", "NMR", "PD"))),
    endpoint(success_categories=("CMR", "PMR", "NMR")),
    endpoint("events", good=RELAPSE_FREE, events=()),
    *(endpoint("improvement", good=KNEE, improvement=points) for points in (None, -1, 0)),
    endpoint(good=KNEE, improvement=1),
    *(endpoint("categoryBounds", good=KNEE, category_bounds=bounds) for bounds in (
        (10, 0), (10, 10), (0, 20), (-100, 10), (10, 101), (-20, -10, 0, 10, 20),
    )),
    *(endpoint(good=KNEE, category_bounds=bounds) for bounds in (
        (10,), (-20, -10, 0, 10), (-99, 10, 100),
    )),
    endpoint("categoryBounds", category_bounds=(10,)),
    *(endpoint("day", day=day) for day in (0, 99, 101)),
    *(endpoint(day=day) for day in (28, 5479)),
)  # fmt: skip
CHANGES = (
    of("endpoint-locked-before", CHANGE, "endpoint.id", endpoint=KNEE),
    of("endpoint-differs", CHANGE, "endpoint", endpoint=RESPONSE),
    of("endpoint-differs", CHANGE, "endpoint", known=CHANGED),
    of("endpoint-differs", CHANGE, endpoint=RESPONSE, known=CHANGED),
    change("measure", measure="KOOS"),
    change("successCategories", success_categories=()),
    *(change("criterion.atLeastPercent", criterion=SuccessCriterion(n)) for n in (0, 101)),
    *(change(criterion=SuccessCriterion(n)) for n in (1, 100)),
    change("day", day=99),
    change(day=28),
    change("role", role=EndpointRole.SECONDARY),
    change(role=EndpointRole.SECONDARY, known=beside(TWO_PRIMARY)),
    change("role", role=EndpointRole.SECONDARY, known=beside(TWO_PRIMARY, DEMOTED)),
    labelled("Response in 3 weeks", "endpoint.label"),
    *(labelled(f"Response of {n} in 100 at day {day}", *places, day=28)
      for n, day, places in ((40, 28, ()), (41, 28, ("endpoint.label",)),
                             (40, 29, ("endpoint.label",)))),
    of("text-stated", CHANGE, "endpoint.label", endpoint=but(EASIER, label="x" * 2_001)),
)  # fmt: skip
LATER = (
    of("started-with-patients", NEVER_BEGUN, "reason", known=but(KNOWN, accepted=1)),
    of("started-with-patients", NEVER_BEGUN),
    of("started-with-patients", STOPPED, known=but(KNOWN, accepted=1)),
    of("status-reasoned", STOPPED),
    of("status-reasoned", STOPPED, "reason", reason=None),
    of("status-reasoned", CLOSED, "reason", reason=StopReason.FUTILITY),
    of("status-reasoned", CLOSED, "on", on=TOMORROW),
    of("status-reasoned", CLOSED, "kind", known=CLOSED_BEFORE),
    of("status-reasoned", STOPPED, known=CLOSED_BEFORE),
    of("result-of-locked-endpoint", RESULT, "endpointId", endpoint_id="knee"),
    of("result-of-locked-endpoint", RESULT, "endpointId", known=REPORTED),
    of("result-of-locked-endpoint", RESULT, "cutOff", cut_off=TOMORROW),
    of("result-of-locked-endpoint", RESULT, "publishedOn", published_on=TOMORROW),
    of("result-of-locked-endpoint", RESULT, "estimate", estimate=29.9),
    of("result-of-locked-endpoint", RESULT, "estimate", estimate=50.1),
    of("result-of-locked-endpoint", RESULT, "estimate", estimate=None, low=50.1),
    *(of("result-of-locked-endpoint", RESULT, estimate=estimate) for estimate in (30.0, 50.0)),
    of("result-of-locked-endpoint", RESULT, estimate=None, low=None, high=None, published_on=None,
       publication=None),
    *(of("advice-stated", ADVICE, "body", body=text) for text in ("", " ")),
    *(of("advice-stated", ADVICE, "topic", topic=text) for text in ("", " ")),
    *(of("advice-stated", ADVICE, "year", year=year) for year in (1989, 2028)),
    *(of("advice-stated", ADVICE, year=year) for year in (1990, 2027)),
    *(of("summary-stated", WORDS, "text", text=text) for text in ("", " ")),
    *(of("summary-stated", WORDS, "author", author=text) for text in ("", " ")),
    *(of("summary-stated", WORDS, "language", language=code) for code in ("", "DE", "xx")),
    *(of("summary-stated", WORDS, language=code) for code in ("bg", "de", "sv")),
    of("summary-stated", WORDS, "reviewedOn", reviewed_on=TOMORROW),
    *(of("summary-stated", WORDS, reviewed_on=day) for day in (None, RECEIVED)),
    *(of("summary-without-numbers", WORDS, "text", text=text) for text in ("7 of ten", "½", "٤")),
    of("summary-without-numbers", WORDS, "author", author="Ward 7"),
    of("attestation-of-centre", ATTESTED, "centreId", centre_id="r"),
    *(of("attestation-of-centre", ATTESTED, "year", year=year) for year in (1989, 2027)),
    *(of("attestation-of-centre", ATTESTED, year=year) for year in (1990, 2026)),
    of("attestation-of-centre", ATTESTED, "planned", planned=-1),
    of("attestation-of-centre", ATTESTED, "actual", actual=-1),
    of("attestation-of-centre", ATTESTED, planned=0, actual=0),
)  # fmt: skip
COUNTING = (
    "3 of 4 infused", "2/5 responded", "3 out of 7", "4 von 9", "12 patients", "1 patient died",
    "2 deaths", "5 treated children", "3 pacientes", "7 responders", "n = 7", "7 were infused",
    "in 4 cases", "three patients", "drei Patienten", "once casos",
)  # fmt: skip
HARMLESS = (
    "ARI-0001", "anti-CD19 cells of line 2", "Phase 2 of the trial", "Phase 1/2 trial", "Fase 1/2",
    "one patient at a time", "two vectors", "Day 100", "1 of a kind",
)  # fmt: skip
IN_50_YEARS, IN_51_YEARS = date(2077, 4, 1), date(2078, 3, 20)
PUBLIC = (
    *(of("text-without-counts", PLANNED, "title", title=text) for text in COUNTING),
    *(of("text-without-counts", PLANNED, title=text) for text in HARMLESS),
    of("text-without-counts", MANUFACTURED, "name", name="Aurocel (2 of 5 responded)"),
    of("lesson-without-numbers", RESULT, "lesson", lesson="Wait until day 100."),
    of("text-without-counts", ADVICE, "publicSummary", public_summary="Seen in 3 patients."),
    of("date-plausible", PLANNED, planned_end=IN_50_YEARS),
    of("date-plausible", PLANNED, "plannedEnd", planned_end=IN_51_YEARS),
    of("date-plausible", PLANNED, "plannedEnd", planned_end=date.max),
    of("date-plausible", PLANNED, "blindedUntil", blinded_until=date.max,
       route=Route.CLINICAL_TRIAL),
    of("date-plausible", APPROVED, "events[0].on", events=happened("1950")),
    of("date-plausible", APPROVED, "validTo", valid_to=date.max),
    of("date-plausible", CLOSED, "on", on=date(1970, 1, 1)),
    of("offer-own", APPROVED, known=ELSEWHERE),
    of("offer-own", APPROVED, product_id="catalogued"),
    of("offer-own", APPROVED, "offers[0].centreId", known=ELSEWHERE, product_id="catalogued"),
    of("offer-own", APPROVED, "offers[0].confirmedOn", offers=(but(OFFER, confirmed_on=TOMORROW),)),
    of("publication-cited", RESULT, "publication", publication=None),
    of("publication-cited", RESULT, "publication", published_on=None),
    *(of("publication-cited", RESULT, "publication", publication=text)
      for text in ("", "our paper", "10.1/x", "http://x.example")),
    *(of("publication-cited", RESULT, publication=text)
      for text in ("doi:10.1000/x", "https://journal.example/1")),
)  # fmt: skip
CASES = (*NAMES, *TEXTS, *PLANS, *ENDPOINTS, *CHANGES, *LATER, *PUBLIC)


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: type(draft).__name__)
def test_a_good_draft_fires_no_rule(draft: Draft) -> None:
    assert check_draft(draft, KNOWN) == ()


@pytest.mark.parametrize("tried", CASES, ids=named)
def test_the_rule_fires_there_and_no_other_rule_does(tried: Case) -> None:
    assert tried.fired() == tried.expected()


def test_every_rule_on_drafts_has_a_case_in_which_it_fires() -> None:
    elsewhere = {rule.id for rule in OTHER_RULES}
    assert rules_that_fire(CASES) == {rule.id for rule in DRAFT_RULES} - elsewhere
    assert len({rule.id for rule in DRAFT_RULES}) == len(DRAFT_RULES)


@pytest.mark.parametrize(("draft", "places"), SCANNED.values(), ids=SCANNED)
def test_every_free_text_of_a_draft_is_scanned(draft: Draft, places: tuple[str, ...]) -> None:
    found = check_draft(with_text(draft, E_MAIL), KNOWN)
    assert {f.path for f in found if f.rule == "text-without-identifiers"} == set(places)


@pytest.mark.parametrize("draft", DRAFTS[1:], ids=lambda draft: type(draft).__name__)
def test_no_finding_repeats_what_was_stated(draft: Draft) -> None:
    findings = check_draft(with_text(draft, "Frau Quillfeather"), KNOWN)
    assert findings
    assert "quillfeather" not in words(findings).lower()
