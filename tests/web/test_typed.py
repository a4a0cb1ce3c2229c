"""What people type to find a centre: diseases, kinds of therapy, hospitals and places, together."""

import json
import re
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import structs

from registry.public_app import create_public_app
from registry.shelf import Shelf
from tests.views.example import DIRECTORY
from tests.web.finding import frozen, ids

Client = TestClient[Litestar]
GVHD = "Acute graft-versus-host disease"
MADE_OF_TISSUE = "therapies made of tissue"
STEM_OR_STROMAL = "therapies made of stem cells; therapies made of stromal cells"
CAR_T = ("CAR-T", "car t", "cart", "CART cells", "CAR-T-Zellen", "terapia CAR-T")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with TestClient(create_public_app(Shelf(frozen()), lambda: "e")) as opened:
        yield opened


def test_a_wider_disease_finds_its_parts_and_a_product_or_hospital_its_name() -> None:
    assert ids(text="leukaemia") == ["barcelona"]
    assert ids(text="blood cancer") == ["barcelona"]
    assert ids(text="chondracel") == ["munich"]
    assert ids(text="klinik ohne") == ["bare"]
    assert ids(text="hospital real, Madrid") == ["madrid"]


@pytest.mark.parametrize("name", ["Spain", "españa", "SPANIEN ", "Espagne"])
def test_a_country_finds_its_centres_in_every_language(name: str) -> None:
    assert ids(text=name) == ["barcelona", "madrid"]
    assert ids(text=name, who=frozenset({"children"})) == ["madrid"]
    assert ids(text=f"{name} realcel") == ["madrid"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gvhd", ["madrid", "tarn"]),
        ("Spain", ["barcelona", "madrid"]),
        ("gvhd Spain", ["madrid"]),
        ("Italien: GVHD", ["tarn"]),
        ("leukaemia Barcelona", ["barcelona"]),
        ("knee cartilage, Múnich", ["munich"]),
        ("my child has leukaemia and we live near Madrid", []),
        ("leukaemia Madrid", []),
        ("chondracel in Spain", []),
        ("gvhd Spain Italy", ["madrid", "tarn"]),
        ("gvhd Portugal", []),
        ("gvhd Sevilla", []),
        ("leukaemia, United Kingdom", []),
        ("leukaemia or cartilage in Spain or Germany", ["munich", "barcelona"]),
        ("Madrid oder Italien", ["madrid", "tarn"]),
        ("in Spain", ["barcelona", "madrid"]),
        ("near Madrid", ["madrid"]),
        ("hospitals in Spain", ["barcelona", "madrid"]),
        ("Krankenhäuser in der Nähe von Hamburg", ["bare"]),
        ("centros en España", ["barcelona", "madrid"]),
        ("Madrid, Spain", ["madrid"]),
        ("Madrid Spain Italy", ["madrid", "tarn"]),
        ("Madrid, Germany", ["bare", "munich", "madrid"]),
        ("Sevilla, Spain", ["barcelona", "madrid"]),
        ("gvhd Madrid Italia", ["madrid", "tarn"]),
        ("the Netherlands", []),
        ("klinik", ["bare", "munich"]),
    ],
)
def test_a_disease_and_a_place_find_what_is_both(text: str, found: list[str]) -> None:
    assert ids(text=text) == found


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("q=leukaemia+Madrid", [("Leukaemia", 1, "q=leukaemia"), ("Madrid", 1, "q=madrid")]),
        ("q=gvhd+Portugal", [(GVHD, 2, "q=gvhd"), ("Portugal", 0, "q=portugal")]),
        ("q=gvhd&country=DE", [(GVHD, 2, "q=gvhd"), ("Germany", 2, "country=DE")]),
        ("q=aurocel+in+Italy", [("aurocel", 1, "q=aurocel"), ("Italy", 1, "q=italy")]),
        ("q=gvhd", []),
        ("q=nothing-like-this", []),
        ("q=gene+therapy+gvhd", [("gene therapies", 1, "q=gene+therapy"), (GVHD, 2, "q=gvhd")]),
        (
            "q=Gewebe&country=ES",
            [("therapies made of tissue", 1, "q=gewebe"), ("Spain", 2, "country=ES")],
        ),
        (
            "q=stem+cells+for+leukaemia+in+Italy",
            [
                (
                    "therapies made of stem cells; therapies made of stromal cells",
                    2,
                    "q=stem+cells",
                ),
                ("Leukaemia", 1, "q=leukaemia"),
                ("Italy", 1, "q=italy"),
            ],
        ),
        (
            "q=gene+therapy+for+xyzzyitis",
            [("gene therapies", 1, "q=gene+therapy"), ("xyzzyitis", 0, "q=xyzzyitis")],
        ),
    ],
)
def test_where_nothing_is_all_of_it_the_page_tells_what_each_part_finds(
    client: Client, question: str, alone: list[tuple[str, int, str]]
) -> None:
    page = client.get(f"/centres?{question}").text
    told = re.findall(r'<li><a href="/centres\?([^"]+)"><[^>]*>([^<]+)</span></a>: (\d+) ', page)
    assert [(label, int(count), href) for href, label, count in told] == alone
    for _, count, href in alone:
        assert len(json.loads(client.get(f"/centres.json?{href}").text)) == count
    assert ("No listed centre is all of this" in page) is bool(alone)


GENE, TISSUE, STEM = ["barcelona"], ["munich"], ["madrid", "tarn"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gene therapy", GENE),
        ("Gene Therapies", GENE),
        ("gene", GENE),
        ("Gentherapie", GENE),
        ("terapia génica", GENE),
        ("gene terapy", GENE),
        ("Gentherape", GENE),
        ("gene therapy in Spain", GENE),
        ("gene therapy in Germany", []),
        ("gene therapy treatment for children with leukaemia", GENE),
        ("gene therapy products", GENE),
        ("Gentherapie Behandlung", GENE),
        ("Gentherapie bei Leukämie in Spanien", GENE),
        ("cell therapy", STEM),
        ("Zelltherapie", STEM),
        ("terapia celular en España", ["madrid"]),
        ("cell therapy for gvhd near Madrid", ["madrid"]),
        ("tissue", TISSUE),
        ("tejidos", TISSUE),
        ("Tissue engineering for cartilage", TISSUE),
        ("stem cells", STEM),
        ("stem cels", STEM),
        ("Stammzellen", STEM),
        ("células madre", STEM),
        ("gene or cell therapy", [*GENE, *STEM]),
        ("gene and cell therapy", [*GENE, *STEM]),
        ("Gen- und Zelltherapie in Spanien", [*GENE, "madrid"]),
        ("tissue or gene therapy", [*TISSUE, *GENE]),
        ("gene therapy for xyzzyitis", []),
        ("T cell therapy", GENE),
        ("terapia con células T", GENE),
        ("T cell lymphoma", []),
        ("limbal stem cell deficiency", []),
    ],
)
def test_a_kind_of_therapy_is_found_as_people_type_it(text: str, found: list[str]) -> None:
    assert ids(text=text) == found


@pytest.mark.parametrize("text", CAR_T)
def test_car_t_is_found_only_where_the_active_substance_says_so(text: str) -> None:
    product = DIRECTORY.products[0]
    said = structs.replace(product, active_substance="autologous anti-CD19 CAR-T cells")
    assert ids(text=text) == []
    assert ids(frozen(products=(said, *DIRECTORY.products[1:])), text=text) == ["barcelona"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/centres?q=gene+therapy", "Understood as: all gene therapies in this registry."),
        ("/centres?q=gene+therapy", "Products whose type is not stated are not among them."),
        ("/centres?q=gene+terapy+spain", "Understood as: gene therapies; Spain."),
        ("/centres?q=cell+therapy", "such as CAR-T cells, count as gene therapy"),
        ("/de/centres?q=CAR-T", "Verstanden als: alle CAR-T-Therapien in diesem Register."),
        ("/es/centres?q=tejido", "todas las terapias con tejidos de este registro"),
    ],
)
def test_the_page_says_in_plain_words_which_kind_was_understood(
    client: Client, path: str, told: str
) -> None:
    assert told in client.get(path).text
