"""Declaring something at the desk: fill in the form of an act, look at it once more, declare it."""

import httpx
from desk import Desk, form_at

PATH = "/desk/acts"


async def look(desk: Desk, act: str, **typed: str) -> httpx.Response:
    """Send the form of an act: the page that shows it once more, or the form with its faults."""
    return await desk.send(f"{PATH}/{act}", **typed)


async def confirm(desk: Desk, act: str, page: httpx.Response, **typed: str) -> httpx.Response:
    """Press the button of the page that shows an act once more."""
    form = form_at(page.text, f"{PATH}/{act}")
    return await desk.browser.post(f"{PATH}/{act}", **form | {"step": "declare"} | typed)


async def declare(desk: Desk, act: str, **typed: str) -> httpx.Response:
    """All of it, and what it is for ever is known."""
    page = await look(desk, act, **typed)
    assert page.status_code == 200, page.text
    return await confirm(desk, act, page, sure="yes")
