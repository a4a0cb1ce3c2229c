"""A proof that verifies offline, as text: C2SP tlog-proof (https://c2sp.org/tlog-proof).

It carries the leaf's index, the inclusion proof and the signed checkpoint it leads to, so that
nobody has to ask the log again.
"""

from msgspec import Struct

from registry.log.encoding import MOST_LEAVES, from_base64, from_decimal, to_base64
from registry.log.fault import Fault, LogMisuse
from registry.log.merkle import Proof, damaged

HEADER = "c2sp.org/tlog-proof@v1"
_MOST_HASHES = MOST_LEAVES.bit_length()


class LogProof(Struct, frozen=True):
    """A leaf's index, its inclusion proof, and the signed checkpoint, byte for byte.

    `extra` is for the application and proves nothing. LogMisuse for a negative index, a hash of
    another length, or no checkpoint.
    """

    index: int
    path: Proof
    checkpoint: str
    extra: bytes = b""

    def __post_init__(self) -> None:
        if not 0 <= self.index < MOST_LEAVES or damaged(*self.path) or not self.checkpoint:
            raise LogMisuse("A proof needs an index, hashes of 32 bytes and a signed checkpoint.")

    @property
    def text(self) -> str:
        """The proof as a file holds it (tlog-proof, "Format")."""
        extra = [f"extra {to_base64(self.extra)}"] if self.extra else []
        hashes = [to_base64(each) for each in self.path]
        return "\n".join([HEADER, *extra, f"index {self.index}", *hashes, "", self.checkpoint])


def parse_proof(text: str) -> LogProof | Fault:
    """The proof in this text (tlog-proof, "Format"). Nothing is verified yet."""
    head, _, checkpoint = text.partition("\n\n")
    header, *lines = head.split("\n")
    if header != HEADER:
        return Fault(f"The proof does not begin with {HEADER}.")
    extra = _after("extra ", lines.pop(0)) if lines and lines[0].startswith("extra ") else ""
    index = _after("index ", lines.pop(0)) if lines else None
    if index is None or len(lines) > _MOST_HASHES or not checkpoint:
        return Fault("The proof has no index, no checkpoint or too many hashes: it was cut.")
    return _decoded(index, lines, checkpoint, extra or "")


def _decoded(index: str, lines: list[str], checkpoint: str, extra: str) -> LogProof | Fault:
    number, data = from_decimal(index), from_base64(extra)
    if number is None or data is None:
        return Fault("The proof's index is no whole number, or its extra line no base64.")
    hashes = [from_base64(line) for line in lines]
    try:
        path = tuple(each for each in hashes if each is not None)
        proof = LogProof(number, path, checkpoint, data)
    except LogMisuse as wrong:
        return Fault(str(wrong))
    return proof if len(path) == len(lines) else Fault("A hash of the proof is no base64.")


def _after(word: str, line: str) -> str | None:
    return line.removeprefix(word) if line.startswith(word) else None
