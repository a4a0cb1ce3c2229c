"""What else strangers send: heads of requests, what an identity provider says, lists and keys."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from joserfc import jwk, jws

from registry.access.carried import Carrier
from registry.access.oidc import Client, Distrust, Provider
from registry.errors import SettingsError
from registry.front.addresses import asker, counted, networks
from registry.front.requests import refusal_of
from registry.key_files import root_key_at
from registry.log.signatures import content_of, digest_of_body, read_header, sign
from registry.root_keys import RootKey, read_root_key
from registry.storage.erasures import read_erasures
from registry.web.desk.coming_back import place_of
from tests.fuzz.drawn import bytes_like
from tests.fuzz.parsers import Parser, text_parser

AT = datetime(2027, 3, 10, 12, tzinfo=UTC)
ISSUER, CLIENT, NONCE = "https://identity.example", "he-registry", "nonce"
PROVIDER = Provider(ISSUER, CLIENT, "secret", "https://registry.example/sign-in/back")
DESCRIPTION = json.dumps(
    {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize",
        "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/keys",
    }
).encode()
CLAIMS = json.dumps(
    {
        "iss": ISSUER,
        "sub": "somebody",
        "aud": [CLIENT],
        "azp": CLIENT,
        "nonce": NONCE,
        "iat": int(AT.timestamp()),
        "nbf": int(AT.timestamp()),
        "exp": int((AT + timedelta(minutes=5)).timestamp()),
    }
).encode()
OIDC = ("registry/access/oidc.py",)
CARRIER = Carrier(bytes(range(32)), lambda count: bytes(count))
SENT = content_of("/sponsor/graphql", digest_of_body(b"body"))
TRUSTED = networks(("10.0.0.0/8", "fd00::/8"))
HOSTS = frozenset({"registry.example"})


@cache
def signing_key() -> Any:
    """The provider's key."""
    return jwk.ECKey.generate_key("P-256", {"kid": "key-1", "alg": "ES256", "use": "sig"})


def keys() -> bytes:
    """What the provider publishes of it."""
    return json.dumps({"keys": [signing_key().as_dict(private=False)]}).encode()


def signed(claims: bytes) -> str:
    """A token with these bytes for claims, signed as it should be."""
    return str(jws.serialize_compact({"alg": "ES256", "kid": "key-1"}, claims, signing_key()))


def answered(token: str) -> bytes:
    """What the provider answers for a code."""
    return json.dumps({"access_token": "x", "token_type": "Bearer", "id_token": token}).encode()


def told_by(**told: bytes) -> str | Distrust:
    """Who signed in, where the provider says this at its addresses."""
    right = {"/.well-known/openid-configuration": DESCRIPTION, "/keys": keys()}
    said = right | {"/token": answered(signed(CLAIMS))} | told

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=said.get(request.url.path, b""))

    async def asked() -> str | Distrust:
        client = Client(PROVIDER, httpx.AsyncClient(transport=httpx.MockTransport(answer)))
        try:
            return await client.subject({"code": "a"}, NONCE, "verifier", AT)
        finally:
            await client.close()

    return asyncio.run(asked())


def at_path(path: str, wrapped: Callable[[bytes], bytes] = bytes) -> Callable[[bytes], Any]:
    """A provider that says what is drawn at one of its addresses."""
    return lambda data: told_by(**{path: wrapped(data)})


def in_a_file(read: Callable[[Path], Any]) -> Callable[[bytes], Any]:
    """A parser of files that may be read by their owner only."""

    def parse(data: bytes) -> Any:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "here"
            path.touch(0o600)
            path.write_bytes(data)
            return read(path)

    return parse


def host_and_path(data: bytes) -> object:
    """A request with these bytes for its host and then for its path."""
    right = {"headers": [(b"host", b"registry.example")], "path": "/"}
    return (
        refusal_of({**right, "headers": [(b"host", data)]}, HOSTS),
        refusal_of({**right, "raw_path": b"/" + data}, HOSTS),
    )


STRANGERS = {
    "signature": Parser(
        ("registry/log/signatures.py",),
        text_parser(lambda text: (read := read_header(text, SENT)) and read.holds),
        bytes_like(sign(bytes(range(32)), SENT).encode()),
    ),
    "forwarded addresses": Parser(
        ("registry/front/addresses.py",),
        lambda data: counted(asker("10.0.0.1", data.decode("latin-1"), TRUSTED)),
        bytes_like(b"192.0.2.7, 10.0.0.2", b"[2001:db8::1]:443, 10.9.9.9:80", b"::ffff:192.0.2.1"),
    ),
    "head of a request": Parser(
        ("registry/front/requests.py",),
        host_and_path,
        bytes_like(b"registry.example:443", b"r/3/products.csv?a=%20", b"[::1]:8000", b"a/%2e/%c3"),
    ),
    "provider": Parser(OIDC, at_path("/.well-known/openid-configuration"), bytes_like(DESCRIPTION)),
    "provider's keys": Parser(OIDC, at_path("/keys"), bytes_like(keys())),
    "provider's answer": Parser(OIDC, at_path("/token"), bytes_like(answered(signed(CLAIMS)))),
    "claims": Parser(
        OIDC, at_path("/token", lambda data: answered(signed(data))), bytes_like(CLAIMS)
    ),
    "carried form": Parser(
        ("registry/access/carried.py",),
        lambda data: CARRIER.opened("typed", "bea", data.decode("utf-8", "replace"), AT),
        bytes_like(CARRIER.sealed("typed", "bea", b"{}", AT).encode()),
    ),
    "way back": Parser(
        ("registry/web/desk/coming_back.py",),
        text_parser(lambda text: place_of(text) or None),
        bytes_like(b"/desk/programmes/p-1?a=b", b"/board"),
        again=lambda place: place.encode(),
    ),
    "erasure list": Parser(
        ("registry/storage/erasures.py",),
        in_a_file(read_erasures),
        bytes_like(b"0123456789abcdef0123456789abcdef 2027-03-10\n" * 2),
        (SettingsError,),
    ),
    "root key": Parser(
        ("registry/root_keys.py",),
        in_a_file(lambda path: read_root_key(root_key_at(path))),
        bytes_like(RootKey(bytes(range(32)), {"column-kek/v1": bytes(32)}).text.encode()),
        (SettingsError,),
    ),
}
"""Rows like those of `PARSERS`."""
