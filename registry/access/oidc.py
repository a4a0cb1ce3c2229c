"""Signing in at somebody's own identity provider: OpenID Connect Core 1.0, code flow with PKCE.

The provider says who somebody is; the registry alone says what they may do. An account is bound to
an issuer and subject by an invitation, never by an address or a name.
"""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode, urlsplit

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    import httpx

ALGORITHMS = ("ES256", "RS256", "PS256", "EdDSA", "Ed25519")
LEEWAY = timedelta(seconds=60)
LOOK_AGAIN_AFTER = timedelta(minutes=1)
LONGEST_ANSWER = 1_000_000


class Distrust(StrEnum):
    """Why what a provider said does not count."""

    UNREACHABLE = "The identity provider could not be reached. Try again later."
    NOT_ITSELF = "The identity provider describes itself as another one."
    NOT_READABLE = "The identity provider's answer cannot be read."
    REFUSED = "The identity provider did not confirm the sign-in."
    SIGNATURE = "The identity token is not signed by the provider's keys."
    CLAIMS = "The identity token is not for this registry, this sign-in or this moment."


class Provider(Struct, frozen=True):
    """One identity provider: its issuer, and how the registry is known to it."""

    issuer: str
    client_id: str
    client_secret: str
    redirect: str

    def __repr__(self) -> str:
        return f"Provider({self.issuer})"


class Described(Struct, frozen=True):
    """What a provider publishes of itself (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    authorization_response_iss_parameter_supported: bool = False


class Keys(Struct):
    """The provider's keys as last read, and when."""

    known: dict[str, Any]
    at: datetime


class Client:
    """The registry as a client of one provider. `http` speaks to it."""

    def __init__(self, provider: Provider, http: "httpx.AsyncClient") -> None:
        self.provider = provider
        self._http = http
        self._described: Described | None = None
        self._keys: Keys | None = None

    def __repr__(self) -> str:
        return f"Client({self.provider.issuer})"

    async def close(self) -> None:
        """Close what speaks to the provider."""
        await self._http.aclose()

    async def described(self) -> Described | Distrust:
        """What the provider publishes, read once; it must name itself as it was configured."""
        if self._described is None:
            address = self.provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
            read = await self._get(address, Described)
            if isinstance(read, Distrust):
                return read
            if read.issuer != self.provider.issuer or not all(map(self._safe, places_of(read))):
                return Distrust.NOT_ITSELF
            self._described = read
        return self._described

    def _safe(self, address: str) -> bool:
        """Whether an address names a host and is as well protected as the issuer's own."""
        import httpx  # as below

        try:
            read = httpx.URL(address)
        except httpx.InvalidURL:
            return False
        return bool(read.host) and read.scheme in ("https", urlsplit(self.provider.issuer).scheme)

    async def way_there(self, state: str, nonce: str, verifier: str) -> str | Distrust:
        """The address at which somebody signs in (RFC 7636 for the challenge)."""
        described = await self.described()
        if isinstance(described, Distrust):
            return described
        asked = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": self.provider.redirect,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        mark = "&" if "?" in described.authorization_endpoint else "?"
        return f"{described.authorization_endpoint}{mark}{urlencode(asked)}"

    async def subject(
        self, answers: Mapping[str, str], nonce: str, verifier: str, at: datetime
    ) -> str | Distrust:
        """Who signed in, from what the browser brought back; the code is exchanged once."""
        described = await self.described()
        if isinstance(described, Distrust):
            return described
        if mixed_up(described, answers.get("iss")):
            return Distrust.NOT_ITSELF
        if "error" in answers or not answers.get("code"):
            return Distrust.REFUSED
        token = await self._exchange(described, answers["code"], verifier)
        if isinstance(token, Distrust):
            return token
        claims = await self._claims(described, token, at)
        if isinstance(claims, Distrust):
            return claims
        right = claims_fit(claims, self.provider, nonce, at)
        return str(claims["sub"]) if right else Distrust.CLAIMS

    async def _exchange(self, described: Described, code: str, verifier: str) -> str | Distrust:
        """The identity token for a code (OpenID Connect Core 1.0, section 3.1.3)."""
        told = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.provider.redirect,
            "code_verifier": verifier,
        }
        import httpx  # slow to import, and few installations sign in by a provider

        # RFC 6749, section 2.3.1: both are form-encoded first
        who = (quote_plus(self.provider.client_id), quote_plus(self.provider.client_secret))
        try:
            answer = await self._http.post(described.token_endpoint, data=told, auth=who)
            body = msgspec.json.decode(answer.content[:LONGEST_ANSWER])
        except httpx.HTTPError:
            return Distrust.UNREACHABLE
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Distrust.NOT_READABLE
        token = body.get("id_token") if isinstance(body, dict) else None
        if answer.status_code != httpx.codes.OK or not isinstance(token, str):
            return Distrust.REFUSED
        return token

    async def _claims(
        self, described: Described, token: str, at: datetime
    ) -> dict[str, Any] | Distrust:
        """The signed claims; a key the registry does not know makes it look once a minute."""
        for again in (False, True):
            keys = await self._read_keys(described, at, again)
            if isinstance(keys, Distrust):
                return keys
            claims = verified(token, keys)
            if claims is not None:
                return claims
        return Distrust.SIGNATURE

    async def _read_keys(
        self, described: Described, at: datetime, again: bool
    ) -> dict[str, Any] | Distrust:
        kept = self._keys
        if kept is not None and not (again and at - kept.at >= LOOK_AGAIN_AFTER):
            return kept.known
        read: dict[str, Any] | Distrust = await self._get(described.jwks_uri, dict[str, Any])
        if isinstance(read, Distrust):
            return read
        self._keys = Keys(read, at)
        return read

    async def _get(self, address: str, kind: Any) -> Any:
        import httpx  # as above

        try:
            answer = await self._http.get(address)
            answer.raise_for_status()
            return msgspec.json.decode(answer.content[:LONGEST_ANSWER], type=kind)
        except httpx.HTTPError:
            return Distrust.UNREACHABLE
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Distrust.NOT_READABLE


def places_of(described: Described) -> tuple[str, ...]:
    """The addresses that secrets and keys travel to and from."""
    return (described.authorization_endpoint, described.token_endpoint, described.jwks_uri)


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def mixed_up(described: Described, told: str | None) -> bool:
    """Whether an answer comes from another issuer than was asked (RFC 9207, section 2.4)."""
    if told is None:
        return described.authorization_response_iss_parameter_supported
    return told != described.issuer


def verified(token: str, keys: Mapping[str, Any]) -> dict[str, Any] | None:
    """The claims of a token signed by one of these keys with an algorithm we take; else None.

    `none` and keyed hashes are no algorithms we take (RFC 8725, section 3.1).
    """
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        read = jwt.decode(token, KeySet.import_key_set(keys), algorithms=list(ALGORITHMS))
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return dict(read.claims) if "kid" in read.header else None


def claims_fit(claims: Mapping[str, Any], provider: Provider, nonce: str, at: datetime) -> bool:
    """Whether a token is from this issuer, for this client, this sign-in and this moment.

    OpenID Connect Core 1.0, section 3.1.3.7, points 2 to 5 and 9 to 11.
    """
    audience = claims.get("aud")
    several = isinstance(audience, list) and len(audience) > 1
    for_us = provider.client_id in (audience if isinstance(audience, list) else [audience])
    ours = claims.get("azp", None if several else provider.client_id) == provider.client_id
    subject = claims.get("sub")
    return (
        claims.get("iss") == provider.issuer
        and for_us
        and ours
        and claims.get("nonce") == nonce
        and isinstance(subject, str)
        and 0 < len(subject) <= 255
        and in_time(claims, at)
    )


def in_time(claims: Mapping[str, Any], at: datetime) -> bool:
    """Whether a token has begun, has not ended, and is not from the future."""
    now, leeway = at.timestamp(), LEEWAY.total_seconds()
    made = moment(claims, "iat")
    ends, begins = moment(claims, "exp"), moment(claims, "nbf", made)
    if made is None or ends is None or begins is None:
        return False
    return ends > now - leeway and made <= now + leeway and begins <= now + leeway


def moment(claims: Mapping[str, Any], name: str, otherwise: float | None = None) -> float | None:
    """A claim that is a number of seconds; None for anything else."""
    told = claims.get(name, otherwise)
    try:
        return float(told) if isinstance(told, int | float) else None
    except OverflowError:
        return None
