"""What is due of a sponsor: results shortly before their day, attestations once a year is over."""

from datetime import date, timedelta

import pytest
from msgspec import structs
from running import HOSPITAL
from sending import RESPONSE

from registry.intake.own import Own
from registry.model.codes import EndpointRole, ProgrammeEventKind, Route
from registry.model.decision import Activity
from registry.model.endpoint import lock
from registry.model.parties import Centre
from registry.model.programme import Programme, ProgrammeEvent
from registry.snapshot import PublicProgramme
from registry.web.desk.sponsor.acts.due import AHEAD, due_results, due_years

TODAY, DUE = date(2030, 9, 29), date(2031, 3, 31)
SECONDARY = structs.replace(RESPONSE, id="later", role=EndpointRole.SECONDARY)
PROGRAMME = Programme(
    id="tarn-1",
    product_id="tarnleucel-1",
    sponsor_id="university-of-tarn",
    title="Tarnleucel",
    disease="lbcl",
    route=Route.HOSPITAL_EXEMPTION,
    lineage="tarnleucel-1",
    registered_on=date(2028, 5, 1),
    centre_ids=(HOSPITAL, "gone"),
    endpoints=tuple(lock(each, date(2028, 5, 1)) for each in (RESPONSE, SECONDARY)),
)
CENTRE = Centre(HOSPITAL, "university-of-tarn", "Tarn", "Tarn", "ES")
OWN = Own(TODAY, (PROGRAMME,), centres={HOSPITAL: CENTRE})
BY_CALENDAR = PublicProgramme(PROGRAMME, "R1", Activity.FEWER_THAN_11, (), due_on=DUE)


@pytest.mark.parametrize(("days", "named"), [(-1, 1), (0, 1), (1, 0)])
def test_a_result_is_named_half_a_year_before_it_is_due(days: int, named: int) -> None:
    day = TODAY + AHEAD + timedelta(days)
    assert len(due_results(OWN, [structs.replace(BY_CALENDAR, due_on=day)])) == named


def test_an_overdue_result_says_so_and_leads_to_its_form() -> None:
    late = structs.replace(BY_CALENDAR, due_on=date(2029, 3, 31), overdue=True)
    (due,) = due_results(OWN, [late])
    assert (due.overdue, due.on) == (True, date(2029, 3, 31))
    assert due.href == "/desk/acts/result?endpointId=tarn-1+response"


@pytest.mark.parametrize(
    ("own", "public"),
    [
        (structs.replace(OWN, results=frozenset({"tarn-1.response"})), [BY_CALENDAR]),
        (OWN, [structs.replace(BY_CALENDAR, due_on=None)]),
        (OWN, []),
        (structs.replace(OWN, programmes=()), [BY_CALENDAR]),
    ],
    ids=["reported", "no day is known", "nothing is public", "not one's own"],
)
def test_no_result_is_due(own: Own, public: list[PublicProgramme]) -> None:
    assert due_results(own, public) == []


@pytest.mark.parametrize(
    ("registered", "closed", "named"),
    [
        (date(2029, 12, 31), None, 1),
        (date(2030, 1, 1), None, 0),
        (date(2028, 5, 1), date(2029, 1, 1), 1),
        (date(2028, 5, 1), date(2028, 12, 31), 0),
    ],
)
def test_a_year_is_attested_where_patients_were_accepted_in_it(
    registered: date, closed: date | None, named: int
) -> None:
    events = (ProgrammeEvent(ProgrammeEventKind.ENDED, closed),) if closed else ()
    programme = structs.replace(PROGRAMME, registered_on=registered, events=events)
    assert len(due_years(structs.replace(OWN, programmes=(programme,)))) == named


def test_what_was_attested_is_not_due_again_but_of_other_hospitals_it_is() -> None:
    other = structs.replace(CENTRE, id="other", name="Other")
    both = structs.replace(PROGRAMME, centre_ids=(HOSPITAL, "other", "gone"))
    own = structs.replace(OWN, programmes=(both,), centres={HOSPITAL: CENTRE, "other": other})
    told = frozenset({f"tarn-1.{HOSPITAL}.2029", "tarn-1.other.2028"})
    (due,) = due_years(structs.replace(own, attestations=told))
    way = "/desk/acts/attest?centreId=tarn-1+other&year=2029"
    assert (due.title, due.year, due.hospitals) == ("Tarnleucel", 2029, (("Other", way),))
    assert due_years(structs.replace(OWN, attestations=told)) == []
