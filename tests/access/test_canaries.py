"""A hunt for secrets and identifiers where none may be, after a walk on which all goes wrong."""

import io
import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
import structlog
from backing_up import BACKUP_KEY, back_up
from canaries import forms, hunted, printed
from canary_walk import IDENTIFIER, PATIENTS, Walk, faults, known_keys, people, sponsors
from msgspec import Struct, structs
from people import PASSWORD
from running import LOG_KEY, ROOT_KEY, UNIVERSITY, Running, settings_at
from sending import PRODUCT, programme, record

from registry.access.sign_in import Chosen, Typed
from registry.app import House
from registry.backup.sealed import opened
from registry.cli.acting import Proof
from registry.cli.logs import configure_logs
from registry.key_sources import KeyCommand, KeyText
from registry.root_keys import RootKey
from registry.settings import ProviderSettings
from registry.storage.ledger import Act, record_act
from tests.backup.test_stranger import dump

pytestmark = pytest.mark.anyio
BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
CLIENT_SECRET = "provider-client-secret-0815"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log as a server writes it, with all that libraries have to say."""
    root, written = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers, root.level
    configure_logs(written)
    root.setLevel(logging.DEBUG)
    yield written
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
async def walk(registry: Running, log: io.StringIO) -> Walk:
    walked = Walk(registry, log)
    made = await record(registry.house, PRODUCT, BEGAN)
    id = await record(registry.house, programme(made), BEGAN)
    registry.clock.today = MARCH
    walked.known["API key"] = registry.keys[UNIVERSITY].encode()
    walked.known["client secret"] = CLIENT_SECRET.encode()
    await people(walked)
    await sponsors(walked, id)
    await faults(walked, id)
    return walked


async def grounds_of(walk: Walk, url: str, path: Path) -> dict[str, bytes]:
    """Everything that somebody without a key could come to see."""
    house = walk.registry.house
    await back_up(house.database, path)
    with path.open("rb") as file:
        inside = b"".join(opened(file, BACKUP_KEY))
        file.seek(0)
        sealed = file.read()
    return {
        "log": walk.log.getvalue().encode(),
        "database": await dump(house.database, url),
        "backup": sealed,
        "opened backup": inside,
        "printed": printed(house, *holders(house), walk),
        **walk.answered(),
    }


def holders(house: House) -> tuple[object, ...]:
    """What holds a secret on its way through."""
    provider = ProviderSettings("https://provider.example", "registry", CLIENT_SECRET)
    named = ("root key", "REGISTRY_ROOT_KEY", "", "")
    return (
        structs.replace(settings_at("sqlite:///x"), provider=provider, inherited={"x": ROOT_KEY}),
        RootKey(ROOT_KEY, {"x": LOG_KEY}),
        KeyText(*named, ROOT_KEY.hex()),
        KeyCommand(*named, f"/bin/echo {ROOT_KEY.hex()}", {"K": ROOT_KEY.hex()}),
        Typed("dana", PASSWORD, "123456"),
        Chosen("inv_x", PASSWORD, "123456"),
        Proof("dana", PASSWORD, "123456"),
        house.reception.passwords,
    )


async def test_no_secret_and_no_identifier_is_seen_anywhere_and_a_planted_one_is(
    walk: Walk, database_url: str, tmp_path: Path
) -> None:
    assert (len(walk.known) > 25, len(walk.answers) > 40) == (True, True)
    grounds = await grounds_of(walk, database_url, tmp_path / "clean")
    assert all(len(grounds[name]) > 500 for name in ("log", "database", "backup", "printed"))
    # the poison was stored to provoke faults, and a database keeps what was changed for a while
    assert set(hunted(grounds, walk.known)) <= {("database", "poison")}
    await plant(walk)
    found = hunted(await grounds_of(walk, database_url, tmp_path / "planted"), walk.known)
    assert {(ground.split(" ")[0], name) for ground, name in found} == {
        ("log", "password"),
        ("database", "patient 0"),
        ("opened", "patient 0"),
        ("printed", "invitation"),
        ("answer", "identifier"),
        *({("database", "poison")} & set(found)),
    }


class Careless(Struct):
    """Shows what it holds, as a struct does by itself."""

    invitation: str


Careless.__module__ = "registry.planted"


async def plant(walk: Walk) -> None:
    """What one careless line of code would do in each ground."""
    house = walk.registry.house
    structlog.get_logger().error("unavailable", said=f"typed {PASSWORD}")
    async with house.database.transaction():
        act = Act(walk.registry.clock(), "x", f"planted: {PATIENTS[0]}", "x", "")
        await record_act(house.database, act)
    walk.careless = Careless(walk.known["invitation"].decode())
    request = httpx.Request("GET", "https://registry.test/")
    answer = httpx.Response(400, text=f"{IDENTIFIER} is no pseudonym", request=request)
    walk.answers.append((answer, ()))


@pytest.mark.parametrize("name", known_keys())
def test_whoever_hunts_would_see_a_key_in_each_form(name: str) -> None:
    secret = known_keys()[name]
    for form in forms(secret):
        assert hunted({"x": b"\x01" * 40 + form + b"\x02" * 40}, {name: secret}) == [("x", name)]
    half = secret[:16].hex().encode()
    assert hunted({"x": half}, {name: secret}) == [("x", name)]
