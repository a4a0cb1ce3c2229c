"""What the pages of the board workspace work with."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Protocol

from msgspec import Struct

from registry.access.because import Because
from registry.access.keys import Doorkeeper
from registry.access.people import People
from registry.intake.tools import Envelope, Intake
from registry.model.submission import Sender
from registry.release.beside import Beside
from registry.release.proposals import Board
from registry.release.publish import Publisher
from registry.snapshot import FrozenSnapshot
from registry.web.desk.frame import Answer, Fault, Visit, work
from registry.web.desk.sign_in import FrontDesk
from registry.web.public.frame import has_fictional


class Publish(Protocol):
    """Publishes for a day in somebody's name: the bytes of a digest, or nothing."""

    async def __call__(self, as_of: date, actor: str, expected: str) -> FrozenSnapshot: ...


class Workspace(Struct, frozen=True):
    """The registry as its own people meet it; `read` gives the snapshot of the moment.

    `withdraw` confirms a withdrawal under an id and keeps the erasure list.
    """

    front: FrontDesk
    publisher: Publisher
    beside: Beside
    intake: Intake
    doorkeeper: Doorkeeper
    read: Callable[[], FrozenSnapshot | None]
    publish: Publish
    withdraw: Callable[[str, Because], Awaitable[date]]

    def __repr__(self) -> str:
        return "Workspace()"

    @property
    def board(self) -> Board:
        """What decisions of the board work with."""
        return self.publisher.board

    @property
    def people(self) -> People:
        """The accounts of the registry."""
        return self.front.reception.people


def shown(
    desk: Workspace,
    visit: Visit,
    template: str,
    title: str,
    faults: Sequence[Fault] = (),
    **content: object,
) -> Answer:
    """A page of the workspace; marked where anything that is public here is invented."""
    frozen = desk.read()
    synthetic = frozen is not None and has_fictional(frozen.snapshot)
    return work(visit, template, title, 200, faults, synthetic=synthetic, **content)


def because_of(visit: Visit, reason: str = "") -> Because:
    """Who does something now and why, for the audit trail."""
    return Because(visit.principal.actor, visit.now, reason)


def envelope_of(visit: Visit) -> Envelope:
    """What somebody of the registry enters now, in no organisation's name."""
    return Envelope(Sender("", visit.principal.actor), visit.now)
