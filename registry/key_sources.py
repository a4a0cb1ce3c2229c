"""Keys from another place than a file: the environment, or the output of another program.

A program stands for whatever keeps keys elsewhere: a key management service, a hardware module, a
secret store. It is run without a shell and for a limited time. What it writes is a key: it is
shown nowhere, and neither is what it complains about, for that may repeat what it was given.
"""

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from registry.errors import PermissionRefused, SettingsError
from registry.key_files import KeySource

SECONDS = 30
LONGEST = 10_000
CHANGED_BY_OTHERS = 0o022


class KeyText(KeySource, frozen=True):
    """A key that the environment holds itself."""

    value: str

    def __repr__(self) -> str:
        return f"KeyText({self.variable})"

    def text(self) -> str:
        """What the environment holds."""
        return self.value


class KeyCommand(KeySource, frozen=True):
    """A program whose standard output is the key, with its arguments and environment.

    `command` is split into words as a shell does; nothing in it is expanded.
    """

    command: str
    environment: Mapping[str, str] = {}
    seconds: float = SECONDS

    def __repr__(self) -> str:
        return f"KeyCommand({self.variable})"

    def text(self) -> str:
        """What the program writes. SettingsError where it cannot be run, fails or takes too long.

        No error names the program or repeats what it wrote.
        """
        words = self._words()
        try:
            code, output = output_of(words, self.environment, self.seconds)
        except OSError as fault:
            raise self._failed(f"could not be run ({fault.strerror})") from None
        except subprocess.TimeoutExpired:
            raise self._failed(f"did not end within {self.seconds:g} seconds") from None
        if code != 0:
            raise self._failed(f"ended with code {code}")
        if len(output) > LONGEST or not output.isascii():
            raise self.unfit("does not write 64 hexadecimal digits")
        return output.decode("ascii")

    def _words(self) -> list[str]:
        try:
            words = shlex.split(self.command)
        except ValueError:
            words = []
        program = Path(words[0]) if words else None
        if program is None or not program.is_absolute():
            raise SettingsError(
                f"{self.variable} does not begin with the absolute path of a program.",
                "Write the path and its arguments as at a prompt; no shell reads them.",
            )
        if program.is_file() and program.stat().st_mode & CHANGED_BY_OTHERS:
            raise PermissionRefused(
                f"The program of {self.variable} may be changed by other accounts.",
                "Run `chmod go-w` on it, and treat what it read as known to them.",
            )
        return words

    def _failed(self, what: str) -> SettingsError:
        return SettingsError(
            f"The program of {self.variable} {what}, so there is no {self.name}.",
            "Run it by hand under the registry's account; what it says is not shown here.",
        )


def output_of(
    words: list[str], environment: Mapping[str, str], seconds: float
) -> tuple[int, bytes]:
    """How a program ended and what it wrote; with all its children it ends in time.

    OSError where it cannot be run, TimeoutExpired where it takes longer.
    """
    with subprocess.Popen(  # noqa: S603 the operator's own program, without a shell
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(environment),
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return process.returncode, output
