"""Another root key: nothing that must come out the same changes, and the old key opens nothing."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from breaking import Breaking
from logbook import public_leaves
from people import Person, person
from rotating import process, readable, rotate, versions
from running import ROOT_KEY, UNIVERSITY, Running
from sending import everything, notices, pseudonyms, register, send

from anonymise.envelope import EnvelopeDamaged
from anonymise.keys import KeyRing
from registry.access.because import Because
from registry.access.new_root import NewRoot, go_over, ring_of, succeeding
from registry.access.sessions import Begun
from registry.access.sign_in import Unable
from registry.app import House
from registry.cli.rotating import rotation_in
from registry.errors import SettingsError, StorageError
from registry.key_files import root_key_at
from registry.log.leaves import SecretKeyLeaf
from registry.model.access import Role
from registry.model.submission import Accepted
from registry.root_keys import RootKey, read_root_key
from registry.storage.column_keys import begin_rotation
from registry.storage.columns import data_key_of
from registry.storage.ledger import acts
from registry.storage.sealing import ColumnKeys
from registry.storage.tables import PatientRecord
from registry.storage.vault import StoredPatient

pytestmark = pytest.mark.anyio

BEGAN, MARCH, SPRING = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 31)
PATIENTS = pseudonyms(12)
OLD = KeyRing.from_root(ROOT_KEY)
NEW = succeeding(OLD, [1], lambda size: b"\x77" * size)


@pytest.fixture
async def programme(registry: Running, house: House) -> str:
    programme = await register(house, BEGAN)
    assert isinstance(await send(house, programme, MARCH, notices(PATIENTS)), Accepted)
    registry.clock.today = MARCH
    return programme


@pytest.fixture
async def member(house: House, programme: str) -> Person:
    """Somebody of the board who signs in with a code."""
    assert programme
    return await person(house, "mira", Role.BOARD_MEMBER)


@pytest.fixture
async def after(
    registry: Running, house: House, member: Person, database_url: str
) -> AsyncIterator[House]:
    """A process started with the new root key, after the registry went over to it."""
    signer, draw = house.publisher.signer, house.intake.random_bytes
    because = Because("operator", registry.clock())
    assert member
    await go_over(house.database, NewRoot(OLD, ring_of(NEW), signer, draw), because)
    async with process(registry, database_url, NEW) as started:
        await started.check()
        yield started


async def patients(house: House) -> list[StoredPatient]:
    return [StoredPatient(**row) for row in await house.database.run(PatientRecord.select())]


async def test_patients_are_recognised_and_keys_admit_as_before(
    registry: Running, after: House, programme: str
) -> None:
    again = await send(after, programme, SPRING, notices(PATIENTS))
    assert isinstance(again, Accepted)
    assert len(await patients(after)) == 12
    assert await readable(after, programme, PATIENTS)
    admitted = await after.doorkeeper.admit(f"Bearer {registry.keys[UNIVERSITY]}", after.clock())
    assert getattr(admitted, "organisation", None)


async def test_the_change_is_a_leaf_and_an_audit_event(after: House) -> None:
    assert (await public_leaves(after))[-1] == SecretKeyLeaf("root", 2, MARCH)
    last = (await acts(after.database))[-1]
    assert (last.action, last.subject) == ("root key changed", "root key 2")


@pytest.mark.parametrize("left", range(1, 9))
async def test_a_change_that_breaks_off_at_any_statement_changes_nothing(
    registry: Running, house: House, member: Person, left: int
) -> None:
    assert member
    because, breaking = Because("operator", registry.clock()), Breaking(house.database)
    change = NewRoot(OLD, ring_of(NEW), house.publisher.signer, house.intake.random_bytes)
    before = await everything(house.database)
    breaking.left = left
    with pytest.raises(StorageError):
        await go_over(house.database, change, because)
    breaking.left = None
    assert await everything(house.database) == before
    await go_over(house.database, change, because)


async def test_codes_count_with_the_new_key_and_a_server_with_the_old_one_says_no_more_than_no(
    registry: Running, house: House, after: House, member: Person
) -> None:
    at = registry.clock() + timedelta(hours=1)
    assert await house.reception.sign_in(member.typed(at), at) is Unable.WRONG
    assert isinstance(await after.reception.sign_in(member.typed(at), at), Begun)


async def test_until_the_next_column_key_servers_with_either_key_go_on(
    house: House, after: House, programme: str
) -> None:
    await house.check()
    for number, server in enumerate((house, after)):
        new = pseudonyms(2, start=0xB1 + 2 * number)
        assert isinstance(await send(server, programme, MARCH, notices(new)), Accepted)
    for server in (house, after):
        assert await readable(server, programme, pseudonyms(4, start=0xB1))


async def test_after_the_next_column_key_the_old_root_key_opens_nothing(
    house: House, after: House, programme: str
) -> None:
    await rotate(after)
    assert await versions(after.database) == [2] * 12
    with pytest.raises(SettingsError, match="another root key"):
        await house.check()
    with pytest.raises(SettingsError, match="another root key"):
        await send(house, programme, MARCH, notices(pseudonyms(1, start=0xC1)))
    for patient in await patients(after):
        assert len(data_key_of(ColumnKeys(ring_of(NEW)), patient)) == 32
        with pytest.raises(EnvelopeDamaged):
            data_key_of(ColumnKeys(OLD), patient)


async def test_the_old_root_key_begins_nothing_once_there_is_a_new_one(
    registry: Running, house: House, after: House
) -> None:
    with pytest.raises(SettingsError, match="went over to another root key"):
        await begin_rotation(rotation_in(house))
    third = succeeding(OLD, [1], lambda size: b"\x55" * size)
    change = NewRoot(OLD, ring_of(third), house.publisher.signer, house.intake.random_bytes)
    with pytest.raises(SettingsError, match="went over to another root key"):
        await go_over(after.database, change, Because("operator", registry.clock()))


async def test_while_data_keys_are_wrapped_anew_no_root_key_takes_over(
    registry: Running, house: House, programme: str
) -> None:
    assert programme
    await begin_rotation(rotation_in(house))
    change = NewRoot(OLD, ring_of(NEW), house.publisher.signer, house.intake.random_bytes)
    with pytest.raises(SettingsError, match="rotate-column-key"):
        await go_over(house.database, change, Because("operator", registry.clock()))


def test_a_root_key_file_holds_what_was_inherited_and_not_the_key_before(tmp_path: Path) -> None:
    file = root_key_at(tmp_path / "root.key")
    file.write(NEW.text)
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert read_root_key(file) == NEW
    assert ROOT_KEY.hex() not in file.path.read_text()
    assert b"\x77".hex() * 32 not in repr(NEW) + repr(ring_of(NEW))


@pytest.mark.parametrize(
    "text",
    ["", "ab", "ab" * 32 + "\npseudonym", "ab" * 32 + "\npseudonym xx", "ab" * 32 + "\na b c"],
)
def test_a_root_key_file_with_anything_else_is_refused(tmp_path: Path, text: str) -> None:
    file = root_key_at(tmp_path / "root.key")
    file.write(text)
    with pytest.raises(SettingsError) as refused:
        read_root_key(file)
    assert "ab" * 32 not in str(refused.value)


def test_a_root_key_of_before_reads_as_one_that_inherited_nothing(tmp_path: Path) -> None:
    file = root_key_at(tmp_path / "root.key")
    file.create(lambda size: b"\x07" * size)
    assert read_root_key(file) == RootKey(b"\x07" * 32)
