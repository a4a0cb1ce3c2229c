"""People in tests: accounts that were invited and taken over, with passwords and codes."""

from datetime import datetime, timedelta

from pyotp import TOTP

from registry.access.because import Because
from registry.access.people import Invitation
from registry.access.sessions import Begun
from registry.access.sign_in import Chosen, Offered, Typed
from registry.app import House
from registry.model.access import Account, AccountState, Role
from registry.storage.people import find_account

PASSWORD = "four unrelated words here"
STEP = timedelta(seconds=30)


class Person:
    """Somebody who took over an account; `secret` is in their authenticator app."""

    def __init__(self, id: str, secret: str) -> None:
        self.id = id
        self.secret = secret

    def code(self, at: datetime) -> str:
        """What the app shows at a moment."""
        return str(TOTP(self.secret).at(at))

    def typed(self, at: datetime, password: str = PASSWORD) -> Typed:
        """What the person types to sign in."""
        return Typed(self.id, password, self.code(at))


def account(id: str, *roles: Role, organisation: str | None = None) -> Account:
    """An account to invite."""
    return Account(id, f"{id} (fictional)", organisation, AccountState.INVITED, frozenset(roles))


async def invite(house: House, wanted: Account, at: datetime) -> Invitation:
    """Invite somebody."""
    return await house.people.invite(wanted, Because("operator", at, "test"))


async def take_over(house: House, invitation: Invitation, at: datetime) -> Person:
    """Accept an invitation with the code of the moment."""
    offered = await house.reception.offered(invitation.code, at)
    assert isinstance(offered, Offered)
    person = Person(invitation.account.id, offered.secret)
    chosen = Chosen(invitation.code, PASSWORD, person.code(at))
    begun = await house.reception.accept(chosen, at)
    assert isinstance(begun, Begun), begun
    await house.reception.sessions.end(begun.token)
    return person


async def person(
    house: House, id: str, *roles: Role, organisation: str | None = None, at: datetime | None = None
) -> Person:
    """Somebody with an active account; the first code was used an hour ago."""
    moment = at or house.clock() - timedelta(hours=1)
    invitation = await invite(house, account(id, *roles, organisation=organisation), moment)
    return await take_over(house, invitation, moment)


async def account_of(house: House, who: Person) -> Account:
    """The account of somebody, as it is stored now."""
    found = await find_account(house.database, who.id)
    assert found is not None
    return found


async def board(house: House, *ids: str) -> None:
    """Members of the board."""
    for id in ids:
        await person(house, id, Role.BOARD_MEMBER)
