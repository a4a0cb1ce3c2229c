"""What intake works with, handed in: the database, derived keys, a source of randomness."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec import Struct

from anonymise.keys import KeyRing, Label
from anonymise.pseudonym import keyed_digest
from registry.log.signatures import SponsorSignature
from registry.log.signer import LogSigner
from registry.model.submission import Sender
from registry.storage.engine import Database
from registry.storage.ledger import Act, record_act
from registry.storage.submissions import StoredSubmission, record_submission

RandomBytes = Callable[[int], bytes]


class IntakeKeys(Struct, frozen=True):
    """The keys intake needs beside the database's: registry pseudonyms, link tokens."""

    pseudonym: bytes
    link: bytes

    @classmethod
    def of(cls, ring: KeyRing) -> "IntakeKeys":
        """Derived from the registry's root key."""
        return cls(ring.derive(Label.PSEUDONYM), ring.derive(Label.REGLINK))

    def __repr__(self) -> str:
        return "IntakeKeys()"


class Intake(Struct, frozen=True):
    """Everything `accept_submission` and `accept_fact` need beside what was sent."""

    database: Database
    keys: IntakeKeys
    random_bytes: RandomBytes
    signer: LogSigner

    def new_id(self) -> str:
        """A random 128-bit id, lower-case hex."""
        return self.random_bytes(16).hex()

    def ledger_key(self, idempotency_key: str) -> str:
        """A sponsor's idempotency key as the ledger keeps it: whatever it holds is not stored."""
        return keyed_digest(self.keys.pseudonym, "idempotency-key", idempotency_key)


class Envelope(Struct, frozen=True):
    """How something was sent: by whom, when, under which key, for real or not, signed or not."""

    sender: Sender
    received: datetime
    idempotency_key: str | None = None
    dry_run: bool = False
    signature: SponsorSignature | None = None

    @property
    def signed(self) -> str | None:
        """The sponsor's signature as the ledger keeps it; None where it signed nothing."""
        return msgspec.json.encode(self.signature).decode() if self.signature else None


async def enter_in_ledger(
    intake: Intake, envelope: Envelope, submission: StoredSubmission, action: str
) -> None:
    """The submission and its audit event, in the caller's transaction."""
    await record_submission(intake.database, submission)
    act = Act(
        envelope.received, envelope.sender.actor, action, submission.subject, submission.digest
    )
    await record_act(intake.database, act)
