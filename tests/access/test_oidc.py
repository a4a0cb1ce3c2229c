"""Signing in at a real provider on loopback, and every lie it could be told or could tell."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from typing import Any

import httpx
import pytest
from browser import Browser
from identity_provider import CLIENT, SECRET, IdentityProvider, identity_provider
from joserfc import jwk, jwt
from people import account, invite
from running import Calendar, Running, running_registry

from registry.access.because import Because
from registry.access.sign_in import FAILED
from registry.model.access import Role
from registry.settings import ProviderSettings
from registry.storage.ledger import acts_of
from registry.storage.people import find_account

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]
TODAY = date(2027, 3, 10)
Claims = dict[str, Any]
TRUSTS_NOBODY = SSLContext(PROTOCOL_TLS_CLIENT)
"""The provider speaks plain HTTP; to read whom to trust takes longer than to ask it."""


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with identity_provider(Calendar(TODAY)) as running:
        yield running


@pytest.fixture
async def registry(database_url: str, provider: IdentityProvider) -> AsyncIterator[Running]:
    async with at(database_url, provider) as running:
        yield running


@asynccontextmanager
async def at(database_url: str, provider: IdentityProvider) -> AsyncIterator[Running]:
    """A registry that knows the provider; both have one clock."""
    told = ProviderSettings(provider.issuer, CLIENT, SECRET)
    async with running_registry(database_url, TODAY, provider=told) as running:
        provider.clock = running.clock
        yield running


async def leave(browser: Browser, **form: str) -> str:
    """Where the provider sends the browser back to, after it was sent there."""
    page = await browser.post("/sign-in/provider", **form)
    assert page.status_code == 200, page.text
    address = page.text.split('href="http://127')[1].split('"')[0].replace("&amp;", "&")
    async with httpx.AsyncClient(verify=TRUSTS_NOBODY) as outside:
        return str((await outside.get(f"http://127{address}")).headers["location"])


async def return_by(browser: Browser, address: str) -> httpx.Response:
    return await browser.http.get(httpx.URL(address).raw_path.decode())


async def bound(registry: Running, id: str = "bea") -> None:
    """Bind an invited account to whoever the provider signs in."""
    invitation = await invite(registry.house, account(id, Role.BOARD_MEMBER), registry.clock())
    browser = Browser(registry)
    answer = await return_by(browser, await leave(browser, invitation=invitation.code))
    assert (answer.status_code, browser.session is not None) == (303, True), answer.text


async def refused(browser: Browser, address: str) -> str:
    """What the page says of a refusal; nobody is signed in by it."""
    answer = await return_by(browser, address)
    assert answer.status_code == 403
    assert browser.session is None
    return answer.text


async def failed(registry: Running) -> list[str]:
    """For whom somebody failed to sign in, as the trail has it."""
    return [act.subject for act in await acts_of(registry.house.database, FAILED)]


async def test_an_invited_person_binds_their_identity_and_signs_in_by_it(
    registry: Running,
) -> None:
    await bound(registry)
    browser = Browser(registry)
    assert (await return_by(browser, await leave(browser))).status_code == 303
    page = await browser.http.get("/account")
    assert "bea" in page.text
    assert "Board member" in page.text


async def test_an_identity_nobody_invited_is_nobody(
    registry: Running, provider: IdentityProvider
) -> None:
    await bound(registry)
    provider.subject = "somebody else"
    browser = Browser(registry)
    assert "No active account" in await refused(browser, await leave(browser))
    assert await failed(registry) == ["-"]


async def test_a_suspended_account_is_not_signed_in_by_its_provider(registry: Running) -> None:
    await bound(registry)
    await registry.house.people.suspend("bea", Because("ada", registry.clock()))
    browser = Browser(registry)
    assert "No active account" in await refused(browser, await leave(browser))
    assert await failed(registry) == ["bea"]


async def test_one_identity_is_bound_to_one_account(registry: Running) -> None:
    await bound(registry)
    second = await invite(registry.house, account("ben", Role.AUDITOR), registry.clock())
    browser = Browser(registry)
    away = await leave(browser, invitation=second.code)
    assert "another account" in await refused(browser, away)
    found = await find_account(registry.house.database, "ben")
    assert found
    assert found.active_roles == frozenset()


LIES: dict[str, Callable[[Claims], Claims]] = {
    "another nonce": lambda claims: claims | {"nonce": "of another sign-in"},
    "no nonce": lambda claims: {k: v for k, v in claims.items() if k != "nonce"},
    "another audience": lambda claims: claims | {"aud": "another-client"},
    "several audiences without party": lambda claims: claims | {"aud": [CLIENT, "another"]},
    "another party": lambda claims: claims | {"azp": "another-client"},
    "another issuer": lambda claims: claims | {"iss": "http://127.0.0.1:9"},
    "expired": lambda claims: claims | {"exp": claims["iat"] - 61},
    "no end": lambda claims: {k: v for k, v in claims.items() if k != "exp"},
    "from the future": lambda claims: claims | {"iat": claims["iat"] + 61},
    "not begun": lambda claims: claims | {"nbf": claims["iat"] + 61},
    "no subject": lambda claims: claims | {"sub": ""},
    "a number as subject": lambda claims: claims | {"sub": 1},
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_token_that_is_not_for_this_sign_in_counts_for_nothing(
    registry: Running, provider: IdentityProvider, lie: str
) -> None:
    await bound(registry)
    provider.spoil = LIES[lie]
    browser = Browser(registry)
    assert "not for this registry" in await refused(browser, await leave(browser))


def unsigned(claims: Claims) -> str:
    from base64 import urlsafe_b64encode

    import msgspec

    parts = ({"alg": "none", "kid": "key-1"}, claims)
    head = [urlsafe_b64encode(msgspec.json.encode(p)).rstrip(b"=").decode() for p in parts]
    return ".".join((*head, ""))


def by_a_strangers_key(claims: Claims) -> str:
    key = jwk.ECKey.generate_key("P-256", {"kid": "key-1"})
    return str(jwt.encode({"alg": "ES256", "kid": "key-1"}, claims, key))


def by_the_clients_secret(claims: Claims) -> str:
    key = jwk.OctKey.import_key(SECRET * 2)
    return str(jwt.encode({"alg": "HS256", "kid": "key-1"}, claims, key))


@pytest.mark.parametrize("forge", [unsigned, by_a_strangers_key, by_the_clients_secret, str])
async def test_a_token_that_the_provider_did_not_sign_counts_for_nothing(
    registry: Running, provider: IdentityProvider, forge: Callable[[Claims], str]
) -> None:
    await bound(registry)
    provider.token_of = forge
    browser = Browser(registry)
    assert "not signed" in await refused(browser, await leave(browser))


async def test_a_new_key_of_the_provider_is_found_and_strange_keys_cause_no_flood(
    registry: Running, provider: IdentityProvider
) -> None:
    await bound(registry)
    provider.rotate()
    registry.clock.today = TODAY + timedelta(days=1)
    browser = Browser(registry)
    assert (await return_by(browser, await leave(browser))).status_code == 303
    reads = provider.key_reads
    provider.token_of = by_a_strangers_key
    for _ in range(3):
        other = Browser(registry)
        await refused(other, await leave(other))
    assert provider.key_reads == reads


async def test_an_answer_counts_once(registry: Running) -> None:
    await bound(registry)
    browser = Browser(registry)
    address = await leave(browser)
    assert (await return_by(browser, address)).status_code == 303
    browser.http.cookies.delete("__Host-session")
    assert "was used" in await refused(browser, address)
    assert await failed(registry) == ["-"]


async def test_an_answer_counts_in_the_browser_that_asked_and_in_no_other(
    registry: Running,
) -> None:
    await bound(registry)
    address = await leave(Browser(registry))
    assert "not begun in this browser" in await refused(Browser(registry), address)


async def test_an_answer_comes_back_in_time_or_not_at_all(registry: Running) -> None:
    await bound(registry)
    browser = Browser(registry)
    address = await leave(browser)
    registry.clock.today = TODAY + timedelta(days=1)
    assert "is over" in await refused(browser, address)


@pytest.mark.parametrize("part", ["iss=", "state=", "code="])
async def test_an_answer_from_elsewhere_is_not_believed(registry: Running, part: str) -> None:
    await bound(registry)
    browser = Browser(registry)
    address = (await leave(browser)).replace(part, f"{part}x")
    await refused(browser, address)


async def test_an_answer_that_does_not_name_its_issuer_is_not_believed(
    registry: Running,
) -> None:
    await bound(registry)
    browser = Browser(registry)
    address = (await leave(browser)).replace("&iss=", "&other=")
    assert "another one" in await refused(browser, address)


async def test_a_provider_that_names_itself_otherwise_is_not_used(
    database_url: str, provider: IdentityProvider
) -> None:
    provider.said_issuer = "http://127.0.0.1:9"
    async with at(database_url, provider) as registry:
        page = await Browser(registry).post("/sign-in/provider")
        assert (page.status_code, "another one" in page.text) == (403, True)
