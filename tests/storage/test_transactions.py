"""All or nothing, on both kinds of database."""

import asyncio
import traceback
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from piccolo.querystring import QueryString

from registry.errors import StorageError
from registry.storage.engine import UniqueViolation, open_database

if TYPE_CHECKING:
    from tests.storage.conftest import Boxes

pytestmark = pytest.mark.anyio

SUBMITTED = "PATIENT-XYZ"


async def fail_a_commit(boxes: "Boxes") -> None:
    async with boxes.database.transaction():
        await boxes.put("lost")
        await boxes.put_item_without_box()


async def test_a_transaction_stores_all_its_rows(boxes: "Boxes") -> None:
    async with boxes.database.transaction():
        await boxes.put("a")
        await boxes.put("b")
    assert await boxes.names() == ["a", "b"]


async def test_a_transaction_sees_its_own_rows_before_the_commit(boxes: "Boxes") -> None:
    async with boxes.database.transaction():
        await boxes.put("a", amount=7)
        assert await boxes.amount("a") == 7


async def test_an_error_rolls_back_and_leaves_as_it_was_raised(boxes: "Boxes") -> None:
    async def write() -> None:
        async with boxes.database.transaction():
            await boxes.put("a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write()
    assert await boxes.names() == []


async def test_a_failed_commit_does_not_poison_later_writers(boxes: "Boxes") -> None:
    for _ in range(3):  # one more than there are connections
        with pytest.raises(StorageError):
            await asyncio.wait_for(fail_a_commit(boxes), timeout=5)
    async with asyncio.timeout(5), boxes.database.transaction():
        await boxes.put("kept")
    assert await boxes.names() == ["kept"]


async def test_a_write_alone_whose_commit_fails_does_not_poison_later_writers(
    boxes: "Boxes",
) -> None:
    for _ in range(3):
        with pytest.raises(StorageError):
            await asyncio.wait_for(boxes.put_item_without_box(), timeout=5)
    await asyncio.wait_for(boxes.put("kept"), timeout=5)
    assert await boxes.names() == ["kept"]


async def test_an_error_caught_inside_a_transaction_still_stores_nothing(boxes: "Boxes") -> None:
    await boxes.put("a")

    async def write() -> None:
        async with boxes.database.transaction():
            await boxes.put("b")
            with pytest.raises(UniqueViolation):
                await boxes.put("a")

    with pytest.raises(StorageError, match="earlier statement"):
        await write()
    assert await boxes.names() == ["a"]


async def test_no_statement_follows_a_failed_one(boxes: "Boxes") -> None:
    await boxes.put("a")

    async def write() -> None:
        async with boxes.database.transaction():
            with pytest.raises(UniqueViolation):
                await boxes.put("a")
            await boxes.put("b")

    with pytest.raises(StorageError, match="earlier statement"):
        await write()


async def test_a_transaction_inside_another_is_refused_and_nothing_is_stored(
    boxes: "Boxes",
) -> None:
    async def write() -> None:
        async with boxes.database.transaction():
            await boxes.put("a")
            async with boxes.database.transaction():
                await boxes.put("b")

    with pytest.raises(StorageError, match="inside another"):
        await write()
    assert await boxes.names() == []


async def test_a_task_that_outlives_its_transaction_is_refused(boxes: "Boxes") -> None:
    may_write = asyncio.Event()

    async def late() -> None:
        await may_write.wait()
        await boxes.put("late")

    async with boxes.database.transaction():
        task = asyncio.create_task(late())
        await boxes.put("a")
    may_write.set()
    with pytest.raises(StorageError, match="already ended"):
        await task
    assert await boxes.names() == ["a"]


async def test_tasks_inside_one_transaction_take_turns(boxes: "Boxes") -> None:
    async with boxes.database.transaction():
        await asyncio.gather(*(boxes.put(f"b{number}") for number in range(8)))
    assert len(await boxes.names()) == 8


async def test_an_error_waits_for_the_statement_in_hand(boxes: "Boxes") -> None:
    in_hand: list[asyncio.Task[None]] = []

    async def write() -> None:
        async with boxes.database.transaction():
            await boxes.put("a")
            in_hand.append(asyncio.create_task(boxes.put("b")))
            await asyncio.sleep(0)
            raise ZeroDivisionError

    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await asyncio.wait_for(write(), timeout=5)
    assert [task.exception() for task in in_hand] == [None] * 3
    await asyncio.wait_for(boxes.put("later"), timeout=5)
    assert await boxes.names() == ["later"]


async def test_two_databases_can_be_open_at_once(boxes: "Boxes", tmp_path: object) -> None:
    other = open_database(f"sqlite:///{tmp_path}/other.sqlite")
    await other.start()
    await other.run_ddl("CREATE TABLE box (id TEXT NOT NULL PRIMARY KEY, amount INTEGER NOT NULL)")
    async with boxes.database.transaction(), other.transaction():
        await boxes.put("here")
        await other.run(QueryString("INSERT INTO box VALUES ({}, {})", "there", 1))
    assert await boxes.names() == ["here"]
    assert await other.run(QueryString("SELECT id FROM box")) == [{"id": "there"}]
    await other.stop()


async def test_a_taken_key_names_table_and_index_and_echoes_no_value(boxes: "Boxes") -> None:
    await boxes.label("l1", "b", SUBMITTED)
    with pytest.raises(UniqueViolation) as taken:
        await boxes.label("l2", "b", SUBMITTED)
    assert (taken.value.table, taken.value.index) == ("label", "label_per_box")
    assert SUBMITTED not in "".join(traceback.format_exception(taken.value))
    assert taken.value.__cause__ is None
    assert taken.value.__context__ is None


async def test_a_taken_primary_key_has_the_same_name_on_both(boxes: "Boxes") -> None:
    await boxes.put(SUBMITTED)
    with pytest.raises(UniqueViolation) as taken:
        await boxes.put(SUBMITTED)
    assert (taken.value.table, taken.value.index) == ("box", "box_pkey")


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([SUBMITTED, None], id="null where the column wants a value"),
        pytest.param([SUBMITTED, [SUBMITTED]], id="a type no column has"),
        pytest.param([SUBMITTED, Decimal("1.10")], id="a decimal"),
        pytest.param([SUBMITTED, 2**70], id="a number too large"),
        pytest.param([SUBMITTED + "\ud800", 1], id="text that is not Unicode"),
    ],
)
async def test_a_refused_value_is_not_echoed(boxes: "Boxes", values: list[object]) -> None:
    with pytest.raises(StorageError) as refused:
        await boxes.database.run_many("INSERT INTO box (id, amount) VALUES (?, ?)", [values])
    assert "XYZ" not in "".join(traceback.format_exception(refused.value))
    assert refused.value.__context__ is None
    await boxes.put("kept")
    assert await boxes.names() == ["kept"]
