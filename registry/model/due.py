"""Due visits: the status row every follow-up window of an episode should have."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from registry.model.codes import VisitStatus


class DueStatus(StrEnum):
    """What is known of a window. UPCOMING ones cannot be due yet on any possible day."""

    RECEIVED = "RECEIVED"
    UPCOMING = "UPCOMING"
    DUE = "DUE"
    OVERDUE = "OVERDUE"


class DueVisit(Struct, frozen=True):
    """A window of one episode. `earliest` and `latest` bound the day the visit is planned for."""

    sequence: int
    window: int
    status: DueStatus
    earliest: date
    latest: date
    visit: VisitStatus | None = None

    @property
    def id(self) -> str:
        """Sorts by the order of registration, then by window."""
        return f"{self.sequence:06}.{self.window:05}"
