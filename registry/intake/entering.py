"""Entering sourced facts of the directory in a curator's name, from a command or a page."""

from collections.abc import Iterable

from registry.intake.confirmations import with_confirmation
from registry.intake.lineages import in_their_lineages
from registry.intake.register import enter_directory
from registry.intake.tools import Envelope, Intake
from registry.storage.directory import Fact, find_fact


async def enter_news(
    intake: Intake, facts: Iterable[Fact], envelope: Envelope, source: str, reason: str = ""
) -> int:
    """Enter what of these facts is new or changed, with one audit event; how many that is.

    A programme comes into the lineage a curator found, and a confirmation is not undone.
    """
    placed = await in_their_lineages(intake.database, facts)
    known = [await find_fact(intake.database, type(fact), fact.id) for fact in placed]
    kept = [*map(with_confirmation, placed, known)]
    news = [fact for fact, before in zip(kept, known, strict=True) if fact != before]
    if news:
        await enter_directory(intake, news, envelope, source, reason)
    return len(news)
