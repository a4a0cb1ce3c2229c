"""An authenticator in software: makes passkeys and signs, rightly or not (WebAuthn level 2)."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

RP_ID, ORIGIN = "he-registry.local", "https://he-registry.local"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(content: bytes) -> str:
    """Bytes as base64url."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def challenge_of(options: str) -> str:
    """The challenge in what a registry asks for."""
    return str(json.loads(options)["challenge"])


class Authenticator:
    """One passkey in one device. `count` is how often it signed; None has no counter."""

    def __init__(self, count: int | None = 0, seed: int = 7) -> None:
        self.key = ec.derive_private_key(seed, ec.SECP256R1())
        self.id = sha256(str(seed).encode()).digest()
        self.count = count

    def made(self, options: str, **otherwise: Any) -> str:
        """The answer to what a registry asks to add a passkey."""
        data = self._data(ATTESTED, **otherwise) + self._public_key()
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options, **otherwise)
        response = {"clientDataJSON": text(client), "attestationObject": text(attestation)}
        return self._credential(response)

    def signed(self, options: str, **otherwise: Any) -> str:
        """The answer to what a registry asks to sign in."""
        if self.count is not None:
            self.count += 1
        data, client = (
            self._data(0, **otherwise),
            self._client("webauthn.get", options, **otherwise),
        )
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": text(client),
            "authenticatorData": text(data),
            "signature": text(signature),
        }
        return self._credential(response)

    def _credential(self, response: dict[str, str]) -> str:
        told = {"id": text(self.id), "rawId": text(self.id), "type": "public-key"}
        return json.dumps(told | {"response": response, "clientExtensionResults": {}})

    def _data(self, more: int, rp: str = RP_ID, flags: int = PRESENT | VERIFIED, **_: Any) -> bytes:
        counted = (self.count or 0).to_bytes(4, "big")
        return sha256(rp.encode()).digest() + bytes([flags | more]) + counted

    def _client(self, kind: str, options: str, origin: str = ORIGIN, **_: Any) -> bytes:
        told = {"type": kind, "challenge": challenge_of(options), "origin": origin}
        return json.dumps(told | {"crossOrigin": False}).encode()

    def _public_key(self) -> bytes:
        point = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        return bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
