"""The commands of `he-registry`. Imports stand inside the commands, so that --help is quick.

Exit codes: 0 ok, 1 data errors, 2 usage, 3 permission, 4 network or server, 5 conflict,
130 interrupted.
"""

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

import click

from registry.errors import (
    AccessRefused,
    AccountError,
    ApprovalMissing,
    DataError,
    DutyError,
    PermissionRefused,
    PolicyError,
    RegistryError,
    ServerError,
    SettingsError,
    SnapshotError,
    StorageError,
)

Fault = TypeVar("Fault", bound=Exception)

COMMANDS = {
    "At a hospital": (
        "template",
        "pseudonymise",
        "check",
        "submit",
        "receipt",
        "correct",
        "due",
        "preview",
    ),
    "For everybody": ("verify",),
    "At the registry": (
        "demo",
        "migrate",
        "directory",
        "accounts",
        "audit",
        "keys",
        "simulate",
        "approve",
        "publish",
        "files",
        "erratum",
        "delay",
        "wishes",
        "serve",
        "backup",
        "restore",
        "move",
        "withdrawals",
        "duplicates",
        "touched",
        "lineages",
        "contract",
        "messages",
    ),
}
SECOND_PLACE = ("publish",)
"""Commands that leave the processor to a server beside them."""
NICER = 5
"""By how much, of Linux's 19: beside one server that wants a whole core it still gets a fourth of
it, so that writers, whom a publication keeps waiting, wait a few times longer and not for ever."""
INTERRUPTED = 130
EXIT_CODES: Mapping[type[RegistryError], int] = {
    PermissionRefused: 3,
    SettingsError: 2,
    AccountError: 1,
    DutyError: 3,
    DataError: 1,
    AccessRefused: 3,
    ApprovalMissing: 3,
    ServerError: 4,
    PolicyError: 1,
    SnapshotError: 5,
    StorageError: 4,
}


class Commands(click.Group):
    """A group whose commands end with a sentence and an exit code, never with a traceback.

    A command is imported when it is asked for. Where its file is not installed, as on a public
    node, there is no such command.
    """

    def list_commands(self, _: click.Context) -> list[str]:
        """Every command that is installed."""
        return [name for part in COMMANDS.values() for name in part if is_installed(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name; None where there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"registry.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by who uses them, in the order in which they are used."""
        for part, names in COMMANDS.items():
            found = ((name, self.get_command(ctx, name)) for name in names)
            rows = [(n, c.get_short_help_str(60)) for n, c in found if c]
            if rows:
                with formatter.section(part):
                    formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command asked for; `--debug` lets a fault through as Python shows it."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(INTERRUPTED)
        except Exception as fault:
            if ctx.params["debug"]:
                raise
            ctx.exit(end(fault))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="he-registry", message="he-registry %(version)s")
@click.option("--debug", is_flag=True, help="Show where in the code a fault happened.")
@click.pass_context
def commands(context: click.Context, debug: bool) -> None:  # noqa: ARG001 - `invoke` reads it
    """HE Registry: the open registry of Hospital Exemption use of advanced therapies."""
    if context.invoked_subcommand in SECOND_PLACE:
        os.nice(NICER)


def main() -> None:
    """Run a command of the command line."""
    leave_no_core()
    commands()


def leave_no_core() -> None:
    """Let a crash write no memory to a disk: keys are in it."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def is_installed(name: str) -> bool:
    """Whether the file of a command is there."""
    return find_spec(f"registry.cli.{name}") is not None


def end(fault: Exception) -> int:
    """Say what happened and what to do; the exit code."""
    known = cause(fault, RegistryError)
    if known is not None:
        click.echo(f"{known.what}\n{known.remedy}", err=True)
        return exit_code(known)
    if cause(fault, BrokenPipeError) is not None:
        # nobody reads on; Python would complain once more when it closes the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    click.echo(
        f"An unexpected fault ({type(fault).__name__}).\n"
        "Run it again as `he-registry --debug …` and report what it shows.",
        err=True,
    )
    return 4


def cause(fault: BaseException, kind: type[Fault]) -> Fault | None:
    """The fault of this kind, also from inside the group of a running application."""
    if isinstance(fault, ExceptionGroup):
        return next(filter(None, (cause(inner, kind) for inner in fault.exceptions)), None)
    return fault if isinstance(fault, kind) else None


def exit_code(error: RegistryError) -> int:
    """The exit code of an error: its own class's, or the nearest above it."""
    return next((EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES), 4)
