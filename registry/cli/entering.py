"""Entering facts of the directory in a curator's name."""

from typing import TYPE_CHECKING, Any

import click

from registry.cli.acting import Acting, in_name_of
from registry.cli.house import ACTOR

if TYPE_CHECKING:
    from registry.access.because import Because
    from registry.app import House


def enter(facts: tuple[Any, ...], source: str, who: Acting) -> None:
    """Enter what is new or changed, with one audit event."""
    from registry.intake.confirmations import with_confirmation
    from registry.intake.lineages import in_their_lineages
    from registry.intake.register import enter_directory
    from registry.intake.tools import Envelope
    from registry.model.submission import Sender
    from registry.storage.directory import find_fact

    async def work(house: "House", because: "Because") -> int:
        placed = await in_their_lineages(house.database, facts)
        known = [await find_fact(house.database, type(fact), fact.id) for fact in placed]
        kept = [*map(with_confirmation, placed, known)]
        news = [fact for fact, before in zip(kept, known, strict=True) if fact != before]
        if news:
            envelope = Envelope(Sender("", because.actor), because.at)
            await enter_directory(house.intake, news, envelope, source)
        return len(news)

    entered = in_name_of(who, "he-registry directory add", ACTOR, work)
    click.echo(f"{entered} of {len(facts)} facts are new or changed.")
