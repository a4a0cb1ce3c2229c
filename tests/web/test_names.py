"""Names as people type them: other languages, other names, slips, and whole sentences."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs

from registry.model.disease_names import LIST, disease_names
from registry.model.diseases import DISEASES
from registry.model.folding import NameIndex, folded, is_within
from registry.model.therapies import THERAPIES, therapy_names
from registry.web.public.naming import Names, product_names, understood
from seeds.catalogue import catalogue
from tests.views.example import DIRECTORY

DISEASE_NAMES = NameIndex(disease_names())
PRODUCT = DIRECTORY.products[0]
PRODUCTS = catalogue(date(2026, 1, 1)).products
NAMES = Names.of((), PRODUCTS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cartilage", {"cartilage-defect"}),
        ("Knorpelschaden", {"cartilage-defect"}),
        ("kartilage", {"cartilage-defect"}),
        ("knee cartlage", {"cartilage-defect"}),
        ("rodilla", {"cartilage-defect"}),
        ("myélome", {"multiple-myeloma"}),
        ("mielom", {"multiple-myeloma"}),
        ("ALL", {"b-all"}),
        ("DLBCL", {"lbcl"}),
        ("crohns", {"crohn-fistula"}),
        ("piel de mariposa", {"epidermolysis"}),
        ("Schmetterlingskinder haben Querschnittlähmung", {"spinal-cord-injury"}),
        ("my son has acute lymphoblastic leukemia", {"b-all"}),
        ("blood cancer", {"blood-cancer"}),
        ("xyzzy", set()),
        ("", set()),
        ("??", set()),
    ],
)
def test_a_disease_is_found_under_the_name_people_type(typed: str, meant: set[str]) -> None:
    found = DISEASE_NAMES.named(typed)
    assert found >= meant
    assert meant or not found


def test_every_name_of_the_list_finds_its_disease_and_names_one_we_know() -> None:
    assert {code for code, _ in disease_names()} <= set(DISEASES)
    for code, words in disease_names():
        assert code in DISEASE_NAMES.named(" ".join(words))
    assert Path(LIST).read_text().startswith("code,language,name\n")


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("", "", 0),
        ("a", "", 1),
        ("knorpel", "knorpl", 1),
        ("knorpel", "konrpel", 1),
        ("knorpel", "knorple", 1),
        ("sittin", "kitten", 2),
    ],
)
def test_slips_are_counted_as_people_make_them(one: str, other: str, slips: int) -> None:
    assert is_within(slips, one, other)
    assert slips == 0 or not is_within(slips - 1, one, other)


@given(st.text(max_size=12), st.text(max_size=12), st.integers(0, 2))
def test_the_way_between_two_words_is_as_long_in_both_directions(
    one: str, other: str, slips: int
) -> None:
    assert is_within(slips, one, other) == is_within(slips, other, one)


@given(st.text(max_size=40))
@example("\N{MATHEMATICAL BOLD ITALIC CAPITAL A}")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_folding_drops_accents_capitals_and_signs() -> None:
    assert folded("Gasteiz / Vitoria, MÜNCHEN (Málaga)") == "gasteiz vitoria munchen malaga"


def test_a_product_is_called_by_its_name_and_by_its_international_one() -> None:
    substance = "cesnicabtagene autoleucel (autologous CAR-T)"
    product = structs.replace(PRODUCT, name="Bravocel XR", active_substance=substance)
    assert [*product_names(product)] == [["bravocel", "xr"], ["cesnicabtagene", "autoleucel"]]
    plain = structs.replace(product, active_substance="Autologous cartilage cells, gene delivery")
    assert [*product_names(plain)] == [["bravocel", "xr"]]


def test_every_name_of_a_kind_of_therapy_finds_it_and_leaves_nothing_over() -> None:
    assert {code for code, _ in therapy_names()} == set(THERAPIES)
    for code, words in therapy_names():
        found = understood(" ".join(words), NAMES)
        assert code in found.therapies, words
        assert not found.text, words


def test_no_name_of_a_disease_or_product_is_taken_for_a_kind_of_therapy() -> None:
    for code, words in disease_names():
        found = understood(" ".join(words), NAMES)
        assert code in found.diseases, words
        assert not found.therapies, words
    for product in PRODUCTS:
        found = understood(product.name, NAMES)
        assert product.id in found.products, product.name
        assert not found.therapies, product.name
