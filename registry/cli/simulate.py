"""`he-registry simulate`: what another release policy would open, close or put off."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from registry.cli.day import DAY
from registry.cli.house import ACTOR, in_house

if TYPE_CHECKING:
    from registry.app import House
    from registry.release.effects import Effect
    from registry.release.simulate import Simulation


@click.command("simulate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--as-of",
    type=DAY,
    help="Play the release dates up to this day; today where left out.",
)
@click.option("--json", "as_json", is_flag=True, help="Every stage as one JSON object.")
@click.pass_context
def command(context: click.Context, file: Path, as_of: date | None, as_json: bool) -> None:
    """Play the release policy in FILE over the whole registry before it is adopted.

    Nothing but the audit event is written. The exit code is 1 where the policy must not be adopted.
    """
    import msgspec

    from registry.access.because import Because
    from registry.board.trail import note_read
    from registry.release.simulate import Simulator, simulate
    from registry.release.stages import load_policy
    from registry.settings import system_clock

    candidate, now = load_policy(file), system_clock()

    async def work(house: "House") -> "Simulation":
        publisher = house.publisher
        simulator = Simulator(house.database, publisher.policy)
        day = as_of or now.date()
        because = Because(ACTOR, now)
        await note_read(house.database, because, "simulation", f"policy {candidate.version}")
        return await simulate(simulator, candidate, day, now.date())

    found = in_house(work)
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
    else:
        for line in lines(found):
            click.echo(line)
    context.exit(0 if found.is_adoptable else 1)


def lines(found: "Simulation") -> Iterator[str]:
    """The table of what would change, and whether the policy may be adopted."""
    from registry.release.effects import Change

    yield f"policy {found.version} as of {found.as_of}, sha256 {found.digest}"
    changed = [effect for effect in found.effects if effect.change is not Change.NONE]
    width = max((len(effect.programme_id) for effect in changed), default=0)
    for effect in changed:
        yield line(effect, width)
    counts = [effect.change for effect in found.effects]
    totals = ", ".join(f"{counts.count(change)} {change}" for change in Change)
    yield f"{len(found.effects)} stages and due dates: {totals}."
    yield from found.faults
    yield "Not adoptable." if found.faults else "Adoptable."


def line(effect: "Effect", width: int) -> str:
    """One stage of one programme."""
    now = "open now" if effect.open_now else "not open"
    told = f"{effect.programme_id:<{width}}  {effect.stage:<3}  {now}  {effect.change}"
    if effect.before == effect.after:
        return told
    return f"{told}, from {effect.before or 'no date'} to {effect.after or 'no date'}"
