"""Good submissions and drafts, and what intake knows beside them: no rule fires on any of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from msgspec import Struct, structs

from registry.intake.rules import check
from registry.intake.rules.known import Known
from registry.intake.rules.situation import Situation, Stored
from registry.intake.schedule import schedule_of
from registry.model.codes import (
    AgeBand,
    AtmpClass,
    BatchOutcome,
    Clock,
    ConsentScope,
    EndpointKind,
    EndpointRole,
    EventClass,
    NotInfusedReason,
    Origin,
    Population,
    Route,
    Sex,
    Timing,
    Vector,
    VisitStatus,
)
from registry.model.course import Version, entries_of
from registry.model.endpoint import Endpoint, SuccessCriterion, lock
from registry.model.episode import (
    Administration,
    AdverseEvent,
    Batch,
    Consent,
    Course,
    EpisodeKeys,
    FollowUpVisit,
    NotInfused,
    Response,
    TreatmentEpisode,
)
from registry.model.naming import camel
from registry.model.parties import Authority, Centre
from registry.model.product import Product
from registry.model.programme import Programme
from registry.model.source import Source
from registry.model.submission import EpisodeNotice, EpisodeOutcome, Finding, SubmissionBatch

S = TypeVar("S", bound=Struct)

CITED = Source("doi:10.1000/example", verified=True)
RECEIVED = date(2027, 3, 20)
MONTH, STORED_MONTH, REGISTERED = "2027-03", "2026-03", date(2026, 3, 20)
TODAY = (RECEIVED - date(2026, 3, 1)).days
"""The day, counted from the earliest possible acceptance of the stored patient, of receipt."""
NEW, STORED, STRANGER = (f"{number:032x}" for number in (0xA1, 0xA2, 0xA3))
E_MAIL = "xanthippe@quillfeather.example"

RESPONSE = Endpoint(
    id="response",
    label="Complete metabolic response at day 100",
    role=EndpointRole.PRIMARY,
    kind=EndpointKind.RESPONDER,
    measure="LUGANO",
    clock=Clock.FIRST_ADMINISTRATION,
    population=Population.ACCEPTED,
    day=100,
    criterion=SuccessCriterion(50),
    success_categories=("CMR",),
)
PRODUCT = Product(
    "aurocel", "Aurocel", "anti-CD19 T cells", AtmpClass.GTMP, Origin.AUTOLOGOUS,
    Vector.INTEGRATING, sponsor_id="university", synthetic=True,
)  # fmt: skip
PROGRAMME = Programme(
    "aurora", "aurocel", "university", "AURORA", "lbcl", Route.HOSPITAL_EXEMPTION, "aurocel",
    date(2026, 1, 10), centre_ids=("north", "south"), planned_patients=60, synthetic=True,
    endpoints=(lock(RESPONSE, date(2026, 1, 10)),),
)  # fmt: skip

NOTICE = EpisodeNotice(
    NEW, MONTH, "north", AgeBand.ADULT, Sex.FEMALE, 2, 1, Consent("2.1", ConsentScope.REGISTRY)
)
ATTEMPT = Batch(
    1, BatchOutcome.RELEASED, 6, 20, None, 25, 90, dose_value="2e6", dose_unit="{CAR_cells}/kg",
    fraction=1, site="LOC-100001234",
)  # fmt: skip
VISIT = FollowUpVisit(
    100, VisitStatus.DONE, 135, Response("LUGANO", "CMR"), "KOOS", 70,
    utility=850, utility_instrument="EQ-5D-5L",
)  # fmt: skip
MISSED = FollowUpVisit(28, VisitStatus.MISSED)
EVENT = AdverseEvent(EventClass.CRS, 37, "CRS", "ASTCT", "2019", 2)
DEATH = AdverseEvent(EventClass.DEATH, 200)
NEVER = NotInfused(NotInfusedReason.PROGRESSION, 40)
OUTCOME = EpisodeOutcome(
    STORED, 5, 30, (ATTEMPT,), (Administration(1, 35),),
    visits=(MISSED, VISIT), adverse_events=(EVENT,), none_observed_to_day=36,
)  # fmt: skip
BATCH = SubmissionBatch("aurora", (NOTICE,), (OUTCOME,))


def but(good: S, **changes: Any) -> S:
    """A good struct, changed."""
    return structs.replace(good, **changes)


def given(day: int, number: int = 1) -> Administration:
    """An administration on a day."""
    return Administration(number, day)


def noticed(*, outcomes: tuple[EpisodeOutcome, ...] = (), **changes: Any) -> SubmissionBatch:
    """A submission of one notice of a new patient, changed."""
    return SubmissionBatch("aurora", (but(NOTICE, **changes),), outcomes)


def told(**fields: Any) -> SubmissionBatch:
    """A submission that tells only these facts of the stored patient."""
    return SubmissionBatch("aurora", outcomes=(EpisodeOutcome(STORED, **fields),))


def stored(episode: dict[str, Any] | None = None, **course: Any) -> Stored:
    """The stored patient, of whom these facts are known."""
    accepted = TreatmentEpisode(
        "e1", "aurora", 1, "p1", STORED_MONTH, REGISTERED, Timing.PROSPECTIVE
    )
    known = Course("e1", **course)
    versions = {e.name: Version("e1", e.kind, e.key, e.value) for e in entries_of(known)}
    keys = EpisodeKeys("north", "ES", AgeBand.ADULT, Sex.FEMALE, 2, 1, NOTICE.consent)
    return Stored(but(accepted, **(episode or {})), known, versions, keys)


def situation(**changes: Any) -> Situation:
    """What is known on the day of receipt, changed."""
    windows = schedule_of(PRODUCT).windows
    return but(Situation(PROGRAMME, "university", {STORED: stored()}, RECEIVED, windows), **changes)


def holding(episode: dict[str, Any] | None = None, **course: Any) -> Situation:
    """A situation in which these facts of the stored patient are known already."""
    return situation(stored={STORED: stored(episode, **course)})


def programme_but(**changes: Any) -> Situation:
    """A situation in which the programme is registered otherwise."""
    return situation(programme=but(PROGRAMME, **changes))


def centre(id_: str, *, synthetic: bool = True) -> Centre:
    """A hospital site."""
    return Centre(id_, "university", "Hospital Ejemplo", "Barcelona", "ES", synthetic)


def authority(id_: str, *, synthetic: bool = True) -> Authority:
    """A national authority."""
    return Authority(
        id_, "Agency", "A", "ES", "https://a.example/", "yes", "decree", True, CITED,
        synthetic,
    )  # fmt: skip


KNOWN = Known(
    sponsor_id="university",
    synthetic=True,
    received_on=RECEIVED,
    products={
        "aurocel": PRODUCT,
        "foreign": but(PRODUCT, id="foreign", sponsor_id="other"),
        "catalogued": but(PRODUCT, id="catalogued", sponsor_id=None),
        "realcel": but(PRODUCT, id="realcel", synthetic=False),
    },
    centres={c.id: c for c in (centre("north"), centre("south"), centre("r", synthetic=False))},
    authorities={a.id: a for a in (authority("agency"), authority("r", synthetic=False))},
    programmes={"aurora": PROGRAMME, "foreign": but(PROGRAMME, id="foreign", sponsor_id="other")},
    results={},
)


@dataclass(frozen=True)
class Case:
    """A rule that must fire at exactly these places, and no other rule; silence where none is."""

    rule: str
    says: str
    places: tuple[str, ...]
    look: Callable[[], tuple[Finding, ...]]

    def fired(self) -> list[tuple[str, str]]:
        """What fires, by rule and place; the remark on odd terms only where it is tried itself."""
        found = (f for f in self.look() if f.rule != "term-coded" or self.rule == f.rule)
        return [(finding.rule, finding.path) for finding in found]

    def expected(self) -> list[tuple[str, str]]:
        """What must fire."""
        return [(self.rule, place) for place in self.places]


def case(
    rule: str, says: str, batch: SubmissionBatch, *places: str, beside: Situation | None = None
) -> Case:
    """A submission on which a rule fires at these places."""
    return Case(rule, says, places, lambda: check(batch, beside or situation()))


def news(rule: str, says: str, *fields: str, beside: Situation | None = None, **facts: Any) -> Case:
    """News of the stored patient on which a rule fires at these fields of its row."""
    places = (f"outcomes[0].{field}" for field in fields)
    return case(rule, says, told(**facts), *places, beside=beside)


def seen(window: int, day: int | None, **more: Any) -> FollowUpVisit:
    """A visit that took place."""
    return FollowUpVisit(window, VisitStatus.DONE, day, **more)


def row_case(good: Struct, name: str) -> Callable[..., Case]:
    """A case of one good row, changed, in this list of the outcome."""

    def changed(rule: str, *fields: str, **changes: Any) -> Case:
        places = (f"outcomes[0].{camel(name)}[0].{field}" for field in fields)
        batch = told(**{name: (but(good, **changes),)})
        return case(rule, str(changes), batch, *places)

    return changed


def on_day(day: int) -> dict[str, dict[str, Any]]:
    """Each field that names a day, with facts that name this one."""
    return {
        "collectedDay": {"collected_day": day},
        "lymphodepletionDay": {"lymphodepletion_day": day},
        "administrations[0].day": {"administrations": (given(day),)},
        "notInfused.day": {"not_infused": but(NEVER, day=day)},
        "visits[0].day": {"visits": (seen(365 if day > 200 else 0, day),)},
        "adverseEvents[0].day": {"adverse_events": (but(EVENT, day=day),)},
        "noneObservedToDay": {"none_observed_to_day": day},
    }


def named(value: Case) -> str:
    """The name of a case in a test's report."""
    return f"{value.rule}: {value.says}"


def rules_that_fire(cases: Iterable[Case]) -> set[str]:
    """The rules that fire in at least one of these cases."""
    return {tried.rule for tried in cases if tried.places}


def words(findings: Iterable[Finding]) -> str:
    """Everything findings say."""
    return " ".join(f"{f.path} {f.message} {f.remedy}" for f in findings)


def with_text(value: Any, text: str) -> Any:
    """A struct with the same text in each of its free texts."""
    if type(value) is str:
        return text
    if isinstance(value, tuple):
        return tuple(with_text(inner, text) for inner in value)
    if isinstance(value, Struct):
        names = value.__struct_fields__
        return but(value, **{name: with_text(getattr(value, name), text) for name in names})
    return value
