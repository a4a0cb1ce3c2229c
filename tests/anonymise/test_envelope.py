import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymise.envelope import Cipher, EnvelopeDamaged, seal, unseal, unwrap, wrap

KEK = bytes(range(32))
DATA_KEY = bytes.fromhex("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f")
NONCE = b"\x01" * 12
CONTEXT = "episodes|sex|7d0c|column-kek/v1"


def flipped(text: str, position: int, bit: int = 0) -> str:
    raw = bytearray(base64.b64decode(text))
    raw[position % len(raw)] ^= 1 << bit
    return base64.b64encode(raw).decode()


def test_wrapping_gives_the_published_vector() -> None:
    # RFC 3394, section 4.6: 256 bits of key data with a 256-bit key-encryption key.
    expected = "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"
    assert base64.b64decode(wrap(KEK, DATA_KEY)).hex() == expected
    assert unwrap(KEK, wrap(KEK, DATA_KEY)) == DATA_KEY


def test_sealing_gives_the_published_vector() -> None:
    # McGrew & Viega, The Galois/Counter Mode of Operation, test case 14.
    expected = "cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919"
    sealed = base64.b64decode(seal(bytes(32), bytes(16), "", bytes(12)))
    assert sealed.hex() == "00" * 12 + expected


@given(st.binary(max_size=200), st.text(st.characters(codec="utf-8"), max_size=40))
def test_what_was_sealed_comes_back(plaintext: bytes, context: str) -> None:
    assert unseal(DATA_KEY, seal(DATA_KEY, plaintext, context, NONCE), context) == plaintext


@given(st.integers(0, 200), st.integers(0, 7))
def test_one_changed_bit_anywhere_is_noticed(position: int, bit: int) -> None:
    sealed = seal(DATA_KEY, b"12-17", CONTEXT, NONCE)
    with pytest.raises(EnvelopeDamaged):
        unseal(DATA_KEY, flipped(sealed, position, bit), CONTEXT)
    with pytest.raises(EnvelopeDamaged):
        unwrap(KEK, flipped(wrap(KEK, DATA_KEY), position, bit))


@pytest.mark.parametrize(
    "elsewhere",
    [
        "events|sex|7d0c|column-kek/v1",
        "episodes|age|7d0c|column-kek/v1",
        "episodes|sex|7d0d|column-kek/v1",
        "episodes|sex|7d0c|column-kek/v2",
    ],
    ids=["other table", "other column", "other row", "other key version"],
)
def test_a_value_moved_to_another_place_does_not_open(elsewhere: str) -> None:
    with pytest.raises(EnvelopeDamaged):
        unseal(DATA_KEY, seal(DATA_KEY, b"F", CONTEXT, NONCE), elsewhere)


def test_another_patients_key_opens_nothing() -> None:
    with pytest.raises(EnvelopeDamaged):
        unseal(KEK, seal(DATA_KEY, b"F", CONTEXT, NONCE), CONTEXT)
    with pytest.raises(EnvelopeDamaged):
        unwrap(DATA_KEY, wrap(KEK, DATA_KEY))


NEVER_SEALED = ["", "A", "not base64 §", "AAAAAAAA", base64.b64encode(NONCE).decode()]


@pytest.mark.parametrize("text", NEVER_SEALED)
def test_what_was_never_sealed_is_damaged_and_not_shown(text: str) -> None:
    with pytest.raises(EnvelopeDamaged) as value:
        unseal(DATA_KEY, text, CONTEXT)
    with pytest.raises(EnvelopeDamaged) as key:
        unwrap(KEK, text)
    assert str(value.value) == str(EnvelopeDamaged("A sealed value"))
    assert str(key.value) == str(EnvelopeDamaged("A wrapped data key"))
    assert value.value.__suppress_context__
    assert key.value.__suppress_context__


def test_rotation_changes_the_wrapping_and_no_sealed_value() -> None:
    sealed = seal(DATA_KEY, b"F", CONTEXT, NONCE)
    rewrapped = wrap(bytes(32), unwrap(KEK, wrap(KEK, DATA_KEY)))
    assert unseal(unwrap(bytes(32), rewrapped), sealed, CONTEXT) == b"F"


@pytest.mark.parametrize("length", [11, 13])
def test_a_nonce_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="12 random bytes"):
        seal(DATA_KEY, b"F", CONTEXT, bytes(length))


@pytest.mark.parametrize("length", [16, 31, 33])
def test_a_key_of_another_length_is_refused_everywhere(length: int) -> None:
    short = bytes(length)
    for use in (
        lambda: seal(short, b"F", CONTEXT, NONCE),
        lambda: unseal(short, "", CONTEXT),
        lambda: wrap(KEK, short),
        lambda: wrap(short, DATA_KEY),
        lambda: unwrap(short, ""),
    ):
        with pytest.raises(ValueError, match="32 random bytes"):
            use()


def test_one_cipher_opens_what_was_sealed_one_by_one_and_shows_no_key() -> None:
    cipher = Cipher(DATA_KEY)
    contexts = [f"episodes|sex|{number}" for number in range(3)]
    sealed = [seal(DATA_KEY, context.encode(), context, NONCE) for context in contexts]
    opened = [cipher.unseal(*each) for each in zip(sealed, contexts, strict=True)]
    assert opened == [context.encode() for context in contexts]
    with pytest.raises(EnvelopeDamaged):
        cipher.unseal(sealed[0], contexts[1])
    assert DATA_KEY.hex() not in repr(cipher)
    assert repr(DATA_KEY) not in f"{cipher} {cipher!r}"
