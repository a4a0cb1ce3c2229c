"""The hospital's own table: opens with its passphrase only, and shows nobody anything else."""

import os
from datetime import date
from pathlib import Path

import pytest

from anonymise.key_table import KeyTable, KeyTableClosed, Known, read_key_table, write_key_table

PASSPHRASE = "several words of a house"
ON = date(2027, 3, 4)
QUICK = 2


@pytest.fixture
def table() -> KeyTable:
    table = KeyTable()
    table.accept("77123", "aurora", ON, os.urandom)
    return table


@pytest.fixture
def file(table: KeyTable, tmp_path: Path) -> Path:
    write_key_table(tmp_path / "keys.table", table, PASSPHRASE, os.urandom, QUICK)
    return tmp_path / "keys.table"


def test_a_table_is_read_as_it_was_written(table: KeyTable, file: Path) -> None:
    assert read_key_table(file, PASSPHRASE) == table


def test_a_patient_keeps_the_pseudonym_in_every_programme(table: KeyTable) -> None:
    before = table.pseudonym("77123")
    table.accept("77123", "borealis", date(2028, 1, 1), os.urandom)
    assert table.pseudonym("77123") == before
    assert table.accepted_on("77123", "aurora") == ON
    assert table.accepted_on("77123", "borealis") == date(2028, 1, 1)


def test_a_patient_who_is_not_in_the_table_has_no_pseudonym(table: KeyTable) -> None:
    assert table.pseudonym("77124") is None
    assert table.accepted_on("77124", "aurora") is None


def test_a_pseudonym_has_128_random_bits() -> None:
    table = KeyTable()
    table.accept("1", "aurora", ON, lambda size: bytes(range(size)))
    assert table.pseudonym("1") == bytes(range(16)).hex()


def test_the_file_and_what_is_printed_show_nobody(table: KeyTable, file: Path) -> None:
    assert b"77123" not in file.read_bytes()
    assert (table.pseudonym("77123") or "").encode() not in file.read_bytes()
    assert "77123" not in repr(table)


def test_only_its_owner_may_read_the_file(file: Path) -> None:
    assert file.stat().st_mode & 0o077 == 0


def test_another_passphrase_opens_nothing(file: Path) -> None:
    with pytest.raises(KeyTableClosed):
        read_key_table(file, "other words of a house")


def test_a_changed_byte_anywhere_is_noticed(file: Path) -> None:
    whole = file.read_bytes()
    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(KeyTableClosed):
            read_key_table(file, PASSPHRASE)


def test_a_file_cut_anywhere_is_noticed(file: Path) -> None:
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        with pytest.raises(KeyTableClosed):
            read_key_table(file, PASSPHRASE)


def test_what_breaks_off_while_writing_leaves_the_earlier_table(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_key_table(file, KeyTable({"1": Known("a", {})}), PASSPHRASE, os.urandom, QUICK)
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_the_same_table_is_never_written_twice_alike(table: KeyTable, file: Path) -> None:
    before = file.read_bytes()
    write_key_table(file, table, PASSPHRASE, os.urandom, QUICK)
    assert file.read_bytes() != before
