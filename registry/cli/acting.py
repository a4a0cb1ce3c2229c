"""In whose name a command acts: judged by the table, proved by password and code in production."""

import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from registry.cli.house import in_house

if TYPE_CHECKING:
    from registry.access.because import Because
    from registry.app import House

Answer = TypeVar("Answer")
Command = TypeVar("Command", bound=Callable[..., Any])


class Acting(NamedTuple):
    """What a person said of themselves: their account, and why they do this."""

    name: str | None
    reason: str


def acting(command: Command) -> Command:
    """The options `--as` and `--why` of a command that changes something, or shows persons' rows.

    In production `--as` names an account; its password and code are asked for, or read from two
    lines of standard input.
    """
    why = click.option("--why", "reason", default="", help="The reason, for the audit trail.")
    name = click.option("--as", "name", help="Your account; needed in production.")
    return name(why(command))


def in_name_of(
    who: Acting,
    place: str,
    default: str,
    work: Callable[["House", "Because"], Awaitable[Answer]],
) -> Answer:
    """Run work in somebody's name; DutyError where the table does not let them, or without proof.

    Outside of production the name is taken as it is, `default` where there is none.
    """
    from registry.access.because import Because
    from registry.settings import approvers_in_environment, system_clock

    proof = asked_for(who.name) if approvers_in_environment() else None

    async def judged(house: "House") -> Answer:
        now = system_clock()
        if proof is None:
            return await work(house, Because(who.name or default, now, who.reason))
        name = await entitled(house, proof, place)
        return await work(house, Because(name, now, who.reason))

    return in_house(judged)


class Proof(NamedTuple):
    """What somebody enters to prove who they are; None where nobody was named."""

    name: str | None
    password: str = ""
    code: str = ""

    def __repr__(self) -> str:
        return "Proof()"


def asked_for(name: str | None) -> Proof:
    """Password and code: typed unseen at a terminal, or two lines of standard input."""
    if name is None:
        return Proof(None)
    if sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, err=True)
        return Proof(name, password, click.prompt("Code", hide_input=True, err=True))
    lines = [sys.stdin.readline().rstrip("\r\n") for _ in range(2)]
    return Proof(name, *lines)


async def entitled(house: "House", proof: Proof, place: str) -> str:
    """The account that may do this now. DutyError, in the same words, whoever it is not."""
    from registry.access.principal import denial
    from registry.access.sessions import principal_of
    from registry.access.sign_in import Typed
    from registry.access.table import row_of
    from registry.errors import DutyError
    from registry.model.access import Role
    from registry.settings import system_clock
    from registry.storage.people import find_account, holders

    if proof.name is None:
        first = place == "he-registry accounts invite"
        if first and not await holders(house.database, Role.ADMINISTRATOR):
            return "operator"
        raise DutyError("In production a person does this.", "Name your account with --as.")
    typed = Typed(proof.name, proof.password, proof.code)
    account = await find_account(house.database, proof.name)
    if not await house.reception.prove(typed, system_clock()) or account is None:
        raise DutyError("This was not proved.", "Check name, password and code, and try again.")
    refused = denial(await principal_of(house.database, account), row_of(place))
    if refused:
        raise DutyError(refused.value, "See docs/access.md.")
    return account.id
