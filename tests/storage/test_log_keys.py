"""The log changes its key: in its own words, signed by both, and public from the next day."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from logbook import leaves, public_leaves, verified
from logbook import opened as receipt_of
from msgspec import structs
from running import LOG_KEY, ROOT_KEY, Running, counted_bytes
from sending import PRODUCT, envelope, everything, record, register

from registry.app import House, build_house
from registry.errors import SettingsError
from registry.intake.register import accept_draft
from registry.log.checkpoint import Checkpoint, growth_fault, open_checkpoint
from registry.log.fault import Fault
from registry.log.leaves import KeyLeaf
from registry.log.merkle import consistency_nodes
from registry.log.note import VerifierKey, parse_verifier_key
from registry.log.receipts import verify_receipt
from registry.log.signer import LogSigner
from registry.log.tiles import read_hashes
from registry.model.registration import Recorded
from registry.settings import DEFAULT_ORIGIN, Settings
from registry.storage.ledger import acts
from registry.storage.log_keys import hand_over

pytestmark = pytest.mark.anyio

BEGAN, ROTATED = date(2027, 1, 11), date(2027, 2, 1)
DAY = timedelta(days=1)
OLD, NEW = LogSigner(DEFAULT_ORIGIN, LOG_KEY), LogSigner(DEFAULT_ORIGIN, bytes(range(64, 96)))


@pytest.fixture
async def later(registry: Running, database_url: str) -> AsyncIterator[House]:
    """A process started with the new key, after the change; the old one still runs."""
    await registry.app.opened()
    await register(registry.house, BEGAN)
    registry.clock.today = ROTATED
    await hand_over(registry.house.database, OLD, NEW, registry.clock(), "operator")
    house = build_house(
        Settings(database_url, ROOT_KEY, NEW.secret), registry.clock, counted_bytes()
    )
    house.intake = structs.replace(house.intake, random_bytes=registry.house.intake.random_bytes)
    await house.database.start()
    yield house
    await house.database.stop()


async def file(house: House, path: str) -> bytes:
    found = await house.public_file(path)
    assert found is not None, path
    return found


async def opened(house: House, path: str, *keys: VerifierKey) -> Checkpoint:
    found = open_checkpoint(await file(house, path), keys)
    assert isinstance(found, Checkpoint), found
    return found


async def test_the_change_is_a_leaf_with_an_audit_event_and_the_log_goes_on(later: House) -> None:
    old, new = OLD.key.encoded, NEW.key.encoded
    assert (await public_leaves(later))[-1] == KeyLeaf(old, new, ROTATED)
    assert (await acts(later.database))[-1].action == "log key changed"
    await later.check()
    answer = await accept_draft(
        later.intake, structs.replace(PRODUCT, name="Newer"), envelope(ROTATED)
    )
    assert isinstance(answer, Recorded)
    assert verified(later, answer.receipt).index == len(await leaves(later)) - 1


async def test_a_process_with_the_old_key_signs_nothing_more(
    registry: Running, later: House
) -> None:
    before = await everything(later.database)
    with pytest.raises(SettingsError, match="restart the servers"):
        await record(registry.house, structs.replace(PRODUCT, name="Newer"), ROTATED)
    registry.clock.today = ROTATED + DAY
    checkpoint = await registry.http.get("/log/checkpoint")
    assert (checkpoint.status_code, await everything(later.database)) == (200, before)


async def test_the_new_key_and_its_handover_are_public_from_the_next_day(
    registry: Running, later: House
) -> None:
    assert await file(later, "log/keys") == f"{OLD.key.encoded}\n".encode()
    assert await later.public_file("log/handovers/1") is None
    assert (await opened(later, "log/checkpoint", OLD.key)).size == 2
    registry.clock.today = ROTATED + DAY
    keys = f"{OLD.key.encoded}\n{NEW.key.encoded}\n"
    assert (await file(later, "log/keys")).decode() == keys
    assert (await opened(later, "log/handovers/1", OLD.key)).size == 3
    assert await opened(later, "log/handovers/1", NEW.key) == await opened(
        later, "log/handovers/1", OLD.key, NEW.key
    )


async def test_whoever_trusts_the_old_key_is_led_to_the_new_one(
    registry: Running, later: House
) -> None:
    await record(later, structs.replace(PRODUCT, name="Newer"), ROTATED)
    registry.clock.today = ROTATED + DAY
    named = parse_verifier_key((await file(later, "log/keys")).decode().splitlines()[1])
    assert isinstance(named, VerifierKey)
    handover = await opened(later, "log/handovers/1", OLD.key, named)
    now = await opened(later, "log/checkpoint", named)
    note = await file(later, "log/checkpoint")
    assert isinstance(open_checkpoint(note, [OLD.key]), Fault)
    path = f"log/tile/0/000.p/{now.size}"
    hashes = await file(later, path)
    proof = read_hashes(consistency_nodes(handover.size, now.size), now.size, lambda _: hashes)
    assert not isinstance(proof, Fault)
    assert growth_fault(handover, now, proof) is None


async def test_a_receipt_from_before_the_change_still_verifies_with_the_old_key(
    registry: Running,
) -> None:
    answer = await accept_draft(registry.house.intake, PRODUCT, envelope(BEGAN))
    assert isinstance(answer, Recorded)
    await hand_over(registry.house.database, OLD, NEW, registry.clock(), "operator")
    assert verified(registry.house, answer.receipt).index == 0
    assert isinstance(verify_receipt(receipt_of(answer.receipt), NEW.key), Fault)


async def test_only_the_key_of_the_moment_can_hand_over(registry: Running, later: House) -> None:
    before = await everything(later.database)
    with pytest.raises(SettingsError, match="another key"):
        await hand_over(later.database, OLD, OLD, registry.clock(), "operator")
    assert await everything(later.database) == before


async def test_a_key_may_change_again(registry: Running, later: House) -> None:
    third = LogSigner(DEFAULT_ORIGIN, bytes(range(96, 128)))
    await hand_over(later.database, NEW, third, registry.clock(), "operator")
    registry.clock.today = ROTATED + DAY
    later.publisher = structs.replace(later.publisher, signer=third)
    assert (await file(later, "log/keys")).count(b"\n") == 3
    first, second = [
        await opened(later, f"log/handovers/{n}", *keys)
        for n, keys in ((1, (OLD.key, NEW.key)), (2, (NEW.key, third.key)))
    ]
    assert (first.size, second.size) == (3, 4)
