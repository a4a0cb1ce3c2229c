"""Every act of a sponsor, from its form to what is stored, which is what GraphQL would store."""

from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import Any

import msgspec
import pytest
from declaring import PATH, confirm, declare, look
from desk import at_desk, form_at
from msgspec import Struct
from running import HOSPITAL, UNIVERSITY, Running
from sending import PRODUCT, programme, record

from registry.access.table import row_of
from registry.model.access import OF_SPONSORS, Role
from registry.model.endpoint import EndpointResult
from registry.model.programme import Programme
from registry.model.transparency import Advice, Attestation, Cost
from registry.model.wishes import KeyRequest
from registry.storage.directory import read_facts
from registry.web.desk.frame import identifies
from registry.web.desk.sponsor.acts.listed import ACTS

pytestmark = pytest.mark.anyio
BEGAN, LATER = date(2027, 1, 11), date(2028, 5, 2)
Typed = dict[str, str]

RESULT: Typed = {
    "endpointId": "{programme} response",
    "verdict": "NOT_MET",
    "cutOff": "2028-04-30",
    "patients": "31",
    "estimate": "41.5",
    "low": "25",
    "high": "59.25",
    "publishedOn": "2028-05-01",
    "publication": "10.1000/182",
    "lesson": "Cells were given too late.\r\nStart earlier.",
}
COST: Typed = {
    "programmeId": "{programme}",
    "category": "MANUFACTURE",
    "basis": "ACTUAL",
    "year": "2027",
    "currency": "EUR",
    "amountMinor": "1250.50",
    "per": "BATCH",
}
ADVICE: Typed = {
    "productId": "{product}",
    "kind": "SCIENTIFIC_ADVICE",
    "body": "Committee for Advanced Therapies",
    "year": "2027",
    "topic": "Potency assay",
    "publicSummary": "",
}
ATTESTED: Typed = {
    "centreId": f"{{programme}} {HOSPITAL}",
    "year": "2027",
    "planned": "12",
    "actual": "0",
}
WISH: Typed = {"key": "SEX", "purpose": "To see whether doses suit everybody."}
CUT_OFF: Typed = {"programmeId": "{programme}", "on": "2028-12-31"}
ROWS: list[tuple[str, Typed, type[Struct], dict[str, Any]]] = [
    (
        "result",
        RESULT,
        EndpointResult,
        {
            "endpoint_id": "response",
            "verdict": "NOT_MET",
            "cut_off": "2028-04-30",
            "patients": 31,
            "estimate": 41.5,
            "low": 25.0,
            "high": 59.25,
            "published_on": "2028-05-01",
            "lesson": "Cells were given too late.\nStart earlier.",
        },
    ),
    ("costs", COST, Cost, {"amount_minor": 125050, "currency": "EUR", "per": "BATCH"}),
    ("costs", COST | {"currency": "HUF", "amountMinor": "900"}, Cost, {"amount_minor": 90_000}),
    (
        "costs",
        COST | {"currency": "ISK", "amountMinor": "1250000"},
        Cost,
        {"amount_minor": 1_250_000},
    ),
    ("costs", COST | {"currency": "ISK", "amountMinor": "900.00"}, Cost, {"amount_minor": 900}),
    ("advice", ADVICE, Advice, {"topic": "Potency assay", "public_summary": "", "year": 2027}),
    ("attest", ATTESTED, Attestation, {"centre_id": HOSPITAL, "planned": 12, "actual": 0}),
    ("key", WISH, KeyRequest, {"key": "SEX", "purpose": WISH["purpose"]}),
    (
        "cut-off",
        CUT_OFF,
        Programme,
        {"cut_offs": ({"on": "2028-12-31", "announced_on": "2028-05-02"},)},
    ),
]
WRONG = [
    ("result", RESULT | {"estimate": "99"}, "estimate", "ordered interval"),
    ("result", RESULT | {"estimate": "41,5"}, "estimate", "with a point before decimals"),
    ("result", RESULT | {"cutOff": "2028-05-03"}, "cutOff", "past dates"),
    ("result", RESULT | {"publication": "a journal"}, "publication", "Give a DOI"),
    ("result", RESULT | {"publishedOn": ""}, "publication", "has no address"),
    ("result", RESULT | {"lesson": "9 of 31 patients."}, "lesson", "a number of patients"),
    ("result", RESULT | {"endpointId": "x y"}, "endpointId", "Choose one of the list."),
    ("costs", COST | {"amountMinor": "0.00"}, "amountMinor", "Give an amount in digits"),
    ("costs", COST | {"amountMinor": "1.250,50"}, "amountMinor", "Give an amount in digits"),
    ("costs", COST | {"amountMinor": "12.345"}, "amountMinor", "with two decimals or none"),
    ("costs", COST | {"currency": "ISK", "amountMinor": "12.50"}, "amountMinor", "as ISK"),
    ("costs", COST | {"year": "2029"}, "year", "a past year"),
    ("costs", COST | {"year": "99999999999"}, "year", "Give a whole number"),
    ("advice", ADVICE | {"body": ""}, "body", "Name who gave it."),
    ("advice", ADVICE | {"topic": "12 patients died"}, "topic", "a number of patients"),
    ("attest", ATTESTED | {"year": "2028"}, "year", "a year that has ended"),
    ("attest", ATTESTED | {"planned": "-1"}, "planned", "Give a whole number"),
    ("key", WISH | {"purpose": "For 12 of them."}, "purpose", "holds a number"),
    ("cut-off", CUT_OFF | {"on": "2028-05-02"}, "on", "has come already"),
]
IDENTIFIED = "Erika, born on 3 February 1981."
ALSO_WRONG = {"year": "soon", "key": "", "verdict": ""}
FREE = [
    ("result", RESULT, "lesson"),
    ("advice", ADVICE, "topic"),
    ("advice", ADVICE, "publicSummary"),
    ("key", WISH, "purpose"),
]


async def prepared(registry: Running) -> dict[str, str]:
    """A product with a programme, some time ago."""
    made = await record(registry.house, PRODUCT, BEGAN)
    id = await record(registry.house, programme(made), BEGAN)
    registry.clock.today = LATER
    return {"product": made, "programme": id}


def filled(typed: Typed, ids: Mapping[str, str]) -> dict[str, str]:
    """What is typed of these things."""
    return {name: value.format(**ids) for name, value in typed.items()}


async def stored(registry: Running, kind: type[Any]) -> list[dict[str, Any]]:
    """Every fact of a kind, as plain values."""
    return [
        msgspec.to_builtins(fact) for fact in (await read_facts(registry.house.database)).all(kind)
    ]


@pytest.mark.parametrize(("act", "typed", "kind", "told"), ROWS)
async def test_what_is_declared_by_a_form_is_stored_with_a_receipt(
    on_sqlite: Running, act: str, typed: Typed, kind: type[Struct], told: dict[str, Any]
) -> None:
    ids = await prepared(on_sqlite)
    before = await stored(on_sqlite, kind)
    desk = await at_desk(on_sqlite)
    seen = await look(desk, act, **filled(typed, ids))
    assert (seen.status_code, await stored(on_sqlite, kind)) == (200, before)
    answer = await confirm(desk, act, seen, sure="yes")
    assert answer.status_code == 303
    assert "This is stored" in await desk.read(answer.headers["location"])
    (fact,) = await stored(on_sqlite, kind)
    assert {name: fact[name] for name in told} == told


async def test_all_of_it_is_stored_on_both_kinds_of_database(registry: Running) -> None:
    ids = await prepared(registry)
    desk = await at_desk(registry)
    for act, typed, _, _ in ROWS[1:]:
        assert (await declare(desk, act, **filled(typed, ids))).status_code == 303
    assert [len(await stored(registry, kind)) for kind in (Cost, Advice, KeyRequest)] == [4, 1, 1]


async def test_what_is_wrong_with_an_act_stands_at_its_field(on_sqlite: Running) -> None:
    ids = await prepared(on_sqlite)
    desk = await at_desk(on_sqlite)
    for act, typed, field, words in WRONG:
        answer = await look(desk, act, **filled(typed, ids))
        told = answer.text.partition(f'id="{field}-fault">')[2].partition("</p>")[0]
        assert (answer.status_code, words in told) == (422, True), (act, field, told)
        kept, sent = form_at(answer.text, f"{PATH}/{act}"), filled(typed, ids)
        del sent[field]
        assert {name: kept[name] for name in sent} == sent


async def test_what_looks_like_an_identifier_is_refused_and_not_repeated(
    on_sqlite: Running,
) -> None:
    ids = await prepared(on_sqlite)
    desk = await at_desk(on_sqlite)
    for (act, typed, field), also in product(FREE, ({}, ALSO_WRONG)):
        sent = filled(typed, ids) | also | {field: IDENTIFIED}
        answer = await look(desk, act, **sent)
        assert (answer.status_code, "looks like a direct identifier" in answer.text) == (422, True)
        assert ("Erika" in answer.text, "3 February" in answer.text) == (False, False)


async def test_the_same_by_graphql_is_known_to_be_the_same(on_sqlite: Running) -> None:
    ids = await prepared(on_sqlite)
    desk = await at_desk(on_sqlite)
    seen = await look(desk, "costs", **filled(COST, ids))
    assert "The amount is stored as EUR 1,250.50." in seen.text
    stored_as = (await confirm(desk, "costs", seen)).headers["location"]
    document = """mutation ($input: CostInput!) {
      reportCosts(input: $input) { ... on Recorded { digest repeated } } }"""
    told = filled(COST, ids) | {"year": 2027, "amountMinor": 125050}
    answer = (await on_sqlite.send(document, input=told)).json()["data"]["reportCosts"]
    assert answer == {"digest": stored_as.rpartition("/")[2], "repeated": True}


async def test_a_result_that_was_reported_is_no_longer_to_choose(on_sqlite: Running) -> None:
    ids = await prepared(on_sqlite)
    desk = await at_desk(on_sqlite)
    await declare(desk, "result", **filled(RESULT, ids))
    assert "There is nothing to choose from yet" in await desk.read(f"{PATH}/result")


async def test_due_results_and_years_stand_first_and_lead_to_a_form_filled_in_so_far(
    on_sqlite: Running,
) -> None:
    ids = await prepared(on_sqlite)
    desk = await at_desk(on_sqlite)
    list_of_acts = await desk.read(PATH)
    href = list_of_acts.partition("Due now")[2].partition('href="')[2].partition('"')[0]
    form = form_at(await desk.read(href.replace("&amp;", "&")), f"{PATH}/attest")
    assert (form["centreId"], form["year"]) == (f"{ids['programme']} {HOSPITAL}", "2027")
    await declare(desk, "attest", **filled(ATTESTED, ids))
    assert "Due now" not in await desk.read(PATH)
    await on_sqlite.publish(date(2031, 3, 31))
    await desk.sign_in()
    due = (await desk.read(PATH)).partition("Due now")[2]
    assert "Complete metabolic response at day 100" in due.partition("</dt>")[0]
    assert "Result overdue since" in due
    overview = (await desk.read("/desk")).partition("Due now")[2]
    assert "/desk/acts/result?endpointId=" in overview.partition("</dt>")[0]


async def test_a_submitter_sees_only_what_a_submitter_may_declare(on_sqlite: Running) -> None:
    await prepared(on_sqlite)
    desk = await at_desk(on_sqlite, Role.SUBMITTER)
    page = await desk.read(PATH)
    shown = {act.name for act in ACTS if f'href="{act.path}"' in page}
    assert shown == {act.name for act in ACTS} - {"attest", "withdraw"}
    assert 'href="/desk/hold"' not in page


async def test_each_form_is_taken_from_the_roles_of_its_row_and_from_nobody_else(
    on_sqlite: Running,
) -> None:
    await prepared(on_sqlite)
    for role in Role:
        organisation = UNIVERSITY if role in OF_SPONSORS else None
        id = role.lower().replace("_", ".")
        desk = await at_desk(on_sqlite, role, organisation=organisation, id=id)
        token = await desk.browser.form_token()
        for act in ACTS:
            row = row_of(f"POST {act.path}")
            assert row is not None
            answer = await desk.browser.post(act.path, form=token)
            assert answer.status_code == (422 if role in row.roles else 403), (role, act.name)


def test_the_digits_of_a_publication_are_no_persons() -> None:
    assert not identifies("publication", "doi:10.1182/blood.2023020123")
    assert identifies("publication", "erika.mustermann@example.org")


async def test_every_act_of_the_list_is_a_page_and_says_what_becomes_public(
    on_sqlite: Running,
) -> None:
    desk = await at_desk(on_sqlite)
    for act in ACTS:
        page = await desk.read(act.path)
        assert all(sentence.replace("'", "&#39;") in page for sentence in act.public)
        assert f'href="{act.path}"' in await desk.read(PATH)
