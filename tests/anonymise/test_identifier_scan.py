import base64
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymise.identifiers import RULES, FieldKind, scan

RANDOM_128_BIT = st.binary(min_size=16, max_size=16)

REFUSED_IN_TEXT = [
    ("e-mail", "ask maria@hospital.example about it"),
    ("single-european-code", "ES123456A999918123456E0024V000AA20260131"),
    ("single-european-code", "SEC: DE 123456 A999918123456 A0024V00 001 20260131"),
    ("single-european-code", "donation ES123456A999918123456"),
    ("gtin-with-serial", "(01)04012345678901(17)261231(10)L7(21)ABC123"),
    ("gtin-with-serial", "010401234567890121ABC"),
    ("gtin-with-serial", "0104012345678901172612311021X\x1d21ABC"),
    ("gtin-with-serial", "https://id.example/01/04012345678901/21/12345"),
    ("gtin-with-serial", "GTIN 04012345678901, SN 12345"),
    ("full-date", "infused 2021-05-12"),
    ("full-date", "infused 2021\u201305\u201312"),
    ("full-date", "born 12.05.1980"),
    ("full-date", "geb. 12.05.80"),
    ("full-date", "12/05/1980"),
    ("full-date", "1-2-1980"),
    ("full-date", "05/23/1980"),
    ("full-date", "12 May 1980"),
    ("full-date", "12th of May, 1980"),
    ("full-date", "May 12, 1980"),
    ("full-date", "el 12 de mayo de 1980"),
    ("full-date", "am 12. März 1980"),
    ("full-date", "le 1er août 2001"),
    ("full-date", "12 maggio 1980"),
    ("full-date", "12 mei 1980"),
    ("hospital-number", "MRN 123456"),
    ("hospital-number", "NHC: 1234567"),
    ("hospital-number", "nº historia 123456"),
    ("hospital-number", "historia clínica nº 123456"),
    ("hospital-number", "Pat.-Nr. 123"),
    ("hospital-number", "Fallnr. 1234567"),
    ("hospital-number", "patient id HX-00123"),
    ("hospital-number", "NHS no 943 476 5871"),
    ("hospital-number", "DOB 12051980"),
    ("hospital-number", "MRN \uff11\uff12\uff13\uff14\uff15\uff16"),
    ("national-number", "54362315K"),
    ("national-number", "BSN is 111222333"),
    ("national-number", "880320-0016"),
    ("phone-number", "+34 612 345 678"),
    ("phone-number", "0034612345678"),
    ("phone-number", "089 1234567"),
    ("phone-number", "01 23 45 67 89"),
    ("phone-number", "(020) 7946 0958"),
    ("phone-number", "teléfono: 612 345 678"),
    ("person-named", "Mr Smith relapsed"),
    ("person-named", "Frau Müller"),
    ("person-named", "Herr von Weizsäcker"),
    ("person-named", "Sr. García"),
    ("person-named", "Sra. de la Cruz"),
    ("person-named", "Mme Dupont"),
    ("person-named", "Sig.ra Rossi"),
    ("person-named", "dhr. de Vries"),
    ("person-named", "apellidos: García"),
]

HARMLESS_TEXTS = [
    "",
    "Five of eleven patients had relapsed by day 365 (45 %, 95 % CI 21-72).",
    "Median dose 1.2e8 CAR+ cells/kg, from 130000000 to 450000000; 5400000000 vg in all.",
    "130,000,000 cells, 130.000.000 cells, 130 000 000 cells; 1.250.000 EUR in 2021.",
    "CD34+ 2500000 cells/kg, grade 3 CRS on day +7, temperature 39.5, 12 Fr Catheter.",
    "NCT01234567, EudraCT 2019-001234-12, EU CT 2022-500123-41-00, EUPAS12345, ISRCTN12345678.",
    "doi 10.1038/s41591-022-01234-5, PMID 31234567, https://example.org/2019/05/12/news",
    "ORPHA:98292, C83.3, MedDRA 10052015 in version 28.0, protocol v2.1.10 of 03/2021.",
    "In May 2019 the approval ES-2019-014 was renewed until 2024.",
    "Visits at 3/6/12 or 12/18/24 months, on D28 and D100, then after 1, 2, 5, 10 and 15 years.",
    "M. Hodgkin, MS Patients, Sr 90, 24 Hr Urine, MR Imaging, patient 12, patient no. 3.",
    "CIP 500 mg, IPP 40 mg, DNI order in place.",
    "Frau mit Rezidiv; die Behandlungsergebnisse von 12 Patienten; electroencephalograms.",
    "GTIN 04012345678901 without its serial number; tissue establishment ES 123456.",
]


@pytest.mark.parametrize(("rule", "text"), REFUSED_IN_TEXT)
def test_a_text_that_looks_like_it_names_a_person_is_refused(rule: str, text: str) -> None:
    found = scan(text, kind=FieldKind.TEXT)
    assert found is not None
    assert found.id == rule


@pytest.mark.parametrize("text", HARMLESS_TEXTS)
def test_what_clinical_texts_are_full_of_passes(text: str) -> None:
    assert scan(text, kind=FieldKind.TEXT) is None


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("e-mail", "maria@hospital.example"),
        ("hospital-number-as-pseudonym", "12345"),
        ("hospital-number-as-pseudonym", "12345678"),
        ("hospital-number-as-pseudonym", "123456789012"),
        ("hospital-number-as-pseudonym", "12-3456-78"),
        ("hospital-number", "NHC1234567"),
        ("hospital-number", "MRN-123456"),
        ("date-in-pseudonym", "1980-05-12"),
        ("date-in-pseudonym", "19800512"),
        ("date-in-pseudonym", "GARCIA-12051980"),
        ("national-number", "54362315K"),
        ("national-number", "131052-308T"),
        ("single-european-code", "ES123456A999918123456E0024V000AA20260131"),
        ("name-as-pseudonym", "garcia-lopez"),
        ("name-as-pseudonym", "MariaGarcia"),
        ("name-as-pseudonym", "Maria-Garcia-Fernandez"),
        ("pseudonym-form", "José-0123"),
        ("pseudonym-form", "ab cd 0123"),
        ("pseudonym-form", "ab1234\n"),
        ("pseudonym-form", "\uff11\uff12ab34cd"),
        ("pseudonym-form", ""),
    ],
)
def test_a_pseudonym_that_is_not_opaque_is_refused(rule: str, value: str) -> None:
    found = scan(value, kind=FieldKind.PSEUDONYM)
    assert found is not None
    assert found.id == rule


@pytest.mark.parametrize(
    ("length", "rule"),
    [
        (4, "pseudonym-form"),
        (5, "hospital-number-as-pseudonym"),
        (6, "hospital-number-as-pseudonym"),
        (11, "hospital-number-as-pseudonym"),
        (12, "hospital-number-as-pseudonym"),
        (13, None),
    ],
)
def test_5_to_12_digits_are_a_hospital_number(length: int, rule: str | None) -> None:
    found = scan("4" * length, kind=FieldKind.PSEUDONYM)
    assert (found.id if found else None) == rule


@pytest.mark.parametrize(
    ("length", "accepted"), [(7, False), (8, True), (9, True), (63, True), (64, True), (65, False)]
)
def test_a_pseudonym_has_8_to_64_characters(length: int, accepted: bool) -> None:
    assert (scan(("x9" * 40)[:length], kind=FieldKind.PSEUDONYM) is None) is accepted


@pytest.mark.parametrize(("digits", "refused"), [(2, False), (3, True), (4, True)])
def test_a_patient_number_has_at_least_3_digits(digits: int, refused: bool) -> None:
    found = scan(f"Pat.-Nr. {'4' * digits}", kind=FieldKind.TEXT)
    assert (found is not None) is refused


@pytest.mark.parametrize(
    ("digits", "refused"), [(4, False), (5, True), (6, True), (12, True), (13, True)]
)
def test_a_number_in_a_named_register_has_at_least_5_digits(digits: int, refused: bool) -> None:
    found = scan(f"NHC {'4' * digits}", kind=FieldKind.TEXT)
    assert (found is not None) is refused


@given(RANDOM_128_BIT)
def test_128_random_bits_are_accepted_however_they_are_written(bits: bytes) -> None:
    base32 = base64.b32encode(bits).decode().rstrip("=")
    written = [bits.hex(), bits.hex().upper(), str(uuid.UUID(bytes=bits)), base32, base32.lower()]
    assert [scan(value, kind=FieldKind.PSEUDONYM) for value in written] == [None] * 5


def test_random_base_32_without_a_digit_is_still_no_name() -> None:
    assert scan("QWERTZUIOPASDFGHJKLYXCVBNM", kind=FieldKind.PSEUDONYM) is None


@pytest.mark.parametrize(
    "code", ["B-2024-0001", "20240515-01", "20240515A", "LOT 7", "2405150003", "ES-2019-014", "1"]
)
def test_a_batch_code_may_be_a_number_or_contain_a_date(code: str) -> None:
    assert scan(code, kind=FieldKind.CODE) is None


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("e-mail", "maria@hospital.example"),
        ("single-european-code", "ES123456A999918123456E0024V000AA20260131"),
        ("gtin-with-serial", "(01)04012345678901(21)ABC123"),
        ("hospital-number", "NHC-1234567"),
        ("national-number-as-code", "54362315K"),
        ("national-number-as-code", "LOT-54362315K"),
    ],
)
def test_a_code_that_belongs_to_one_patient_is_refused(rule: str, code: str) -> None:
    found = scan(code, kind=FieldKind.CODE)
    assert found is not None
    assert found.id == rule


NUMERIC = st.from_regex(r"[\d./ +()@A-Fa-f-]{0,40}")


@given(st.sampled_from(FieldKind), st.text(max_size=60) | NUMERIC)
def test_every_value_gets_an_answer_from_the_table_of_rules(kind: FieldKind, value: str) -> None:
    found = scan(value, kind=kind)
    assert found is None or found in RULES[kind]


@given(st.sampled_from(REFUSED_IN_TEXT), st.sampled_from(FieldKind))
def test_the_answer_never_holds_the_value(case: tuple[str, str], kind: FieldKind) -> None:
    found = scan(case[1], kind=kind)
    if found is not None:
        assert case[1] not in repr(found)
        assert not any(word in found.sentence.split() for word in case[1].split() if len(word) > 6)


def test_each_rule_has_its_own_id_and_one_sentence() -> None:
    rules = {rule for kind in FieldKind for rule in RULES[kind]}
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.sentence.endswith(".") and ". " not in rule.sentence for rule in rules)
