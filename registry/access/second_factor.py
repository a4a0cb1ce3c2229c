"""The second factor: a code of six digits that changes every 30 seconds (TOTP, RFC 6238).

A code counts for its own step and the ones beside it, for clocks differ; a step that was used, or
an earlier one, never counts again (RFC 6238, section 5.2).
"""

import base64
import hmac
from datetime import datetime

from anonymise.envelope import NONCE_BYTES, seal, unseal
from anonymise.pseudonym import matches

SECONDS = 30
STEPS_BESIDE = 1
SECRET_BYTES = 20
ISSUER = "HE Registry"


def secret_for(key: bytes, invitation: str) -> str:
    """The secret an invitation leads to, base32: the same at every look, so nothing is stored.

    It is drawn from the registry's key and the invitation's 256 random bits.
    """
    digest = hmac.digest(key, f"second factor of {invitation}".encode(), "sha256")
    return base64.b32encode(digest[:SECRET_BYTES]).decode()


def step_of(secret: str, code: str, at: datetime, after: int) -> int | None:
    """The step a code belongs to, if it counts now and is later than `after`; None otherwise."""
    from pyotp import TOTP

    totp = TOTP(secret, interval=SECONDS)
    now = int(at.timestamp()) // SECONDS
    typed = "".join(code.split())
    found = None
    for step in range(now - STEPS_BESIDE, now + STEPS_BESIDE + 1):
        if matches(str(totp.generate_otp(step)), typed) and step > after:
            found = step
    return found


def address_of(secret: str, account_id: str) -> str:
    """The address that authenticator apps read (otpauth://)."""
    from pyotp import TOTP

    app = TOTP(secret, interval=SECONDS, name=account_id, issuer=ISSUER)
    return str(app.provisioning_uri())


def sealed(key: bytes, secret: str, account_id: str, nonce: bytes) -> str:
    """The secret as it is stored: AES-256-GCM, bound to its account."""
    return seal(key, secret.encode(), context_of(account_id), nonce[:NONCE_BYTES])


def opened(key: bytes, stored: str, account_id: str) -> str:
    """The secret. EnvelopeDamaged where it was moved or altered."""
    return unseal(key, stored, context_of(account_id)).decode()


def context_of(account_id: str) -> str:
    """What a sealed secret is bound to."""
    return f"account|second_factor|{account_id}|1"
