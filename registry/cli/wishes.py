"""`he-registry wishes`: the public wish list, for curators who enter and a board that decides."""

from typing import TYPE_CHECKING

import click

from registry.cli.acting import Acting, acting, in_name_of
from registry.cli.house import in_house
from registry.cli.plain import plain
from registry.model.wishes import SplitKey

if TYPE_CHECKING:
    from registry.access.because import Because
    from registry.app import House
    from registry.model.registration import Recorded
    from registry.model.submission import Rejected

KEY = click.Choice([key.value for key in SplitKey], case_sensitive=False)


@click.group("wishes")
def command() -> None:
    """Keys by which future groups should be split, too; for curators and the board."""


@command.command("list")
def listed() -> None:
    """List every request with what became of it."""
    for line in in_house(lines):
        click.echo(plain(line))


async def lines(house: "House") -> list[str]:
    """Every request as a line."""
    from registry.model.wishes import KeyRequest
    from registry.storage.directory import read_facts

    requests = (await read_facts(house.database)).all(KeyRequest)
    return [f"{each.id} {each.key} {each.status}: {each.purpose}" for each in requests]


@command.command("enter")
@click.argument("key", type=KEY)
@click.argument("purpose")
@click.option("--as", "name", required=True, help="Which curator enters it.")
def enter_command(key: str, purpose: str, name: str) -> None:
    """Enter a request for KEY that arrived otherwise; everybody reads its PURPOSE."""
    from registry.intake.register import accept_draft
    from registry.intake.tools import Envelope
    from registry.model.registration import KeyRequestDraft
    from registry.model.submission import Rejected, Sender

    async def work(house: "House", because: "Because") -> "Recorded | Rejected":
        draft = KeyRequestDraft(SplitKey(key.upper()), purpose)
        envelope = Envelope(Sender("", because.actor), because.at)
        return await accept_draft(house.intake, draft, envelope)

    answer = in_name_of(Acting(name, ""), "he-registry wishes enter", name, work)
    if isinstance(answer, Rejected):
        said = " ".join(f"{finding.message} {finding.remedy}" for finding in answer.findings)
        raise click.ClickException(said)
    click.echo(f"{answer.id} is on the wish list; the next snapshot shows it.")


@command.command("outlook")
@click.argument("key", type=KEY)
@acting
def outlook_command(key: str, name: str | None, reason: str) -> None:
    """Tell the board what KEY would split at today's counts. These counts are not public."""
    from registry.board.trail import note_read
    from registry.release.wishes import outlook

    async def work(house: "House", because: "Because") -> str:
        publisher, split_key = house.publisher, SplitKey(key.upper())
        await note_read(house.database, because, "outlook", split_key.value)
        seen = await outlook(house.database, publisher.policy, split_key, because.at)
        return (
            f"On {seen.on}, {seen.groups} groups would form; {seen.split} of them would be split "
            f"into {seen.parts}, each of at least {publisher.policy.sealing.smallest} patients.\n"
            "These counts are for the board alone."
        )

    click.echo(in_name_of(Acting(name, reason), "he-registry wishes outlook", "board", work))


@command.command("decide")
@click.argument("request")
@click.option("--adopt/--decline", "adopted", default=None, required=True, help="What to decide.")
@click.option("--reason", required=True, help="Why; it is public.")
@click.option("--as", "name", required=True, help="Who decides.")
def decide_command(request: str, adopted: bool, reason: str, name: str) -> None:
    """Adopt or decline the REQUEST. It counts once enough people have said exactly the same."""
    from registry.release.wishes import Verdict, decide

    async def work(house: "House", because: "Because") -> str:
        board = house.publisher.board
        verdict = Verdict(request, adopted, reason)
        said = await decide(board, verdict, because.at, because.actor)
        made = said.request.decision
        if made is None:
            return f"{said.people} of {board.approvers} people have decided so."
        since = f" Groups sealed from {made.applies_from} on are split." if made.adopted else ""
        return f"{request}: {said.request.status.lower()}.{since}"

    click.echo(in_name_of(Acting(name, reason), "he-registry wishes decide", name, work))
