"""A small real OpenID Connect provider on loopback, with its own keys, that a test can spoil."""

import hashlib
import socket
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

import msgspec
import uvicorn
from joserfc import jwk, jwt

CLIENT, SECRET = "he-registry", "secret-of-the-client"
Spoil = Callable[[dict[str, Any]], dict[str, Any]]


class IdentityProvider:
    """Signs in whoever is set as `subject`; `spoil` changes the claims of the next tokens."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.issuer = ""
        self.said_issuer: str | None = None
        self.subject = "subject-1"
        self.spoil: Spoil = dict
        self.token_of: Callable[[dict[str, Any]], str] = self.signed
        self.codes: dict[str, dict[str, str]] = {}
        self.numbers = 0
        self.key_reads = 0
        self.keys: list[Any] = []
        self.rotate()

    def rotate(self) -> None:
        """A new key signs from now on; the old one is no longer published."""
        self.numbers += 1
        key = {"kid": f"key-{self.numbers}", "alg": "ES256", "use": "sig"}
        self.keys = [jwk.ECKey.generate_key("P-256", key)]

    def signed(self, claims: dict[str, Any]) -> str:
        """A token by the key of the moment."""
        header = {"alg": "ES256", "kid": self.keys[0].kid}
        return jwt.encode(header, claims, self.keys[0])

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        asked = {k: v[0] for k, v in parse_qs(scope["query_string"].decode()).items()}
        form = {k: v[0] for k, v in parse_qs(body.decode()).items()}
        headers = {k.decode(): v.decode() for k, v in scope["headers"]}
        status, answer, location = self.answer(scope["path"], asked, form, headers)
        told = [(b"content-type", b"application/json")]
        told += [(b"location", location.encode())] if location else []
        await send({"type": "http.response.start", "status": status, "headers": told})
        await send({"type": "http.response.body", "body": msgspec.json.encode(answer)})

    def answer(
        self, path: str, asked: dict[str, str], form: dict[str, str], headers: dict[str, str]
    ) -> tuple[int, Any, str]:
        """Status, body and location of an answer."""
        if path == "/.well-known/openid-configuration":
            return 200, self.description(), ""
        if path == "/keys":
            self.key_reads += 1
            return 200, {"keys": [key.as_dict(private=False) for key in self.keys]}, ""
        if path == "/authorize":
            return 302, None, self.authorise(asked)
        if path == "/token":
            return *self.exchange(form, headers), ""
        return 404, None, ""

    def description(self) -> dict[str, Any]:
        """Discovery document."""
        return {
            "issuer": self.said_issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": True,
        }

    def authorise(self, asked: dict[str, str]) -> str:
        """Sign the subject in at once and send the browser back with a code."""
        assert asked["code_challenge_method"] == "S256"
        assert (asked["client_id"], asked["scope"]) == (CLIENT, "openid")
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        told = {"code": code, "state": asked["state"], "iss": self.issuer}
        return f"{asked['redirect_uri']}?{urlencode(told)}"

    def exchange(self, form: dict[str, str], headers: dict[str, str]) -> tuple[int, Any]:
        """A token for a code, once, to the client that holds secret and verifier."""
        given = b64decode(headers.get("authorization", "").removeprefix("Basic ")).decode()
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        client = given == f"{CLIENT}:{SECRET}"
        if asked is None or not client or challenge != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(self.clock().timestamp())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
        }
        token = self.token_of(self.spoil(claims))
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": token}


@contextmanager
def identity_provider(clock: Callable[[], datetime]) -> Iterator[IdentityProvider]:
    """The provider, served on a free port of loopback until the end."""
    provider = IdentityProvider(clock)
    listening = socket.create_server(("127.0.0.1", 0))
    provider.issuer = f"http://127.0.0.1:{listening.getsockname()[1]}"
    config = uvicorn.Config(provider, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield provider
    server.should_exit = True
    thread.join(timeout=10)
