"""Pages are drawn once a snapshot: what differs from reader to reader is put in afterwards.

The answers kept in front of the router are for readers who send nothing personal. Whoever sends a
cookie, as a load balancer or a workspace sets one, is answered by the handlers, from here.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from msgspec import Struct, structs

from registry.front.rates import Spend, free
from registry.kept import Kept, SingleFlight
from registry.shelf import is_ahead
from registry.snapshot import Snapshot
from registry.web.public.frame import Asked
from registry.web.public.pacing import pay
from registry.web.public.stencil import Stencil, Values, cut, written

MOST_BYTES = 16 * 2**20
FEW = 100
"""Centres and products of which a search is done before the step to another thread would be."""

Made = TypeVar("Made")


class Plan(Struct, frozen=True):
    """How a page comes about: `draw` gives its HTML.

    A page that answers some questions, those that are in `asks`, leaves open what they change, and
    `fill` says what belongs there. One that `posts` is drawn anew for every form that it is sent.
    """

    draw: Callable[[Asked], str]
    asks: frozenset[str] = frozenset()
    fill: Callable[[Asked], Values] | None = None
    posts: bool = False


class Drawn:
    """The pages of the moment, at most `MOST_BYTES` of them.

    A page is drawn beside the event loop, one at a time; whoever asks for the same page waits for
    the same drawing. Those of a snapshot that comes are drawn apart, so that no reader of the one
    that is shown waits for them.
    """

    def __init__(self, spend: Spend = free) -> None:
        self.spend = spend
        self.kept: Kept[Stencil] = Kept(MOST_BYTES)
        self.flights: SingleFlight[Stencil] = SingleFlight()
        self.thread = ThreadPoolExecutor(1, "pages")
        self.ahead = ThreadPoolExecutor(1, "pages-ahead")

    async def page(self, asked: Asked, plan: Plan, address: str = "") -> bytes:
        """The page for a reader: as it was drawn for this snapshot, and what they asked of it.

        What is drawn or counted for them alone is paid for by their address; TooOften where it has
        nothing left. What everybody gets is drawn once, and nobody pays.
        """
        if plan.posts and asked.answers:
            pay(self.spend, address)
            return (await self.beside(partial(plan.draw, asked))).encode()
        if plan.fill is None:
            return (await self.stencil("", asked, plan.draw)).filled(of_reader(asked))
        form = await self.stencil("form", asked, plan.draw)
        every = await self.stencil("", asked, partial(filled_in, form, plan.fill))
        if plan.asks.isdisjoint(asked.answers):
            return every.filled(of_reader(asked))
        pay(self.spend, address)
        fill = partial(plan.fill, asked)
        found = fill() if is_small(asked.snapshot) else await self.beside(fill)
        return form.filled({**of_reader(asked), **found})

    async def stencil(self, kind: str, asked: Asked, draw: Callable[[Asked], str]) -> Stencil:
        """The page of nobody in particular, drawn once."""
        key = " ".join((asked.frozen.digest, asked.language.code, kind, asked.path)).encode()
        found = self.kept.get(key)
        return found or await self.flights.get(key, lambda: self.keep(key, asked, draw))

    async def keep(self, key: bytes, asked: Asked, draw: Callable[[Asked], str]) -> Stencil:
        """Draw a page and keep it."""
        made = await self.beside(lambda: cut(draw(of_nobody(asked)), asked.frozen.digest))
        self.kept.put(key, made)
        return made

    async def beside(self, make: Callable[[], Made]) -> Made:
        """What is made in the thread of pages, after what came before."""
        thread = self.ahead if is_ahead() else self.thread
        return await asyncio.get_running_loop().run_in_executor(thread, make)


def is_small(snapshot: Snapshot) -> bool:
    """Whether a question is answered so quickly that others may wait: its pieces are drawn by then,
    for the page of those who asked nothing shows all of them."""
    return len(snapshot.directory.centres) + len(snapshot.directory.products) <= FEW


def of_nobody(asked: Asked) -> Asked:
    """The page without a question, at an address that is left open."""
    open_ = {name: asked.place(name) for name in ("home", "query")}
    return structs.replace(asked, answers={}, **open_)


def of_reader(asked: Asked) -> Values:
    """What a page says of who asks for it: where they reached it, and what they asked."""
    return {"home": written(asked.home), "query": written(asked.query)}


def filled_in(form: Stencil, fill: Callable[[Asked], Values], asked: Asked) -> str:
    """The page of those who asked nothing."""
    return form.filled({**of_reader(asked), **fill(asked)}).decode()
