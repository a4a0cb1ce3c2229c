"""The catalogue says what its sources say: nothing added, nothing dropped."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from registry.model.codes import ResultSource, Verdict
from registry.model.diseases import DISEASES
from seeds.catalogue import catalogue
from seeds.catalogue.files import FOLDER, rows

ON = date(2027, 1, 1)
FACTS = catalogue(ON)

LERU_AS_PRINTED = [
    *("Chondroselect", "Glybera", "MACI", "Provenge", "Imlygic", "Holoclar", "Strimvelis"),
    *("Zalmoxis", "Spherox", "Alofisel", "Yescarta", "Kymriah", "Luxturna", "Zynteglo"),
]


def test_the_fourteen_products_of_the_leru_appendix_stand_as_printed() -> None:
    printed = [p for p in FACTS.products if p.source and p.source.reference.startswith("LERU")]
    assert [product.name for product in printed] == LERU_AS_PRINTED
    assert all(product.source and product.source.verified for product in printed)
    spherox = next(product for product in printed if product.name == "Spherox")
    assert spherox.active_substance == "Spheriods of autologous matrix-associated chondrocytes"


def test_later_products_are_marked_unverified() -> None:
    later = [row["product"] for row in rows("eu_ma_atmps") if row["verified"] != "yes"]
    marked = {p.name: p.source.verified for p in FACTS.products if p.source}
    assert len(later) == 15
    assert not any(marked[name] for name in later)


def test_forty_published_results_stand_with_twenty_that_did_not_work() -> None:
    verdicts = Counter(result.verdict for result in FACTS.endpoint_results)
    assert sum(verdicts.values()) == 40
    stopped = [
        p.id for p in FACTS.programmes if p.status_text.startswith(("TERMINATED", "WITHDRAWN"))
    ]
    failed = [
        result
        for result in FACTS.endpoint_results
        if result.verdict not in (None, Verdict.MET) or result.programme_id in stopped
    ]
    assert len(failed) == 20


def test_a_source_without_a_verdict_gets_none() -> None:
    silent = [r for r in rows("published_atmp_trials") if "NO_EXPLICIT" in str(r.values())]
    assert Counter(r.verdict for r in FACTS.endpoint_results)[None] == len(silent)


def test_every_cited_result_has_its_page_and_no_figure_that_is_not_printed() -> None:
    printed = {row["row_id"]: row for row in rows("published_atmp_trials")}
    for result in FACTS.endpoint_results:
        row = printed[result.id.rpartition("row-")[2]]
        assert result.source_kind is ResultSource.PUBLICATION
        assert result.source
        assert row["source_url"] in result.source.reference
        assert (result.estimate is None) == (row["response_pct"] == "")
        assert result.estimate is None or result.estimate == float(row["response_pct"])


def test_an_approval_whose_basis_is_inferred_is_not_verified() -> None:
    unverified = {a.product_id for a in FACTS.approvals if a.source and not a.source.verified}
    assert unverified == {"novocart-inject", "novocart-3d", "bioseed-c"}


def test_only_hospitals_that_a_source_names_are_centres() -> None:
    assert [centre.name for centre in FACTS.centres] == [
        "Hospital Clinic de Barcelona",
        "Hospital Puerta de Hierro",
    ]
    assert all(offer.confirmed_on is None for offer in FACTS.offers)
    assert all(offer.accepting_referrals is None for offer in FACTS.offers)


def test_real_facts_name_no_patients_and_are_not_marked_synthetic() -> None:
    assert not any(getattr(fact, "synthetic", False) for fact in FACTS.all())
    assert all(programme.endpoints == () for programme in FACTS.programmes)


def test_ids_are_unique_and_what_is_named_exists() -> None:
    ids = [(type(fact), fact.id) for fact in FACTS.all()]
    assert len(ids) == len(set(ids))
    products = {product.id for product in FACTS.products}
    authorities = {authority.id for authority in FACTS.authorities}
    assert {programme.product_id for programme in FACTS.programmes} <= products
    assert {approval.product_id for approval in FACTS.approvals} <= products
    assert {approval.authority_id for approval in FACTS.approvals} <= authorities
    diseases = {programme.disease for programme in FACTS.programmes}
    diseases |= {approval.disease for approval in FACTS.approvals}
    diseases |= {offer.disease for offer in FACTS.offers}
    assert diseases <= set(DISEASES)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.name)
def test_every_file_is_named_with_its_source_in_the_readme(path: Path) -> None:
    assert path.name in (FOLDER / "README.md").read_text()
