"""Nobody finds out a stored value by sending another one unseen: each such answer is an event."""

from datetime import date

import msgspec
import pytest
from desk import at_desk, upload
from msgspec import structs
from running import OTHER_UNIVERSITY, UNIVERSITY, Running
from sending import envelope, infused, notices, pseudonyms, register, send

from registry.access.because import Because
from registry.access.keys import Terms
from registry.access.touched import touched
from registry.app import House
from registry.client import RegistryClient
from registry.errors import RegistryUnreachable
from registry.intake.records import record_of
from registry.model.access import Scope
from registry.model.codes import CorrectionReason
from registry.model.submission import (
    Accepted,
    CorrectionBatch,
    EpisodeCorrection,
    EpisodeNotice,
    EpisodeOutcome,
    Rejected,
    SubmissionBatch,
)
from registry.patience import Patience
from registry.storage.ledger import acts
from registry.storage.vault import read_episodes

pytestmark = pytest.mark.anyio
BEGAN, MARCH, LATER = date(2027, 1, 11), date(2027, 3, 10), date(2028, 2, 1)
PATIENTS = pseudonyms(3)
COMPARED = "stored values compared"


@pytest.fixture
async def programme(registry: Running, house: House) -> str:
    """A programme with three patients, all infused, of whom the first did not respond."""
    programme = await register(house, BEGAN)
    assert isinstance(await send(house, programme, MARCH, notices(PATIENTS)), Accepted)
    told = [infused(patient, "PD" if patient == PATIENTS[0] else "CMR") for patient in PATIENTS]
    assert isinstance(await send(house, programme, LATER, outcomes=told), Accepted)
    registry.clock.today = LATER
    return programme


async def compared(house: House) -> list[tuple[str, str]]:
    """Who was told of whom that something else is stored."""
    found = [act for act in await acts(house.database) if act.action == COMPARED]
    return [(act.actor, act.subject) for act in found]


async def known_as(house: House, *numbers: int) -> list[str]:
    """The registry pseudonyms of patients by their order of registration, as the trail has them."""
    by_number = {s.episode.sequence: s.episode.patient for s in await read_episodes(house.database)}
    return sorted(by_number[number] for number in numbers)


async def who_may_only_submit(registry: Running, organisation: str = UNIVERSITY) -> RegistryClient:
    """A key that sends and cannot read."""
    house = registry.house
    because = Because("operator", registry.clock())
    terms = Terms(organisation, frozenset({Scope.SUBMIT}))
    key = await house.doorkeeper.issue(terms, because, house.intake.random_bytes)
    return RegistryClient(registry.http, key.token, patience=Patience(0))


async def corrected(house: House, programme: str) -> CorrectionBatch:
    """Another response of the first patient, made from the revision as it is."""
    record = await record_of(house.intake, UNIVERSITY, programme, PATIENTS[0])
    assert record is not None
    outcome = EpisodeOutcome(PATIENTS[0], visits=infused(PATIENTS[0], "CMR").visits)
    made = EpisodeCorrection(outcome, record.revision, CorrectionReason.OTHER)
    return CorrectionBatch(programme, (made,))


async def test_a_dry_run_of_a_correction_is_told_for_it_shows_what_is_stored(
    registry: Running, house: House, programme: str
) -> None:
    sender = await who_may_only_submit(registry)
    answer = await sender.correct(await corrected(house, programme), dry_run=True)
    assert isinstance(answer, Accepted)
    assert ["PD" in (change.before or "") for change in answer.changes] == [True]
    ((_, whom),) = await compared(house)
    assert [whom] == await known_as(house, 1)


async def test_a_guess_that_is_wrong_is_told_and_what_is_the_same_or_new_is_not(
    registry: Running, house: House, programme: str
) -> None:
    sender = await who_may_only_submit(registry)
    sheet = [infused(patient, "CMR") for patient in PATIENTS]
    for dry_run in (True, False):
        guessed = SubmissionBatch(programme, outcomes=tuple(sheet))
        assert isinstance(await sender.submit_outcomes(guessed, dry_run=dry_run), Rejected)
    assert [whom for _, whom in await compared(house)] == await known_as(house, 1) * 2
    right = SubmissionBatch(programme, tuple(notices(PATIENTS)), tuple(sheet[1:]))
    assert isinstance(await sender.submit_outcomes(right, dry_run=True), Accepted)
    assert len(await compared(house)) == 2


async def test_a_day_up_to_which_events_were_looked_for_is_shown_and_told(
    house: House, programme: str
) -> None:
    later = EpisodeOutcome(PATIENTS[1], none_observed_to_day=36)
    answer = await send(house, programme, LATER, outcomes=[later], dry_run=True)
    assert isinstance(answer, Accepted)
    assert [whom for _, whom in await compared(house)] == await known_as(house, 2)


async def test_a_notice_that_differs_is_told(house: House, programme: str) -> None:
    moved = [EpisodeNotice(patient, "2027-02") for patient in PATIENTS[1:]]
    assert isinstance(await send(house, programme, LATER, moved), Rejected)
    assert [whom for _, whom in await compared(house)] == await known_as(house, 2, 3)


@pytest.mark.parametrize("dry_run", ["true", "false"])
async def test_a_refused_stream_is_told_patient_by_patient(
    registry: Running, house: House, programme: str, dry_run: str
) -> None:
    outcomes = [{"outcome": infused(patient, "SD")} for patient in PATIENTS[1:]]
    lines = b"\n".join(map(msgspec.json.encode, ({"programme_id": programme}, *outcomes)))
    headers = {
        "Authorization": f"Bearer {registry.keys[UNIVERSITY]}",
        "Content-Type": "application/x-ndjson",
        "Dry-Run": dry_run,
    }
    answer = await registry.http.post("/sponsor/submissions", content=lines, headers=headers)
    assert answer.status_code == 422
    assert [whom for _, whom in await compared(house)] == await known_as(house, 2, 3)


@pytest.mark.usefixtures("programme")
async def test_the_desks_check_of_a_file_is_told(registry: Running, house: House) -> None:
    desk = await at_desk(registry, id="mina", organisation=UNIVERSITY)
    text = f"pseudonym,acceptedMonth\n{PATIENTS[2]},2027-02\n"
    page = await upload(desk, text.encode(), "patients.csv")
    assert "2027-03" in page.text, "the stored month stands beside the one that was sent"
    told = await compared(house)
    assert {*told} == {("mina", *await known_as(house, 3))}


async def test_of_another_sponsors_patients_nothing_is_told_and_nothing_found_out(
    registry: Running, house: House, programme: str
) -> None:
    stranger = await who_may_only_submit(registry, OTHER_UNIVERSITY)
    guess = SubmissionBatch(programme, outcomes=(infused(PATIENTS[0], "CMR"),))
    answer = await stranger.submit_outcomes(guess, dry_run=True)
    assert isinstance(answer, Rejected)
    assert {finding.rule for finding in answer.findings} == {"programme-own"}
    assert await compared(house) == []


async def test_where_the_event_cannot_be_stored_nothing_is_told(
    registry: Running, house: House, programme: str
) -> None:
    sender, made = await who_may_only_submit(registry), await corrected(house, programme)
    guess = SubmissionBatch(programme, outcomes=(infused(PATIENTS[0], "CMR"),))
    await house.database.run_ddl("ALTER TABLE audit_event RENAME TO elsewhere")
    with pytest.raises(RegistryUnreachable):
        await sender.correct(made, dry_run=True)
    with pytest.raises(RegistryUnreachable):
        await sender.submit_outcomes(guess, dry_run=True)
    await house.database.run_ddl("ALTER TABLE elsewhere RENAME TO audit_event")


async def test_a_curator_sees_it_beside_what_was_sent(house: House, programme: str) -> None:
    wrong = structs.replace(notices(PATIENTS[:1])[0], accepted_month="2027-02")
    assert isinstance(await send(house, programme, LATER, [wrong]), Rejected)
    (patient,) = await known_as(house, 1)
    found = await touched(house.database, patient, Because("cyd", house.clock(), "was asked"))
    reads = [(touch.organisation_id, touch.by) for touch in found if touch.kind == COMPARED]
    assert reads == [(UNIVERSITY, envelope(LATER).sender.actor)]
