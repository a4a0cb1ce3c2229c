"""The client speaks exactly the committed contract, and says plainly when nobody answers."""

from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest
from running import OTHER_UNIVERSITY, UNIVERSITY, Running, running_registry
from sending import notices, pseudonyms, register, send

from registry.client import (
    CORRECTIONS,
    DUE,
    EPISODE,
    FIELDS,
    ME,
    PREVIEW,
    PROGRAMME,
    RECORD,
    SUBMISSION,
    SUBMISSIONS,
    SUBMIT,
    RegistryClient,
)
from registry.errors import AccessRefused, RegistryUnreachable
from registry.model.codes import AtmpClass, CorrectionReason, Origin, Vector
from registry.model.due import DueStatus
from registry.model.registration import ProductDraft, Recorded
from registry.model.submission import (
    Accepted,
    CorrectionBatch,
    EpisodeCorrection,
    EpisodeNotice,
    EpisodeOutcome,
    Rejected,
    SubmissionBatch,
)
from registry_graphql.sponsor.schema import sponsor_schema

pytestmark = pytest.mark.anyio
SCHEMA = sponsor_schema()
DOCUMENTS = [
    SUBMIT % SUBMISSIONS,
    SUBMIT % CORRECTIONS,
    DUE,
    PREVIEW,
    PROGRAMME,
    ME,
    SUBMISSION,
    EPISODE,
    *(RECORD % names for names in FIELDS.values()),
]
PRODUCT = ProductDraft("Tarnleucel", "T cells", AtmpClass.SCTMP, Origin.AUTOLOGOUS, Vector.NONE)


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, date(2027, 6, 15)) as running:
        yield running


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_document_of_the_client_fits_the_schema(document: str) -> None:
    assert SCHEMA.check(document).faults == ()


async def test_a_product_goes_in_and_comes_back_with_its_id(registry: Running) -> None:
    client = RegistryClient(registry.http, registry.keys[UNIVERSITY])
    recorded = await client.record(PRODUCT)
    assert isinstance(recorded, Recorded)
    again = await client.record(PRODUCT)
    assert isinstance(again, Recorded)
    assert (again.id, again.repeated) == (recorded.id, True)


async def test_a_refusal_is_an_answer_with_findings(registry: Running) -> None:
    client = RegistryClient(registry.http, registry.keys[OTHER_UNIVERSITY])
    batch = SubmissionBatch("no-such-programme", (EpisodeNotice("a" * 32, "2027-06"),))
    refused = await client.submit_outcomes(batch)
    assert isinstance(refused, Rejected)
    assert [finding.rule for finding in refused.findings] == ["programme-registered"]


async def test_the_client_knows_who_it_is(registry: Running) -> None:
    me = await RegistryClient(registry.http, registry.keys[UNIVERSITY]).me()
    assert (me.id, me.synthetic, me.programmes) == (UNIVERSITY, True, ())


async def test_a_wrong_key_is_told_without_the_key(registry: Running) -> None:
    with pytest.raises(AccessRefused, match="does not accept") as caught:
        await RegistryClient(registry.http, "her_wrong").me()
    assert "her_wrong" not in str(caught.value)


async def test_a_registry_that_does_not_answer_is_told_without_what_was_sent() -> None:
    async with httpx.AsyncClient(base_url="http://127.0.0.1:9") as http:
        with pytest.raises(RegistryUnreachable, match="could not be reached") as caught:
            await RegistryClient(http, "her_key").record(PRODUCT)
    assert "Tarnleucel" not in str(caught.value)


async def test_the_client_corrects_and_reads_the_due_list_page_after_page(
    registry: Running,
) -> None:
    june = date(2027, 6, 15)
    programme = await register(registry.house, june, starts_on=date(2027, 6, 16))
    patients = pseudonyms(70)
    await send(registry.house, programme, june, notices(patients, "2027-06"))
    client = RegistryClient(registry.http, registry.keys[UNIVERSITY])
    registry.clock.today = date(2045, 1, 1)
    overdue = await client.due_visits(programme)
    assert await client.due_visits("nobodys") is None
    assert overdue is not None
    assert len(overdue) == 70 * 18
    assert {visit.status for visit in overdue} == {DueStatus.OVERDUE}
    news = EpisodeOutcome(patients[0], collected_day=3)
    made = EpisodeCorrection(news, 0, CorrectionReason.OTHER)
    corrected = await client.correct(CorrectionBatch(programme, (made,)), dry_run=True)
    assert isinstance(corrected, Accepted)
    assert [change.after for change in corrected.changes] == ['{"day":3}']
