"""The programmes of the demonstration as rows: what each declares, and how it really goes.

Sizes run from 3 to 400 patients. Between them they meet, miss, stop for futility, fall silent,
stay overdue, arrive retrospectively, and stay too small to show.
"""

from msgspec import Struct

from registry.model.codes import (
    AtmpClass,
    Clock,
    EndpointKind,
    EndpointRole,
    EventClass,
    Origin,
    Population,
    Route,
    StopReason,
    Vector,
    Verdict,
)
from registry.model.endpoint import Endpoint, SuccessCriterion
from registry.model.registration import ProductDraft


class Scenario(Struct, frozen=True):
    """One programme. Months count from the start of the simulation; shares are 0 to 1.

    `boosters` is the share of the infused who get a second dose.
    `closes` is the month of its end or stop; `silent_from` that of its sponsor's last word;
    `renewed` that in which its approval was renewed, and recorded with what the centres offer.
    `verdict` is what the sponsor reports, or None where it never reports.
    """

    key: str
    sponsor: int
    product: str
    disease: str
    route: Route
    countries: tuple[str, ...]
    endpoint: Endpoint
    patients: int
    opens: int
    accrual: int
    success: float
    infused: float = 0.9
    dies: float = 0.1
    lost: float = 0.04
    minors: float = 0.0
    boosters: float = 0.0
    closes: int | None = None
    stop: StopReason | None = None
    silent_from: int | None = None
    verdict: Verdict | None = None
    retrospective: int = 0
    blinded_months: int | None = None
    renewed: int | None = None


def responder(
    measure: str, categories: tuple[str, ...], day: int, goal: int, label: str
) -> Endpoint:
    """A primary endpoint that counts responses at a day after the first administration."""
    return Endpoint(
        id=f"{measure.lower().replace('_', '-')}-day-{day}",
        label=label,
        role=EndpointRole.PRIMARY,
        kind=EndpointKind.RESPONDER,
        measure=measure,
        clock=Clock.FIRST_ADMINISTRATION,
        population=Population.ACCEPTED,
        day=day,
        criterion=SuccessCriterion(goal),
        success_categories=categories,
    )


CMR = responder("LUGANO", ("CMR",), 100, 45, "Complete metabolic response at day 100")
VGPR = responder(
    "IMWG", ("sCR", "CR", "VGPR"), 100, 60, "Very good partial response or better at day 100"
)
MRD = responder("ALL_REMISSION", ("CR_MRD_NEGATIVE",), 100, 60, "MRD-negative remission at day 100")
GVHD = responder("GVHD_RESPONSE", ("CR", "PR"), 28, 55, "Overall response at day 28")
FISTULA = responder("FISTULA_REMISSION", ("REMISSION",), 183, 50, "Combined remission at month 6")
SURVIVAL = Endpoint(
    id="survival-1-year",
    label="Survival at one year from acceptance",
    role=EndpointRole.PRIMARY,
    kind=EndpointKind.TIME_TO_EVENT,
    measure="SURVIVAL",
    clock=Clock.ACCEPTANCE,
    population=Population.ACCEPTED,
    day=365,
    criterion=SuccessCriterion(60),
    events=(EventClass.DEATH,),
)
KOOS = Endpoint(
    id="koos-1-year",
    label="Knee function at least 10 points better at one year",
    role=EndpointRole.PRIMARY,
    kind=EndpointKind.CHANGE,
    measure="KOOS",
    clock=Clock.FIRST_ADMINISTRATION,
    population=Population.ACCEPTED,
    day=365,
    criterion=SuccessCriterion(55),
    improvement=10,
)

_CAR_T = (AtmpClass.GTMP, Origin.AUTOLOGOUS, Vector.INTEGRATING)
_CELLS = (AtmpClass.SCTMP, Origin.ALLOGENEIC, Vector.NONE)
_TISSUE = (AtmpClass.TEP, Origin.AUTOLOGOUS, Vector.NONE)

PRODUCTS = {
    key: ProductDraft(f"{name} (fictional)", substance, *kind)
    for key, name, substance, kind in (
        ("tarnleucel", "Tarnleucel", "autologous CAR T cells, anti-CD19", _CAR_T),
        ("ostraleucel", "Ostraleucel", "autologous CAR T cells, anti-CD19/CD22", _CAR_T),
        ("velmacel", "Velmacel", "autologous CAR T cells, anti-BCMA", _CAR_T),
        ("nordamacel", "Nordamacel", "autologous CAR T cells, short culture, anti-BCMA", _CAR_T),
        ("marecel", "Marecel", "bone-marrow mesenchymal stromal cells, pooled donors", _CELLS),
        ("fistacel", "Fistacel", "adipose mesenchymal stromal cells", _CELLS),
        ("chondrawerk", "Chondrawerk", "cultured chondrocytes on a collagen matrix", _TISSUE),
        ("kneeleaf", "Kneeleaf", "cultured chondrocytes as spheroids", _TISSUE),
    )
}

_HE, _TRIAL = Route.HOSPITAL_EXEMPTION, Route.CLINICAL_TRIAL
_CU, _NP = Route.COMPASSIONATE_USE, Route.NAMED_PATIENT

SCENARIOS = (
    Scenario(
        "tarn-he", 0, "tarnleucel", "lbcl", _HE, ("ES", "FR", "IT"), CMR, 400, 0, 66, 0.42,
        renewed=76,
    ),
    Scenario(
        "ostra-trial", 1, "ostraleucel", "lbcl", _TRIAL, ("DE", "NL"), CMR, 180, 4, 36, 0.62,
        closes=44, verdict=Verdict.MET,
    ),
    Scenario(
        "ostra-failed", 1, "ostraleucel", "b-nhl", _TRIAL, ("DE",), CMR, 90, 6, 30, 0.24,
        infused=0.8, dies=0.2, closes=40, verdict=Verdict.NOT_MET,
    ),
    Scenario(
        "velma-he", 0, "velmacel", "multiple-myeloma", _HE, ("ES",), VGPR, 210, 3, 60, 0.68,
        infused=0.93, boosters=0.3,
    ),
    Scenario(
        "norda-futile", 3, "nordamacel", "multiple-myeloma", _TRIAL, ("NL", "SE"), VGPR, 60, 10, 22,
        0.2, infused=0.7, dies=0.25, closes=34, stop=StopReason.FUTILITY,
        verdict=Verdict.STOPPED_FUTILITY,
    ),
    Scenario(
        "mare-he", 1, "marecel", "acute-gvhd", _HE, ("DE", "FR"), GVHD, 160, 2, 64, 0.58,
        infused=0.97, dies=0.35, minors=0.35, renewed=78,
    ),
    Scenario(
        "mare-compassionate", 1, "marecel", "acute-gvhd", _CU, ("DE",), GVHD, 40, 8, 40, 0.5,
        infused=0.95, dies=0.4, closes=52,
    ),
    Scenario(
        "fista-trial", 2, "fistacel", "crohn-fistula", _TRIAL, ("FR",), FISTULA, 70, 5, 26, 0.44,
        infused=0.96, dies=0.0, closes=38, blinded_months=14, verdict=Verdict.NOT_MET,
    ),
    Scenario(
        "chondra-he", 1, "chondrawerk", "cartilage-defect", _HE, ("DE",), KOOS, 150, 1, 58, 0.66,
        infused=0.97, dies=0.0, lost=0.08,
    ),
    Scenario(
        "knee-he", 2, "kneeleaf", "cartilage-defect", _HE, ("FR", "IT"), KOOS, 85, 12, 44, 0.52,
        infused=0.95, dies=0.01, lost=0.1, retrospective=16,
    ),
    Scenario(
        "tarn-children", 0, "tarnleucel", "b-all", _TRIAL, ("ES",), MRD, 45, 9, 40, 0.74,
        minors=1.0, dies=0.15, closes=54, verdict=Verdict.MET,
    ),
    Scenario(
        "tarn-silent", 0, "tarnleucel", "mcl", _CU, ("ES", "FR"), SURVIVAL, 26, 6, 20, 0.5,
        dies=0.4, silent_from=34,
    ),
    Scenario(
        "velma-survival", 3, "velmacel", "multiple-myeloma", _NP, ("NL",), SURVIVAL, 30, 14, 40,
        0.6, dies=0.35,
    ),
    Scenario(
        "norda-small", 3, "nordamacel", "multiple-myeloma", _NP, ("SE",), VGPR, 8, 20, 24, 0.5,
        closes=50, verdict=Verdict.NOT_MET,
    ),
    Scenario(
        "tarn-new", 0, "tarnleucel", "t-cell-lymphoma", _HE, ("ES",), CMR, 50, 60, 22, 0.4,
    ),
    Scenario("knee-rare", 2, "kneeleaf", "cartilage-defect", _NP, ("IT",), KOOS, 3, 30, 12, 0.5),
)  # fmt: skip
