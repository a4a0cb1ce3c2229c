"""A submission is stored whole with its audit event, or not at all; nothing identifying stays."""

import asyncio
from datetime import date

import pytest
from msgspec import structs
from running import HOSPITAL, OTHER_UNIVERSITY, UNIVERSITY
from sending import everything, infused, notices, pseudonyms, register, send

from registry.app import House
from registry.model.codes import NotInfusedReason
from registry.model.episode import Course, NotInfused
from registry.model.submission import Accepted, EpisodeOutcome, Rejected
from registry.storage.courses import read_courses
from registry.storage.ledger import acts
from registry.storage.vault import read_episodes

pytestmark = pytest.mark.anyio

BEGAN, MARCH, AUTUMN = date(2027, 1, 11), date(2027, 3, 10), date(2027, 9, 1)
PATIENTS = pseudonyms(12)


async def test_an_accepted_submission_and_its_audit_event_are_one_act(house: House) -> None:
    programme = await register(house, BEGAN)
    accepted = await send(house, programme, MARCH, notices(PATIENTS))
    assert isinstance(accepted, Accepted)
    act = (await acts(house.database))[-1]
    assert (act.action, act.subject, act.digest) == (
        "submission accepted",
        programme,
        accepted.digest,
    )
    assert act.actor == "key-1"
    assert len((await everything(house.database))["episode"]) == len(PATIENTS)


async def test_one_bad_row_among_many_stores_none_of_them(house: House) -> None:
    programme = await register(house, BEGAN)
    before = await everything(house.database)
    bad = structs.replace(notices(PATIENTS)[5], accepted_month="2027-13")
    refused = await send(house, programme, MARCH, [*notices(PATIENTS[:5]), bad])
    assert isinstance(refused, Rejected)
    assert [finding.path for finding in refused.findings] == ["notices[5].acceptedMonth"]
    assert await everything(house.database) == before


class PowerCut(Exception):
    """The machine stops in the middle of a submission."""


@pytest.mark.parametrize("survived", range(0, 2 * len(PATIENTS) + 1, 6))
async def test_a_submission_that_breaks_off_leaves_nothing_behind(
    house: House, survived: int
) -> None:
    programme = await register(house, BEGAN)
    before = await everything(house.database)
    draws = iter(range(survived + 1))

    def random_bytes(size: int) -> bytes:
        if next(draws, None) is None:
            raise PowerCut
        return house.intake.random_bytes(size)

    fragile = structs.replace(
        house, intake=structs.replace(house.intake, random_bytes=random_bytes)
    )
    with pytest.raises(PowerCut):
        await send(fragile, programme, MARCH, notices(PATIENTS))
    assert await everything(house.database) == before
    assert isinstance(await send(house, programme, MARCH, notices(PATIENTS)), Accepted)


async def test_a_dry_run_checks_everything_and_stores_nothing(house: House) -> None:
    programme = await register(house, BEGAN)
    before = await everything(house.database)
    tried = await send(house, programme, MARCH, notices(PATIENTS), dry_run=True)
    assert isinstance(tried, Accepted)
    assert tried.dry_run
    assert await everything(house.database) == before


async def test_nothing_that_could_recognise_a_patient_is_stored_in_clear(house: House) -> None:
    programme = await register(house, BEGAN)
    drawn: list[bytes] = []

    def random_bytes(size: int) -> bytes:
        drawn.append(house.intake.random_bytes(size))
        return drawn[-1]

    watched = structs.replace(
        house, intake=structs.replace(house.intake, random_bytes=random_bytes)
    )
    await send(watched, programme, MARCH, notices(PATIENTS), idempotency_key="Doe, Jane 1970")
    stored = await everything(house.database)
    text = str(stored)
    assert not [patient for patient in PATIENTS if patient in text]
    assert "Jane" not in text
    assert HOSPITAL not in str(stored["episode"] + stored["patient"])
    assert "ADULT" not in str(stored["episode"] + stored["patient"])
    long = [key.hex() for key in drawn if len(key) == 32]
    data_keys, salts = long[: len(PATIENTS)], long[len(PATIENTS) :]
    assert len(salts) == len(PATIENTS) + 1
    of_leaf, of_records = salts[-1], salts[:-1]
    assert [salt in text for salt in of_records] == [True] * len(of_records)
    assert of_leaf not in text, "with it a guess of sponsor and programme could be tried"
    assert not [key for key in data_keys if key in text]


async def test_the_same_submission_again_is_answered_and_not_stored_again(house: House) -> None:
    programme = await register(house, BEGAN)
    first = await send(house, programme, MARCH, notices(PATIENTS))
    stored = await everything(house.database)
    again = await send(house, programme, AUTUMN, notices(PATIENTS))
    assert isinstance(first, Accepted)
    assert again == structs.replace(first, repeated=True, new=0, unchanged=len(PATIENTS))
    assert await everything(house.database) == stored


async def test_an_idempotency_key_used_for_other_content_is_a_conflict(house: House) -> None:
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(PATIENTS[:1]), idempotency_key="first")
    refused = await send(house, programme, MARCH, notices(PATIENTS[1:]), idempotency_key="first")
    assert isinstance(refused, Rejected)
    assert [finding.rule for finding in refused.findings] == ["idempotency-key-once"]
    elsewhere = await send(
        house, "nowhere", MARCH, idempotency_key="first", sponsor=OTHER_UNIVERSITY
    )
    assert isinstance(elsewhere, Rejected)
    assert "idempotency-key-once" not in [finding.rule for finding in elsewhere.findings]


async def test_submissions_at_the_same_time_take_turns_in_the_order_of_registration(
    house: House,
) -> None:
    programme = await register(house, BEGAN)
    answers = await asyncio.gather(
        *(send(house, programme, MARCH, notices([patient])) for patient in PATIENTS)
    )
    given = [a.registered[0].sequence for a in answers if isinstance(a, Accepted)]
    assert sorted(given) == list(range(1, len(PATIENTS) + 1))


async def test_a_patient_sent_twice_at_the_same_time_is_stored_once(house: House) -> None:
    programme = await register(house, BEGAN)
    pair = await asyncio.gather(
        send(house, programme, MARCH, notices(PATIENTS[:2])),
        send(house, programme, MARCH, notices(PATIENTS[1:3])),
    )
    told = [(a.new, a.unchanged) for a in pair if isinstance(a, Accepted)]
    assert sorted(told) == [(1, 1), (2, 0)]
    assert len((await everything(house.database))["episode"]) == 3


async def test_a_patient_in_two_programmes_of_a_sponsor_is_one_person_with_one_key(
    house: House,
) -> None:
    titles = ("First study", "Second study")
    for programme in [await register(house, BEGAN, title=title) for title in titles]:
        await send(house, programme, MARCH, notices(PATIENTS[:1]))
    stored = await everything(house.database)
    assert (len(stored["patient"]), len(stored["episode"])) == (1, 2)


async def test_the_same_pseudonym_of_two_sponsors_is_two_registry_pseudonyms(house: House) -> None:
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(PATIENTS[:1]))
    foreign = await send(
        house,
        programme,
        AUTUMN,
        outcomes=[infused(PATIENTS[0], "CMR")],
        sponsor=OTHER_UNIVERSITY,
    )
    assert isinstance(foreign, Rejected)
    rules = {finding.rule for finding in foreign.findings}
    assert rules == {"programme-own"}


async def test_accepted_is_always_infused_and_not_infused_and_waiting(house: House) -> None:
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(PATIENTS))
    assert await standing(house) == (0, 0, 12)
    left = NotInfused(NotInfusedReason.MANUFACTURING_FAILURE, 40)
    news = [infused(PATIENTS[0], "CMR"), EpisodeOutcome(PATIENTS[1], not_infused=left)]
    assert isinstance(await send(house, programme, AUTUMN, outcomes=news), Accepted)
    assert await standing(house) == (1, 1, 10)
    both = [EpisodeOutcome(PATIENTS[0], not_infused=left), infused(PATIENTS[1], "PD")]
    refused = await send(house, programme, AUTUMN, outcomes=both)
    assert isinstance(refused, Rejected)
    assert "infused-or-not" in {finding.rule for finding in refused.findings}
    assert await standing(house) == (1, 1, 10)


async def standing(house: House) -> tuple[int, int, int]:
    """Patients infused, not infused, and waiting."""
    ids = [stored.episode.id for stored in await read_episodes(house.database)]
    courses = await read_courses(house.database, ids)
    known = [courses.get(id, Course(id)) for id in ids]
    given = sum(bool(course.administrations) for course in known)
    left = sum(course.not_infused is not None for course in known)
    waiting = sum(not course.administrations and not course.not_infused for course in known)
    return given, left, waiting


async def test_a_sponsor_is_only_asked_about_its_own_patients(house: House) -> None:
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(PATIENTS))
    known, unknown = [
        await send(house, programme, AUTUMN, outcomes=[infused(p, "CMR")], sponsor=OTHER_UNIVERSITY)
        for p in (PATIENTS[0], "f" * 31 + "0")
    ]
    assert known == unknown
    assert UNIVERSITY not in str(known)
