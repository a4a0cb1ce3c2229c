"""The hunt for a crash: inputs are drawn, those that reach new lines are kept and drawn from again.

Hypothesis reads an input out of a stretch of bytes (`fuzz_one_input`), so that whoever changes the
bytes changes the input within its grammar. A target's check raises for what must not be.
"""

import ast
import hashlib
import random
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from tests.fuzz.bounds import bounded
from tests.fuzz.lines import ROOT, Reached

LONGEST, MOST_FINDINGS, SHORTEST_BYTES, MOST_BYTES = 20.0, 5, 64, 6_000


class Target(Struct, frozen=True):
    """What is drawn, what must hold of it, and the files whose lines it is to reach.

    `learn` hears of each input that reached something new.
    """

    drawn: st.SearchStrategy[Any]
    check: Callable[[Any], None]
    files: tuple[str, ...]
    learn: Callable[[Any], None] = lambda _: None


class Finding(Struct, frozen=True):
    """An input that must not end as it did: where it is kept, and what came of it."""

    target: str
    seed: int
    attempt: int
    cause: str
    file: str


class Result(Struct, frozen=True):
    """A hunt: inputs tried and kept, lines of the target's files reached and there, findings."""

    target: str
    seconds: float
    tried: int
    kept: int
    reached: int
    lines: int
    all_reached: int
    findings: tuple[Finding, ...] = ()


class TooLong(BaseException):
    """An input that is not done with after `LONGEST` seconds of work."""


class Hunt:
    """One hunt. `attempt` repeats by its seed as far as the machine keeps the order."""

    def __init__(self, name: str, target: Target, seed: int, folder: Path) -> None:
        self.name, self.target, self.seed, self.folder = name, target, seed, folder
        self.chance = random.Random(f"{seed} {name}")  # noqa: S311
        self.pool: list[bytes] = []
        self.reached, self.last, self.tried = Reached(), None, 0
        self.findings: dict[str, Finding] = {}
        drawing: Any = bounded(1)(given(target.drawn)(self.check))
        self.feed = drawing.hypothesis.fuzz_one_input

    def check(self, value: Any) -> None:
        """Remember what was drawn, and look at what comes of it."""
        self.last = value
        with self.reached.watching(), within(LONGEST):
            self.target.check(value)

    def until(self, seconds: float) -> Result:
        """Hunt for so long, or until there is enough to look at."""
        began = time.monotonic()
        while time.monotonic() - began < seconds and len(self.findings) < MOST_FINDINGS:
            self.attempt()
        return Result(
            self.name,
            round(time.monotonic() - began, 1),
            self.tried,
            len(self.pool),
            *self.reached.share(self.target.files),
            self.reached.count,
            tuple(self.findings.values()),
        )

    def attempt(self) -> None:
        """One input; it is kept where it reached something new."""
        data, before = self.grown(), self.reached.count
        self.tried += 1
        try:
            self.feed(data)
        except (Exception, TooLong) as fault:
            self.note(fault)
        if self.reached.count > before:
            self.pool.append(data)
            self.target.learn(self.last)

    def grown(self) -> bytes:
        """Bytes to draw an input from: new ones, or kept ones with a stretch put elsewhere."""
        chance = self.chance
        fresh = chance.randbytes(chance.randint(SHORTEST_BYTES, MOST_BYTES))
        if not self.pool or chance.random() < 0.4:
            return fresh
        data = bytearray(chance.choice(self.pool))
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            length = chance.choice((1, 1, 2, 8, 64))
            other = chance.choice((fresh, chance.choice(self.pool)))
            begin = chance.randrange(len(other))
            data[at : at + length] = other[begin : begin + length]
        return bytes(data) + fresh[: SHORTEST_BYTES * 4]

    def note(self, fault: BaseException) -> None:
        """Keep an input that ended badly, once for each place where it did."""
        place = traceback.extract_tb(fault.__traceback__)[-1]
        cause = f"{type(fault).__name__} at {shortened(place.filename)}:{place.lineno}"
        if cause in self.findings:
            return
        file = kept_in(self.folder, self.name, self.last)
        file.with_suffix(".txt").write_text("".join(traceback.format_exception(fault)))
        self.findings[cause] = Finding(self.name, self.seed, self.tried, cause, str(file))


def kept_in(folder: Path, name: str, value: Any) -> Path:
    """The file of an input: as it is, or as Python writes it where it is no file."""
    kept = value if isinstance(value, bytes) else ascii(value).encode()
    ending = "" if isinstance(value, bytes) else ".py"
    digest = hashlib.sha256(kept).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name.replace(' ', '-')}-{digest}{ending}"
    file.write_bytes(kept)
    return file


def read_back(file: Path) -> Any:
    """The input in a file."""
    kept = file.read_bytes()
    return ast.literal_eval(kept.decode()) if file.suffix == ".py" else kept


def shortened(path: str) -> str:
    """A file without what leads to the checkout."""
    return path.removeprefix(f"{ROOT}/")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """TooLong where it takes more of the processor's time."""

    def over(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise TooLong

    signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
