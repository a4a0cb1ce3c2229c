"""One run: a process is forked, does the steps of a scenario, and is killed at a drawn point.

Then the database is opened anew: all that was acknowledged is there and verifies, the state is
exactly that before or after the step in hand, and the same steps once more finish the job.
"""

import asyncio
import os
import random
import select
import signal
import time
import traceback
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from msgspec import Struct

from registry.app import House
from registry.backup.contents import TableSum
from registry.errors import StorageError
from registry.log.note import VerifierKey
from registry.storage.engine import Database
from registry.storage.log_tables import LogHeadRecord
from registry.storage.migrations import table_names
from tests.chaos.grounds import Ground
from tests.chaos.killing import A_WHILE, HERE, Killing, Moment, Point
from tests.chaos.laws import broken, contents, decode, encode, log_faults, lost
from tests.chaos.scenarios import Doing, Scenario, Told
from tests.chaos.scenes import SCENES, Scene

Result = TypeVar("Result")
FIRST, AGAIN = 100_000, 200_000
SERVER_EVERY, LONGEST_US, SECONDS_TO_NOTICE, PIPE = 19, 3_000, 5, 65_536
CRASHED, REFUSED = b"It crashed before it was killed: ", b"\nrefused\n"
State = dict[str, TableSum]


class Reference(Struct, frozen=True):
    """A scenario nobody disturbs: the state after each step, and the statements there are."""

    states: tuple[State, ...]
    statements: tuple[str, ...]


class Drawn(Struct, frozen=True):
    """What a seed says: where the kill falls, and whether the server dies instead."""

    seed: int
    point: Point
    server: bool


class Outcome(Struct, frozen=True):
    """What became of a run: acknowledged steps, whether the step in hand was stored, faults."""

    scenario: str
    drawn: Drawn
    acknowledged: int
    stored: int
    faults: tuple[str, ...]


def draw(seed: int, reference: Reference, *, has_server: bool) -> Drawn:
    """The point of a seed: any statement, and half the time in its middle; commits twice as often.

    Every `SERVER_EVERY`th seed kills the server, where there is one.
    """
    chance = random.Random(seed)  # noqa: S311
    numbers = range(1, len(reference.statements) + 1)
    weights = [1 + (name == "commit") for name in reference.statements]
    (number,) = chance.choices(numbers, weights)
    moment = chance.choice((Moment.BEFORE, Moment.DURING, Moment.DURING, Moment.AFTER))
    point = Point(number, moment, chance.randrange(LONGEST_US))
    return Drawn(seed, point, has_server and seed % SERVER_EVERY == SERVER_EVERY - 1)


def between_commits(seed: int, reference: Reference) -> Drawn:
    """A point after the first commit and before the last one, where parts are stored and not all.

    `draw` falls there often and not always; a planted fault must always be found.
    """
    commits = [n for n, name in enumerate(reference.statements, start=1) if name == "commit"]
    numbers = range(commits[0] + 1, commits[-1] + 1)
    return Drawn(seed, Point(numbers[seed % len(numbers)], Moment.BEFORE), False)


def undisturbed(ground: Ground, scenario: Scenario) -> Reference:
    """The scenario from beginning to end. The laws must hold before it and after each step."""
    scene = ground.copy(scenario.scene)
    but = SCENES[scenario.scene].but
    states: list[State] = []

    async def look(database: Database) -> None:
        wrong = await broken(database, but)
        assert not wrong, f"{scenario.name}, undisturbed: {wrong}"
        states.append(await contents(scene.url))

    async def played(house: House) -> tuple[str, ...]:
        killing = Killing(house.database, None, -1)
        await look(house.database)
        for step in scenario.steps:
            counted = len(killing.names)
            await step(Doing(house, scene))
            assert len(killing.names) > counted
            await look(house.database)
        return tuple(killing.names)

    statements = asyncio.run(inside(scene, FIRST, played))
    ground.clear(scene)
    return Reference(tuple(states), statements)


async def inside(
    scene: Scene, first_random: int, work: Callable[[House], Awaitable[Result]]
) -> Result:
    """Work with the registry of a scene, its database started and stopped."""
    house = scene.house(first_random)
    await house.database.start()
    try:
        return await work(house)
    finally:
        await house.database.stop()


def run(ground: Ground, scenario: Scenario, reference: Reference, drawn: Drawn) -> Outcome:
    """Kill a process at the drawn point, and look at what it left."""
    scene = ground.copy(scenario.scene)
    said = killed_process(ground, scenario, scene, drawn)
    ground.settle(scene)
    told = [decode(line) for line in said.split(b"\n") if line.startswith(b"{")]
    crashed = [line.decode() for line in said.split(b"\n") if line.startswith(CRASHED)]
    crashed += (
        ["It was refused before it was killed."] if refused(said) and not drawn.server else []
    )
    stored, faults = asyncio.run(looked_at(scene, scenario, reference, told))
    ground.clear(scene)
    return Outcome(scenario.name, drawn, len(told), stored, tuple(crashed + faults))


def refused(said: bytes) -> bool:
    """Whether the process ended with an error of the house: right where its server was killed."""
    return REFUSED in said


def killed_process(ground: Ground, scenario: Scenario, scene: Scene, drawn: Drawn) -> bytes:
    """Fork, wait for the point, kill; everything the process said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        act_and_wait(scenario, scene, drawn.point, writing)
    os.close(writing)
    said = b""
    with os.fdopen(reading, "rb", buffering=0) as wire:
        while HERE not in said and (part := wire.read(PIPE)):
            said += part
        if drawn.point.moment is Moment.DURING:
            time.sleep(drawn.point.after_us / 1_000_000)
        if drawn.server and ground.kill() and drawn.point.moment is Moment.DURING:
            select.select([wire], [], [], SECONDS_TO_NOTICE)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while part := wire.read(PIPE):
            said += part
    if drawn.server:
        ground.revive()
    return said


def act_and_wait(scenario: Scenario, scene: Scene, point: Point, wire: int) -> None:
    """The life of the forked process: it never returns. Done with everything, it waits."""
    try:
        asyncio.run(act(scenario, scene, point, wire))
        os.write(wire, HERE)
        time.sleep(A_WHILE)
    except StorageError:
        os.write(wire, REFUSED + HERE)
    except BaseException:
        last = traceback.format_exc().strip().splitlines()[-1]
        os.write(wire, b"\n" + CRASHED + last.encode() + HERE)
    finally:
        os._exit(1)


async def act(scenario: Scenario, scene: Scene, point: Point, wire: int) -> None:
    """The steps, each acknowledged once it is done."""

    async def acting(house: House) -> None:
        Killing(house.database, point, wire)
        for step in scenario.steps:
            told = await step(Doing(house, scene))
            os.write(wire, b"\n" + encode(told) + b"\n")

    await inside(scene, FIRST, acting)


async def looked_at(
    scene: Scene, scenario: Scenario, reference: Reference, told: Sequence[Told]
) -> tuple[int, list[str]]:
    """How many steps are stored, and what is wrong, before and after the steps are done again."""
    keys = scene.keys()

    async def looking(house: House) -> tuple[int, list[str]]:
        database, possible = house.database, (len(told), len(told) + 1)
        now = await contents(scene.url)
        stored = [n for n in possible if reference.states[n : n + 1] == (now,)]
        faults = [] if stored else [half_applied(reference.states[len(told)], now)]
        faults += await wrongs(database, scenario, keys, told)
        again = [await step(Doing(house, scene)) for step in scenario.steps]
        faults += await wrongs(database, scenario, scene.keys(), [*told, *again])
        left, whole = counts(await contents(scene.url)), counts(reference.states[-1])
        faults += [] if left == whole else [f"Done again: {differing(left, whole)}"]
        return (stored or [-1])[0], faults

    return await inside(scene, AGAIN, looking)


async def wrongs(
    database: Database, scenario: Scenario, keys: Sequence[VerifierKey], told: Sequence[Told]
) -> list[str]:
    """Laws that do not hold, faults of the log, and what was acknowledged and is lost."""
    log = await log_faults(database, keys) if await has_log(database) else []
    missing = [await lost(database, each, keys) for each in told]
    but = SCENES[scenario.scene].but
    return [*await broken(database, but), *log, *(each for each in missing if each)]


async def has_log(database: Database) -> bool:
    """Whether the public log has begun."""
    is_table = "log_head" in await table_names(database)
    return is_table and bool(await database.run(LogHeadRecord.exists()))


def half_applied(before: State, now: State) -> str:
    """Which tables are neither as before the step nor as after it."""
    tables = [name for name in before.keys() | now.keys() if before.get(name) != now.get(name)]
    return f"Something is half applied, in {', '.join(sorted(tables)) or 'no table'}."


def counts(state: State) -> dict[str, int]:
    """Rows by table."""
    return {name: total.rows for name, total in state.items()}


def differing(left: dict[str, int], whole: dict[str, int]) -> str:
    """Tables with another number of rows than undisturbed."""
    return ", ".join(
        f"{name} has {left.get(name)} rows instead of {whole.get(name)}"
        for name in sorted(left.keys() | whole.keys())
        if left.get(name) != whole.get(name)
    )
