"""The limits of the house: short functions, short files, a docstring on every rule and view."""

import ast
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


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_exceeds_400_lines_and_no_function_60(path: Path) -> None:
    source = path.read_text()
    assert len(source.splitlines()) <= 400
    assert {name: n for name, n in function_lengths(source).items() if n > 60} == {}


@pytest.mark.parametrize("tests", [False, True], ids=["the house", "its tests"])
def test_the_typical_function_has_8_lines_and_nine_in_ten_have_25(tests: bool) -> None:
    lengths = [n for p in house(tests=tests) for n in function_lengths(p.read_text()).values()]
    assert median(lengths) <= 8
    assert quantiles(lengths, n=10)[-1] <= 25


def test_the_typical_file_has_120_lines() -> None:
    written = [path for path in house(tests=False) if path.read_text().strip()]
    assert median(len(path.read_text().splitlines()) for path in written) <= 120


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if str(path.relative_to(ROOT)).startswith(SPEAKING)],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_rule_and_view_says_what_it_is(path: Path) -> None:
    assert undocumented(path.read_text()) == []


def test_the_limits_count_what_a_reader_sees() -> None:
    source = 'def short():\n    """One."""\n\n\nclass Rule:\n    def law(self):\n        return 1\n'
    assert function_lengths(source) == {"short:1": 2, "law:6": 2}
    assert undocumented(source) == ["Rule"]
