"""Who signs in: Bea of the board, and where passkeys are judged."""

import pytest
from authenticator import ORIGIN, RP_ID
from people import Person, person

from registry.access.passkeys import Passkeys, RelyingParty
from registry.app import House
from registry.model.access import Role


@pytest.fixture
def passkeys(house: House) -> Passkeys:
    return Passkeys(house.reception, RelyingParty(RP_ID, ORIGIN))


@pytest.fixture
async def bea(house: House) -> Person:
    return await person(house, "bea", Role.BOARD_MEMBER)
