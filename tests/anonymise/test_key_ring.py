import pytest

from anonymise.keys import LASTING, KeyRing, Label, WeakRootKey

ROOT = bytes(range(32))

# Computed with OpenSSL 3.0.19: openssl kdf -keylen 32 -kdfopt digest:SHA256
# -kdfopt hexkey:000102…1f -kdfopt info:he-registry/<label> HKDF. A change here would orphan every
# stored pseudonym, digest and wrapped key.
DERIVED = {
    Label.PSEUDONYM: "e10e7ef5561717b981624d2e2b754463ab34f49d11566e6efbd5001cea0be930",
    Label.REGLINK: "338eaaff5dd6af612dce1ead535a737f6e3a185d29cd179fb6a1c087ebb4e940",
    Label.PLACE: "cefc66102a2b010efa888fd4f94c96dea62f1d1ffad3a379102baee11ae54b31",
    Label.RECORD_KEY: "896b2736713068b39f35159354b141bbc159e39ad5cda4dcf2f8539aab9ee1fb",
    Label.ADDRESS: "f6159b4f662c197296b7fa1d676ef3a39766469f48910c2a3fa2173c8aa0bd91",
    Label.API_KEY: "d6fae6e4500b312c70a17929f8ac7890de81093ca448221b218ee89ad0da1d96",
    Label.DECISION_SALT: "d5bfd417caa1422cdf415c7adcb6fe880be1c4c1dd9e7448d20151953ccf427d",
    Label.GROUP_MEMBERS: "bc7b9dd762610dfbc61e32adc398f8b747f587de674d86c668c4a35aa5c697c0",
    Label.TRAIL: "0e465a88ff2a32d66efe9dc2c846826723c7655b2c4f1e2c158a2dfc1caea9f1",
    Label.ROOT_CHECK: "efe0bf8c4c927c65cb2b7b6ba62176aa3a1c60b2e1704a3857db0ed0f3518aec",
    Label.ACCOUNTS: "edd7989e930d937856553d78cf444578357f08c27a2492ec9286af46bcfebb34",
    Label.SECOND_FACTOR: "f858a0080d6e0dadf14f47697ee6533f4abb9610e89197d1de034e17e243b8af",
    Label.RATES: "1cabb3cf232a8115bce909f2d1505e8fb5b5e26a245584e50883f5521b122395",
    Label.CARRIED: "a7b03f75e48b5aa5acd24a36fd9d58304fe2b324bcf1bf43fe352417f7f3f783",
    Label.BACKUP: "24b2f7a46494c76857391ac57eceea956357ac76a6a244e21880767e9360c6b6",
}
FIRST_COLUMN_KEY = "4525f2ed0afb394495e26c6fa3a138561ada2fe5460e02fc8c53b5b1e2caac06"


@pytest.mark.parametrize("label", Label)
def test_every_label_gives_the_key_that_openssl_derives(label: Label) -> None:
    assert KeyRing.from_root(ROOT).derive(label).hex() == DERIVED[label]


def test_the_first_column_key_is_the_one_that_openssl_derives() -> None:
    assert KeyRing.from_root(ROOT).column_key(1).hex() == FIRST_COLUMN_KEY


def test_no_two_labels_or_versions_share_a_key() -> None:
    ring = KeyRing.from_root(ROOT)
    keys = {ring.derive(label) for label in Label} | {ring.column_key(n) for n in range(1, 20)}
    assert len(keys) == len(Label) + 19


def test_a_new_root_makes_the_same_pseudonyms_and_other_column_keys() -> None:
    old = KeyRing.from_root(ROOT)
    new = KeyRing(bytes(reversed(ROOT)), old.heirloom([1, 2]))
    assert {label for label in Label if new.derive(label) == old.derive(label)} == set(LASTING)
    assert [new.column_key(n) == old.column_key(n) for n in (1, 2, 3)] == [True, True, False]
    assert ROOT not in new.inherited.values()


def test_what_was_inherited_is_inherited_again() -> None:
    first = KeyRing.from_root(ROOT)
    second = KeyRing(bytes(32), first.heirloom([1]))
    third = KeyRing(bytes([7] * 32), second.heirloom([]))
    assert third.derive(Label.PSEUDONYM) == first.derive(Label.PSEUDONYM)
    assert third.column_key(1) != first.column_key(1)


def test_another_root_gives_other_keys() -> None:
    other = KeyRing.from_root(bytes(reversed(ROOT)))
    assert other.derive(Label.PSEUDONYM) != KeyRing.from_root(ROOT).derive(Label.PSEUDONYM)


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_root_of_another_length_is_refused_without_being_shown(length: int) -> None:
    with pytest.raises(WeakRootKey) as refused:
        KeyRing.from_root(b"\x5a" * length)
    assert str(length) in str(refused.value)
    assert "Create one with 32 random bytes" in str(refused.value)
    assert "Z" not in str(refused.value)
    assert "5a" not in str(refused.value)


def test_printing_a_key_ring_shows_no_key() -> None:
    ring = KeyRing.from_root(b"\x5a" * 32)
    for shown in (repr(ring), str(ring), f"{[ring]}"):
        assert "Z" not in shown
        assert "5a" not in shown
