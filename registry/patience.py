"""Waiting for a registry that says when to come again, and no longer than is worth it.

Source: RFC 9110, 10.2.3 (Retry-After) and 15.6.4 (503); RFC 6585, 4 (429).
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx
from msgspec import Struct

WAITING = (429, 503)
LEAST = 1.0
SPREAD = 0.25


def never_later() -> float:
    """No chance at all: come again at the very moment."""
    return 0.0


class Patience(Struct, frozen=True):
    """Waits at most `most` seconds in all for one answer; 0 is no patience.

    `chance` draws from 0 to 1: so much of a quarter of each wait is added to it, lest everybody
    who was sent away comes again at once.
    """

    most: float = 120
    chance: Callable[[], float] = never_later
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


async def patiently(
    ask: Callable[[], Awaitable[httpx.Response]], patience: Patience
) -> httpx.Response:
    """The answer, asked for again as long as it says when; the last one where patience ends."""
    left = patience.most
    while True:
        answer = await ask()
        seconds = seconds_to_wait(answer)
        if seconds is None:
            return answer
        wait = max(LEAST, seconds) * (1 + SPREAD * patience.chance())
        if wait > left:
            return answer
        left -= wait
        await patience.sleep(wait)


def seconds_to_wait(answer: httpx.Response) -> float | None:
    """After how many seconds a busy registry wants to be asked again; None where it is not busy.

    A moment counts from the answer's own date, so that no clock of ours has to agree with it.
    """
    said = answer.headers.get("retry-after", "")
    if answer.status_code not in WAITING or not said:
        return None
    if said.isascii() and said.isdecimal() and len(said) < 10:
        return float(said)
    then, now = moment(said), moment(answer.headers.get("date", ""))
    return max(0.0, (then - now).total_seconds()) if then and now else None


def moment(text: str) -> datetime | None:
    """A moment as HTTP writes it (RFC 9110, 5.6.7); None for anything else."""
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
