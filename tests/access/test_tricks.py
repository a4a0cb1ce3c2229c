"""What people try: a key in the wrong place, a code in other digits, locking others out."""

from datetime import date
from typing import Any

import pytest
from authenticator import Authenticator
from people import PASSWORD, Person, account_of
from running import UNIVERSITY, Running

from registry.access.passkeys import Passkeys
from registry.access.sessions import Begun
from registry.access.sign_in import MOST_FAILURES, Typed, Unable
from registry.app import House

pytestmark = pytest.mark.anyio
BEGAN = date(2027, 3, 10)
ME = {"query": "{ me { id } }"}
PLACES: dict[str, Any] = {
    "in the address": lambda key: {"params": {"access_token": key, "api_key": key, "key": key}},
    "in a header of its own": lambda key: {"headers": {"X-API-Key": key}},
    "as a cookie": lambda key: {"headers": {"Cookie": f"session={key}; Authorization={key}"}},
    "as a password": lambda key: {"auth": ("key", key)},
    "as somebody else's": lambda key: {"headers": {"Proxy-Authorization": f"Bearer {key}"}},
    "without its kind": lambda key: {"headers": {"Authorization": key}},
}


@pytest.mark.parametrize("place", PLACES)
async def test_a_key_counts_in_one_place_alone(registry: Running, place: str) -> None:
    """Addresses stand in logs and histories, and browsers send cookies and passwords unasked."""
    told = PLACES[place](registry.keys[UNIVERSITY])
    answer = await registry.http.post("/sponsor/graphql", json=ME, **told)
    assert answer.status_code == 401


async def test_a_code_in_other_digits_is_wrong_and_no_fault(house: House, bea: Person) -> None:
    now = house.clock()
    code = bea.code(now).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert await house.reception.sign_in(Typed("bea", PASSWORD, code), now) is Unable.WRONG


async def test_whoever_locks_a_name_keeps_out_nobody_who_has_a_passkey(
    house: House, passkeys: Passkeys, bea: Person
) -> None:
    device, account, now = Authenticator(), await account_of(house, bea), house.clock()
    made = device.made(await passkeys.to_add(account, now))
    assert await passkeys.add(account, made, "telephone", now) is None
    for _ in range(MOST_FAILURES):
        await house.reception.sign_in(Typed("bea", "guess", "000000"), now)
    assert await house.reception.sign_in(bea.typed(now), now) is Unable.WRONG
    signed = device.signed(await passkeys.to_sign_in(now))
    assert isinstance(await passkeys.sign_in(signed, now), Begun)
