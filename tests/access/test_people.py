"""Accounts and roles: who may be what, what one person never is, what changes at once."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from people import account, invite, person, take_over
from running import UNIVERSITY, Running, running_registry

from registry.access.because import Because
from registry.access.keys import Refusal, Terms
from registry.access.sign_in import Unable
from registry.errors import AccountError, DutyError
from registry.model.access import DUTIES, AccountState, Duty, Role, broken_duties
from registry.storage.ledger import acts
from registry.storage.people import find_account, holders
from registry.storage.sessions import sessions_of

pytestmark = pytest.mark.anyio
TODAY = date(2027, 3, 10)
S, D, C, B, A, X = (
    Role.SUBMITTER,
    Role.DATA_STEWARD,
    Role.CURATOR,
    Role.BOARD_MEMBER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, TODAY) as running:
        yield running


def because(registry: Running, actor: str = "ada") -> Because:
    return Because(actor, registry.clock(), "as agreed in the meeting")


PAIRS = [(d, one, other) for d in DUTIES for one in sorted(d.one) for other in sorted(d.other)]


@pytest.mark.parametrize(("duty", "one", "other"), PAIRS, ids=lambda v: str(getattr(v, "id", v)))
async def test_no_two_roles_that_check_each_other_meet_in_one_person(
    duty: Duty, one: Role, other: Role
) -> None:
    assert duty in list(broken_duties(frozenset({one, other})))
    assert list(broken_duties(frozenset({one}))) == []


async def test_an_invitation_with_roles_that_exclude_each_other_is_refused(
    registry: Running,
) -> None:
    with pytest.raises(DutyError, match="submit-or-decide"):
        await invite(registry.house, account("eve", S, B), registry.clock())
    assert await find_account(registry.house.database, "eve") is None


async def test_a_role_that_excludes_another_is_not_granted(registry: Running) -> None:
    await person(registry.house, "cyd", C)
    with pytest.raises(DutyError, match="prepare-or-approve"):
        await registry.house.people.grant("cyd", B, because(registry))
    found = await find_account(registry.house.database, "cyd")
    assert found
    assert found.roles == {C}


async def test_a_sponsors_role_needs_a_sponsor(registry: Running) -> None:
    for organisation in (None, "nowhere"):
        wanted = account("sam", S, organisation=organisation)
        with pytest.raises(AccountError):
            await invite(registry.house, wanted, registry.clock())


async def test_an_invited_account_has_no_role_until_it_is_taken_over(registry: Running) -> None:
    invitation = await invite(registry.house, account("bea", B), registry.clock())
    assert await holders(registry.house.database, B) == set()
    await take_over(registry.house, invitation, registry.clock())
    assert await holders(registry.house.database, B) == {"bea"}


async def test_granting_and_revoking_ends_sessions_and_stands_in_the_trail(
    registry: Running,
) -> None:
    house = registry.house
    sam = await person(house, "sam", S, organisation=UNIVERSITY)
    await house.reception.sign_in(sam.typed(registry.clock()), registry.clock())
    assert len(await sessions_of(house.database, "sam")) == 1
    await house.people.grant("sam", D, because(registry))
    assert await sessions_of(house.database, "sam") == []
    async with house.database.transaction():
        await house.reception.sessions.begin("sam", registry.clock())
    assert len(await sessions_of(house.database, "sam")) == 1
    await house.people.deprive("sam", S, because(registry))
    assert await sessions_of(house.database, "sam") == []
    *_, granted, revoked = await acts(house.database)
    assert (granted.actor, granted.action, granted.subject, granted.reason) == (
        "ada",
        "role granted: DATA_STEWARD",
        "sam",
        "as agreed in the meeting",
    )
    assert revoked.action == "role revoked: SUBMITTER"
    found = await find_account(house.database, "sam")
    assert found
    assert found.roles == {D}


async def test_a_suspended_account_loses_sessions_keys_and_invitations_at_once(
    registry: Running,
) -> None:
    house, now = registry.house, registry.clock()
    sam = await person(house, "sam", S, organisation=UNIVERSITY)
    begun = await house.reception.sign_in(sam.typed(now), now)
    assert not isinstance(begun, Unable)
    terms = Terms(UNIVERSITY, account_id="sam")
    key = await house.doorkeeper.issue(terms, because(registry), house.intake.random_bytes)
    again = await house.people.invite_again("sam", because(registry))
    await house.people.suspend("sam", because(registry))
    assert await house.reception.sessions.read(begun.token, now) is None
    assert await house.doorkeeper.admit(f"Bearer {key.token}", now) is Refusal.NO_ACCOUNT
    assert await house.reception.offered(again.code, now) is Unable.NO_INVITATION
    later = now + timedelta(minutes=5)
    assert await house.reception.sign_in(sam.typed(later), later) is Unable.WRONG


async def test_a_restored_account_is_taken_over_anew(registry: Running) -> None:
    house, now = registry.house, registry.clock()
    await person(house, "bea", B)
    await house.people.suspend("bea", because(registry))
    invitation = await house.people.restore("bea", because(registry))
    found = await find_account(house.database, "bea")
    assert found
    assert found.state is AccountState.INVITED
    await take_over(house, invitation, now)
    assert await holders(house.database, B) == {"bea"}


async def test_a_person_who_lost_everything_is_invited_again_and_the_old_ways_end(
    registry: Running,
) -> None:
    house, now = registry.house, registry.clock()
    bea = await person(house, "bea", B)
    invitation = await house.people.invite_again("bea", because(registry))
    assert await holders(house.database, B) == {"bea"}, "nothing changes before it is accepted"
    new = await take_over(house, invitation, now)
    later = now + timedelta(minutes=1)
    assert await house.reception.sign_in(bea.typed(later), later) is Unable.WRONG
    assert not isinstance(await house.reception.sign_in(new.typed(later), later), Unable)


async def test_there_is_always_an_administrator(registry: Running) -> None:
    house = registry.house
    await person(house, "ada", X)
    with pytest.raises(AccountError, match="last administrator"):
        await house.people.suspend("ada", because(registry))
    with pytest.raises(AccountError, match="last administrator"):
        await house.people.deprive("ada", X, because(registry))
    await person(house, "abe", X)
    await house.people.suspend("ada", because(registry))


@pytest.mark.parametrize("id", ["", "a", "A", "1a", "a b", "a\nb", "a" * 65, "ä", "a;", "-a"])
async def test_an_id_can_always_stand_in_a_line_of_the_trail(registry: Running, id: str) -> None:
    with pytest.raises(AccountError):
        await invite(registry.house, account(id, B), registry.clock())


async def test_no_account_is_taken_twice(registry: Running) -> None:
    await person(registry.house, "bea", B)
    with pytest.raises(AccountError, match="already"):
        await invite(registry.house, account("bea", C), registry.clock())


async def test_a_key_of_a_person_is_bound_by_that_persons_roles(registry: Running) -> None:
    house = registry.house
    await person(house, "aud", A, organisation=UNIVERSITY)
    terms = Terms(UNIVERSITY, account_id="aud")
    key = await house.doorkeeper.issue(terms, because(registry), house.intake.random_bytes)
    principal = await house.doorkeeper.admit(f"Bearer {key.token}", registry.clock())
    assert not isinstance(principal, Refusal)
    assert principal.roles == frozenset({A})


async def test_a_key_bounds_nobody_of_another_organisation(registry: Running) -> None:
    house = registry.house
    await person(house, "sam", S, organisation=UNIVERSITY)
    for id in ("sam", "nobody"):
        terms = Terms("university-of-ostra", account_id=id)
        with pytest.raises(AccountError):
            await house.doorkeeper.issue(terms, because(registry), house.intake.random_bytes)
