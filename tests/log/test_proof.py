"""Proofs as text."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.log.checkpoint import Checkpoint, parse_checkpoint
from registry.log.fault import Fault, LogMisuse
from registry.log.proof import LogProof, parse_proof

ONE, TWO = (hashlib.sha256(word).digest() for word in (b"hash1", b"hash2"))
ONE64, TWO64 = (base64.b64encode(each).decode() for each in (ONE, TWO))
HEADER = "c2sp.org/tlog-proof@v1"

# github.com/transparency-dev/formats, proof/tlog_proof_test.go: TestMarshal.
MARSHALLED = [
    (
        LogProof(5, (ONE, TWO), "test checkpoint\n"),
        f"{HEADER}\nindex 5\n{ONE64}\n{TWO64}\n\ntest checkpoint\n",
    ),
    (
        LogProof(10, (ONE,), "checkpoint data\n", b"extra information"),
        f"{HEADER}\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 10\n{ONE64}\n\ncheckpoint data\n",
    ),
    (LogProof(0, (), "checkpoint\n"), f"{HEADER}\nindex 0\n\ncheckpoint\n"),
]
# C2SP tlog-proof, the example at its head, without its signatures and its extra line, which the
# specification prints shortened.
EXAMPLE = f"""{HEADER}
index 73894
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=
EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=
RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=
"""


@pytest.mark.parametrize(("proof", "text"), MARSHALLED)
def test_published_proofs_are_written_and_read(proof: LogProof, text: str) -> None:
    assert proof.text == text
    assert parse_proof(text) == proof


def test_the_specifications_example_is_read() -> None:
    proof = parse_proof(EXAMPLE)
    assert isinstance(proof, LogProof)
    assert (proof.index, len(proof.path)) == (73894, 5)
    checkpoint = parse_checkpoint(proof.checkpoint)
    assert isinstance(checkpoint, Checkpoint)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/fancylog", 109482)
    assert proof.text == EXAMPLE


# github.com/transparency-dev/formats, proof/tlog_proof_test.go: TestUnmarshalErrors, then some
# the specification refuses and Go takes, and cut ones.
@pytest.mark.parametrize(
    "text",
    [
        "wrong-header\nindex 0\n\ncheckpoint\n",
        f"{HEADER}\nextra !!notbase64!!\nindex 0\n\ncheckpoint\n",
        f"{HEADER}\n\n\ncheckpoint\n",
        f"{HEADER}\nindex notanumber\n\ncheckpoint\n",
        f"{HEADER}\nindex -5\n\ncheckpoint\n",
        f"{HEADER}\nindex 0\n!!notbase64!!\n\ncheckpoint\n",
        f"{HEADER}\nindex 0\n{'A' * 86}==\n\ncheckpoint\n",
        f"{HEADER}\nindex 007\n\ncheckpoint\n",
        f"{HEADER}\nindex  1\n\ncheckpoint\n",
        f"{HEADER}\nindex 9223372036854775807\n\ncheckpoint\n",
        f"{HEADER}\nindex 0\n{ONE64[:-2]}X=\n\ncheckpoint\n",
        f"{HEADER}\nindex 0\n{ONE64}\n" * 64 + "\ncheckpoint\n",
        f"{HEADER}\nindex 0\n" + f"{ONE64}\n" * 64 + "\ncheckpoint\n",
        f"{HEADER}\nindex 0\nextra AAAA\n\ncheckpoint\n",
        f"{HEADER}\nextra AAAA\n\ncheckpoint\n",
        f"{HEADER}\nextra\nindex 0\n\ncheckpoint\n",
        f"{HEADER}\r\nindex 0\r\n\r\ncheckpoint\n",
        f"{HEADER}\nindex 0\n",
        f"{HEADER}\nindex 0\n\n",
        f"{HEADER}\n",
        HEADER,
        "",
    ],
)
def test_what_is_no_proof_is_a_fault(text: str) -> None:
    fault = parse_proof(text)
    assert isinstance(fault, Fault)
    assert fault.reason.endswith(".")


def test_a_proof_of_63_hashes_is_read_and_one_of_64_is_not() -> None:
    assert isinstance(parse_proof(LogProof(0, (ONE,) * 63, "c\n").text), LogProof)
    assert isinstance(parse_proof(LogProof(0, (ONE,) * 64, "c\n").text), Fault)


@given(
    st.integers(0, 2**63 - 2),
    st.lists(st.binary(min_size=32, max_size=32), max_size=20),
    st.text(min_size=1),
    st.binary(max_size=50),
)
def test_every_proof_comes_back(
    index: int, path: list[bytes], checkpoint: str, extra: bytes
) -> None:
    proof = LogProof(index, tuple(path), checkpoint, extra)
    assert parse_proof(proof.text) == proof


@pytest.mark.parametrize(
    ("index", "path", "checkpoint"),
    [(-1, (), "c\n"), (2**63 - 1, (), "c\n"), (0, (b"short",), "c\n"), (0, (), "")],
)
def test_what_is_no_proof_cannot_be_made(
    index: int, path: tuple[bytes, ...], checkpoint: str
) -> None:
    with pytest.raises(LogMisuse, match="A proof needs"):
        LogProof(index, path, checkpoint)
