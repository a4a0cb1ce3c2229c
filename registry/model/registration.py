"""What a sponsor registers: products, approvals, programmes and their changes, endpoint results.

A draft carries what the sponsor states; the registry adds the id, the day and the lock.
"""

from datetime import date

from msgspec import Struct

from registry.model.codes import (
    AdviceKind,
    AtmpClass,
    CellSource,
    CostBasis,
    CostCategory,
    CostUnit,
    EndpointChangeReason,
    HoldReason,
    Origin,
    ProgrammeEventKind,
    Route,
    Scenario,
    StopReason,
    Vector,
    Verdict,
)
from registry.model.endpoint import Endpoint
from registry.model.product import ApprovalEvent
from registry.model.programme import LONGEST_WAIT_DAYS
from registry.model.wishes import SplitKey


class ProductDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """A product as its sponsor registers it. Gene medicines without cells have the source NONE."""

    name: str
    active_substance: str
    atmp_class: AtmpClass
    origin: Origin
    vector: Vector
    cell_source: CellSource | None = None


class OfferDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """What one centre offers under the approval."""

    centre_id: str
    confirmed_on: date
    accepting_referrals: bool
    treats_adults: bool
    treats_children: bool
    takes_patients_from_abroad: bool = False
    patient_pays: bool = False
    authorised_alternative: str | None = None


class ApprovalDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """A national decision with its history, its conditions and the centres that work under it."""

    product_id: str
    authority_id: str
    disease: str
    local_id: str
    scenario: Scenario
    events: tuple[ApprovalEvent, ...]
    valid_from: date
    valid_to: date | None = None
    quality_considered: bool | None = None
    safety_considered: bool | None = None
    efficacy_considered: bool | None = None
    conditions: str = ""
    offers: tuple[OfferDraft, ...] = ()


class ApprovalChangeDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """What is new of an approval: events since, a later end, and offers as they stand now.

    An offer takes the place of what the same centre offered under the approval before.
    """

    approval_id: str
    events: tuple[ApprovalEvent, ...] = ()
    valid_to: date | None = None
    offers: tuple[OfferDraft, ...] = ()


class ProgrammeDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """A programme before its first outcome. Its lineage is that of its product.

    `identifiers` are of study registers; `orpha` and `icd` (ICD-10 or ICD-11) name the disease.
    """

    product_id: str
    title: str
    disease: str
    route: Route
    centre_ids: tuple[str, ...]
    planned_patients: int
    starts_on: date
    planned_end: date
    endpoints: tuple[Endpoint, ...]
    identifiers: tuple[str, ...] = ()
    orpha: str | None = None
    icd: str | None = None
    blinded_until: date | None = None
    longest_wait_days: int = LONGEST_WAIT_DAYS
    paediatric: bool = False


class StatusDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """A programme closes to acceptance, stops early (with a coded reason) or ends."""

    programme_id: str
    kind: ProgrammeEventKind
    on: date
    reason: StopReason | None = None


class CutOffDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """The day of a programme's next public cut-off, announced before it comes."""

    programme_id: str
    on: date


class HoldDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """A request to wait with interim efficacy for some months, once per product lineage."""

    programme_id: str
    reason: HoldReason
    months: int


class EndpointChangeDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """A locked endpoint stated otherwise, with a coded reason. What was locked first still counts.

    `endpoint` is the whole endpoint as it reads from now on, under the id it was locked with.
    """

    programme_id: str
    endpoint: Endpoint
    reason: EndpointChangeReason


class EndpointResultDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """A sponsor's verdict on a locked endpoint. Percentages are 0 to 100.

    `published_on` is the day of its first publication elsewhere, if there was one, and
    `publication` its DOI or address.
    """

    programme_id: str
    endpoint_id: str
    verdict: Verdict
    cut_off: date
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    patients: int | None = None
    published_on: date | None = None
    lesson: str = ""
    publication: str | None = None


class CostDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """What a programme cost in a year, in integer minor units of an ISO 4217 currency.

    `per` says whether the amount is that of the programme, of one patient, or of one batch.
    """

    programme_id: str
    category: CostCategory
    basis: CostBasis
    year: int
    currency: str
    amount_minor: int
    per: CostUnit = CostUnit.PROGRAMME


class AdviceDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """Scientific advice or an exemption evaluation a product received, for the public to read."""

    product_id: str
    kind: AdviceKind
    body: str
    year: int
    topic: str
    public_summary: str = ""


class LaySummaryDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """A product in plain words, in one language of the European Union (ISO 639-1, small letters).

    It speaks of the treatment, never of a patient, and holds no number.
    """

    product_id: str
    language: str
    text: str
    author: str
    machine_written: bool
    reviewed_on: date | None = None


class AttestationDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """A centre's word that all consecutive patients of a year are entered."""

    programme_id: str
    centre_id: str
    year: int
    planned: int
    actual: int


class KeyRequestDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """A wish that groups sealed from now on be split by one more key, and what for.

    It goes on the public wish list with its purpose; the board decides on counts alone.
    """

    key: SplitKey
    purpose: str


Draft = (
    ProductDraft
    | ApprovalDraft
    | ApprovalChangeDraft
    | ProgrammeDraft
    | StatusDraft
    | CutOffDraft
    | HoldDraft
    | EndpointChangeDraft
    | EndpointResultDraft
    | CostDraft
    | AdviceDraft
    | LaySummaryDraft
    | AttestationDraft
    | KeyRequestDraft
)


class Recorded(Struct, frozen=True):
    """The fact is stored durably under `id` (or, in a dry run, would be).

    `receipt` is the log's, as JSON: it verifies offline; None where nothing is stored.
    """

    id: str
    digest: str
    received_on: date
    dry_run: bool = False
    repeated: bool = False
    receipt: str | None = None
