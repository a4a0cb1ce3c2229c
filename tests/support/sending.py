"""A fictional programme and what its sponsor sends, as the structs intake reads."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from msgspec import structs
from running import HOSPITAL, UNIVERSITY

from registry.app import House
from registry.intake.accept import accept_submission
from registry.intake.register import accept_draft
from registry.intake.tools import Envelope
from registry.model.codes import (
    AgeBand,
    AtmpClass,
    Clock,
    EndpointKind,
    EndpointRole,
    Origin,
    Population,
    Route,
    Vector,
    VisitStatus,
)
from registry.model.endpoint import Endpoint, SuccessCriterion
from registry.model.episode import Administration, FollowUpVisit, Response
from registry.model.registration import Draft, ProductDraft, ProgrammeDraft, Recorded
from registry.model.submission import (
    Accepted,
    EpisodeNotice,
    EpisodeOutcome,
    Rejected,
    Sender,
    SubmissionBatch,
)
from registry.storage.engine import Database
from registry.storage.log_tables import (
    LogCheckpointRecord,
    LogEntryRecord,
    LogHeadRecord,
    LogKeyRecord,
    LogOpeningRecord,
    LogRecordRecord,
    LogTileRecord,
)
from registry.storage.tables import (
    ApiKey,
    AuditEvent,
    CourseEntryRecord,
    DirectoryRecord,
    EarlierNoticeRecord,
    EpisodeRecord,
    LinkTokenRecord,
    PatientRecord,
    PersonDecisionRecord,
    SealedGroupRecord,
    SnapshotRecord,
    SubmissionRecord,
)

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
PRODUCT = ProductDraft(
    "Tarnleucel", "autologous T cells", AtmpClass.GTMP, Origin.AUTOLOGOUS, Vector.INTEGRATING
)


def programme(product_id: str, **changes: Any) -> ProgrammeDraft:
    """A programme in lymphoma at one fictional hospital."""
    draft = ProgrammeDraft(
        product_id=product_id,
        title="Tarnleucel in large B-cell lymphoma",
        disease="lbcl",
        route=Route.HOSPITAL_EXEMPTION,
        centre_ids=(HOSPITAL,),
        planned_patients=60,
        starts_on=date(2027, 2, 1),
        planned_end=date(2030, 2, 1),
        endpoints=(RESPONSE,),
    )
    return structs.replace(draft, **changes)


def envelope(on: date, sponsor: str = UNIVERSITY, **known: Any) -> Envelope:
    """Sent on a day at noon with the sponsor's key."""
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return Envelope(Sender(sponsor, "key-1"), noon, **known)


async def record(house: House, draft: Draft, on: date, **known: Any) -> str:
    """The id of what a sponsor registers."""
    recorded = await accept_draft(house.intake, draft, envelope(on, **known))
    assert isinstance(recorded, Recorded), recorded
    return recorded.id


async def register(house: House, on: date, **changes: Any) -> str:
    """A registered programme, with a product of its own."""
    product_id = await record(house, PRODUCT, on)
    return await record(house, programme(product_id, **changes), on)


async def send(
    house: House,
    programme_id: str,
    on: date,
    notices: Iterable[EpisodeNotice] = (),
    outcomes: Iterable[EpisodeOutcome] = (),
    **known: Any,
) -> Accepted | Rejected:
    """What intake answers to one submission."""
    batch = SubmissionBatch(programme_id, tuple(notices), tuple(outcomes))
    return await accept_submission(house.intake, batch, envelope(on, **known))


def pseudonyms(count: int, start: int = 0xA1) -> list[str]:
    """Random-looking source pseudonyms, 128 bits each."""
    return [f"{number:032x}" for number in range(start, start + count)]


def notices(patients: Sequence[str], month: str = "2027-03") -> list[EpisodeNotice]:
    """Adults accepted in a month."""
    return [EpisodeNotice(patient, month, age_band=AgeBand.ADULT) for patient in patients]


def infused(patient: str, category: str | None, day: int = 35) -> EpisodeOutcome:
    """Infused on a day and assessed 100 days later; not seen where there is no category."""
    visit = (
        FollowUpVisit(100, VisitStatus.MISSED)
        if category is None
        else FollowUpVisit(100, VisitStatus.DONE, day + 100, Response("LUGANO", category))
    )
    given = (Administration(1, day),)
    return EpisodeOutcome(patient, administrations=given, visits=(visit,), none_observed_to_day=day)


TRAIL = AuditEvent._meta.tablename


async def everything(database: Database) -> dict[str, list[str]]:
    """Every stored row of every table, as text; but not when keys were last used."""
    return {
        table._meta.tablename: sorted(str(row) for row in await database.run(table.select()))
        for table in (
            ApiKey,
            DirectoryRecord,
            SubmissionRecord,
            AuditEvent,
            PatientRecord,
            SealedGroupRecord,
            EpisodeRecord,
            CourseEntryRecord,
            EarlierNoticeRecord,
            LinkTokenRecord,
            PersonDecisionRecord,
            SnapshotRecord,
            LogHeadRecord,
            LogEntryRecord,
            LogTileRecord,
            LogCheckpointRecord,
            LogKeyRecord,
            LogOpeningRecord,
            LogRecordRecord,
        )
    }


async def all_but_acts(database: Database) -> dict[str, list[str]]:
    """The same without the audit trail, for what may be seen and changes nothing."""
    return {name: rows for name, rows in (await everything(database)).items() if name != TRAIL}
