"""What the pages of the sponsor workspace work with."""

from collections.abc import Callable

from msgspec import Struct

from registry.intake.tools import Intake
from registry.release.preview import Previewer
from registry.snapshot import FrozenSnapshot
from registry.web.desk.sign_in import FrontDesk


class Workspace(Struct, frozen=True):
    """The desk of the registry as a sponsor meets it; `read` gives the snapshot of the moment."""

    front: FrontDesk
    intake: Intake
    previewer: Previewer
    read: Callable[[], FrozenSnapshot | None]

    def __repr__(self) -> str:
        return "Workspace()"
