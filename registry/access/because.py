"""Who does something, when and why."""

from datetime import datetime

from msgspec import Struct

from registry.storage.ledger import Act


class Because(Struct, frozen=True):
    """Who does something, when and why: what the audit trail says of a privileged act."""

    actor: str
    at: datetime
    reason: str = ""

    def act(self, action: str, subject: str, digest: str = "") -> Act:
        """The audit event."""
        return Act(self.at, self.actor, action, subject, digest, self.reason)
