"""The limits of the house: short functions, short files, a docstring on every rule and view."""

import ast
from functools import cache
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("anonymise", "graphql", "registry", "seeds")
FILES = sorted(path for folder in (*OURS, "tests") for path in (ROOT / folder).rglob("*.py"))
SPEAKING = ("registry/intake/rules", "registry/release/rules", "registry/views/")


def function_lengths(source: str) -> dict[str, int]:
    """Lines of each function, from `def` to its last line, docstring included."""
    return {
        f"{node.name}:{node.lineno}": (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def undocumented(source: str) -> list[str]:
    """Public functions and classes at the top of a file that have no docstring."""
    return [
        node.name
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]


def house(*, tests: bool) -> list[Path]:
    return [path for path in FILES if ("tests" in path.relative_to(ROOT).parts) == tests]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def text_of(path: Path) -> str:
    return path.read_text()


@cache
def lengths_in(path: Path) -> dict[str, int]:
    return function_lengths(text_of(path))


def test_no_file_exceeds_400_lines() -> None:
    lines = {named(path): len(text_of(path).splitlines()) for path in FILES}
    assert {path: count for path, count in lines.items() if count > 400} == {}


def test_no_function_exceeds_60_lines() -> None:
    lengths = [(named(path), name, n) for path in FILES for name, n in lengths_in(path).items()]
    assert [each for each in lengths if each[2] > 60] == []


@pytest.mark.parametrize("tests", [False, True], ids=["the house", "its tests"])
def test_the_typical_function_has_8_lines_and_nine_in_ten_have_25(tests: bool) -> None:
    lengths = [n for path in house(tests=tests) for n in lengths_in(path).values()]
    assert median(lengths) <= 8
    assert quantiles(lengths, n=10)[-1] <= 25


def test_the_typical_file_has_120_lines() -> None:
    written = [text for path in house(tests=False) if (text := text_of(path)).strip()]
    assert median(len(text.splitlines()) for text in written) <= 120


def test_every_rule_and_view_says_what_it_is() -> None:
    speaking = [path for path in FILES if named(path).startswith(SPEAKING)]
    assert speaking
    assert {named(path): mute for path in speaking if (mute := undocumented(text_of(path)))} == {}


def test_the_limits_count_what_a_reader_sees() -> None:
    source = 'def short():\n    """One."""\n\n\nclass Rule:\n    def law(self):\n        return 1\n'
    assert function_lengths(source) == {"short:1": 2, "law:6": 2}
    assert undocumented(source) == ["Rule"]
