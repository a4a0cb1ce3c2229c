"""`he-registry audit`: who did what, when and why."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from registry.cli.acting import Acting, acting, in_name_of

if TYPE_CHECKING:
    from registry.access.because import Because
    from registry.app import House
    from registry.storage.ledger import Act


@click.command("audit")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on (UTC).")
@acting
def command(since: datetime | None, name: str | None, reason: str) -> None:
    """List the audit trail, oldest first: moment, actor, act, subject, reason, with tabs between.

    That it was read stands in it, too.
    """
    from registry.storage.ledger import acts, record_act

    async def work(house: "House", because: "Because") -> "list[Act]":
        async with house.database.transaction():
            found = await acts(house.database)
            await record_act(house.database, because.act("audit trail read", "audit"))
        return [act for act in found if since is None or act.at.date() >= since.date()]

    for act in in_name_of(Acting(name, reason), "he-registry audit", "auditor", work):
        click.echo("\t".join((act.at.isoformat(), act.actor, act.action, act.subject, act.reason)))
