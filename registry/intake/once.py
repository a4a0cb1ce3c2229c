"""What is sent again: a key stands for one content, and a signed request counts once."""

from registry.model.submission import Finding
from registry.storage.engine import Database
from registry.storage.submissions import find_signed

KEY_CONFLICT = Finding(
    "idempotency-key-once",
    "idempotencyKey",
    "This idempotency key was used for other content.",
    "Use a new key for new content, or leave it out.",
)
SIGNED_ONCE = Finding(
    "signed-request-once",
    "idempotencyKey",
    "This very request was signed and accepted before, and what it says was changed since.",
    "To say it again, sign it under an idempotency key that you have not used.",
)


async def was_accepted(
    database: Database, sponsor_id: str, digest: str, signature: str | None
) -> bool:
    """Whether this content was accepted before under this very signature of its sponsor.

    Content that was changed since may be told again. Who sends it again with the signature of then
    need not be its sponsor: whoever saw the request can.
    """
    return signature is not None and await find_signed(database, sponsor_id, digest, signature)
