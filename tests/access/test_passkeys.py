"""Passkeys: what signs somebody in, and everything that does not."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from authenticator import PRESENT, VERIFIED, Authenticator
from hypothesis import given
from hypothesis import strategies as st
from people import Person, account_of, person, take_over

from registry.access.because import Because
from registry.access.credential import challenge_in, id_in
from registry.access.passkeys import MOST, NOT_ADDED, TOO_MANY, Passkeys, RelyingParty, named
from registry.access.sessions import Begun
from registry.access.sign_in import FAILED
from registry.app import House
from registry.model.access import Role
from registry.storage.ledger import acts, acts_of
from registry.storage.passkeys import passkeys_of
from registry.storage.sessions import sessions_of

pytestmark = pytest.mark.anyio
BEGAN = date(2027, 3, 10)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def device(house: House, passkeys: Passkeys, bea: Person) -> Authenticator:
    """Bea's device, with a passkey."""
    device = Authenticator()
    asked = await passkeys.to_add(await account_of(house, bea), house.clock())
    account = await account_of(house, bea)
    assert await passkeys.add(account, device.made(asked), "telephone", house.clock()) is None
    return device


async def enter(passkeys: Passkeys, device: Authenticator, at: datetime, **so: Any) -> Begun | None:
    """What comes of signing in with a device at a moment."""
    return await passkeys.sign_in(device.signed(await passkeys.to_sign_in(at), **so), at)


async def test_a_passkey_signs_its_owner_in_and_is_written_down(
    house: House, passkeys: Passkeys, device: Authenticator
) -> None:
    begun = await enter(passkeys, device, house.clock())
    assert isinstance(begun, Begun)
    signed_in = await house.reception.sessions.read(begun.token, house.clock())
    assert signed_in is not None
    assert signed_in.account.id == "bea"
    told = [(act.actor, act.action, act.reason) for act in (await acts(house.database))[-2:]]
    assert told == [
        ("bea", "passkey added", "passkey: telephone"),
        ("bea", "signed in", "passkey: telephone"),
    ]
    (kept,) = await passkeys.of("bea")
    assert (kept.sign_count, kept.last_used_on) == (1, BEGAN.isoformat())


async def test_a_device_without_a_counter_signs_in_again_and_again(
    house: House, passkeys: Passkeys, bea: Person
) -> None:
    device, account = Authenticator(count=None), await account_of(house, bea)
    asked = await passkeys.to_add(account, house.clock())
    assert await passkeys.add(account, device.made(asked), "", house.clock()) is None
    for _ in range(3):
        assert isinstance(await enter(passkeys, device, house.clock()), Begun)


WRONG: dict[str, dict[str, object]] = {
    "another origin": {"origin": "https://he-registry.local.evil.example"},
    "without TLS": {"origin": "http://he-registry.local"},
    "another port": {"origin": "https://he-registry.local:8443"},
    "another registry's": {"rp": "registry.example"},
    "its owner was not asked": {"flags": PRESENT},
    "nobody was there": {"flags": VERIFIED},
}


@pytest.mark.parametrize("so", WRONG.values(), ids=WRONG)
async def test_what_was_signed_otherwise_signs_nobody_in(
    house: House, passkeys: Passkeys, device: Authenticator, so: dict[str, object]
) -> None:
    assert await enter(passkeys, device, house.clock(), **so) is None
    assert await sessions_of(house.database, "bea") == []
    (failed,) = await acts_of(house.database, FAILED)
    assert failed.subject in ("bea", "-")
    assert isinstance(await enter(passkeys, device, house.clock()), Begun)


@pytest.mark.parametrize("so", WRONG.values(), ids=WRONG)
async def test_what_was_made_otherwise_is_not_added(
    house: House, passkeys: Passkeys, bea: Person, so: dict[str, object]
) -> None:
    account = await account_of(house, bea)
    made = Authenticator().made(await passkeys.to_add(account, house.clock()), **so)
    assert await passkeys.add(account, made, "", house.clock()) == NOT_ADDED
    assert await passkeys.of("bea") == []


async def test_an_answer_counts_once(
    house: House, passkeys: Passkeys, device: Authenticator
) -> None:
    answer = device.signed(await passkeys.to_sign_in(house.clock()))
    assert isinstance(await passkeys.sign_in(answer, house.clock()), Begun)
    assert await passkeys.sign_in(answer, house.clock()) is None
    assert len(await passkeys.of("bea")) == 1, "a replay is no copy of the device"


async def test_a_challenge_that_was_answered_wrongly_is_used_up(
    house: House, passkeys: Passkeys, device: Authenticator
) -> None:
    asked = await passkeys.to_sign_in(house.clock())
    assert await passkeys.sign_in(device.signed(asked, flags=PRESENT), house.clock()) is None
    assert await passkeys.sign_in(device.signed(asked), house.clock()) is None


@pytest.mark.parametrize(("after", "counts"), [(4.99, True), (5, False), (60, False)])
async def test_a_challenge_is_good_for_five_minutes(
    house: House, passkeys: Passkeys, device: Authenticator, after: float, counts: bool
) -> None:
    asked, now = await passkeys.to_sign_in(house.clock()), house.clock()
    begun = await passkeys.sign_in(device.signed(asked), now + after * MINUTE)
    assert isinstance(begun, Begun) == counts


async def test_a_challenge_of_ones_own_making_or_for_something_else_is_none(
    house: House, passkeys: Passkeys, device: Authenticator, bea: Person
) -> None:
    now, mine = house.clock(), await account_of(house, bea)
    cyd = await account_of(house, await person(house, "cyd", Role.CURATOR))
    own = json.dumps({"challenge": "A" * 43})
    assert await passkeys.sign_in(device.signed(own), now) is None
    assert await passkeys.sign_in(device.signed(await passkeys.to_add(mine, now)), now) is None
    other = Authenticator(seed=8)
    for options in (await passkeys.to_sign_in(now), await passkeys.to_add(mine, now), own):
        assert await passkeys.add(cyd, other.made(options), "", now) == NOT_ADDED
    assert await passkeys.of("cyd") == []


@pytest.mark.parametrize("count", [0, 1, 2])
async def test_a_counter_that_does_not_rise_removes_the_copied_passkey_and_ends_sessions(
    house: House, passkeys: Passkeys, device: Authenticator, count: int
) -> None:
    for _ in range(3):
        assert isinstance(await enter(passkeys, device, house.clock()), Begun)
    copy = Authenticator(count=count)
    assert await enter(passkeys, copy, house.clock()) is None
    assert await passkeys.of("bea") == []
    assert await sessions_of(house.database, "bea") == []
    (*_, last, failed) = await acts(house.database)
    assert (failed.action, failed.subject) == (FAILED, "bea")
    assert (last.action, last.reason) == ("copied passkey removed", f"counter {count + 1} after 3")
    assert await enter(passkeys, device, house.clock()) is None


async def test_somebody_elses_key_under_this_id_signs_nobody_in_and_removes_nothing(
    house: House, passkeys: Passkeys, device: Authenticator
) -> None:
    await enter(passkeys, device, house.clock())
    thief = Authenticator(count=None, seed=9)
    thief.id = device.id
    assert await enter(passkeys, thief, house.clock()) is None
    assert len(await passkeys.of("bea")) == 1


async def test_a_suspended_account_is_entered_by_nothing(
    house: House, passkeys: Passkeys, device: Authenticator
) -> None:
    await house.people.suspend("bea", Because("ada", house.clock(), "laptop lost"))
    assert await enter(passkeys, device, house.clock()) is None
    assert [act.subject for act in await acts_of(house.database, FAILED)] == ["bea"]


async def test_whoever_is_invited_again_has_none_of_the_passkeys_before(
    house: House, passkeys: Passkeys, device: Authenticator
) -> None:
    because = Because("ada", house.clock(), "laptop lost")
    await house.people.suspend("bea", because)
    await take_over(house, await house.people.restore("bea", because), house.clock())
    assert await passkeys.of("bea") == []
    assert await enter(passkeys, device, house.clock()) is None


async def test_a_passkey_belongs_to_one_account_and_is_removed_by_its_owner_alone(
    house: House, passkeys: Passkeys, device: Authenticator, bea: Person
) -> None:
    now, mine = house.clock(), await account_of(house, bea)
    cyd = await account_of(house, await person(house, "cyd", Role.CURATOR))
    assert (
        await passkeys.add(cyd, device.made(await passkeys.to_add(cyd, now)), "", now) == NOT_ADDED
    )
    (kept,) = await passkeys.of("bea")
    await passkeys.remove(cyd, kept.id, now)
    assert await passkeys.of("bea") == [kept]
    await passkeys.remove(mine, kept.id, now)
    assert await passkeys.of("bea") == []
    assert (await acts(house.database))[-1].action == "passkey removed"


async def test_an_account_has_at_most_so_many(
    house: House, passkeys: Passkeys, bea: Person
) -> None:
    now, mine = house.clock(), await account_of(house, bea)
    said = [
        await passkeys.add(
            mine,
            Authenticator(seed=20 + n).made(await passkeys.to_add(mine, now)),
            str(n),
            now + timedelta(seconds=n),
        )
        for n in range(MOST + 1)
    ]
    assert said == [None] * MOST + [TOO_MANY]
    assert [p.name for p in await passkeys_of(house.database, "bea")] == list(map(str, range(MOST)))


@pytest.mark.parametrize(
    ("home", "party"),
    [
        ("https://registry.example", ("registry.example", "https://registry.example")),
        ("https://registry.example/a/log", ("registry.example", "https://registry.example")),
        ("https://registry.example:8443", ("registry.example", "https://registry.example:8443")),
    ],
)
def test_an_origin_is_an_address_without_its_path(home: str, party: tuple[str, str]) -> None:
    assert RelyingParty.at(home) == RelyingParty(*party)


def test_a_name_is_short_and_shows_nothing_hidden() -> None:
    assert (named("  my \x00tele\u202ephone "), named(""), len(named("x" * 99))) == (
        "my telephone",
        "Passkey",
        60,
    )


FIELDS = st.sampled_from(["id", "response", "clientDataJSON", "challenge"])
NESTED = st.recursive(st.none() | st.text(), lambda inner: st.dictionaries(FIELDS, inner))


@given(st.text() | NESTED.map(json.dumps))
def test_whatever_is_sent_is_read_or_is_nothing(sent: str) -> None:
    assert isinstance(challenge_in(sent), bytes)
    assert isinstance(id_in(sent), str)


Sent = dict[str, Any]


def answering(change: Callable[[str], Any]) -> Callable[[Sent], Sent]:
    """Another response beside the right client data."""

    def changed(sent: Sent) -> Sent:
        told = sent["response"]
        others = {name: change(value) for name, value in told.items() if name != "clientDataJSON"}
        return sent | {"response": others | {"clientDataJSON": told["clientDataJSON"]}}

    return changed


MANGLED: dict[str, Callable[[Sent], Sent]] = {
    "another type": lambda sent: sent | {"type": "password"},
    "another raw id": lambda sent: sent | {"rawId": "AAAA"},
    "a raw id that is none": lambda sent: sent | {"rawId": 5},
    "nothing signed": answering(lambda _: ""),
    "a piece": answering(lambda text: text[:40]),
    "no base64": answering(lambda _: "é*"),
    "numbers": answering(lambda _: 7),
    "nothing": answering(lambda _: None),
}


@pytest.mark.parametrize("mangle", MANGLED.values(), ids=MANGLED)
async def test_a_mangled_answer_is_refused_like_any_other(
    house: House,
    passkeys: Passkeys,
    device: Authenticator,
    bea: Person,
    mangle: Callable[[Sent], Sent],
) -> None:
    now, mine = house.clock(), await account_of(house, bea)
    signed = device.signed(await passkeys.to_sign_in(now))
    assert await passkeys.sign_in(json.dumps(mangle(json.loads(signed))), now) is None
    made = Authenticator(seed=30).made(await passkeys.to_add(mine, now))
    assert await passkeys.add(mine, json.dumps(mangle(json.loads(made))), "", now) == NOT_ADDED
