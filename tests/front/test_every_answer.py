"""Whatever is asked of a registry, the answer says how it may be shown, and repeats nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from litestar.routes import HTTPRoute
from running import HOST, Running

from registry.web.public.headers import STATED_FIRST, headers_of

pytestmark = pytest.mark.anyio
CANARY = "zq9canary"
WORKSPACES = ("/desk/", "/board/")
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One database is enough: nothing here depends on which."""
    return f"sqlite:///{tmp_path}/registry.sqlite"


def places(running: Running) -> Iterator[str]:
    """An address of every route, with a value in each of its parameters."""
    for route in running.app.routes:
        if isinstance(route, HTTPRoute):
            yield re.sub(r"\{[^}]*\}", CANARY, route.path_format)


def is_protected(answer: httpx.Response) -> bool:
    """Whether an answer has every security header, each once.

    Pages for signed-in people tell their own forms, and nobody else, from where they come.
    """
    wanted = headers_of(answer.request.url.path)
    found = {name: answer.headers.get_list(name) for name in wanted}
    if found[STATED_FIRST] == ["same-origin"]:
        wanted[STATED_FIRST] = "same-origin"
    return found == {name: [text] for name, text in wanted.items()}


async def test_every_answer_of_every_route_has_the_security_headers(registry: Running) -> None:
    found = set(places(registry))
    assert len(found) > 40
    for place in found:
        for method in METHODS:
            answer = await registry.http.request(method, place, headers={"x-probe": CANARY})
            assert is_protected(answer), (method, place)
            assert answer.status_code < 500, (method, place, answer.text)
            # whoever signs in first is led back to the page of a workspace they asked for
            assert CANARY not in answer.text or place.startswith(WORKSPACES), (method, place)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/nowhere/at/all", {}, 404),
        ("/graphql", {"accept": "image/png"}, 406),
        ("/", {"host": "evil.example"}, 421),
        ("/%2e%2e/x", {}, 400),
        ("/" + "a" * 3_000, {}, 414),
        ("/sponsor/graphql", {}, 405),
    ],
)
async def test_refusals_have_them_too(
    registry: Running, path: str, headers: dict[str, str], status: int
) -> None:
    address = httpx.URL(f"http://{HOST}").copy_with(raw_path=path.encode())
    answer = await registry.http.get(address, headers=headers)
    assert (answer.status_code, is_protected(answer)) == (status, True)


async def test_a_kept_answer_has_them_as_a_fresh_one(registry: Running) -> None:
    for _ in range(2):
        answer = await registry.http.get("/graphql", params={"query": "{ __typename }"})
        assert (answer.status_code, is_protected(answer)) == (200, True)


async def test_answers_about_people_are_kept_by_nobody(registry: Running) -> None:
    for path in ("/account", "/sign-in", "/invitation", "/health"):
        assert (await registry.http.get(path)).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "name",
    ["x-forwarded-host", "x-forwarded-proto", "forwarded", "x-original-url", "x-rewrite-url",
     "x-http-method-override"],
)  # fmt: skip
async def test_no_header_makes_an_answer_another_one(registry: Running, name: str) -> None:
    plain = await registry.http.get("/centres")
    told = await registry.http.get("/centres", headers={name: "https://evil.example/sign-in"})
    assert (told.status_code, told.text) == (plain.status_code, plain.text)
    assert "evil" not in told.text
