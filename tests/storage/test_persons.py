"""One person under two pseudonyms: seen by curators alone, decided once, counted once."""

from datetime import UTC, date, datetime

import pytest
from msgspec import structs
from running import OPERATOR, OTHER_UNIVERSITY, UNIVERSITY, Running
from sending import PRODUCT, envelope, everything, notices, programme, pseudonyms, record, send

from anonymise.tokens import link_tokens
from registry.app import House
from registry.errors import AccountError
from registry.intake.persons import decide
from registry.intake.register import enter_directory
from registry.intake.tools import Envelope
from registry.intake.withdraw import accept_withdrawal, confirm
from registry.model.codes import PersonDecision, WithdrawalScope
from registry.model.programme import Programme
from registry.model.registration import Recorded
from registry.model.submission import Accepted, EpisodeNotice, LinkTokens, Withdrawal
from registry.storage.directory import find_fact
from registry.storage.ledger import acts
from registry.storage.persons import PossiblePerson, possible_persons
from registry.storage.tables import LinkTokenRecord

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
AT = datetime(2027, 3, 20, tzinfo=UTC)
MINE, THEIRS = pseudonyms(12), pseudonyms(12, start=0xF1)
CONSORTIUM = b"c" * 32
SAME, DIFFERENT = PersonDecision.SAME, PersonDecision.DIFFERENT


def linked(pseudonym: str, born: date = date(1980, 3, 4)) -> EpisodeNotice:
    """A notice of Xanthippe, as one hospital writes it."""
    tokens = link_tokens(CONSORTIUM, "Quillfeather", "Xanthippe", born, pseudonym)
    (notice,) = notices([pseudonym])
    return structs.replace(notice, link_tokens=LinkTokens(*tokens))


async def study(house: House, sponsor: str) -> str:
    """A programme of a sponsor; all are of one lineage, as a curator found."""
    product = await record(house, PRODUCT, BEGAN, sponsor=sponsor)
    id = await record(house, programme(product), BEGAN, sponsor=sponsor)
    made = await find_fact(house.database, Programme, id)
    assert made is not None
    one = structs.replace(made, lineage="tarnleucel")
    await enter_directory(house.intake, [one], Envelope(OPERATOR, AT), "lineage")
    return id


@pytest.fixture
async def studies(house: House) -> tuple[str, str]:
    """Two sponsors report twelve patients each, of whom the first is one person."""
    mine, theirs = await study(house, UNIVERSITY), await study(house, OTHER_UNIVERSITY)
    first = [linked(MINE[0]), *notices(MINE[1:])]
    second = [linked(THEIRS[0], date(1980, 4, 3)), *notices(THEIRS[1:])]
    assert isinstance(await send(house, mine, MARCH, first), Accepted)
    answer = await send(house, theirs, date(2027, 3, 11), second, sponsor=OTHER_UNIVERSITY)
    assert isinstance(answer, Accepted)
    return mine, theirs


async def pair(house: House) -> tuple[str, str]:
    (found,) = await possible_persons(house.database)
    return found.first, found.second


async def members(registry: Running) -> dict[str, int]:
    """How many patients each programme's group holds once it is open."""
    for day in (date(2027, 3, 31), date(2028, 9, 30)):
        await registry.publish(day)
    assert registry.house.shelf.current is not None
    groups = registry.house.shelf.current.snapshot.groups
    return {group.programme_id: group.accepted or 0 for group in groups}


@pytest.mark.usefixtures("studies")
async def test_two_pseudonyms_of_one_person_meet_across_sponsors(house: House) -> None:
    (found,) = await possible_persons(house.database)
    assert isinstance(found, PossiblePerson)
    assert found.first < found.second
    assert found.tokens == 2


async def test_tokens_are_kept_once_and_never_as_they_were_sent(
    house: House, studies: tuple[str, str]
) -> None:
    sent = linked(MINE[0])
    assert isinstance(await send(house, studies[0], MARCH, [sent]), Accepted)
    rows = await house.database.run(LinkTokenRecord.select())
    assert len(rows) == 6
    told = sent.link_tokens
    assert told is not None
    assert not {row["token"] for row in rows} & set(structs.astuple(told))


async def test_tokens_may_follow_a_notice(house: House) -> None:
    mine = await study(house, UNIVERSITY)
    await send(house, mine, MARCH, notices(MINE[:1]))
    await send(house, mine, MARCH, [linked(MINE[0])])
    assert await house.database.run(LinkTokenRecord.count()) == 3


async def test_no_answer_tells_whether_a_token_is_known(
    house: House, studies: tuple[str, str]
) -> None:
    known, unknown = linked(MINE[1]), linked(MINE[2], date(1950, 1, 1))
    answers = [
        await send(house, studies[0], MARCH, [notice], dry_run=True) for notice in (known, unknown)
    ]
    assert isinstance(answers[0], Accepted)
    hidden = {"submission_id": "", "digest": ""}
    assert structs.replace(answers[0], **hidden) == structs.replace(answers[1], **hidden)


async def test_until_somebody_decides_both_count(
    registry: Running, studies: tuple[str, str]
) -> None:
    assert await members(registry) == {studies[0]: 12, studies[1]: 12}


async def test_one_person_counts_where_it_was_registered_first(
    registry: Running, studies: tuple[str, str]
) -> None:
    await decide(registry.house.database, await pair(registry.house), SAME, AT, "curator")
    assert await members(registry) == {studies[0]: 12, studies[1]: 11}


async def test_different_persons_both_count(registry: Running, studies: tuple[str, str]) -> None:
    await decide(registry.house.database, await pair(registry.house), DIFFERENT, AT, "curator")
    assert await members(registry) == {studies[0]: 12, studies[1]: 12}


async def test_what_was_sealed_before_stays(registry: Running, studies: tuple[str, str]) -> None:
    await registry.publish(date(2027, 3, 31))
    await decide(registry.house.database, await pair(registry.house), SAME, AT, "curator")
    assert await members(registry) == {studies[0]: 12, studies[1]: 12}


@pytest.mark.usefixtures("studies")
async def test_a_decision_is_taken_once_with_its_audit_event(house: House) -> None:
    first, second = await pair(house)
    await decide(house.database, (second, first), SAME, AT, "curator")
    assert await possible_persons(house.database) == []
    before = await everything(house.database)
    with pytest.raises(AccountError, match="No such pair waits"):
        await decide(house.database, (first, second), DIFFERENT, AT, "curator")
    assert await everything(house.database) == before
    last = (await acts(house.database))[-1]
    assert (last.actor, last.action, last.subject) == (
        "curator",
        "persons: SAME",
        f"{first} {second}",
    )


async def test_erasure_takes_the_tokens_too(house: House, studies: tuple[str, str]) -> None:
    asked = Withdrawal(studies[0], MINE[0], WithdrawalScope.ERASE)
    recorded = await accept_withdrawal(house.intake, asked, envelope(MARCH))
    assert isinstance(recorded, Recorded)
    await confirm(house.intake, recorded.id, AT, "curator")
    assert await possible_persons(house.database) == []
    assert await house.database.run(LinkTokenRecord.count()) == 3
