"""Another system's export, read through a mapping: no reshaping by hand, nothing else is read."""

import pytest

from registry.errors import DataError
from registry.intake.importers.assemble import ReadFile
from registry.intake.importers.files import read_export
from registry.model.codes import AgeBand, VisitStatus

FIRST, SECOND = "9f3c2ab1d4e5f60718293a4b5c6d7e8f", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
MAPPING = """
[patients]
columns = { record_id = "pseudonym", acc = "acceptedMonth", age_cat = "ageBand" }
codes.ageBand = { 1 = "CHILD", 2 = "ADULT" }

[[visits]]
columns = { record_id = "pseudonym", d28 = "status", d28_day = "day" }
fixed = { window = "28" }
only_where = "d28"

[[visits]]
columns = { record_id = "pseudonym", d100 = "status", d100_day = "day", resp = "response.category" }
fixed = { window = "100", "response.measure" = "LUGANO" }
codes.status = { seen = "DONE" }
only_where = "d100"
"""
EXPORT = f"""record_id;acc;age_cat;surname;d28;d28_day;d100;d100_day;resp
{FIRST};2027-03;2;Mustermann;MISSED;;seen;135;CMR
{SECOND};2027-04;1;Musterfrau;;;;;
"""


def read(mapping: str = MAPPING, export: str = EXPORT) -> ReadFile:
    return read_export("p", mapping.encode(), export.encode())


def test_one_export_fills_several_sheets_and_one_sheet_several_times() -> None:
    found = read()
    assert found.findings == ()
    assert [(n.pseudonym, n.age_band) for n in found.batch.notices] == [
        (FIRST, AgeBand.ADULT),
        (SECOND, AgeBand.CHILD),
    ]
    (told,) = found.batch.outcomes
    assert [(v.window, v.status, v.day) for v in told.visits] == [
        (28, VisitStatus.MISSED, None),
        (100, VisitStatus.DONE, 135),
    ]
    assert told.visits[1].response is not None


def test_columns_that_no_mapping_names_are_never_read() -> None:
    assert "Muster" not in str(read())


def test_a_fault_has_the_number_its_row_has_in_the_export() -> None:
    wrong = read(export=EXPORT.replace("2027-04;1", "2027-04;9"))
    assert [(f.sheet, f.row, f.column) for f in wrong.findings] == [("patients", 3, "ageBand")]
    assert wrong.places["outcomes[0].visits[1]"] == ("visits", 2)


WRONG = {
    "no such sheet": ("[patients]", "[people]", "no sheet people"),
    "no such column": ('"ageBand" }', '"age" }', "no column age"),
    "a column the export lacks": ("record_id = ", "id = ", "no column id"),
    "an unknown key": ("only_where", "unless", "unless"),
    "a number of 5,000 digits": ("[patients]", f"a = {'9' * 5_000}\n[patients]", "no mapping"),
    "not TOML": ("[[visits]]", "[[visits", "no mapping file"),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_a_mapping_that_cannot_work_is_refused_with_what_is_wrong(
    case: tuple[str, str, str],
) -> None:
    sound, broken, said = case
    with pytest.raises(DataError, match=said):
        read(mapping=MAPPING.replace(sound, broken))
