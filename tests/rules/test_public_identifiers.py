"""Public identifiers: real ones are known, mistyped ones are not, and no patient is named."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymise.identifiers import FieldKind, scan
from registry.model.identifiers import (
    PUBLIC_IDENTIFIERS,
    IdentifierKind,
    identify,
    normalise,
)

K = IdentifierKind
AUTHORITIES = Path(__file__).parents[2] / "seeds" / "catalogue" / "nca.csv"
ROR = {
    "University of Barcelona": "021018s57",
    "California Digital Library": "03yrm5c26",
    "ETH Zurich": "05a28rw58",
    "University of Cambridge": "013meh722",
    "University of Oxford": "052gg0110",
    "CERN": "01ggx4157",
    "Karolinska Institutet": "056d84691",
    "DataCite": "04wxnsj81",
}
REAL = {
    "ZUMA-1 at ClinicalTrials.gov": (K.NCT, "NCT02348216"),
    "CART19-BE-01 at ClinicalTrials.gov": (K.NCT, "NCT03144583"),
    "ELIANA in EudraCT": (K.EUDRACT, "2013-003205-25"),
    "EMBARK in EudraCT": (K.EUDRACT, "2019-003374-91"),
    "CAR-T study of the EBMT in the HMA-EMA catalogue": (K.EUPAS, "EUPAS32539"),
    "cystic fibrosis at Orphanet": (K.ORPHA, "ORPHA:586"),
    "diffuse large B-cell lymphoma in ICD-10": (K.ICD_10, "C83.3"),
    "mantle cell lymphoma in ICD-11": (K.ICD_11, "2A85.5"),
    "Hospital Clínic de Barcelona at the EBMT": (K.EBMT_CIC, "214"),
}
FORMS = {
    K.EUDRACT: ["2019-003374-91"],
    K.EU_CT: ["2022-500123-41", "2022-500123-41-00"],
    K.NCT: ["NCT03144583"],
    K.EUPAS: ["EUPAS12", "EUPAS1000000123"],
    K.ORPHA: ["ORPHA:1", "ORPHA:999999"],
    K.ICD_10: ["C83", "C83.3", "C83.3333"],
    K.ICD_11: ["1A00", "2A85.5", "1A00.00", "2A85.5/XS12&XH74S1", "2A85&1A00.0"],
    K.COUNTRY: ["ES", "GB"],
    K.ROR: ["021018s57"],
    K.ORG: ["ORG-100001234"],
    K.LOC: ["LOC-100001234"],
    K.EBMT_CIC: ["1", "99999"],
}  # fmt: skip
# The first of each are one character short or long.
MISTYPED = {
    K.EUDRACT: "219-003374-91|20190-003374-91|2019-03374-91|2019-0033740-91|2019-003374-9|"
    "2019-003374-911|2019 003374 91|2022-500123-41",
    K.EU_CT: "2022-50012-41|2022-5001234-41|2022-500123-4|2022-500123-411|2022-500123-41-0|"
    "2022-500123-41-000|2022-400123-41",
    K.NCT: "NCT0314458|NCT031445833|03144583|NCT 03144583|NCT0314458\u0663",
    K.EUPAS: "EUPAS1|12345|EUPAS 12345|",
    K.ORPHA: "ORPHA:|ORPHA:1234567|0000123|0|ORPHA:0",
    K.ICD_10: "C8|C833|C83.|C83.33333|CC3|883.3",
    K.ICD_11: "2A8|2A855|1A00.|1A00.000|2A85/XS|2A85/XH74S12|1A0I|1O00|IA00|0A00|XS12|2A85&|"
    "C83.3|2A85 & 1A00",
    K.COUNTRY: "E|ESP|EU|ZZ|E S",
    K.ROR: "021018s5|021018s577|21018s57|0021018s57|https://ror.org/|02lo18s57|021018s57/|"
    "https://example.org/021018s57",
    K.ORG: "ORG-10000123|ORG-1000012345|LOC-100001234|ORG100001234",
    K.LOC: "LOC-10000123|LOC-1000012345|ORG-100001234",
    K.EBMT_CIC: "|100000|0|-1|2.5|021",
}
# Invented: no such product and no such donation exist. The product number is GS1's own example.
SEC = "ES000123A999917000001E000002300120301231"
GTIN = "09506000134352"
numbers = st.sampled_from([(kind, text) for kind, texts in FORMS.items() for text in texts])
characters = st.sampled_from("0123456789abcdefghijklmnopqrstuvwxyz")


@pytest.mark.parametrize("origin", ROR)
def test_a_real_ror_id_is_known_bare_and_as_a_link(origin: str) -> None:
    for before in ("", "ror.org/", "http://ror.org/", "https://ror.org/", " HTTPS://ROR.ORG/"):
        assert normalise(K.ROR, before + ROR[origin]) == ROR[origin]
    assert normalise(K.ROR, ROR[origin].upper()) == ROR[origin]


@pytest.mark.parametrize("origin", REAL)
def test_a_real_identifier_is_known(origin: str) -> None:
    kind, text = REAL[origin]
    assert normalise(kind, text) == text


@given(st.sampled_from(sorted(ROR.values())), st.integers(0, 8), characters)
def test_a_ror_id_with_one_wrong_character_is_refused(id_: str, at: int, wrong: str) -> None:
    corrupted = id_[:at] + wrong + id_[at + 1 :]
    assert normalise(K.ROR, corrupted) == (id_ if corrupted == id_ else None)


def test_ror_check_digits_are_written_with_two_digits() -> None:
    assert normalise(K.ROR, "02xn1ny06") == "02xn1ny06"
    assert normalise(K.ROR, "02xn1ny6") is None


@pytest.mark.parametrize("kind", K)
def test_every_kind_has_a_row_whose_example_is_of_that_kind(kind: IdentifierKind) -> None:
    row = PUBLIC_IDENTIFIERS[kind]
    example = row.sentence.rpartition(": ")[2].removesuffix(".")
    assert row.kind == kind
    assert normalise(kind, example) == example


@pytest.mark.parametrize("kind", K)
def test_the_shortest_and_the_longest_form_are_known_in_any_case(kind: IdentifierKind) -> None:
    for text in FORMS[kind]:
        assert {normalise(kind, t) for t in (text, f" {text}\n", text.lower())} == {text}


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind in MISTYPED for text in MISTYPED[kind].split("|")]
)
def test_one_more_one_less_or_another_character_is_refused(kind: IdentifierKind, text: str) -> None:
    assert normalise(kind, text) is None


@given(numbers)
def test_a_normal_form_stays_as_it_is(number: tuple[IdentifierKind, str]) -> None:
    assert normalise(*number) == number[1]


@given(st.data(), st.sampled_from(K))
def test_whatever_is_accepted_has_one_normal_form(
    data: st.DataObject, kind: IdentifierKind
) -> None:
    pattern = re.compile(PUBLIC_IDENTIFIERS[kind].pattern, re.ASCII | re.IGNORECASE)
    once = normalise(kind, data.draw(st.from_regex(pattern, fullmatch=True)))
    assert once is None or normalise(kind, once) == once


def test_an_orpha_number_is_written_with_its_prefix() -> None:
    assert {normalise(K.ORPHA, text) for text in ("123", "000123", "orpha:123")} == {"ORPHA:123"}


def test_the_european_union_s_own_country_letters_are_translated() -> None:
    written = {text: normalise(K.COUNTRY, text) for text in ("UK", "uk", "XI", "EL", " gr ")}
    assert written == {"UK": "GB", "uk": "GB", "XI": "GB", "EL": "GR", " gr ": "GR"}


def test_every_country_with_an_authority_in_the_catalogue_is_known() -> None:
    with AUTHORITIES.open(newline="") as file:
        countries = {row["country"] for row in csv.DictReader(file)}
    assert {c for c in countries if normalise(K.COUNTRY, c) != c} == set()


@given(numbers)
def test_only_study_registers_identify_a_programme(number: tuple[IdentifierKind, str]) -> None:
    kind, text = number
    registers = {K.EUDRACT, K.EU_CT, K.NCT, K.EUPAS}
    assert identify(f" {text.lower()} ") == ((kind, text) if kind in registers else None)


@pytest.mark.parametrize(
    "text",
    [
        SEC, SEC.lower(), f"SEC:{SEC}", f"SEC{SEC}", f"SEC: {SEC[:21]} {SEC[21:]}",
        f"{SEC[:21]}\n{SEC[21:]}", " ".join(SEC), "-".join(SEC[i : i + 4] for i in range(0, 40, 4)),
        SEC[:21] + "A" + SEC[22:], SEC[:21] + "B" + SEC[22:], SEC[:32] + "00000000",
        f"Given on day 0, {SEC}, without reaction", f"SEC: {SEC[:8]} {SEC[8:21]}",
        f"(01){GTIN}(21)A1", f"(01) {GTIN} (17) 301231 (10) LOT7 (21) A1", f"01{GTIN}21A1",
        f"]d201{GTIN}1730123121A1", f"01{GTIN}17301231" + f"10LOT7\x1d21{'9' * 20}",
        f"https://id.gs1.org/01/{GTIN}/21/A1", f"pack (01){GTIN}(21)A1 returned",
    ],
)  # fmt: skip
def test_a_code_of_one_patient_s_product_is_refused(text: str) -> None:
    assert scan(text, kind=FieldKind.CODE) is not None


@pytest.mark.parametrize(
    "text",
    [
        "", SEC[:8], f"SEC: {SEC[:8]}", SEC[:39], SEC + "0", SEC[:21] + "C" + SEC[22:],
        "1" + SEC[1:], SEC[:-1] + "X", "Secondary endpoint reached", GTIN, f"(01){GTIN}",
        # 40 letters and digits, the 22nd an a, the last eight digits
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC10115230/",
        f"01{GTIN}", f"01{GTIN}21", f"(01){GTIN}(21)", f"(01){GTIN}(17)301231(10)LOT7",
        f"(01){GTIN[:13]}(21)A1", f"01{GTIN[:13]}21A1", *ROR.values(),
        *(text for texts in FORMS.values() for text in texts),
    ],
)  # fmt: skip
def test_a_code_of_a_product_a_tissue_establishment_or_a_study_is_fine(text: str) -> None:
    assert scan(text, kind=FieldKind.CODE) is None
