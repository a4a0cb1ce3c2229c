"""Signed notes against published ones, and what is no note."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from logs import KEY, ORIGIN, OTHER_PRIVATE, PRIVATE

from registry.log.fault import Fault, LogMisuse
from registry.log.note import (
    MOST_SIGNATURES,
    Note,
    Signature,
    VerifierKey,
    parse_note,
    parse_verifier_key,
    sign_note,
    verifier_key,
    verify_note,
)

# C2SP signed-note v1.1.0, the example under "Verifier keys".
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n\N{EM DASH} example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# C2SP signed-note v1.0.0, the example at its head: its text holds an empty line. No key is given.
POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\n"
    "ed è subito sera.\n\n\N{EM DASH} quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)
# golang.org/x/mod, sumdb/note/note_test.go: TestSign and TestOpen.
PETER_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH_KEY = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETER = (
    "\N{EM DASH} PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH = (
    "\N{EM DASH} EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
SIGNED = sign_note(Note("one\n"), ORIGIN, PRIVATE)


def key_of(text: str) -> VerifierKey:
    key = parse_verifier_key(text)
    assert isinstance(key, VerifierKey)
    return key


def note_of(text: str) -> Note:
    note = parse_note(text.encode())
    assert isinstance(note, Note)
    return note


@pytest.mark.parametrize("text", [EXAMPLE_KEY, PETER_KEY, ENOCH_KEY, KEY.encoded])
def test_a_verifier_key_reads_and_writes_alike(text: str) -> None:
    assert key_of(text).encoded == text


def test_the_specifications_example_verifies() -> None:
    key = key_of(EXAMPLE_KEY)
    assert key.id.hex() == "530d903a"
    assert verify_note(note_of(EXAMPLE), [key]) == (key,)
    assert note_of(EXAMPLE).text == "This is an example message.\n"


def test_the_last_empty_line_ends_the_text() -> None:
    note = note_of(POEM)
    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert [each.key_id.hex() for each in note.signatures] == ["367ba04b"]
    assert note.encoded == POEM.encode()


def test_signing_gives_the_published_note_byte_for_byte() -> None:
    secret = Ed25519PrivateKey.from_private_bytes(base64.b64decode(PETER_SECRET)[1:])
    assert verifier_key("PeterNeumann", secret) == key_of(PETER_KEY)
    signed = sign_note(Note(TEXT), "PeterNeumann", secret)
    assert signed.encoded.decode() == f"{TEXT}\n{PETER}"
    assert sign_note(signed, "PeterNeumann", secret) == signed


def test_unknown_signatures_are_kept_and_ignored() -> None:
    peter, enoch = key_of(PETER_KEY), key_of(ENOCH_KEY)
    note = note_of(f"{TEXT}\n{PETER}{ENOCH}")
    assert verify_note(note, [peter]) == (peter,)
    assert verify_note(note, [enoch, peter]) == (peter, enoch)
    assert note.encoded.decode() == f"{TEXT}\n{PETER}{ENOCH}"


def test_a_note_no_known_key_signed_is_refused() -> None:
    fault = Fault("No key that is known here has signed this text.")
    assert verify_note(note_of(f"{TEXT}\n{PETER}"), [key_of(ENOCH_KEY)]) == fault
    assert verify_note(note_of(f"{TEXT}\n{PETER}"), []) == fault


def test_one_wrong_signature_by_a_known_key_refuses_the_whole_note() -> None:
    forged = Signature("EnochRoot", bytes.fromhex("af0cfe78"), bytes(64))
    note = note_of(f"{TEXT}\n{PETER}{forged.line}")
    both = [key_of(PETER_KEY), key_of(ENOCH_KEY)]
    assert verify_note(note, both[:1]) == (both[0],)
    fault = verify_note(note, both)
    assert fault == Fault("The signature of EnochRoot is wrong: the text was changed or forged.")


# golang.org/x/mod, sumdb/note/note_test.go: badMsgs of TestOpen, then some of our own.
@pytest.mark.parametrize(
    "data",
    [
        TEXT,
        f"{TEXT}\n",
        f"{TEXT}\n{PETER[:-1]}",
        f"\x01{TEXT}\n{PETER}",
        f"{TEXT}\n{PETER.replace('PeterNeumann', 'Bad Name')}",
        f"{TEXT}\n{PETER}Unexpected line.\n",
        f"{TEXT}\n{PETER * (MOST_SIGNATURES + 1)}",
        f"{TEXT}\n{PETER.replace('Peter', 'Peter+')}",
        f"{TEXT}\n{PETER.replace('nAM=', 'nAN=')}",
        f"{TEXT}\n{PETER.replace('nAM=', 'nAM')}",
        f"{TEXT}\n\N{EM DASH} PeterNeumann x08gow==\n",
        f"{TEXT}\n{PETER.replace(chr(0x2014), '-')}",
        f"{TEXT}\r\n\n{PETER}",
        "",
    ],
)
def test_what_is_no_note_is_a_fault(data: str) -> None:
    fault = parse_note(data.encode())
    assert isinstance(fault, Fault)
    assert fault.reason.endswith(".")
    assert "PeterNeumann" not in fault.reason


def test_bytes_that_are_no_text_are_a_fault() -> None:
    assert parse_note(b"\xff" + SIGNED.encoded) == Fault("The note is not UTF-8 text.")


def test_a_hundred_signatures_are_read() -> None:
    note = note_of(f"{TEXT}\n{PETER * MOST_SIGNATURES}")
    assert len(note.signatures) == MOST_SIGNATURES


@given(st.integers(0, len(SIGNED.encoded) - 1), st.integers(0, 7))
def test_one_flipped_bit_anywhere_in_a_note_is_noticed(place: int, bit: int) -> None:
    data = bytearray(SIGNED.encoded)
    data[place] ^= 1 << bit
    note = parse_note(bytes(data))
    assert isinstance(note, Fault) or isinstance(verify_note(note, [KEY]), Fault)


@given(st.integers(0, len(SIGNED.encoded) - 1))
def test_a_note_cut_anywhere_is_noticed(length: int) -> None:
    note = parse_note(SIGNED.encoded[:length])
    assert isinstance(note, Fault)


@given(st.text(st.characters(codec="utf-8", min_codepoint=32), max_size=60))
def test_any_text_without_control_characters_can_be_signed(text: str) -> None:
    note = sign_note(Note(f"{text}\n"), ORIGIN, PRIVATE)
    assert parse_note(note.encoded) == note
    assert verify_note(note, [KEY]) == (KEY,)


@pytest.mark.parametrize(
    "text", ["", "no newline", "tab\t\n", "return\r\n", "\ud800\n", f"{chr(0xDFFF)}\n"]
)
def test_a_text_no_note_can_hold_is_refused(text: str) -> None:
    with pytest.raises(LogMisuse, match=r"note"):
        Note(text)


def test_a_note_without_a_signature_cannot_be_written() -> None:
    with pytest.raises(LogMisuse, match="Sign it first"):
        _ = Note("one\n").encoded


# golang.org/x/mod, sumdb/note/note_test.go: TestNewVerifier, the last two of its bad keys.
@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        PETER_KEY.replace("c74f20a3", "C74F20A3"),
        PETER_KEY.replace("Peter", "Peter "),
        "",
        "++",
        "name",
    ],
)
def test_what_is_no_verifier_key_is_a_fault(text: str) -> None:
    assert isinstance(parse_verifier_key(text), Fault)


@given(st.integers(0, len(PETER_KEY)), st.integers(0, len(PETER_KEY)))
def test_no_part_of_a_verifier_key_is_a_verifier_key(start: int, end: int) -> None:
    part = PETER_KEY[start:end]
    assert part == PETER_KEY or isinstance(parse_verifier_key(part), Fault)


@pytest.mark.parametrize("place", range(len(PETER_KEY)))
def test_no_changed_verifier_key_is_taken(place: int) -> None:
    changed = chr(ord(PETER_KEY[place]) + 1)
    text = PETER_KEY[:place] + changed + PETER_KEY[place + 1 :]
    assert isinstance(parse_verifier_key(text), Fault)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb", "a\x00b"])
def test_a_name_no_note_can_hold_is_refused(name: str) -> None:
    with pytest.raises(LogMisuse, match="without space"):
        verifier_key(name, OTHER_PRIVATE)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_public_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(LogMisuse, match="32 bytes"):
        VerifierKey(ORIGIN, bytes(length))
