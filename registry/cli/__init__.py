"""The commands of `he-registry`. Imports stand inside the commands, so that --help is quick.

Exit codes: 0 ok, 1 data errors, 2 usage, 3 permission, 4 network or server, 5 conflict.
"""

import sys
from collections.abc import Mapping

import click

from registry.errors import (
    AccountError,
    PolicyError,
    RegistryError,
    ServerError,
    SettingsError,
    SnapshotError,
    StorageError,
)

EXIT_CODES: Mapping[type[RegistryError], int] = {
    SettingsError: 2,
    AccountError: 1,
    ServerError: 4,
    PolicyError: 1,
    SnapshotError: 5,
    StorageError: 4,
}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """HE Registry: the open registry of Hospital Exemption use of advanced therapies."""


def main() -> None:
    """Run a command; an error says what happened and what to do, and sets the exit code."""
    from registry.cli import contract, demo, keys, migrate, publish, serve

    for module in (contract, demo, keys, migrate, publish, serve):
        commands.add_command(module.command)
    try:
        commands(standalone_mode=True)
    except (RegistryError, ExceptionGroup) as fault:
        error = explained(fault)
        if error is None:
            raise
        click.echo(f"{error.what}\n{error.remedy}", err=True)
        sys.exit(exit_code(error))


def explained(fault: Exception) -> RegistryError | None:
    """The error that says what to do, also from inside the group of a running application."""
    if isinstance(fault, ExceptionGroup):
        return next(filter(None, map(explained, fault.exceptions)), None)
    return fault if isinstance(fault, RegistryError) else None


def exit_code(error: RegistryError) -> int:
    """The exit code of an error: its own class's, or the nearest above it."""
    return next((EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES), 4)
