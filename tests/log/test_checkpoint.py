"""Signed sizes and roots."""

import pytest
from logs import KEY, ORIGIN, OTHER_PRIVATE, PRIVATE, checkpoint_of, consistency, numbered

from registry.log.checkpoint import (
    Checkpoint,
    growth_fault,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from registry.log.fault import Fault, LogMisuse
from registry.log.merkle import EMPTY_ROOT
from registry.log.note import Note, parse_note, sign_note, verifier_key

# C2SP tlog-checkpoint, the example at its head. The specification gives no key for it.
EXAMPLE_TEXT = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
)
EXAMPLE = (
    f"{EXAMPLE_TEXT}\n\N{EM DASH} example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
# C2SP tlog-witness, "add-checkpoint": the same checkpoint with a second signature line.
SECOND = (
    "\N{EM DASH} example.com/behind-the-sofa "
    "opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n"
)
ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
WITNESS = verifier_key("witness.example", OTHER_PRIVATE)


@pytest.mark.parametrize("example", [EXAMPLE, EXAMPLE + SECOND])
def test_the_specifications_example_reads_and_writes_alike(example: str) -> None:
    note = parse_note(example.encode())
    assert isinstance(note, Note)
    checkpoint = parse_checkpoint(note.text)
    assert isinstance(checkpoint, Checkpoint)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text == EXAMPLE_TEXT
    assert note.encoded == example.encode()


@pytest.mark.parametrize("extensions", [(), ("one",), ("one", "two words")])
def test_a_signed_checkpoint_opens_with_the_logs_key(extensions: tuple[str, ...]) -> None:
    checkpoint = Checkpoint(ORIGIN, 1, EMPTY_ROOT, extensions)
    assert open_checkpoint(sign_checkpoint(checkpoint, PRIVATE).encoded, [KEY]) == checkpoint


def test_a_witness_signs_beside_the_log_and_never_instead_of_it() -> None:
    checkpoint = checkpoint_of(numbered(3))
    signed = sign_checkpoint(checkpoint, PRIVATE)
    beside = sign_note(signed, WITNESS.name, OTHER_PRIVATE).encoded
    instead = sign_note(Note(checkpoint.text), WITNESS.name, OTHER_PRIVATE).encoded
    assert open_checkpoint(beside, [KEY]) == checkpoint
    assert open_checkpoint(beside, [KEY, WITNESS]) == checkpoint
    fault = open_checkpoint(instead, [KEY, WITNESS])
    assert fault == Fault(f"The checkpoint speaks for {ORIGIN}, which did not sign it.")


def test_a_log_that_changes_its_key_signs_with_both() -> None:
    checkpoint = checkpoint_of(numbered(3))
    both = sign_note(sign_checkpoint(checkpoint, PRIVATE), ORIGIN, OTHER_PRIVATE).encoded
    assert open_checkpoint(both, [KEY]) == checkpoint
    assert open_checkpoint(both, [verifier_key(ORIGIN, OTHER_PRIVATE)]) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"log\n1\n{ROOT}",
        "log\n1\n",
        f"\n1\n{ROOT}\n",
        f"log\n01\n{ROOT}\n",
        f"log\n-1\n{ROOT}\n",
        f"log\n+1\n{ROOT}\n",
        f"log\n1 \n{ROOT}\n",
        f"log\n٣\n{ROOT}\n",
        f"log\n9223372036854775808\n{ROOT}\n",
        f"log\n{'9' * 5000}\n{ROOT}\n",
        f"log\n1\n{ROOT[:-2]}\n",
        f"log\n1\n{ROOT.replace('q2I=', 'q2J=')}\n",
        "log\n1\nAAAA\n",
        f"log\n0\n{ROOT}\n",
        f"log\n1\n{ROOT}\n\n",
        f"log\n1\n{ROOT}\n\nextension\n",
    ],
)
def test_what_is_no_checkpoint_is_a_fault(text: str) -> None:
    fault = parse_checkpoint(text)
    assert isinstance(fault, Fault)
    assert fault.reason.endswith(".")


def test_the_largest_size_is_read_exactly() -> None:
    checkpoint = parse_checkpoint(f"log\n9223372036854775807\n{ROOT}\n")
    assert isinstance(checkpoint, Checkpoint)
    assert checkpoint.size == 2**63 - 1


def test_a_signed_text_that_is_no_checkpoint_is_a_fault() -> None:
    note = sign_note(Note("only words\n"), ORIGIN, PRIVATE)
    assert isinstance(open_checkpoint(note.encoded, [KEY]), Fault)


@pytest.mark.parametrize(
    ("origin", "size", "root", "extensions"),
    [
        ("", 1, EMPTY_ROOT, ()),
        ("log\n999", 1, EMPTY_ROOT, ()),
        ("log", -1, EMPTY_ROOT, ()),
        ("log", 2**63, EMPTY_ROOT, ()),
        ("log", 1, EMPTY_ROOT[:31], ()),
        ("log", 0, bytes(32), ()),
        ("log", 1, EMPTY_ROOT, ("",)),
        ("log", 1, EMPTY_ROOT, ("a\nb",)),
    ],
)
def test_what_no_log_can_state_is_refused(
    origin: str, size: int, root: bytes, extensions: tuple[str, ...]
) -> None:
    with pytest.raises(LogMisuse):
        Checkpoint(origin, size, root, extensions)


def test_a_log_without_leaves_has_a_checkpoint() -> None:
    empty = checkpoint_of([])
    assert parse_checkpoint(empty.text) == empty == Checkpoint(ORIGIN, 0, EMPTY_ROOT)


def test_a_later_checkpoint_extends_an_earlier_one_of_the_same_log_only() -> None:
    leaves = numbered(9)
    old, new, proof = checkpoint_of(leaves[:4]), checkpoint_of(leaves), consistency(leaves, 4)
    assert growth_fault(old, new, proof) is None
    other = checkpoint_of(leaves, origin="other.example/log")
    assert growth_fault(old, other, proof) == Fault(
        "other.example/log is another log than registry.example/log."
    )
