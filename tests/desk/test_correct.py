"""One row of one patient, mended in a form: old and new values, a reason, and a receipt."""

from datetime import date

import pytest
from desk import Desk, at_desk, form_at, rows_in
from running import OTHER_UNIVERSITY, Running
from sending import infused, notices, pseudonyms, register, send

from registry.intake.records import record_of
from registry.model.access import Role
from registry.model.codes import CorrectionReason
from registry.storage.ledger import acts

pytestmark = pytest.mark.anyio
BEGAN, MARCH, SUMMER = date(2027, 1, 11), date(2027, 3, 10), date(2027, 8, 1)
PATH = "/desk/correct"
PATIENT = pseudonyms(1)[0]


async def study(registry: Running) -> str:
    id = await register(registry.house, BEGAN)
    await send(registry.house, id, MARCH, notices([PATIENT]))
    await send(registry.house, id, SUMMER, outcomes=[infused(PATIENT, "CMR")])
    registry.clock.today = SUMMER
    return id


async def found(desk: Desk, id: str, pseudonym: str = PATIENT) -> str:
    page = await desk.send(PATH, programme=id, pseudonym=pseudonym)
    return page.text


async def row(desk: Desk, id: str, name: str) -> dict[str, str]:
    """The form of one row, as it stands."""
    form = form_at(await found(desk, id), PATH) | {"row": name}
    return form_at((await desk.browser.post(PATH, **form)).text, PATH)


async def test_a_value_is_corrected_with_a_reason_and_the_old_one_kept(registry: Running) -> None:
    id = await study(registry)
    desk = await at_desk(registry, Role.SUBMITTER)
    form = await row(desk, id, "administrations|1")
    assert form["cell.day"] == "35"
    page = await desk.browser.post(PATH, **form | {"cell.day": "36"})
    assert ("35", "36") in [row[-2:] for row in rows_in(page.text)]
    asked = form_at(page.text, "/desk/send/correct") | {"reason": "SOURCE_CHANGED"}
    done = await desk.browser.post_files("/desk/send/correct", asked)
    assert "Your corrections are stored" in done.text
    record = await record_of(registry.house.intake, "university-of-tarn", id, PATIENT)
    assert record is not None
    told = [v.version for v in record.history if v.version.kind == "ADMINISTRATION"]
    assert [version.reason for version in told] == [None, CorrectionReason.SOURCE_CHANGED]
    trail = await acts(registry.house.database)
    assert {act.actor for act in trail if act.action.endswith("read")} == {"dana"}


async def test_what_is_wrong_is_told_at_its_cell_and_stays_typed(on_sqlite: Running) -> None:
    id = await study(on_sqlite)
    desk = await at_desk(on_sqlite)
    form = await row(desk, id, "administrations|1")
    patient = await row(desk, id, "patients")
    assert (patient["cell.ageBand"], patient["cell.acceptedMonth"]) == ("ADULT", "2027-03")
    child = await desk.browser.post(PATH, **patient | {"cell.ageBand": "CHILD"})
    assert ("18-64", "2-11") in [row[-2:] for row in rows_in(child.text)]
    for typed, fault in (("soon", "does not hold what its column takes"), ("35", "Nothing differs"),
                         ("99999", "day")):  # fmt: skip
        page = await desk.browser.post(PATH, **form | {"cell.day": typed})
        assert (page.status_code, fault in page.text) == (422, True)
        assert form_at(page.text, PATH)["cell.day"] == typed


async def test_nobody_finds_a_patient_of_somebody_else(on_sqlite: Running) -> None:
    id = await study(on_sqlite)
    desk = await at_desk(on_sqlite, organisation=OTHER_UNIVERSITY)
    assert "Choose a programme" in await found(desk, id)
    own = await at_desk(on_sqlite, id="own")
    assert "No patient of this programme" in await found(own, id, "f" * 32)
    assert "/desk/correct?" not in await found(own, id)


@pytest.mark.parametrize("name", ["Mustermann Erika 03.02.1981", "Erika Mustermann"])
@pytest.mark.parametrize("programme", ["theirs", ""], ids=["a programme", "none chosen"])
async def test_a_name_typed_for_a_pseudonym_is_not_repeated(
    on_sqlite: Running, name: str, programme: str
) -> None:
    id = await study(on_sqlite)
    page = await found(await at_desk(on_sqlite), id if programme else "", name)
    fault = (
        "No patient of this programme has this pseudonym." if programme else "Choose a programme"
    )
    assert fault in page
    assert "Mustermann" not in page


@pytest.mark.parametrize("other", ["soon", ""])
async def test_a_name_typed_into_a_cell_is_not_repeated_whatever_else_is_wrong(
    on_sqlite: Running, other: str
) -> None:
    id = await study(on_sqlite)
    desk = await at_desk(on_sqlite)
    form = await row(desk, id, "patients")
    for name in [cell for cell in form if cell.startswith("cell.")]:
        wrong = "cell.ageBand" if name == "cell.acceptedMonth" else "cell.acceptedMonth"
        typed = form | {wrong: other, name: "Mustermann 03.02.1981"}
        page = await desk.browser.post(PATH, **typed)
        assert page.status_code == 422
        assert "Mustermann" not in page.text, name
