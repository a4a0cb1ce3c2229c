"""Signing in: what counts once, what is refused in the same words, what is never kept in clear."""

from datetime import UTC, date, datetime, timedelta

import pytest
from people import PASSWORD, STEP, Person, account, invite, person, take_over
from running import Running

from registry.access.because import Because
from registry.access.passwords import LEAST, MOST, weakness
from registry.access.second_factor import step_of
from registry.access.sessions import IDLE, LONGEST, Begun, form_fits, is_over
from registry.access.sign_in import LOCKED, MOST_FAILURES, Chosen, Offered, Typed, Unable
from registry.model.access import Role
from registry.storage.ledger import acts
from registry.storage.sessions import StoredSession, sessions_of

pytestmark = pytest.mark.anyio
BEGAN = date(2027, 3, 10)
BOARD = Role.BOARD_MEMBER


async def enter(registry: Running, typed: Typed, at: datetime) -> Begun | Unable:
    return await registry.house.reception.sign_in(typed, at)


# RFC 6238, appendix B: SHA-1, the last six of the eight digits
@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    at = datetime.fromtimestamp(seconds, UTC)
    assert step_of(secret, code, at, 0) == seconds // 30
    assert step_of(secret, code, at, seconds // 30) is None, "a step never counts twice"


@pytest.mark.parametrize(
    ("steps", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
async def test_a_code_counts_for_its_step_and_the_ones_beside_it(
    registry: Running, bea: Person, steps: int, counts: bool
) -> None:
    now = registry.clock()
    typed = Typed("bea", PASSWORD, bea.code(now + steps * STEP))
    assert isinstance(await enter(registry, typed, now), Begun) == counts


async def test_a_code_counts_once(registry: Running, bea: Person) -> None:
    now = registry.clock()
    assert isinstance(await enter(registry, bea.typed(now), now), Begun)
    assert await enter(registry, bea.typed(now), now) is Unable.WRONG
    earlier = Typed("bea", PASSWORD, bea.code(now - STEP))
    assert await enter(registry, earlier, now) is Unable.WRONG


@pytest.mark.parametrize(
    "typed",
    [
        ("bea", "another long password", None),
        ("bea", PASSWORD, "000000"),
        ("bea", PASSWORD, ""),
        ("bea", "", None),
        ("nobody", PASSWORD, None),
        ("x\x00y", PASSWORD, None),
        ("\ud800", "\ud800", "\ud800"),
        ("a" * 10_000, "b" * 10_000, "c" * 10_000),
    ],
)
async def test_whatever_is_wrong_is_told_in_one_sentence(
    registry: Running, bea: Person, typed: tuple[str, str, str | None]
) -> None:
    now = registry.clock()
    name, password, code = typed
    wrong = Typed(name, password, bea.code(now) if code is None else code)
    assert await enter(registry, wrong, now) is Unable.WRONG
    assert await sessions_of(registry.house.database, "bea") == []


@pytest.mark.parametrize("name", ["bea", "nobody"])
@pytest.mark.parametrize("failures", [MOST_FAILURES - 1, MOST_FAILURES])
async def test_a_name_is_locked_after_five_failures_whether_or_not_it_exists(
    registry: Running, bea: Person, name: str, failures: int
) -> None:
    now = registry.clock()
    for _ in range(failures):
        said = await enter(registry, Typed(name, "wrong password", "000000"), now)
        assert said is Unable.WRONG
    rows = await registry.house.database.fetch("SELECT failures FROM sign_in_failure", [])
    counts = sorted(row["failures"] for row in rows)
    assert (set(counts[:-1]), counts[-1]) == ({1}, failures), "the others say what was told"
    entered = await enter(registry, Typed(name, PASSWORD, bea.code(now)), now)
    assert isinstance(entered, Begun) == (name == "bea" and failures < MOST_FAILURES)


@pytest.mark.parametrize(("seconds", "opens"), [(-1, False), (0, True), (1, True)])
async def test_a_lock_ends_after_its_time_and_attempts_do_not_lengthen_it(
    registry: Running, bea: Person, seconds: int, opens: bool
) -> None:
    now = registry.clock()
    for _ in range(MOST_FAILURES):
        await enter(registry, Typed("bea", "wrong password", ""), now)
    await enter(registry, Typed("bea", "wrong password", ""), now + LOCKED / 2)
    then = now + LOCKED + timedelta(seconds=seconds)
    assert isinstance(await enter(registry, bea.typed(then), then), Begun) == opens


async def test_success_forgets_the_failures_before(registry: Running, bea: Person) -> None:
    now = registry.clock()
    for moment in (now, now + STEP):
        for _ in range(MOST_FAILURES - 1):
            await enter(registry, Typed("bea", "wrong password", ""), moment)
        assert isinstance(await enter(registry, bea.typed(moment), moment), Begun)


async def test_names_that_were_tried_are_not_kept_readable_nor_for_ever(
    registry: Running,
) -> None:
    now = registry.clock()
    await enter(registry, Typed("my-secret-typed-as-name", "x", ""), now)
    rows = await registry.house.database.fetch("SELECT * FROM sign_in_failure", [])
    assert len(rows) == 3, "one that counts, one of this name and one of nobody's for the trail"
    assert "my-secret" not in str(rows) + str(await acts(registry.house.database))
    await enter(registry, Typed("another", "x", ""), now + LOCKED + timedelta(seconds=1))
    assert len(await registry.house.database.fetch("SELECT * FROM sign_in_failure", [])) == 3


async def test_an_invitation_is_used_once(registry: Running) -> None:
    now = registry.clock()
    invitation = await invite(registry.house, account("bea", BOARD), now)
    await take_over(registry.house, invitation, now)
    reception = registry.house.reception
    assert await reception.offered(invitation.code, now) is Unable.NO_INVITATION
    chosen = Chosen(invitation.code, PASSWORD, "000000")
    assert await reception.accept(chosen, now) is Unable.NO_INVITATION


@pytest.mark.parametrize(("seconds", "valid"), [(-1, True), (0, False), (1, False)])
async def test_an_invitation_ends(registry: Running, seconds: int, valid: bool) -> None:
    invitation = await invite(registry.house, account("bea", BOARD), registry.clock())
    at = invitation.expires + timedelta(seconds=seconds)
    offered = await registry.house.reception.offered(invitation.code, at)
    assert isinstance(offered, Offered) == valid


async def test_a_later_invitation_ends_the_earlier_one(registry: Running) -> None:
    now = registry.clock()
    first = await invite(registry.house, account("bea", BOARD), now)
    await registry.house.people.invite_again("bea", Because("ada", now))
    assert await registry.house.reception.offered(first.code, now) is Unable.NO_INVITATION


async def test_the_first_code_is_checked_and_used_by_taking_over(registry: Running) -> None:
    now, reception = registry.clock(), registry.house.reception
    invitation = await invite(registry.house, account("bea", BOARD), now)
    wrong = Chosen(invitation.code, PASSWORD, "000000")
    assert await reception.accept(wrong, now) is Unable.WRONG_CODE
    bea = await take_over(registry.house, invitation, now)
    assert await enter(registry, bea.typed(now), now) is Unable.WRONG


@pytest.mark.parametrize(
    ("password", "will_do"),
    [
        ("k7 wolf tin q"[: LEAST - 1], False),
        ("k7 wolf tin q"[:LEAST], True),
        ("ab cd" * 40, False),
        (("abcdefgh" * 20)[:MOST], True),
        ("a" * LEAST, False),
        ("I am bea, bea I am", False),
    ],
)
def test_a_password_is_judged_by_length_not_by_kinds_of_characters(
    password: str, will_do: bool
) -> None:
    assert (weakness(password, "bea") is None) == will_do


async def test_nothing_secret_of_a_person_is_stored_in_clear(registry: Running) -> None:
    now = registry.clock()
    invitation = await invite(registry.house, account("bea", BOARD), now)
    bea = await take_over(registry.house, invitation, now)
    later = now + timedelta(minutes=1)
    begun = await enter(registry, bea.typed(later), later)
    assert isinstance(begun, Begun)
    kept = ""
    for table in ("account", "invitation", "person_session", "audit_event", "sign_in_failure"):
        kept += str(await registry.house.database.fetch(f"SELECT * FROM {table}", []))  # noqa: S608
    assert "$argon2id$" in kept
    for secret in (PASSWORD, bea.secret, invitation.code, begun.token):
        assert secret not in kept
    held = [invitation, begun, bea.typed(later), registry.house.reception]
    assert not any(s in repr(held) for s in (PASSWORD, bea.secret, invitation.code, begun.token))


async def test_a_second_factor_moved_to_another_account_opens_nothing(
    registry: Running, bea: Person
) -> None:
    await person(registry.house, "ben", BOARD)
    move = (
        "UPDATE account SET second_factor = (SELECT a.second_factor FROM account a "
        "WHERE a.id = 'bea') WHERE id = 'ben'"
    )
    await registry.house.database.run_ddl(move)
    now = registry.clock()
    typed = Typed("ben", PASSWORD, bea.code(now))
    assert await enter(registry, typed, now) is Unable.WRONG


async def test_each_sign_in_has_a_new_session_and_ends_the_browsers_old_one(
    registry: Running, bea: Person
) -> None:
    now, sessions = registry.clock(), registry.house.reception.sessions
    first = await enter(registry, bea.typed(now), now)
    assert isinstance(first, Begun)
    later = now + STEP
    second = await registry.house.reception.sign_in(bea.typed(later), later, first.token)
    assert isinstance(second, Begun)
    assert first.token != second.token
    assert await sessions.read(first.token, later) is None
    found = await sessions.read(second.token, later)
    assert found
    assert found.principal.roles == frozenset({BOARD})


def session(started: datetime, seen: datetime) -> StoredSession:
    return StoredSession("d", "i", "bea", started, seen)


@pytest.mark.parametrize(("seconds", "over"), [(-1, False), (0, True), (1, True)])
def test_a_session_ends_when_idle_and_when_it_lasted_long(seconds: int, over: bool) -> None:
    began = datetime(2027, 3, 10, 8, tzinfo=UTC)
    late = timedelta(seconds=seconds)
    assert is_over(session(began, began), began + IDLE + late) == over
    at = began + LONGEST + late
    assert is_over(session(began, at - timedelta(minutes=1)), at) == over


async def test_a_session_in_use_goes_on_and_one_left_alone_is_removed(
    registry: Running, bea: Person
) -> None:
    now, sessions = registry.clock(), registry.house.reception.sessions
    begun = await enter(registry, bea.typed(now), now)
    assert isinstance(begun, Begun)
    for minutes in (20, 40, 60):
        assert await sessions.read(begun.token, now + timedelta(minutes=minutes))
    assert await sessions.read(begun.token, now + timedelta(minutes=91)) is None
    assert await sessions_of(registry.house.database, "bea") == []


async def test_a_form_fits_the_session_it_was_made_for_and_no_other(
    registry: Running, bea: Person
) -> None:
    now, sessions = registry.clock(), registry.house.reception.sessions
    first = await enter(registry, bea.typed(now), now)
    second = await enter(registry, bea.typed(now + STEP), now + STEP)
    assert isinstance(first, Begun)
    assert isinstance(second, Begun)
    one_in = await sessions.read(first.token, now + STEP)
    two_in = await sessions.read(second.token, now + STEP)
    assert one_in
    assert two_in
    assert form_fits(one_in, one_in.form_token)
    assert not form_fits(one_in, two_in.form_token)
    assert not form_fits(one_in, "")


async def test_signing_out_everywhere_ends_every_session(registry: Running, bea: Person) -> None:
    now = registry.clock()
    await enter(registry, bea.typed(now), now)
    await enter(registry, bea.typed(now + STEP), now + STEP)
    assert await registry.house.people.sign_out("bea", Because("bea", now)) == 2
    assert await sessions_of(registry.house.database, "bea") == []
