"""One run: a process is forked, does the steps of a scenario, and is killed at a drawn point.

Then the database is opened anew: all that was acknowledged is there and verifies, the state is
exactly that before or after the step in hand, and the same steps once more finish the job.
"""

import asyncio
import os
import random
import select
import signal
import tempfile
import time
import traceback

from msgspec import Struct

from registry.app import House
from registry.errors import StorageError
from registry.storage.engine import Database
from tests.chaos.grounds import Ground
from tests.chaos.killing import A_WHILE, HERE, Killing, Moment, Point
from tests.chaos.laws import broken, decode, encode
from tests.chaos.looking import Reference, State, inside, looked_at, state_of
from tests.chaos.scenarios import Doing, Scenario
from tests.chaos.scenes import SCENES, Scene

FIRST = 100_000
SERVER_EVERY, LONGEST_US, SECONDS_TO_NOTICE, PIPE = 19, 3_000, 5, 65_536
CRASHED, REFUSED = b"It crashed before it was killed: ", b"\nrefused\n"


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
        states.append(await state_of(scene))

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
    tempfile.tempdir = str(scene.folder)
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
