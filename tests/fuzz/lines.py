"""Which lines of our own code some work reaches: it guides the fuzzing, and it is judged by it."""

import inspect
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).parents[2]
OURS = tuple(f"{ROOT}/{folder}/" for folder in ("anonymise", "graphql", "registry"))


class Reached:
    """The lines of our code that ran while it watched. What was seen whole is watched no more."""

    def __init__(self) -> None:
        self.unseen: dict[CodeType, set[int]] = {}
        self.seen: dict[str, set[int]] = {}
        self.count = 0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch what happens inside, in threads that begin there, too."""
        threading.settrace(self.call)
        sys.settrace(self.call)
        try:
            yield
        finally:
            sys.settrace(None)
            threading.settrace(None)

    def call(self, frame: FrameType, _event: str, _told: Any) -> Any:
        """A function begins: whether its lines are of interest."""
        code = frame.f_code
        unseen = self.unseen.get(code)
        if unseen is None:
            ours = code.co_filename.startswith(OURS)
            unseen = self.unseen[code] = lines_of(code) if ours else set()
        if not unseen:
            return None
        self.add(code, unseen, code.co_firstlineno)
        return self.line

    def line(self, frame: FrameType, event: str, _told: Any) -> Any:
        """A line runs."""
        if event == "line":
            self.add(frame.f_code, self.unseen[frame.f_code], frame.f_lineno)
        return self.line

    def add(self, code: CodeType, unseen: set[int], line: int) -> None:
        """Note a line, if it is new."""
        if line in unseen:
            unseen.discard(line)
            self.seen.setdefault(code.co_filename, set()).add(line)
            self.count += 1

    def share(self, files: tuple[str, ...]) -> tuple[int, int]:
        """How many lines inside functions of these files were reached, and how many there are."""
        there = {str(path): inside_functions(path) for path in map(ROOT.joinpath, files)}
        reached = (len(lines & self.seen.get(name, set())) for name, lines in there.items())
        return sum(reached), sum(map(len, there.values()))


def lines_of(code: CodeType) -> set[int]:
    """The lines of one function."""
    return {line for *_, line in code.co_lines() if line}


def inside_functions(path: Path) -> set[int]:
    """The lines of every function of a file. What runs when it is imported does not count."""
    found: set[int] = set()
    waiting = [compile(path.read_text(), str(path), "exec")]
    while waiting:
        code = waiting.pop()
        waiting += [each for each in code.co_consts if isinstance(each, CodeType)]
        if code.co_flags & inspect.CO_OPTIMIZED:
            found |= lines_of(code)
    return found
