"""The file of a backup: it opens whole and with its key, or not at all."""

import io

import pytest
from backing_up import BACKUP_KEY, SALT
from hypothesis import given
from hypothesis import strategies as st

from registry.backup.sealed import CHUNK, TAG_BYTES, SealedWriter, lines, opened
from registry.errors import DataError

HEADER = len(b"he-registry backup 1\n") + 64
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1)


def sealed(data: bytes, salt: bytes = SALT) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, BACKUP_KEY, salt)
    for start in range(0, len(data), 10_000):
        writer.write(data[start : start + 10_000])
    writer.close()
    return file.getvalue()


def read(file: bytes, key: bytes = BACKUP_KEY) -> bytes:
    return b"".join(opened(io.BytesIO(file), key))


THREE = sealed(b"abcd" * (CHUNK // 2 + 100))
WHOLE = CHUNK + TAG_BYTES


def chunk(number: int) -> bytes:
    return THREE[HEADER + number * WHOLE :][:WHOLE]


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_comes_back_whatever_its_length(size: int) -> None:
    data = bytes(number % 251 for number in range(size))
    assert read(sealed(data)) == data


@given(st.integers(0, len(THREE) - 1), st.integers(0, 7))
def test_a_file_with_any_one_bit_turned_does_not_open(place: int, bit: int) -> None:
    turned = bytearray(THREE)
    turned[place] ^= 1 << bit
    with pytest.raises(DataError):
        read(bytes(turned))


@given(st.integers(0, len(THREE) - 1))
def test_a_file_cut_off_anywhere_does_not_open(length: int) -> None:
    with pytest.raises(DataError):
        read(THREE[:length])


@pytest.mark.parametrize(
    "chunks",
    [
        pytest.param((1, 0, 2), id="exchanged"),
        pytest.param((0, 2), id="one left out"),
        pytest.param((0, 1), id="the last left out"),
        pytest.param((0, 0, 1, 2), id="one twice"),
        pytest.param((0, 1, 2, 2), id="the last twice"),
        pytest.param((2,), id="the last alone"),
    ],
)
def test_chunks_in_another_order_or_number_do_not_open(chunks: tuple[int, ...]) -> None:
    assert THREE[:HEADER] + chunk(0) + chunk(1) + chunk(2) == THREE
    with pytest.raises(DataError, match="damaged"):
        read(THREE[:HEADER] + b"".join(map(chunk, chunks)))


def test_a_chunk_of_another_backup_under_the_same_key_does_not_open() -> None:
    other = sealed(b"abcd" * (CHUNK // 2 + 100), salt=bytes(32))
    with pytest.raises(DataError, match="damaged"):
        read(THREE[: HEADER + WHOLE] + other[HEADER + WHOLE :])


def test_another_key_is_one_sentence() -> None:
    with pytest.raises(DataError) as refused:
        read(THREE, key=bytes(32))
    assert refused.value.what == "This backup was made with another backup key."


def test_another_kind_of_file_is_one_sentence() -> None:
    with pytest.raises(DataError) as refused:
        read(b"SQLite format 3\x00" + bytes(100))
    assert refused.value.what == "This is no backup of a registry."


def test_two_backups_of_the_same_share_no_bytes_but_their_beginning() -> None:
    one, other = sealed(bytes(1_000)), sealed(bytes(1_000), salt=bytes(32))
    assert one[HEADER : HEADER + 100] not in other


@given(st.lists(st.binary(max_size=20).map(lambda each: each.replace(b"\n", b"")), max_size=9),
       st.integers(1, 7))  # fmt: skip
def test_lines_are_the_same_however_they_are_cut(told: list[bytes], size: int) -> None:
    whole = b"".join(line + b"\n" for line in told)
    parts = (whole[start : start + size] for start in range(0, len(whole), size))
    assert list(lines(parts)) == told
