"""`he-registry audit`: who did what, when and why."""

from datetime import date
from typing import TYPE_CHECKING

import click

from registry.cli.acting import Acting, acting, in_name_of
from registry.cli.day import DAY
from registry.cli.plain import plain

if TYPE_CHECKING:
    from registry.access.because import Because
    from registry.app import House
    from registry.storage.ledger import Act
    from registry.storage.trail import Stretch


@click.command("audit")
@click.option("--since", type=DAY, help="From this day on (UTC).")
@click.option(
    "--check", is_flag=True, help="Compare the trail with the digests in the public log instead."
)
@acting
def command(since: date | None, check: bool, name: str | None, reason: str) -> None:
    """List the audit trail, oldest first: moment, actor, act, subject, reason, with tabs between.

    That it was read or compared stands in it, too.
    """
    from registry.storage.ledger import acts, record_act

    if check:
        click.echo(compared(Acting(name, reason)))
        return

    async def work(house: "House", because: "Because") -> "list[Act]":
        async with house.database.reading():
            found = await acts(house.database)
        async with house.database.transaction():
            await record_act(house.database, because.act("audit trail read", "audit"))
        return [act for act in found if since is None or act.at.date() >= since]

    for act in in_name_of(Acting(name, reason), "he-registry audit", "auditor", work):
        told = (act.at.isoformat(), act.actor, act.action, act.subject, act.reason)
        click.echo("\t".join(map(plain, told)))


def compared(acting: Acting) -> str:
    """What the public log says of the trail. ClickException where events are other ones.

    StorageError where the log itself is not whole: without a leaf it would fix nothing.
    """
    from registry.backup.proof import check_log
    from registry.storage.ledger import record_act
    from registry.storage.trail import checked_trail

    async def work(house: "House", because: "Because") -> "list[Stretch]":
        async with house.database.transaction():
            await check_log(house.database)
            found = await checked_trail(house.database, house.publisher.trail_key)
            await record_act(house.database, because.act("audit trail compared", "audit"))
        return found

    found = in_name_of(acting, "he-registry audit", "auditor", work)
    changed = [f"{each.first} to {each.last}" for each in found if not each.is_whole]
    if changed:
        told = f"Events {', '.join(changed)} of the audit trail are not those that the log fixed."
        raise click.ClickException(f"{told} Keep the database and compare it with a backup.")
    if not found:
        return "The log fixes no event yet; the next publication does."
    told = f"Events 1 to {found[-1].last} are as the log fixed them"
    return f"{told}; the next publication covers later ones."
