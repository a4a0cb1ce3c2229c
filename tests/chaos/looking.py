"""What is looked at after a kill: all of one state, nothing lost, and the rest done once more."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from msgspec import Struct

from registry.app import House
from registry.backup.contents import TableSum
from registry.log.note import VerifierKey
from registry.storage.engine import Database
from registry.storage.log_tables import LogHeadRecord
from registry.storage.migrations import table_names
from tests.chaos.laws import broken, contents, log_faults, lost, unopened
from tests.chaos.scenarios import Doing, Scenario, Told
from tests.chaos.scenes import OLD, SCENES, Scene

Result = TypeVar("Result")
AGAIN, IN_OLD = 200_000, "old "
State = dict[str, TableSum]


class Reference(Struct, frozen=True):
    """A scenario nobody disturbs: the state after each step, and the statements there are."""

    states: tuple[State, ...]
    statements: tuple[str, ...]


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


async def looked_at(
    scene: Scene, scenario: Scenario, reference: Reference, told: Sequence[Told]
) -> tuple[int, list[str]]:
    """How many steps are stored, and what is wrong, before and after the steps are done again."""
    keys = scene.keys()

    async def looking(house: House) -> tuple[int, list[str]]:
        database, possible = house.database, (len(told), len(told) + 1)
        now = await state_of(scene)
        stored = [n for n in possible if reference.states[n : n + 1] == (now,)]
        if scenario.copies and now == between(*reference.states):
            stored = [len(told)]
        faults = [] if stored else [half_applied(reference.states[len(told)], now)]
        faults += await wrongs(database, scene, scenario, keys, told)
        again = [await step(Doing(house, scene)) for step in scenario.steps]
        faults += await wrongs(database, scene, scenario, scene.keys(), [*told, *again])
        left, whole = counts(await state_of(scene)), counts(reference.states[-1])
        faults += [] if left == whole else [f"Done again: {differing(left, whole)}"]
        return (stored or [-1])[0], faults

    return await inside(scene, AGAIN, looking)


async def wrongs(
    database: Database,
    scene: Scene,
    scenario: Scenario,
    keys: Sequence[VerifierKey],
    told: Sequence[Told],
) -> list[str]:
    """Laws that do not hold, faults of the log, what is lost, and what does not open any more."""
    there, kind = await has_log(database), SCENES[scenario.scene]
    log = await log_faults(database, keys) if there else []
    in_place = scene.house(AGAIN).database.sealing
    shut = await unopened(database, in_place) if there and kind.has_keys else []
    missing = [await lost(database, each, keys) for each in told]
    return [*await broken(database, kind.but), *log, *shut, *(each for each in missing if each)]


async def state_of(scene: Scene) -> State:
    """Every table of a scene as it is now, also of the database that is moved from."""
    state = await contents(scene.url)
    if not (scene.folder / OLD).exists():
        return state
    old = await contents(scene.old_url)
    return state | {f"{IN_OLD}{name}": total for name, total in old.items()}


def between(before: State, after: State) -> State:
    """A move whose new database is whole, while the old one is as it was and counts."""
    return {
        name: before[name] if name.startswith(IN_OLD) else total for name, total in after.items()
    }


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
