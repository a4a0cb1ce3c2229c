"""The pages of signing in: what their cookies and forms are, and what other sites cannot do."""

from datetime import date, timedelta

import pytest
from browser import Browser
from people import PASSWORD, STEP, Person, account, invite
from pyotp import TOTP
from running import Running

from registry.access.sessions import COOKIE
from registry.access.sign_in import Offered
from registry.model.access import Role
from registry.storage.sessions import sessions_of

pytestmark = pytest.mark.anyio
BEGAN = date(2027, 3, 10)


async def test_a_person_takes_over_an_account_on_the_pages(registry: Running) -> None:
    now = registry.clock()
    invitation = await invite(registry.house, account("bea", Role.BOARD_MEMBER), now)
    browser = Browser(registry)
    assert (await browser.http.get("/invitation")).status_code == 200
    page = await browser.post("/invitation", invitation=invitation.code)
    assert "bea (fictional)" in page.text
    offered = await registry.house.reception.offered(invitation.code, now)
    assert isinstance(offered, Offered)
    assert offered.secret in page.text.replace(" ", "")
    code = str(TOTP(offered.secret).at(now))
    short = await browser.post(
        "/invitation", invitation=invitation.code, password="short", code=code
    )
    assert (short.status_code, "at least 12" in short.text) == (422, True)
    taken = await browser.post(
        "/invitation", invitation=invitation.code, password=PASSWORD, code=code
    )
    assert (taken.status_code, taken.headers["location"]) == (303, "/account")
    page = await browser.http.get("/account")
    assert "Board member" in page.text
    assert '<a href="/board">Go to your first page</a>' in page.text
    again = await browser.post("/invitation", invitation=invitation.code)
    assert "not valid" in again.text


async def test_the_session_cookie_is_for_this_host_over_tls_and_for_no_script(
    registry: Running, bea: Person
) -> None:
    answer = await Browser(registry).sign_in(bea)
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith(f"{COOKIE}=")
    assert len(name.partition("=")[2].strip('"')) == 64
    told = {each.lower() for each in attributes}
    assert {"path=/", "secure", "httponly", "samesite=lax", "max-age=43200"} == told
    assert answer.headers["cache-control"] == "no-store"


async def test_signing_in_gives_a_new_session_even_where_one_was_planted(
    registry: Running, bea: Person
) -> None:
    browser = Browser(registry)
    browser.http.cookies.set(COOKIE, "f" * 64, domain="registry.test")
    await browser.sign_in(bea)
    assert browser.session not in (None, "f" * 64)


async def test_a_wrong_sign_in_says_one_sentence_and_repeats_nothing(
    registry: Running, bea: Person
) -> None:
    browser = Browser(registry)
    wrong = await browser.sign_in(bea, "another password entirely")
    unknown = await browser.post("/sign-in", name="<b>who</b>", password="x" * 20, code="1")
    assert (wrong.status_code, unknown.status_code) == (403, 403)
    assert wrong.text == unknown.text
    assert "another password" not in wrong.text


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/invitation"])
async def test_no_other_site_can_send_a_form(
    registry: Running, bea: Person, headers: dict[str, str], path: str
) -> None:
    browser = Browser(registry)
    code = bea.code(registry.clock())
    told = await browser.post(path, headers, name="bea", password=PASSWORD, code=code)
    assert told.status_code == 403
    assert await sessions_of(registry.house.database, "bea") == []


@pytest.mark.parametrize("path", ["/sign-out", "/account/sign-out-everywhere"])
@pytest.mark.parametrize("token", ["", "0" * 64])
async def test_a_form_of_a_signed_in_person_needs_the_sessions_own_token(
    registry: Running, bea: Person, path: str, token: str
) -> None:
    browser = Browser(registry)
    await browser.sign_in(bea)
    assert (await browser.post(path, form=token)).status_code == 403
    assert len(await sessions_of(registry.house.database, "bea")) == 1
    assert (await browser.post(path, form=await browser.form_token())).status_code == 303
    assert await sessions_of(registry.house.database, "bea") == []
    assert (await browser.http.get("/account")).headers["location"] == "/sign-in"


async def test_signing_out_everywhere_ends_the_sessions_of_other_browsers(
    registry: Running, bea: Person
) -> None:
    one, other = Browser(registry), Browser(registry)
    await one.sign_in(bea)
    typed = bea.code(registry.clock() + STEP)
    await other.post("/sign-in", name="bea", password=PASSWORD, code=typed)
    assert (await other.http.get("/account")).text.count("<li>Since") == 2
    await one.post("/account/sign-out-everywhere", form=await one.form_token())
    assert (await other.http.get("/account")).headers["location"] == "/sign-in"


async def test_an_old_session_shows_nothing(registry: Running, bea: Person) -> None:
    browser = Browser(registry)
    await browser.sign_in(bea)
    registry.clock.today += timedelta(days=1)
    assert (await browser.http.get("/account")).headers["location"] == "/sign-in"


async def test_readers_get_no_cookie_and_need_none(registry: Running) -> None:
    for path in ("/", "/graphql/explorer", "/sign-in", "/invitation"):
        answer = await registry.http.get(path)
        assert "set-cookie" not in answer.headers, path


async def test_browsers_name_the_origin_of_our_own_forms(registry: Running) -> None:
    """Under `no-referrer` they say "null", and nobody could sign in (Fetch, section 3.1)."""
    for path in ("/sign-in", "/invitation"):
        answer = await registry.http.get(path)
        assert answer.headers["referrer-policy"] == "same-origin"
    assert (await registry.http.get("/")).headers["referrer-policy"] == "no-referrer"


async def test_a_session_opens_no_door_of_machines(registry: Running, bea: Person) -> None:
    browser = Browser(registry)
    await browser.sign_in(bea)
    answer = await browser.http.post("/sponsor/graphql", json={"query": "{ me { id } }"})
    assert answer.status_code == 401


async def test_a_form_too_large_or_with_too_many_fields_is_refused(registry: Running) -> None:
    browser = Browser(registry)
    large = await browser.post("/sign-in", name="a" * 100_000)
    many = await browser.post("/sign-in", **{f"f{n}": "" for n in range(60)})
    assert (large.status_code, many.status_code) == (413, 400)


async def test_without_a_provider_there_is_no_way_to_one(registry: Running) -> None:
    browser = Browser(registry)
    assert (await browser.post("/sign-in/provider")).status_code == 404
    assert "with your organisation" not in (await browser.http.get("/sign-in")).text
