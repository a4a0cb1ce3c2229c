"""The client waits as long as a busy registry asks it to, and not for ever."""

from collections.abc import Iterator

import httpx
import pytest
from msgspec import Struct
from running import UNIVERSITY, Running

from registry.client import RegistryClient
from registry.errors import RegistryUnreachable
from registry.patience import Patience, seconds_to_wait

pytestmark = pytest.mark.anyio

ME = {
    "__typename": "Me",
    "id": "a",
    "name": "A",
    "country": "ES",
    "synthetic": True,
    "programmes": [],
}
DATE, LATER = "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:50:07 GMT"


class Hearing(Struct):
    """Notes how long somebody waits, without waiting."""

    waits: list[float] = []

    def patience(self, most: float = 120, chance: float = 0) -> Patience:
        return Patience(most, lambda: chance, self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


def busy(said: str | None = "30", status: int = 503, **headers: str) -> httpx.Response:
    told = headers if said is None else {"retry-after": said, **headers}
    return httpx.Response(status, headers=told)


def well() -> httpx.Response:
    return httpx.Response(200, json={"data": {"answer": ME}})


def saying(*answers: httpx.Response) -> tuple[httpx.AsyncClient, list[bytes]]:
    """A registry that gives these answers in turn, and the bodies it heard."""
    heard: list[bytes] = []
    waiting: Iterator[httpx.Response] = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request.content)
        return next(waiting)

    transport = httpx.MockTransport(answer)
    return httpx.AsyncClient(transport=transport, base_url="http://registry.test"), heard


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_registry_is_asked_again_when_it_says_so(status: int) -> None:
    (http, heard), hearing = saying(busy("30", status), busy("7", status), well()), Hearing()
    me = await RegistryClient(http, "her_key", patience=hearing.patience()).me()
    assert (me.id, hearing.waits) == ("a", [30, 7])
    assert len(set(heard)) == 1, "the same request, so that it is stored once"


@pytest.mark.parametrize(("most", "waits"), [(59, [30]), (60, [30, 30]), (61, [30, 30])], ids=str)
async def test_patience_has_an_end_and_the_last_answer_is_told(
    most: float, waits: list[float]
) -> None:
    (http, heard), hearing = saying(*[busy()] * 5), Hearing()
    client = RegistryClient(http, "her_key", patience=hearing.patience(most))
    with pytest.raises(RegistryUnreachable, match=r"at the moment \(HTTP 503\)"):
        await client.me()
    assert (hearing.waits, len(heard)) == (waits, len(waits) + 1)


@pytest.mark.parametrize(("chance", "wait"), [(0, 40), (0.5, 45), (1, 50)])
async def test_chance_makes_a_wait_longer_and_never_shorter(chance: float, wait: float) -> None:
    (http, _), hearing = saying(busy("40"), well()), Hearing()
    await RegistryClient(http, "her_key", patience=hearing.patience(chance=chance)).me()
    assert hearing.waits == [wait]


async def test_who_is_told_to_come_at_once_waits_a_second_all_the_same() -> None:
    (http, _), hearing = saying(busy("0"), busy("0"), well()), Hearing()
    await RegistryClient(http, "her_key", patience=hearing.patience()).me()
    assert hearing.waits == [1, 1]


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (busy("30"), 30),
        (busy("30", 429), 30),
        (busy(LATER, date=DATE), 30),
        (busy(DATE, date=LATER), 0),
        (busy(LATER), None),
        (busy("soon", date=DATE), None),
        (busy("-1", date=DATE), None),
        (busy("1e3"), None),
        (busy("9" * 40), None),
        (busy(None), None),
        (busy("30", 500), None),
        (busy("30", 200), None),
    ],
    ids=str,
)
def test_only_a_busy_answer_that_says_when_is_waited_for(
    answer: httpx.Response, seconds: float | None
) -> None:
    assert seconds_to_wait(answer) == seconds


async def test_a_sponsor_comes_through_while_the_database_is_away(registry: Running) -> None:
    database, waits = registry.house.database, list[float]()

    async def until_it_is_back(seconds: float) -> None:
        waits.append(seconds)
        await database.start()

    patience = Patience(sleep=until_it_is_back)
    client = RegistryClient(registry.http, registry.keys[UNIVERSITY], patience=patience)
    await client.me()
    await database.stop()
    assert (await client.me()).id == UNIVERSITY
    assert waits == [30]
