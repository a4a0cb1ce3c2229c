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
    from registry.intake.entering import enter_news
    from registry.intake.tools import Envelope
    from registry.model.submission import Sender

    async def work(house: "House", because: "Because") -> int:
        envelope = Envelope(Sender("", because.actor), because.at)
        return await enter_news(house.intake, facts, envelope, source, because.reason)

    entered = in_name_of(who, "he-registry directory add", ACTOR, work)
    click.echo(f"{entered} of {len(facts)} facts are new or changed.")
