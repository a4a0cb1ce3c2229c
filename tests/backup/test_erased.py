"""Who was erased stays erased, also where a backup from before is restored."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from backing_up import Place, back_up
from piccolo.querystring import QueryString
from running import HOSPITAL, ROOT_KEY, UNIVERSITY, Running
from sending import envelope, infused, pseudonyms, register, send

from anonymise.keys import KeyRing, Label
from anonymise.pseudonym import registry_pseudonym
from registry.errors import SettingsError
from registry.intake.withdraw import accept_withdrawal, confirm
from registry.model.codes import AgeBand, ConsentScope, Sex, WithdrawalScope
from registry.model.episode import Consent
from registry.model.registration import Recorded
from registry.model.submission import Accepted, EpisodeNotice, Withdrawal
from registry.storage.engine import Database, open_database
from registry.storage.erasures import erased_patients, keep_erasures, read_erasures

pytestmark = pytest.mark.anyio

BEGAN, MARCH, MAY = date(2027, 1, 11), date(2027, 3, 10), date(2027, 5, 10)
LEAVING, STAYING = pseudonyms(2)
GONE = registry_pseudonym(KeyRing(ROOT_KEY).derive(Label.PSEUDONYM), UNIVERSITY, LEAVING)
PLANTED = "consent-text-81"
PUBLIC = {"directory_record", "snapshot"}


@pytest.fixture
async def programme(registry: Running) -> str:
    """Two patients with all that could help to recognise them; one was infused."""
    programme = await register(registry.house, BEGAN)
    told = [
        EpisodeNotice(
            patient,
            "2027-03",
            HOSPITAL,
            AgeBand.ADOLESCENT,
            Sex.FEMALE,
            consent=Consent(PLANTED, next(iter(ConsentScope))),
        )
        for patient in (LEAVING, STAYING)
    ]
    assert isinstance(await send(registry.house, programme, MARCH, told), Accepted)
    course = [infused(LEAVING, None)]
    assert isinstance(await send(registry.house, programme, MAY, outcomes=course), Accepted)
    return programme


async def erase(registry: Running, programme: str) -> None:
    """A sponsor asks for the erasure of a patient, and a curator confirms it."""
    asked = Withdrawal(programme, LEAVING, WithdrawalScope.ERASE)
    intake = registry.house.intake
    recorded = await accept_withdrawal(intake, asked, envelope(MAY, UNIVERSITY))
    assert isinstance(recorded, Recorded)
    await confirm(intake, recorded.id, datetime(2027, 5, 12, tzinfo=UTC), "curator")


async def state(database: Database) -> list[tuple[object, ...]]:
    """What is left of each patient: key, sealed keys, withdrawal, told entries, salts."""
    rows = await database.run(
        QueryString(
            "SELECT e.patient = {} AS leaving, p.wrapped_key = '' AS no_key, "
            "e.sealed_keys = '' AS no_keys, e.withdrawal, e.withdrawn_on, "
            "(SELECT COUNT(*) FROM course_entry c WHERE c.episode_id = e.id) AS told, "
            "(SELECT COUNT(salt) FROM log_record r WHERE r.patient = p.pseudonym) AS salts "
            "FROM episode e JOIN patient p ON p.pseudonym = e.patient ORDER BY leaving DESC",
            GONE,
        )
    )
    return [tuple(row.values()) for row in rows]


async def test_a_patient_erased_after_the_backup_is_erased_again_by_the_list(
    registry: Running, programme: str, place: Place, tmp_path: Path
) -> None:
    database, erasures = registry.house.database, tmp_path / "erasures"
    await back_up(database, tmp_path / "backup")
    await erase(registry, programme)
    await keep_erasures(database, erasures)
    await place.restore(tmp_path / "backup", erased=read_erasures(erasures))
    gone, stays = await state(place.database)
    assert gone[1:6] == (*map(type(gone[1]), (1, 1)), "ERASE", "2027-05-12", 0)
    assert gone[6] == 0
    assert not stays[1]
    assert not stays[2]
    assert stays[3] is None


async def test_without_the_list_the_older_backup_would_bring_the_patient_back(
    registry: Running, programme: str, place: Place, tmp_path: Path
) -> None:
    await back_up(registry.house.database, tmp_path / "backup")
    await erase(registry, programme)
    await place.restore(tmp_path / "backup")
    came_back = (await state(place.database))[0]
    assert not came_back[1]
    assert came_back[5] == 3


async def test_a_backup_made_after_the_erasure_has_nothing_of_the_patient(
    registry: Running, programme: str, place: Place, tmp_path: Path
) -> None:
    await erase(registry, programme)
    await back_up(registry.house.database, tmp_path / "backup")
    await place.restore(tmp_path / "backup")
    assert await state(place.database) == await state(registry.house.database)
    assert await erased_patients(place.database) == await erased_patients(registry.house.database)


async def test_whoever_is_in_the_list_stays_in_it(
    registry: Running, programme: str, tmp_path: Path
) -> None:
    erasures, earlier = tmp_path / "erasures", f"{'ab' * 16} 2026-02-03\n"
    await keep_erasures(registry.house.database, erasures)
    assert read_erasures(erasures) == {}
    erasures.write_text(earlier)
    await erase(registry, programme)
    await keep_erasures(registry.house.database, erasures)
    assert earlier in erasures.read_text()
    assert sorted(read_erasures(erasures).values()) == [date(2026, 2, 3), date(2027, 5, 12)]
    assert erasures.stat().st_mode & 0o777 == 0o600


async def test_no_two_lists_are_written_at_once(
    registry: Running, programme: str, database_url: str, tmp_path: Path
) -> None:
    """Of two, each read before the other was written, the later would leave somebody out."""
    erasures, other = tmp_path / "erasures", open_database(database_url)
    await erase(registry, programme)
    await other.start()
    async with other.transaction():
        keeping = asyncio.create_task(keep_erasures(registry.house.database, erasures))
        done, _ = await asyncio.wait({keeping}, timeout=0.3)
        assert (done, erasures.exists()) == (set(), False)
    await keeping
    await other.stop()
    assert len(read_erasures(erasures)) == 1


@pytest.mark.parametrize("text", ["abc 2027-01-01\n", f"{'ab' * 16} 2027-13-01\n", "\xff"])
def test_a_list_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "erasures").write_text(text, encoding="latin-1")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_erasures(tmp_path / "erasures")


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="nobody can say who must stay erased"):
        read_erasures(tmp_path / "erasures")
