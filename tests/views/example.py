"""A small public snapshot made by hand, with every state a reader can meet."""

from datetime import date

from msgspec import structs

from registry.model.codes import (
    AdviceKind,
    ApprovalEventKind,
    AtmpClass,
    Clock,
    CostBasis,
    CostCategory,
    CostUnit,
    EndpointChangeReason,
    EndpointKind,
    EndpointRole,
    HoldReason,
    Origin,
    Population,
    ProgrammeEventKind,
    ResultSource,
    Route,
    Scenario,
    StopReason,
    Timing,
    Vector,
    Verdict,
)
from registry.model.decision import (
    Activity,
    Label,
    PolicyNumber,
    PublicDecision,
    PublicGate,
    SafetyNotice,
    Standing,
)
from registry.model.endpoint import Endpoint, EndpointResult, LaterEndpoint, SuccessCriterion, lock
from registry.model.hold import PublicHold
from registry.model.parties import Authority, Centre, Offer, Organisation
from registry.model.product import Approval, ApprovalEvent, Product
from registry.model.programme import Programme, ProgrammeEvent
from registry.model.sealed import SEVERAL, EndpointCounts, Funnel, GroupState, SealedGroup
from registry.model.source import Source
from registry.model.transparency import Advice, Cost, LaySummary
from registry.model.wishes import KeyDecision, KeyRequest, SplitKey
from registry.snapshot import (
    Directory,
    FrozenSnapshot,
    PooledCost,
    PublicEndpointResult,
    PublicProgramme,
    Snapshot,
    freeze,
)
from tests.views import curve_example
from tests.views.example_contents import AURORA_1, AURORA_3

AS_OF = date(2026, 9, 30)
OPENS = date(2027, 9, 30)
CITED = Source("doi:10.1000/example", verified=True)

REMISSION = Endpoint(
    id="remission",
    label="Remission without residual disease at day 100",
    role=EndpointRole.PRIMARY,
    kind=EndpointKind.RESPONDER,
    measure="ALL_REMISSION",
    clock=Clock.FIRST_ADMINISTRATION,
    population=Population.ACCEPTED,
    day=100,
    criterion=SuccessCriterion(50),
    success_categories=("CR_MRD_NEGATIVE", "CR"),
)
KNEE = Endpoint(
    id="knee",
    label="Knee function after a year",
    role=EndpointRole.PRIMARY,
    kind=EndpointKind.CHANGE,
    measure="KOOS",
    clock=Clock.FIRST_ADMINISTRATION,
    population=Population.ACCEPTED,
    day=365,
    criterion=SuccessCriterion(60),
    improvement=10,
)

EASIER = structs.replace(KNEE, criterion=SuccessCriterion(25))
AMENDED = LaterEndpoint(lock(EASIER, date(2024, 6, 1)), EndpointChangeReason.PROTOCOL_AMENDMENT)
STOPPED = ProgrammeEvent(ProgrammeEventKind.STOPPED, date(2025, 5, 2), StopReason.FUTILITY)


HELD = PublicHold("hospital-es", HoldReason.PRODUCT_CHANGED, date(2026, 9, 1), OPENS)


def decision(stage: str, *, is_open: bool, latest_on: date | None = None) -> PublicDecision:
    numbers = (PolicyNumber("interim_patients", 20), PolicyNumber("small_after_months", 12))
    sentence = "At least 20 patients are followed."
    gate = PublicGate("enough-followed", sentence, is_open, 20, numbers=numbers)
    return PublicDecision(stage, is_open, None, (gate,), "In words.", latest_on, "1.0.0", "aa" * 32)


ONE_CENTRE = structs.replace(decision("R3", is_open=True), labels=(Label.SINGLE_CENTRE,))


def counts(endpoint: str, success: int, *reasons: int) -> EndpointCounts:
    names = ("NEVER_INFUSED", "DEAD", "MISSING", "OBSERVED_FAILURE")
    return EndpointCounts(endpoint, success, dict(zip(names, reasons, strict=True)))


def open_group(
    id_: str, programme: str, country: str, accepted: int, **more: object
) -> SealedGroup:
    facts: dict[str, object] = {
        "id": id_,
        "programme_id": programme,
        "state": GroupState.OPEN,
        "formed_on": date(2025, 3, 31),
        "opened_on": date(2025, 9, 30),
        "timing": Timing.PROSPECTIVE,
        "country": country,
        "age_class": "18+",
        "first_period": "2024-H1",
        "last_period": "2024-H1",
        "accepted": accepted,
    }
    return SealedGroup(**{**facts, **more})  # type: ignore[arg-type]


def remainder_group(
    id_: str, programmes: tuple[str, ...], accepted: int, **more: object
) -> SealedGroup:
    """What is left of several programmes, public together."""
    mine: dict[str, object] = {"remainder_of": "GTMP", "programme_ids": programmes}
    return open_group(id_, "", SEVERAL, accepted, age_class=SEVERAL, **{**mine, **more})


GROUPS = (
    open_group(
        "aurora-1", "aurora", "ES", 12,
        funnel=Funnel(10, {"MANUFACTURING_FAILURE": 2}),
        endpoints=(counts("remission", 7, 2, 1, 1, 1),),
        curves=curve_example.ACCEPTED, best_responses=(curve_example.BEST,),
        **AURORA_1,
    ),
    open_group("aurora-2", "aurora", "ES", 11, funnel_opens_on=date(2027, 3, 31)),
    open_group(
        "aurora-3", "aurora", SEVERAL, 13,
        funnel=Funnel(13, {}),
        endpoints=(counts("remission", 6, 0, 3, 0, 4),),
        curves=curve_example.OTHERS,
        **AURORA_3,
    ),
    SealedGroup(
        id="aurora-4", programme_id="aurora", state=GroupState.FORMING,
        formed_on=AS_OF, timing=Timing.PROSPECTIVE,
    ),
    open_group(
        "aurora-5", "aurora", "ES", 11, timing=Timing.RETROSPECTIVE,
        funnel=Funnel(11, {}),
        endpoints=(counts("remission", 11, 0, 0, 0, 0),),
        curves=curve_example.RETROSPECTIVE,
    ),
    open_group(
        "chondra-1", "chondra", "DE", 15,
        funnel=Funnel(14, {"FUNDING": 1}),
        endpoints=(structs.replace(counts("knee", 4, 1, 0, 2, 8), **curve_example.KNEES),),
    ),
)  # fmt: skip

DIRECTORY = Directory(
    organisations=(
        Organisation("hospital-es", "Hospital Ejemplo", "ES", synthetic=True),
        Organisation("klinikum-de", "Klinikum Beispiel", "DE", synthetic=True),
    ),
    centres=(
        Centre("barcelona", "hospital-es", "Hospital Ejemplo", "Barcelona", "ES", synthetic=True),
        Centre("munich", "klinikum-de", "Klinikum Beispiel", "Munich", "DE", synthetic=True),
    ),
    authorities=(
        Authority(
            "aemps", "Spanish medicines agency", "AEMPS", "ES", "https://www.aemps.gob.es/",
            "yes", "national decree", True, CITED,
        ),
    ),
    products=(
        Product(
            "aurocel", "Aurocel", "anti-CD19 T cells", AtmpClass.GTMP, Origin.AUTOLOGOUS,
            Vector.INTEGRATING, sponsor_id="hospital-es", synthetic=True,
        ),
        Product(
            "chondracel", "Chondracel", "cartilage cells", AtmpClass.TEP, Origin.AUTOLOGOUS,
            Vector.NONE, sponsor_id="klinikum-de", synthetic=True,
        ),
        Product("realcel", "Realcel", "stromal cells", AtmpClass.SCTMP, None, None, source=CITED),
    ),
    approvals=(
        Approval(
            "he-es-1", "aurocel", "aemps", "ES", "b-all", "granted",
            (ApprovalEvent(ApprovalEventKind.GRANTED, "2021-02"),),
            scenario=Scenario.NO_PROSPECT_OF_MARKETING, synthetic=True, source=CITED,
        ),
        Approval(
            "he-es-2", "realcel", "aemps", "ES", "acute-gvhd", "granted",
            (ApprovalEvent(ApprovalEventKind.GRANTED, "2019"),), source=CITED,
        ),
    ),
    offers=(
        Offer(
            "offer-1", "barcelona", "he-es-1", "aurocel", "b-all",
            confirmed_on=date(2025, 9, 29), accepting_referrals=True, synthetic=True,
        ),
        Offer(
            "offer-2", "munich", "none", "chondracel", "cartilage-defect",
            confirmed_on=date(2025, 9, 30), treats_children=False, synthetic=True,
        ),
    ),
    costs=(
        Cost(
            "aurora.development-2024", "aurora", CostCategory.DEVELOPMENT, CostBasis.ACTUAL, 2024,
            "EUR", 125_000_000,
        ),
        Cost(
            "chondra.manufacture-2024", "chondra", CostCategory.MANUFACTURE, CostBasis.ESTIMATE,
            2024, "EUR", 850_000, CostUnit.BATCH,
        ),
    ),
    advice=(
        Advice(
            "aurocel.2021", "aurocel", AdviceKind.EXEMPTION_EVALUATION, "AEMPS", 2021,
            "Quality and safety", "Quality and safety were evaluated, efficacy was not.",
        ),
        Advice(
            "chondracel.2020", "chondracel", AdviceKind.SCIENTIFIC_ADVICE, "Paul-Ehrlich-Institut",
            2020, "Potency assay", "",
        ),
    ),
    lay_summaries=(
        LaySummary(
            "aurocel.de", "aurocel", "de", "Eigene Abwehrzellen werden verändert.", "Onkologie",
            True, date(2023, 2, 1),
        ),
        LaySummary(
            "aurocel.en", "aurocel", "en",
            "Your own immune cells are changed.\nThen they are <b>given back</b>.",
            "Department of Haematology", False, date(2023, 2, 1), date(2023, 3, 1),
        ),
    ),
)  # fmt: skip

PROGRAMMES = (
    PublicProgramme(
        Programme(
            "aurora", "aurocel", "hospital-es", "AURORA", "b-all", Route.HOSPITAL_EXEMPTION,
            "aurocel", date(2023, 1, 10), endpoints=(lock(REMISSION, date(2023, 1, 10)),),
            centre_ids=("barcelona",), planned_patients=60, synthetic=True,
        ),
        "R3", Activity.OPEN, (decision("R0", is_open=True), ONE_CENTRE),
    ),
    PublicProgramme(
        Programme(
            "borealis", "aurocel", "hospital-es", "BOREALIS", "lbcl", Route.CLINICAL_TRIAL,
            "aurocel", date(2025, 1, 10), endpoints=(lock(REMISSION, date(2025, 1, 10)),),
            synthetic=True,
        ),
        "R0", Activity.FEWER_THAN_11,
        (structs.replace(decision("R3", is_open=False, latest_on=OPENS), hold=HELD),),
    ),
    PublicProgramme(
        Programme(
            "chondra", "chondracel", "klinikum-de", "CHONDRA", "cartilage-defect",
            Route.HOSPITAL_EXEMPTION, "chondracel", date(2022, 1, 10),
            endpoints=(lock(KNEE, date(2022, 1, 10)),), synthetic=True,
            events=(STOPPED,), later_endpoints=(AMENDED,),
        ),
        "R6", Activity.OPEN, (decision("R3", is_open=True),),
    ),
    PublicProgramme(
        Programme(
            "published", "realcel", None, "A published trial", "acute-gvhd", Route.CLINICAL_TRIAL,
            "realcel", date(2026, 1, 10), source=CITED,
        ),
        "R0", Activity.CITED, (),
    ),
)  # fmt: skip

RESULTS = (
    PublicEndpointResult(
        EndpointResult(
            "r-knee", "chondra", "Knee function after a year", ResultSource.SPONSOR, "knee",
            Verdict.NOT_MET, estimate=26.7, lesson="Begin rehabilitation earlier.", synthetic=True,
        ),
        Standing.PUBLISHED,
    ),
    PublicEndpointResult(
        EndpointResult(
            "r-published", "published", "Overall response at day 28", ResultSource.PUBLICATION,
            verdict=Verdict.MET, estimate=70.0, patients=50, source=CITED,
        ),
        Standing.PUBLISHED,
    ),
    PublicEndpointResult(
        EndpointResult(
            "r-remission", "aurora", "Remission", ResultSource.SPONSOR, "remission", synthetic=True
        ),
        Standing.WITHHELD,
        OPENS,
    ),
)  # fmt: skip

POOLED_COSTS = (
    PooledCost("GTMP", "CARE", "PATIENT", "ACTUAL", "EUR", True, 4_200_000, None, None),
)
WISHES = (
    KeyRequest(
        "wish-age", SplitKey.AGE_BAND, "To tell adolescents from children.", date(2025, 5, 2),
        "hospital-es",
        KeyDecision(True, "Several queues could be split.", date(2025, 11, 3), date(2026, 3, 31)),
    ),
    KeyRequest("wish-sex", SplitKey.SEX, "To compare women and men.", date(2026, 2, 1)),
)  # fmt: skip

SNAPSHOT = Snapshot(
    number=4,
    as_of=AS_OF,
    predecessor="bb" * 32,
    policy_version="1.0.0",
    policy_digest="cc" * 32,
    next_release=date(2027, 3, 31),
    directory=DIRECTORY,
    programmes=PROGRAMMES,
    endpoint_results=RESULTS,
    groups=GROUPS,
    safety_notices=(SafetyNotice("aurocel", "2026-05"),),
    noticed_on=date(2026, 9, 15),
    bundles=(*curve_example.OF_INFUSED, curve_example.IMPROVED),
    pooled_costs=POOLED_COSTS,
    key_requests=WISHES,
)


def frozen() -> FrozenSnapshot:
    return freeze(SNAPSHOT)


FIRST = structs.replace(
    SNAPSHOT,
    number=1,
    predecessor=None,
    as_of=date(2025, 9, 30),
    programmes=(structs.replace(PROGRAMMES[0], decisions=(decision("R0", is_open=True),)),),
    groups=(structs.replace(GROUPS[0], endpoints=()),),
    endpoint_results=(),
    safety_notices=(),
)
"""A year before: one programme, whose first group is open without outcomes."""


def first() -> FrozenSnapshot:
    """The example of a year before."""
    return freeze(FIRST)


async def read_example(path: str) -> bytes | None:
    """The public files of the example: its first snapshot, and nothing else."""
    return first().body if path == "r/1/snapshot.json" else None
