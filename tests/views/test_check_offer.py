"""What can be said of an offer: three answers, never "safe", and a permit only where all holds."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from registry import texts
from registry.model.codes import ApprovalEventKind as Kind
from registry.model.parties import Authority, Centre, Offer, Organisation
from registry.model.product import Approval, ApprovalEvent, Confirmer, Product
from registry.model.source import Source
from registry.snapshot import Directory, Snapshot
from registry.views.check_offer import check_offer
from registry.views.offer_checked import (
    EUROPEAN,
    Asked,
    CountryNote,
    Doubt,
    OfferAnswer,
    OfferCheck,
    WarningSign,
)
from registry.views.permits import stands
from seeds.catalogue import catalogue
from tests.views.example import AS_OF, SNAPSHOT

CHECKED, UNCHECKED = Source("decision of the authority", True), Source("inferred", False)
YEAR_AGO = date(2025, 9, 30)
PRODUCT = Product("realcel", "RC-0001 (CART9-BE)", "T cells", None, None, None, source=CHECKED)
GRANTED = ApprovalEvent(Kind.GRANTED, "2021-02")
APPROVAL = Approval(
    "realcel-es", "realcel", "aemps", "ES", "b-all", "authorised", (GRANTED,), local_id="HE/7",
    source=CHECKED, confirmed_on=date(2026, 6, 1), confirmed_by=Confirmer.AUTHORITY,
)  # fmt: skip
OWNER = Organisation("clinic", "University Clinic", "ES", source=CHECKED)
SITE = Centre("clinic-site", "clinic", "Hospital of the Clinic", "Barcelona", "ES", source=CHECKED)
OFFER = Offer("o", "clinic-site", "realcel-es", "realcel", "b-all", confirmed_on=date(2026, 6, 1))
PERMIT = Asked("ES", "RC-0001")


def authority(id: str, country: str, **more: Any) -> Authority:
    stated = {"exemption_route": "yes", "competent": True, "route_basis": "", **more}
    website = f"https://{id}.example/"
    return Authority(id, f"Authority {id}", id, country, website, source=CHECKED, **stated)


AUTHORITIES = (
    authority("bfarm", "DE", competent=False),
    authority("pei", "DE", without_permit="section 67(9) AMG"),
    authority("invented", "ES", synthetic=True),
    authority("aemps", "ES", public_list=True),
    authority("bda", "BG", exemption_route="eu_law_only"),
)


def registry(
    approval: Approval = APPROVAL,
    offer: Offer = OFFER,
    product: Product = PRODUCT,
    owner: Organisation = OWNER,
    site: Centre = SITE,
) -> Snapshot:
    directory = Directory(
        organisations=(owner,),
        centres=(site,),
        authorities=AUTHORITIES,
        products=(product,),
        approvals=(approval,),
        offers=(offer,),
    )
    return structs.replace(SNAPSHOT, directory=directory)


def approval(**changes: Any) -> Snapshot:
    return registry(structs.replace(APPROVAL, **changes), structs.replace(OFFER, confirmed_on=None))


def doubt(snapshot: Snapshot, asked: Asked = PERMIT) -> Doubt | None:
    found = check_offer(snapshot, asked)
    assert (found.permit is None) is (found.answer is not OfferAnswer.CONFIRMED_PERMIT)
    return found.doubt


def test_a_real_current_verified_and_confirmed_permit_is_confirmed() -> None:
    found = check_offer(registry(), PERMIT)
    assert found.answer is OfferAnswer.CONFIRMED_PERMIT
    assert found.permit is not None
    assert (found.permit.product_name, found.permit.local_id) == ("RC-0001 (CART9-BE)", "HE/7")
    assert found.permit.confirmed_on == date(2026, 6, 1)
    assert found.authority.website == "https://aemps.example/"


@pytest.mark.parametrize(
    "asked",
    [
        Asked("es", "rc 0001"),
        Asked("ES", "CART9-BE"),
        Asked("ES", "realcel"),
        Asked("ES", approval="he 7"),
        Asked("ES", "RC-0001", "university clinic", "HE/7"),
        Asked("ES", "RC-0001", "Hospital of the Clinic"),
    ],
    ids=str,
)
def test_names_are_found_whatever_their_capitals_and_punctuation(asked: Asked) -> None:
    assert doubt(registry(), asked) is None


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Realcel (CD19)", "CD19"),
        ("Realcel (T-cells)", "T-cells"),
        ("Realcel (autologous cells 2)", "autologous cells 2"),
        ("Realcel CAR-T", "CAR-T"),
        ("Realcel 2", "Realcel"),
    ],
)
def test_a_word_of_a_name_is_not_its_name(name: str, asked: str) -> None:
    told = registry(product=structs.replace(PRODUCT, id="another", name=name))
    told = structs.replace(
        told,
        directory=structs.replace(
            told.directory, approvals=(structs.replace(APPROVAL, product_id="another"),)
        ),
    )
    assert doubt(told, Asked("ES", name)) is None
    assert doubt(told, Asked("ES", asked)) is Doubt.NOT_IN_THIS_REGISTRY


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Asked("ES"), Doubt.NOTHING_NAMED),
        (Asked("ES", "  "), Doubt.NOTHING_NAMED),
        (Asked("ES", hospital="University Clinic"), Doubt.NOTHING_NAMED),
        (Asked("ES", "RC"), Doubt.NOT_IN_THIS_REGISTRY),
        (Asked("ES", "RC-0001", approval="HE/8"), Doubt.NOT_IN_THIS_REGISTRY),
        (Asked("DE", "RC-0001"), Doubt.OTHER_COUNTRY),
        (Asked("ES", "RC-0001", "Another Clinic"), Doubt.HOSPITAL_NOT_NAMED),
    ],
    ids=str,
)
def test_what_does_not_fit_cannot_be_confirmed(asked: Asked, why: Doubt) -> None:
    found = check_offer(registry(), asked)
    assert (found.answer, found.doubt) == (OfferAnswer.CANNOT_CONFIRM, why)


@pytest.mark.parametrize(
    ("days_later", "why"),
    [(1, None), (0, None), (-1, Doubt.NOT_CONFIRMED_LATELY)],
    ids=["a day less than a year ago", "a year ago", "a day more"],
)
@pytest.mark.parametrize("by_offer", [True, False], ids=["hospital's offer", "approval"])
def test_a_confirmation_counts_for_twelve_months(
    days_later: int, why: Doubt | None, by_offer: bool
) -> None:
    day = YEAR_AGO + timedelta(days_later)
    if by_offer:
        told = registry(offer=structs.replace(OFFER, confirmed_on=day))
        assert doubt(told, Asked("ES", "RC-0001", "University Clinic")) == why
    else:
        assert doubt(approval(confirmed_on=day)) == why


@pytest.mark.parametrize("months", [11, 12, 13])
def test_eleven_and_twelve_months_are_recent_and_thirteen_are_not(months: int) -> None:
    year, month = divmod(AS_OF.year * 12 + AS_OF.month - 1 - months, 12)
    found = check_offer(approval(confirmed_on=date(year, month + 1, 30)), PERMIT)
    assert (found.answer is OfferAnswer.CONFIRMED_PERMIT) is (months <= 12)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"confirmed_on": None}, Doubt.NOT_CONFIRMED_LATELY),
        ({"confirmed_by": None}, Doubt.NOT_CONFIRMED_LATELY),
        ({"confirmed_on": AS_OF + timedelta(1)}, Doubt.NOT_CONFIRMED_LATELY),
        ({"source": None}, Doubt.NOT_VERIFIED),
        ({"source": UNCHECKED}, Doubt.NOT_VERIFIED),
        ({"synthetic": True}, Doubt.NOT_IN_THIS_REGISTRY),
        ({"valid_from": AS_OF + timedelta(1)}, Doubt.NOT_CURRENT),
        ({"valid_to": AS_OF}, None),
        ({"valid_to": AS_OF - timedelta(1)}, Doubt.NOT_CURRENT),
        ({"events": ()}, Doubt.NOT_CURRENT),
    ],
    ids=str,
)
def test_one_thing_that_is_not_right_is_enough(changes: dict[str, Any], why: Doubt | None) -> None:
    assert doubt(approval(**changes)) == why


def test_nothing_fictional_is_ever_confirmed() -> None:
    assert doubt(registry(product=structs.replace(PRODUCT, synthetic=True)))
    assert doubt(SNAPSHOT, Asked("ES", "Aurocel")) is Doubt.NOT_IN_THIS_REGISTRY
    fictional = registry(offer=structs.replace(OFFER, synthetic=True))
    assert doubt(fictional, Asked("ES", "RC-0001", "University Clinic"))


def test_a_hospital_whose_own_offer_is_stale_is_not_confirmed_by_the_approval() -> None:
    told = registry(offer=structs.replace(OFFER, confirmed_on=date(2025, 9, 29)))
    assert doubt(told) is None
    hospital = Asked("ES", "RC-0001", "University Clinic")
    assert doubt(told, hospital) is Doubt.NOT_CONFIRMED_LATELY


@pytest.mark.parametrize("source", [None, UNCHECKED], ids=["no source", "unverified"])
def test_a_row_that_nobody_verified_confirms_nothing_though_the_name_matches(
    source: Source | None,
) -> None:
    product = structs.replace(PRODUCT, source=source)
    assert doubt(registry(product=product)) is Doubt.NOT_VERIFIED
    site, owner = structs.replace(SITE, source=source), structs.replace(OWNER, source=source)
    by_site = Asked("ES", "RC-0001", "Hospital of the Clinic")
    by_owner = Asked("ES", "RC-0001", "University Clinic")
    for asked in (by_site, by_owner):
        assert doubt(registry(site=site), asked) is Doubt.HOSPITAL_NOT_VERIFIED
    assert doubt(registry(owner=owner), by_owner) is Doubt.HOSPITAL_NOT_VERIFIED
    assert doubt(registry(owner=owner), by_site) is None
    only_offer = structs.replace(APPROVAL, confirmed_on=None)
    assert doubt(registry(only_offer)) is None
    assert doubt(registry(only_offer, site=site)) is Doubt.NOT_CONFIRMED_LATELY


ENDINGS = [Kind.LAPSED, Kind.SUSPENDED, Kind.REVOKED, Kind.WITHDRAWN]


@pytest.mark.parametrize("kind", ENDINGS)
@pytest.mark.parametrize(
    ("on", "ended"),
    [
        ("2026-09-29", True),
        ("2026-09-30", True),
        ("2026-10-01", False),
        ("2026-09", True),
        ("2026-10", False),
        ("2026", True),
    ],
)
def test_an_approval_that_ended_by_the_day_does_not_stand(kind: Kind, on: str, ended: bool) -> None:
    events = (GRANTED, ApprovalEvent(kind, on))
    assert stands(structs.replace(APPROVAL, events=events), AS_OF) is not ended


@pytest.mark.parametrize(
    ("events", "is_valid"),
    [
        ([("SUSPENDED", "2022-01-01"), ("RENEWED", "2023-01-01")], True),
        ([("SUSPENDED", "2023-01-01"), ("RENEWED", "2022-01-01")], False),
        ([("REVOKED", "2023-01-01"), ("RENEWED", "2023-01-01")], False),
        ([("SUSPENDED", "2022-01-01"), ("RENEWED", "2026")], False),
        ([("VARIED", "2024-05")], True),
    ],
    ids=str,
)
def test_the_latest_event_decides_and_doubt_is_against(
    events: list[tuple[str, str]], is_valid: bool
) -> None:
    told = (GRANTED, *(ApprovalEvent(Kind(kind), on) for kind, on in events))
    assert stands(structs.replace(APPROVAL, events=told), AS_OF) is is_valid
    assert stands(structs.replace(APPROVAL, events=told[::-1]), AS_OF) is is_valid


@pytest.mark.parametrize(
    ("country", "name", "notes"),
    [
        ("ES", "Authority aemps", [CountryNote.PUBLIC_LIST]),
        ("DE", "Authority pei", [CountryNote.NO_PUBLIC_LIST_KNOWN, CountryNote.WITHOUT_PERMIT]),
        ("BG", "Authority bda", [CountryNote.NO_PUBLIC_LIST_KNOWN, CountryNote.ROUTE_NOT_VERIFIED]),
        ("XX", EUROPEAN.name, [CountryNote.AUTHORITY_NOT_KNOWN]),
        ("", EUROPEAN.name, [CountryNote.AUTHORITY_NOT_KNOWN]),
    ],
)
def test_every_answer_names_a_real_authority_and_what_its_country_does(
    country: str, name: str, notes: list[CountryNote]
) -> None:
    found = check_offer(registry(), Asked(country, "something"))
    assert (found.authority.name, list(found.notes)) == (name, notes)
    assert found.authority.website.startswith("https://")


@pytest.mark.parametrize(("spelt", "country"), [("uk", "GB"), ("EL", "GR"), (" es ", "ES")])
def test_countries_are_understood_as_people_spell_them(spelt: str, country: str) -> None:
    real = structs.replace(SNAPSHOT, directory=Directory(authorities=catalogue(AS_OF).authorities))
    authorities = {each.name for each in catalogue(AS_OF).authorities if each.country == country}
    assert check_offer(real, Asked(spelt)).authority.name in authorities


OFFERED = st.builds(
    Asked,
    country=st.sampled_from(["ES", "DE", "uk", "XX", ""]),
    product=st.sampled_from(["", "RC-0001", "realcel", "Aurocel"]) | st.text(max_size=8),
    hospital=st.sampled_from(["", "University Clinic", "nobody"]),
    approval=st.sampled_from(["", "HE/7", "he-es-1"]),
    signs=st.lists(st.sampled_from(WarningSign), max_size=2, unique=True).map(tuple),
)


def said(found: OfferCheck) -> str:
    """Everything a reader is told."""
    name = found.authority.name
    parts = [
        texts.offer_answer(found.answer, name, found.as_of),
        texts.OFFER_DOUBTS[found.doubt] if found.doubt else "",
        *(texts.WARNING_SIGNS[sign] for sign in found.signs),
        *(texts.country_note(note, name, found.without_permit) for note in found.notes),
        texts.OFFER_ALWAYS,
    ]
    return " ".join(parts)


@given(OFFERED)
def test_whatever_is_asked_one_of_three_answers_comes_and_none_says_safe(asked: Asked) -> None:
    found = check_offer(registry(), asked)
    assert (found.answer is OfferAnswer.WARNING) is bool(asked.signs)
    assert (found.doubt is not None) is (found.answer is OfferAnswer.CANNOT_CONFIRM)
    assert (found.permit is not None) is (found.answer is OfferAnswer.CONFIRMED_PERMIT)
    assert found.authority.name
    told = said(found).lower()
    assert found.authority.name.lower() in told or found.permit
    assert not {"safe", "recommended", "illegal", "fraud"} & set(told.replace(".", " ").split())


@pytest.mark.parametrize("sign", WarningSign)
def test_one_warning_sign_is_enough_even_beside_a_permit(sign: WarningSign) -> None:
    found = check_offer(registry(), structs.replace(PERMIT, signs=(sign,)))
    assert (found.answer, found.permit) == (OfferAnswer.WARNING, None)
    assert texts.WARNING_SIGNS[sign] in said(found)


def test_the_catalogue_of_today_confirms_nothing() -> None:
    """Its approvals are sourced, and none was confirmed by an authority or a holder."""
    facts = catalogue(AS_OF)
    directory = Directory(
        facts.organisations, facts.centres, facts.authorities, facts.products, facts.approvals,
        facts.offers,
    )  # fmt: skip
    real = structs.replace(SNAPSHOT, directory=directory)
    for known in facts.approvals:
        found = check_offer(real, Asked(known.country, known.product_id))
        assert found.answer is OfferAnswer.CANNOT_CONFIRM
        assert found.doubt in (
            Doubt.NOT_VERIFIED,
            Doubt.NOT_CURRENT,
            Doubt.NOT_CONFIRMED_LATELY,
        )
