"""The key that wraps data keys changes while hospitals send and the board publishes."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from breaking import Breaking
from logbook import public_leaves, verified
from rotating import process, readable, rotate, versions
from running import Running, running_registry
from sending import notices, pseudonyms, register, send

from registry.app import House
from registry.cli.rotating import rotation_in
from registry.errors import SettingsError, StorageError
from registry.log.leaves import SecretKeyLeaf
from registry.model.sealed import SealedGroup
from registry.model.submission import Accepted
from registry.root_keys import RootKey
from registry.storage.column_keys import begin_rotation, rewrap_some, versions_in_use
from registry.storage.ledger import acts
from registry.storage.tables import EpisodeRecord, PatientRecord
from registry.storage.withdrawals import erase

pytestmark = pytest.mark.anyio

BEGAN, MARCH, SPRING = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 31)
PATIENTS = pseudonyms(12)


@pytest.fixture
async def programme(registry: Running, house: House) -> str:
    """Twelve patients, registered before the key changes."""
    programme = await register(house, BEGAN)
    registry.clock.today = MARCH
    assert isinstance(await send(house, programme, MARCH, notices(PATIENTS)), Accepted)
    return programme


def groups(house: House) -> tuple[SealedGroup, ...]:
    assert house.shelf.current is not None
    return house.shelf.current.snapshot.groups


async def sealed(house: House) -> list[tuple[str, str]]:
    rows = await house.database.run(EpisodeRecord.select().order_by(EpisodeRecord.id))
    return [(row["id"], row["sealed_keys"]) for row in rows]


async def test_every_data_key_is_wrapped_anew_and_no_sealed_value_is_touched(
    house: House, programme: str
) -> None:
    before = await sealed(house)
    assert (await rotate(house), await versions(house.database)) == (2, [2] * 12)
    assert (await rotate(house), await versions(house.database)) == (3, [3] * 12)
    assert await sealed(house) == before
    assert await readable(house, programme, PATIENTS)


async def test_a_rotation_is_a_leaf_and_each_of_its_transactions_an_audit_event(
    house: House, programme: str
) -> None:
    assert programme
    await rotate(house, at_once=5)
    assert (await public_leaves(house))[-1] == SecretKeyLeaf("columns", 2, MARCH)
    assert [(a.action, a.subject) for a in (await acts(house.database))[-5:]] == [
        ("column key begun", "version 2"),
        ("data keys wrapped anew", "version 2: 5 keys"),
        ("data keys wrapped anew", "version 2: 5 keys"),
        ("data keys wrapped anew", "version 2: 2 keys"),
        ("earlier column keys retired", "version 2"),
    ]


async def test_a_server_goes_on_reading_and_taking_in_while_keys_change(
    registry: Running, house: House, database_url: str, programme: str
) -> None:
    more = pseudonyms(3, start=0xB1)
    async with process(registry, database_url) as other:
        rotation = rotation_in(other)
        version = await begin_rotation(rotation)
        await rewrap_some(rotation, version, 5)
        answer = await send(house, programme, MARCH, notices(more))
        assert isinstance(answer, Accepted)
        assert await versions(house.database) == [1] * 7 + [2] * 8
        assert verified(house, answer.receipt)
        assert await readable(house, programme, PATIENTS + more)
        await registry.publish(SPRING)
        assert len(groups(house)) == 1
        while await rewrap_some(rotation, version, 5):
            pass
    assert await versions(house.database) == [2] * 15
    assert await versions_in_use(house.database) == [2]


async def test_what_is_published_does_not_depend_on_a_rotation(
    registry: Running, house: House, programme: str, tmp_path: Path
) -> None:
    async with running_registry(f"sqlite:///{tmp_path}/twin.sqlite", BEGAN) as twin:
        assert await register(twin.house, BEGAN) == programme
        await send(twin.house, programme, MARCH, notices(PATIENTS))
        await twin.publish(SPRING)
        await rotate(house)
        await registry.publish(SPRING)
        assert groups(twin.house) == groups(house) != ()


@pytest.mark.parametrize("left", range(0, 30, 5))
async def test_a_lost_connection_leaves_each_key_whole_and_the_same_command_finishes(
    house: House, programme: str, left: int
) -> None:
    breaking = Breaking(house.database)
    breaking.left = left
    with suppress(StorageError):
        await rotate(house)
    breaking.left = None
    assert set(await versions(house.database)) <= {1, 2}
    assert await readable(house, programme, PATIENTS)
    finished = await rotate(house)
    assert set(await versions(house.database)) == {finished}
    assert await readable(house, programme, PATIENTS)


async def test_an_erased_patient_has_no_key_to_wrap(house: House, programme: str) -> None:
    assert programme
    (first, *_) = await house.database.run(PatientRecord.select())
    async with house.database.transaction():
        await erase(house.database, first["pseudonym"])
    await rotate(house)
    assert await versions(house.database) == [2] * 11
    kept = await house.database.run(
        PatientRecord.select().where(PatientRecord.pseudonym == first["pseudonym"])
    )
    assert kept[0]["wrapped_key"] == ""


async def test_a_process_with_another_root_key_neither_rotates_nor_wraps_what_is_new(
    registry: Running, house: House, database_url: str, programme: str
) -> None:
    await rotate(house)
    async with process(registry, database_url, RootKey(bytes(32))) as stranger:
        with pytest.raises(SettingsError, match="another root key"):
            await begin_rotation(rotation_in(stranger))
        with pytest.raises(SettingsError, match="another root key"):
            await send(stranger, programme, MARCH, notices(pseudonyms(1, start=0xC1)))
    assert await versions(house.database) == [2] * 12
