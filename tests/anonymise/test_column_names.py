import pytest

from anonymise.columns import scan_mapping_keys


@pytest.mark.parametrize(
    "name",
    [
        "Name", "Nombre", "first_name", "lastName", "Surname", "apellidos", "Vorname", "prénom",
        "cognome", "achternaam", "birthDate", "Date of birth", "DOB", "fecha_nacimiento",
        "Geburtsdatum", "date de naissance", "data di nascita", "geboortedatum", "MRN", "NHC",
        "PatientID", "nº historia", "hospital number", "E-Mail", "téléphone", "dirección", "adres",
        "PLZ", "DNI", "BSN", "codice fiscale", "patient.name",
    ],
)  # fmt: skip
def test_a_column_for_an_identifier_is_found(name: str) -> None:
    assert scan_mapping_keys([name]) == [0]


@pytest.mark.parametrize(
    "name",
    [
        "pseudonym", "sourcePseudonym", "product name", "productName", "centre", "sex", "sexo",
        "outcome", "dose", "month of acceptance", "age band", "not_infused_reason", "",
        "1234", "nominal value", "enamel",
    ],
)  # fmt: skip
def test_a_column_of_the_data_set_is_left_alone(name: str) -> None:
    assert scan_mapping_keys([name]) == []


def test_positions_are_answered_so_a_patient_in_the_first_row_is_not_repeated() -> None:
    assert scan_mapping_keys(["pseudonym", "Name", "sex", "dob"]) == [1, 3]
