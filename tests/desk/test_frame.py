"""The frame of the workspaces: who gets in, how one comes back, and whose forms are taken."""

import re
from datetime import timedelta
from itertools import product

import pytest
from browser import Browser
from desk import Desk, FormsOf, at_desk, form_at
from people import PASSWORD, Person, person
from running import OTHER_UNIVERSITY, UNIVERSITY, Running
from sending import PRODUCT, programme, record

from registry.access.sessions import COOKIE
from registry.access.table import ROWS, Ownership
from registry.model.access import OF_SPONSORS, Role
from registry.model.hold import Hold
from registry.storage.directory import read_facts
from registry.web.desk.coming_back import place_of
from registry.web.desk.frame import identifies

pytestmark = pytest.mark.anyio

TRICKS = [
    "https://evil.example/desk",
    "//evil.example/desk",
    "/\\evil.example/desk",
    "/desk\\..\\..\\evil",
    "/desk//evil.example",
    "/desk/../sign-out",
    "/desk/%2e%2e/evil",
    "/desk@evil.example",
    "/desk.evil.example",
    "javascript:alert(1)",
    "/desk\r\nSet-Cookie: a=b",
    "/desk\n",
    " /desk",
    "/deskx",
    "/sign-out",
    "/graphql",
    "/desk?to=//evil.example",
    "/desk#<script>",
    "/desk/" + "a" * 600,
    "",
]
HERE = "https://registry.test"
ORIGINS = (HERE, "https://evil.example", "null", "")
HOLD = {"reason": "DATA_BEING_CHECKED", "months": "6", "sure": "yes"}


@pytest.fixture
async def registry(on_sqlite: Running) -> Running:
    """What sessions store is tested on both kinds of database in `tests/access`."""
    return on_sqlite


@pytest.fixture
async def steward(registry: Running) -> Desk:
    return await at_desk(registry)


async def own_programme(registry: Running) -> str:
    made = await record(registry.house, PRODUCT, registry.clock.today)
    return await record(registry.house, programme(made), registry.clock.today)


async def holds(registry: Running) -> tuple[Hold, ...]:
    return (await read_facts(registry.house.database)).all(Hold)


async def test_whoever_is_not_signed_in_signs_in_and_comes_back(
    registry: Running, steward: Desk
) -> None:
    steward.browser.http.cookies.clear()
    registry.clock.today += timedelta(days=1)
    away = await steward.get("/desk/receipts?after=50")
    assert (away.status_code, away.headers["cache-control"]) == (303, "no-store")
    page = await steward.read(away.headers["location"])
    form = form_at(page, "/sign-in")
    code = steward.who.code(registry.clock())
    typed = {"name": steward.who.id, "password": PASSWORD, "code": code}
    back = await steward.browser.post("/sign-in", **form | typed)
    assert (back.status_code, back.headers["location"]) == (303, "/desk/receipts?after=50")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", ">Sign in<"),
        ("/de/check", ' hreflang="en">Anmelden<'),
        ("/es/products", ' hreflang="en">Iniciar sesión<'),
        ("/nothing", ">Sign in<"),
    ],
)
async def test_the_foot_of_every_public_page_leads_to_the_one_sign_in(
    registry: Running, path: str, words: str
) -> None:
    browser = Browser(registry)
    for published in (False, True):
        if published:
            await registry.publish(registry.clock.today)
        page = await browser.http.get(path, headers={"accept": "text/html"})
        assert f'<a href="/sign-in"{words}' in page.text.partition("<footer")[2]
    assert (await browser.http.get("/sign-in")).status_code == 200


async def test_a_wrong_password_does_not_lose_the_way_back(steward: Desk) -> None:
    wrong = await steward.browser.post(
        "/sign-in", name="dana", password="wrong", code="1", to="/desk/hold"
    )
    assert form_at(wrong.text, "/sign-in")["to"] == "/desk/hold"


@pytest.mark.parametrize("trick", TRICKS)
def test_nobody_is_sent_anywhere_but_to_the_workspaces(trick: str) -> None:
    assert place_of(trick) == ""


@pytest.mark.parametrize("place", ["/desk", "/desk/due?programme=a-1", "/board/x-1.y", "/account"])
def test_places_of_the_workspaces_are_places(place: str) -> None:
    assert place_of(place) == place


async def test_a_planted_way_back_leads_to_ones_own_first_page(registry: Running) -> None:
    who = await person(registry.house, "dana", Role.DATA_STEWARD, organisation=UNIVERSITY)
    browser = Browser(registry)
    page = await browser.http.get("/sign-in?to=//evil.example/desk")
    assert "evil" not in page.text
    answer = await browser.post(
        "/sign-in",
        name="dana",
        password=PASSWORD,
        code=who.code(registry.clock()),
        to="//evil.example",
    )
    assert answer.headers["location"] == "/desk"


async def test_every_page_says_who_is_signed_in_and_is_kept_by_nobody(steward: Desk) -> None:
    for path in ("/desk", "/desk/hold", "/desk/receipts"):
        other = await steward.browser.http.get(path, headers={"host": "evil.example"})
        assert (other.status_code, "evil.example" in other.text) == (421, False)
        page = await steward.get(path)
        assert page.headers["cache-control"] == "no-store"
        assert "dana (fictional)" in page.text
        assert "Demonstration with fictional data" in page.text
        assert form_at(page.text, "/sign-out")


async def test_a_role_opens_exactly_the_pages_of_its_row(registry: Running) -> None:
    rows = [row for row in ROWS if row.ownership is Ownership.OWN]
    places = [(p[4:], row) for row in rows for p in row.places if p.startswith("GET /desk")]
    assert len(places) >= 5
    for role in Role:
        organisation = UNIVERSITY if role in OF_SPONSORS else None
        desk = await at_desk(
            registry, role, organisation=organisation, id=role.lower().replace("_", ".")
        )
        for path, row in places:
            answer = await desk.get(re.sub(r"{\w+:str}", "0", path))
            assert (answer.status_code == 403) == (role not in row.roles), (role, path)


async def hold_form(desk: Desk, programme_id: str) -> dict[str, str]:
    form = form_at(await desk.read("/desk/hold"), "/desk/hold")
    return form | HOLD | {"programmeId": programme_id}


async def test_a_form_without_this_sessions_token_does_nothing(
    registry: Running, steward: Desk
) -> None:
    form = await hold_form(steward, await own_programme(registry))
    for token, origin in product(("", "0" * 64), ORIGINS):
        headers = {"origin": origin} if origin else {}
        told = await steward.browser.http.post(
            "/desk/hold", data=form | {"form": token}, headers=headers
        )
        assert told.status_code == 403
        forms = FormsOf(told.text).forms
        filled = forms.get("/desk/hold", {}).get("months") == "6"
        assert filled == (origin == HERE)
    assert await holds(registry) == ()


async def test_a_form_of_somebody_elses_session_does_nothing(
    registry: Running, steward: Desk
) -> None:
    other = await at_desk(registry, organisation=OTHER_UNIVERSITY, id="omar")
    form = await hold_form(other, await own_programme(registry))
    told = await steward.browser.post("/desk/hold", **form)
    assert (told.status_code, await holds(registry)) == (403, ())


async def test_a_role_that_may_not_ask_sees_no_line_for_it_and_does_nothing_by_sending_the_form(
    registry: Running,
) -> None:
    submitter = await at_desk(registry, Role.SUBMITTER, id="sam")
    page = await submitter.read("/desk")
    lines = [f'href="{path}"' in page for path in ("/desk/receipts", "/desk/hold", "/board")]
    assert lines == [True, False, False]
    token = await submitter.browser.form_token()
    form = HOLD | {"form": token, "programmeId": await own_programme(registry)}
    told = await submitter.browser.post("/desk/hold", **form)
    assert (told.status_code, await holds(registry)) == (403, ())


async def sent_too_late(registry: Running, desk: Desk, form: dict[str, str]) -> dict[str, str]:
    """What the sign-in carries for a form that is sent after its session."""
    registry.clock.today += timedelta(days=1)
    over = await desk.browser.post("/desk/hold", **form)
    assert over.status_code == 403
    assert await holds(registry) == ()
    return form_at(over.text, "/sign-in")


def entering(registry: Running, who: Person) -> dict[str, str]:
    return {"name": who.id, "password": PASSWORD, "code": who.code(registry.clock())}


async def test_what_was_typed_comes_back_after_the_session_was_over(
    registry: Running, steward: Desk
) -> None:
    form = await hold_form(steward, await own_programme(registry))
    carried = await sent_too_late(registry, steward, form)
    assert "DATA_BEING_CHECKED" not in str(carried)
    again = await steward.browser.post("/sign-in", **carried | entering(registry, steward.who))
    assert (again.status_code, bool(steward.browser.http.cookies.get(COOKIE))) == (200, True)
    page = await steward.browser.post("/desk/hold", **form_at(again.text, "/desk/hold"))
    filled = form_at(page.text, "/desk/hold")
    assert {name: filled[name] for name in HOLD} == HOLD
    assert "Nothing was sent yet" in page.text
    assert await holds(registry) == ()
    stored = await steward.browser.post("/desk/hold", **filled)
    assert stored.status_code == 303
    assert [hold.programme_id for hold in await holds(registry)] == [form["programmeId"]]


@pytest.mark.parametrize(
    ("typed", "back"),
    [
        ("Jane Roe, born 03.02.1981", False),
        ("jane.roe@hospital.example", False),
        ("1981-02-03", False),
        ("The freezer failed in March 2027.", True),
    ],
)
async def test_what_looks_like_an_identifier_does_not_come_back_and_the_page_says_so(
    registry: Running, steward: Desk, typed: str, *, back: bool
) -> None:
    form = await hold_form(steward, await own_programme(registry)) | {"reason": typed}
    token = {"form": "0" * 64}
    other = await steward.browser.http.post(
        "/desk/hold", data=form | token, headers={"origin": HERE}
    )
    carried = await sent_too_late(registry, steward, form)
    again = await steward.browser.post("/sign-in", **carried | entering(registry, steward.who))
    page = await steward.browser.post("/desk/hold", **form_at(again.text, "/desk/hold"))
    for answer in (other, page):
        assert form_at(answer.text, "/desk/hold")["months"] == "6"
        assert ("is never shown again" in answer.text) is not back
        assert typed not in answer.text or back


async def test_forms_of_acts_and_of_accounts_give_back_no_identifier_either(
    registry: Running, steward: Desk
) -> None:
    administrator = await at_desk(registry, Role.ADMINISTRATOR, organisation=None, id="ada")
    typed, headers = "Jane Roe, born 03.02.1981", {"origin": HERE}
    for desk, path, field in (
        (steward, "/desk/acts/advice", "publicSummary"),
        (administrator, "/board/accounts/invite", "note"),
    ):
        form = {"form": "0" * 64, field: typed, "topic": "quality"}
        answer = await desk.browser.http.post(path, data=form, headers=headers)
        assert answer.status_code == 403
        assert "is never shown again" in answer.text
        assert typed not in answer.text


@pytest.mark.parametrize(
    ("field", "value", "hidden"),
    [
        ("reason", "1981-02-03", True),
        ("lesson", "1981-02-03", True),
        ("reviewedOn", "2028-03-31", False),
        ("cell.note", "1981-02-03", True),
        ("pseudonym", "1981-02-03", True),
        ("pseudonym", "a1b2c3d4e5f60718293a4b5c6d7e8f90", False),
        ("whatever", "Jane Roe, born 03.02.1981", True),
        ("months", "6", False),
    ],
)
def test_every_field_is_scanned_for_what_it_is_meant_for(
    field: str, value: str, *, hidden: bool
) -> None:
    assert identifies(field, value) is hidden


async def test_another_person_who_signs_in_there_does_not_see_it(
    registry: Running, steward: Desk
) -> None:
    other = await person(registry.house, "omar", Role.DATA_STEWARD, organisation=UNIVERSITY)
    form = await hold_form(steward, await own_programme(registry))
    carried = await sent_too_late(registry, steward, form)
    answer = await steward.browser.post("/sign-in", **carried | entering(registry, other))
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/hold")
    token = await steward.browser.form_token()
    page = await steward.browser.post("/desk/hold", form=token, typed=carried["typed"])
    assert form_at(page.text, "/desk/hold")["reason"] == ""


async def test_what_was_carried_can_neither_be_altered_nor_kept_for_long(
    registry: Running, steward: Desk
) -> None:
    form = await hold_form(steward, await own_programme(registry))
    carried = await sent_too_late(registry, steward, form)
    registry.clock.today += timedelta(days=1)
    await steward.sign_in()
    for typed in (carried["typed"], carried["typed"][:-8] + "AAAAAAA=", "nonsense", ""):
        page = await steward.browser.post("/desk/hold", typed=typed)
        assert form_at(page.text, "/desk/hold")["reason"] == ""
