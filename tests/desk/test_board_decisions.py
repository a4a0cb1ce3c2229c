"""Errata, wishes, duplicates and withdrawals are decided on pages as on the command line."""

from datetime import date
from pathlib import Path

import pytest
from corrected import PATIENTS, correct, counted, group_of, responds
from desk import Desk, at_desk
from msgspec import structs
from people import board
from running import OTHER_UNIVERSITY, UNIVERSITY, Running
from sending import PRODUCT, envelope, notices, programme, record, register, send

from anonymise.tokens import link_tokens
from registry.intake.withdraw import accept_withdrawal
from registry.model.access import Role
from registry.model.codes import WithdrawalScope
from registry.model.registration import KeyRequestDraft, Recorded
from registry.model.submission import Accepted, LinkTokens, Withdrawal
from registry.model.transparency import Erratum
from registry.model.wishes import KeyRequest, SplitKey
from registry.storage.directory import read_facts
from registry.storage.erasures import read_erasures
from registry.storage.ledger import acts
from registry.storage.persons import possible_persons
from registry.storage.withdrawals import open_withdrawals

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
ERRATUM, WISHES = "/board/erratum", "/board/wishes"
DUPLICATES, WITHDRAWALS = "/board/duplicates", "/board/withdrawals"
NOTE = "Both sponsors were asked."


async def member(registry: Running, role: Role = Role.BOARD_MEMBER) -> Desk:
    return await at_desk(registry, role, organisation=None, id="bea")


async def test_an_erratum_is_chosen_from_what_is_public(on_sqlite: Running) -> None:
    registry = on_sqlite
    told = await counted(registry)
    await correct(registry, told, [responds(PATIENTS[0], "PD")])
    bea = await member(registry)
    content = f"{group_of(registry).id} endpoint/response"
    at = f"{ERRATUM}?programme={told}"
    assert "endpoint response" in await bea.read(at)
    for wrong in ({"content": "no-group funnel"}, {"content": content, "reason": "BORED"}):
        answer = await bea.send(ERRATUM, at=at, **wrong)
        assert (answer.status_code, "There is a problem" in answer.text) == (422, True)
    assert (
        await bea.send(ERRATUM, at=at, content=content, reason="TOLD_WRONGLY")
    ).status_code == 303
    (erratum,) = (await read_facts(registry.house.database)).all(Erratum)
    assert (erratum.content, erratum.subject_id) == ("endpoint/response", group_of(registry).id)


async def test_a_wish_is_decided_in_public_words_and_counted_for_the_board_alone(
    registry: Running,
) -> None:
    bea, house = await member(registry), registry.house
    id = await record(house, KeyRequestDraft(SplitKey.SEX, "To tell women from men."), BEGAN)
    assert "To tell women from men." in await bea.read(WISHES)
    assert "counts are for the board alone" in await bea.read(f"{WISHES}?outlook=SEX")
    last = (await acts(house.database))[-1]
    assert (last.actor, last.action, last.subject) == (bea.who.id, "outlook read", "SEX")
    refused = await bea.send(WISHES, request=id, decision="decline", reason="Only 3 queues.")
    assert (refused.status_code, 'href="#reason"' in refused.text) == (422, True)
    reason = "Hardly a queue could be split."
    assert (
        await bea.send(WISHES, request=id, decision="decline", reason=reason)
    ).status_code == 303
    (wish,) = (await read_facts(house.database)).all(KeyRequest)
    assert wish.decision is not None
    assert (wish.decision.adopted, wish.decision.reason) == (False, reason)
    assert reason in await bea.read(WISHES)


async def pair_of(registry: Running) -> None:
    """One person, reported by two sponsors."""
    house, consortium = registry.house, b"c" * 32
    for sponsor, pseudonym in ((UNIVERSITY, "a" * 32), (OTHER_UNIVERSITY, "b" * 32)):
        product = await record(house, PRODUCT, BEGAN, sponsor=sponsor)
        study = await record(house, programme(product), BEGAN, sponsor=sponsor)
        born = date(1980, 3, 4)
        tokens = link_tokens(consortium, "Quillfeather", "Xanthippe", born, pseudonym)
        (notice,) = notices([pseudonym], "2027-01")
        told = [structs.replace(notice, link_tokens=LinkTokens(*tokens))]
        assert isinstance(await send(house, study, BEGAN, told, sponsor=sponsor), Accepted)


async def test_a_curator_decides_about_a_pair_with_a_reason(registry: Running) -> None:
    await pair_of(registry)
    database = registry.house.database
    cora = await member(registry, Role.CURATOR)
    (found,) = await possible_persons(database)
    page = await cora.read(DUPLICATES)
    assert (await acts(database))[-1].action == "possible duplicates read"
    assert found.first in page
    typed = {"pair": f"{found.first} {found.second}", "decision": "SAME"}
    for note in ("", "She is anna@hospital.example."):
        refused = await cora.send(DUPLICATES, **typed, note=note)
        assert (refused.status_code, 'href="#note"' in refused.text) == (422, True)
    assert (await cora.send(DUPLICATES, **typed, note=NOTE)).status_code == 303
    assert await possible_persons(database) == []
    decided = [act for act in await acts(database) if act.action == "persons: SAME"]
    assert [(act.actor, act.reason) for act in decided] == [("bea", NOTE)]
    assert "No pair waits" in await cora.read(DUPLICATES)


async def test_an_erasure_is_confirmed_knowingly_and_kept_in_the_list(
    registry: Running, tmp_path: Path
) -> None:
    house = registry.house
    house.erasures = tmp_path / "erasures"
    study = await register(house, BEGAN)
    await send(house, study, BEGAN, notices(["a" * 32], "2027-01"))
    asked = Withdrawal(study, "a" * 32, WithdrawalScope.ERASE)
    recorded = await accept_withdrawal(house.intake, asked, envelope(BEGAN))
    assert isinstance(recorded, Recorded)
    cora = await member(registry, Role.CURATOR)
    typed = {"withdrawal": recorded.id, "note": NOTE}
    unsure = await cora.send(WITHDRAWALS, **typed)
    assert (unsure.status_code, "cannot be undone" in unsure.text) == (422, True)
    assert len(await open_withdrawals(house.database)) == 1
    assert (await cora.send(WITHDRAWALS, **typed, sure="yes")).status_code == 303
    assert await open_withdrawals(house.database) == []
    assert list(read_erasures(house.erasures).values()) == [BEGAN]
    again = await cora.browser.post(
        WITHDRAWALS, **typed, sure="yes", form=await cora.browser.form_token()
    )
    assert (again.status_code, "Choose a withdrawal" in again.text) == (422, True)


async def test_the_queue_counts_what_waits_for_curators_and_names_nobody(
    registry: Running,
) -> None:
    await pair_of(registry)
    await board(registry.house, "first")
    bea = await member(registry)
    page = await bea.read("/board")
    assert "1 pair" in page
    assert "No withdrawal" in page
    (found,) = await possible_persons(registry.house.database)
    assert found.first not in page
    assert 'href="/board/duplicates"' not in page
