"""The key that is trusted: given as a text or in a file, not taken from what it vouches for."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from registry.log.note import VerifierKey

MOST_KEY_BYTES = 10_000

NO_KEY = (
    "Give {option}: the log's verifier key, or a file with it. Ask the registry's board for it, or "
    "take it from a place that the registry does not control; a key from the address you verify "
    "proves nothing."
)


def read_key(text: str | None, option: str = "--key") -> "VerifierKey":
    """The trusted key, given as a text or in a file. UsageError where there is none."""
    from registry.log.fault import Fault
    from registry.log.note import parse_verifier_key

    told = NO_KEY.format(option=option)
    if not text:
        raise click.UsageError(told)
    if os.path.isfile(text):
        text = Path(text).read_bytes()[:MOST_KEY_BYTES].decode("utf-8", "replace").strip()
    key = parse_verifier_key(text)
    if isinstance(key, Fault):
        raise click.BadParameter(f"{key.reason} {told}", param_hint=option)
    return key
